package amcsandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

const (
	// maxRequestBody is what Amazon's gateways take at most.
	maxRequestBody = 10 << 20
	// maxLoggedBody is how much of a request body the log keeps.
	maxLoggedBody = 4 << 10
)

// ServeHTTP implements http.Handler.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == "/status" {
		s.serveStatus(w)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
	if err != nil {
		http.Error(w, "Request body too large or cut off", http.StatusRequestEntityTooLarge)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	c := &call{requestID: newRequestID(), at: s.now(), body: body, base: baseURL(s.config.BaseURL, r)}
	c.r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	if !strings.HasPrefix(r.URL.Path, "/admin/") {
		if rule, met := s.faults.Decide(fault.Request{
			Method: r.Method, Path: r.URL.Path, Instance: instanceInPath(r.URL.Path), Body: body, At: c.at,
		}); met {
			c.rule = &rule
		}
	}
	w.Header().Set("x-amz-rid", c.requestID)
	w.Header().Set("x-amz-request-id", c.requestID)

	out := &recorder{ResponseWriter: w, logged: func(status int) { s.logRequest(c, status) }}
	defer out.finish()
	s.serveWithFault(out, c)
}

// logRequest writes the log line before the answer leaves, so that whoever has
// the answer finds the line.
func (s *Sandbox) logRequest(c *call, status int) {
	line := store.Request{
		At: c.at, Method: c.r.Method, Path: c.r.URL.Path, Query: redactQuery(c.r.URL.Query()), Status: status,
		RequestID: c.requestID, InstanceID: instanceInPath(c.r.URL.Path), ExecutionID: c.executionID,
		Duration: s.now().Sub(c.at),
	}
	if c.rule != nil {
		line.Fault = c.rule.ID
	}
	if strings.HasPrefix(line.Path, "/amc/") {
		line.Body = string(c.body[:min(len(c.body), maxLoggedBody)])
	}
	// The line is written even when the client has gone.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx()), 10*time.Second)
	defer cancel()
	if err := s.store.Write(ctx, func(tx *store.Tx) error { return tx.AddRequest(line) }); err != nil {
		s.config.Logger.ErrorContext(ctx, "sandbox request not logged", "path", line.Path, "requestId", line.RequestID, "error", err)
	}
}

// redactQuery keeps secrets out of the log.
func redactQuery(query url.Values) string {
	for _, secret := range []string{"signature", "code", "state", "code_challenge"} {
		if query.Has(secret) {
			query.Set(secret, "-")
		}
	}
	return query.Encode()
}

// instanceInPath finds the instance id in /amc/instances/{id}… and
// /amc/reporting/{id}….
func instanceInPath(path string) string {
	for _, prefix := range []string{"/amc/instances/", "/amc/reporting/"} {
		if rest, found := strings.CutPrefix(path, prefix); found {
			id, _, _ := strings.Cut(rest, "/")
			return id
		}
	}
	return ""
}

const requestIDLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

func newRequestID() string {
	raw := make([]byte, 20)
	_, _ = rand.Read(raw) // never fails
	for i, b := range raw {
		raw[i] = requestIDLetters[int(b)%len(requestIDLetters)]
	}
	return string(raw)
}

// recorder calls logged with the status before anything is sent.
type recorder struct {
	http.ResponseWriter
	logged func(status int)
	done   bool
}

func (r *recorder) WriteHeader(status int) {
	r.note(status)
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(data []byte) (int, error) {
	r.note(http.StatusOK)
	return r.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController find the real one.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) note(status int) {
	if !r.done {
		r.done = true
		r.logged(status)
	}
}

// finish logs a call that wrote nothing.
func (r *recorder) finish() { r.note(http.StatusOK) }
