package amcsandbox

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// serveWithFault answers a call as the fault it meets demands.
func (s *Sandbox) serveWithFault(w *recorder, c *call) {
	if strings.HasPrefix(c.r.URL.Path, "/amc/") && s.throttled(w, c.r, c.at) {
		return
	}
	if c.rule == nil {
		s.mux.ServeHTTP(w, c.r)
		return
	}
	action := c.rule.Action
	switch action.Kind {
	case fault.Throttle, fault.Status, fault.BadGateway, fault.Timeout, fault.Drop:
		if action.When == fault.After {
			s.mux.ServeHTTP(newKept(), c.r)
		}
		if action.Kind == fault.Drop {
			w.note(0)
			panic(http.ErrAbortHandler) // closes the connection without an answer
		}
		writeFault(w, action)
	case fault.Slow:
		s.mux.ServeHTTP(&dripWriter{ResponseWriter: w, done: c.ctx().Done(), action: action}, c.r)
	case fault.Truncate:
		truncated := newKept()
		s.mux.ServeHTTP(truncated, c.r)
		sendTruncated(w, truncated, action.Bytes)
	case fault.Delay:
		timer := time.NewTimer(action.Delay())
		defer timer.Stop()
		select {
		case <-timer.C:
			s.mux.ServeHTTP(w, c.r)
		case <-c.ctx().Done():
		}
	case fault.Revoke:
		if err := s.store.Write(c.ctx(), func(tx *store.Tx) error {
			_, err := tx.RevokeConsents("", c.at)
			return err
		}); err != nil {
			s.config.Logger.ErrorContext(c.ctx(), "sandbox consents not revoked", "error", err)
		}
		s.mux.ServeHTTP(w, c.r)
	default:
		s.mux.ServeHTTP(w, c.r) // the handler looks at c.rule itself
	}
}

const proxyPage = "<html>\r\n<head><title>%[1]d %[2]s</title></head>\r\n<body>\r\n<center><h1>%[1]d %[2]s</h1></center>\r\n<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n"

func writeFault(w http.ResponseWriter, action fault.Action) {
	text := action.Text
	if text == "" {
		text = http.StatusText(action.Status)
	}
	if action.RetryAfter >= 0 && (action.Status == http.StatusTooManyRequests || action.RetryAfter > 0) {
		w.Header().Set("Retry-After", strconv.Itoa(max(action.RetryAfter, 1)))
	}
	if action.Status == http.StatusTooManyRequests {
		w.Header().Set("amazon-advertising-api-throttled", "true")
	}
	switch action.Shape {
	case fault.HTML:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(action.Status)
		fmt.Fprintf(w, proxyPage, action.Status, http.StatusText(action.Status))
	case fault.Empty:
		w.WriteHeader(action.Status)
	case fault.Message:
		writeReply(w, reply{action.Status, jsonType, map[string]string{"message": text}})
	default:
		writeReply(w, reply{action.Status, jsonType, map[string]string{"code": strconv.Itoa(action.Status), "details": text}})
	}
}

// sendTruncated promises the whole body and sends its beginning.
func sendTruncated(w *recorder, whole *kept, keep int) {
	maps.Copy(w.Header(), whole.header)
	body := whole.body.Bytes()
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(whole.status)
	_, _ = w.Write(body[:min(keep, len(body))]) // the client may have gone away
	if keep >= len(body) {
		return
	}
	_ = http.NewResponseController(w).Flush() // else net/http would drop what is buffered
	panic(http.ErrAbortHandler)
}

// dripWriter sends a body a few bytes at a time.
type dripWriter struct {
	http.ResponseWriter
	done   <-chan struct{}
	action fault.Action
}

func (d *dripWriter) Write(data []byte) (int, error) {
	written := 0
	step := max(d.action.Bytes, 1)
	for len(data) > 0 {
		n, err := d.ResponseWriter.Write(data[:min(step, len(data))])
		written += n
		if err != nil {
			return written, err
		}
		data = data[n:]
		_ = http.NewResponseController(d.ResponseWriter).Flush() // a writer that cannot flush is slow anyway
		timer := time.NewTimer(d.action.Delay())
		select {
		case <-timer.C:
		case <-d.done:
			timer.Stop()
			return written, http.ErrAbortHandler
		}
	}
	return written, nil
}

// kept is an answer that is not sent, or not yet.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newKept() *kept { return &kept{header: http.Header{}, status: http.StatusOK} }

func (k *kept) Header() http.Header { return k.header }

func (k *kept) WriteHeader(status int) { k.status = status }

func (k *kept) Write(data []byte) (int, error) { return k.body.Write(data) }
