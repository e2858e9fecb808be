package httpapi

import (
	"net/http"
	"time"
)

const (
	// writeWithin bounds one write to somebody who has stopped to read. An
	// answer as a whole has no bound: exports and event streams last.
	writeWithin = 30 * time.Second
	// readWithin bounds how long the body of any request may hold its
	// connection; operations that read theirs set a nearer end.
	readWithin = 5 * time.Minute
)

// bounded keeps connections from being held by who neither reads nor writes.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := &boundedWriter{ResponseWriter: w, control: http.NewResponseController(w)}
		if r.ContentLength != 0 {
			_ = out.control.SetReadDeadline(time.Now().Add(readWithin)) // not of a recorder in tests
		}
		next.ServeHTTP(out, r)
		out.begin() // for what the server has kept back so far
	})
}

// boundedWriter gives each write its own deadline, and none to the time
// between them: with HTTP/2 a deadline ends the stream even when nobody writes.
type boundedWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Write implements http.ResponseWriter.
func (w *boundedWriter) Write(p []byte) (int, error) {
	w.begin()
	defer w.end()
	return w.ResponseWriter.Write(p)
}

// FlushError lets http.ResponseController flush within the bound.
func (w *boundedWriter) FlushError() error {
	w.begin()
	defer w.end()
	return w.control.Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (w *boundedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *boundedWriter) begin() { _ = w.control.SetWriteDeadline(time.Now().Add(writeWithin)) }

func (w *boundedWriter) end() { _ = w.control.SetWriteDeadline(time.Time{}) }
