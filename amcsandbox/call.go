package amcsandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// call is one request on its way through the sandbox.
type call struct {
	r         *http.Request
	requestID string
	at        time.Time
	body      []byte
	// base is the address below which the sandbox answers.
	base string
	// account and instance are set once the headers were checked.
	account  store.Account
	instance store.Instance
	// executionID is the execution the request touched, for the log.
	executionID string
	// rule is the fault the request meets, if any.
	rule *fault.Rule
}

func (c *call) ctx() context.Context { return c.r.Context() }

// meets returns the action of the fault when it is of that kind.
func (c *call) meets(kind fault.Kind) (fault.Action, bool) {
	if c.rule == nil || c.rule.Action.Kind != kind {
		return fault.Action{}, false
	}
	return c.rule.Action, true
}

type callKey struct{}

func callOf(r *http.Request) *call {
	c, ok := r.Context().Value(callKey{}).(*call)
	if !ok {
		panic("amcsandbox: handler called outside ServeHTTP")
	}
	return c
}

// reply is an answer: a value sent as JSON, or nothing when value is nil.
type reply struct {
	status    int
	mediaType string
	value     any
}

func ok(mediaType string, value any) reply {
	return reply{status: http.StatusOK, mediaType: mediaType, value: value}
}

// object is JSON with keys in alphabetical order, as reporting answers are.
type object map[string]any

// apiError is an answer that says no. Details is shown to the client.
type apiError struct {
	status  int
	details string
}

func (e *apiError) Error() string { return fmt.Sprintf("%d: %s", e.status, e.details) }

func refuse(status int, format string, args ...any) error {
	return &apiError{status: status, details: fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) error {
	return refuse(http.StatusBadRequest, format, args...)
}

func forbidden() error { return refuse(http.StatusForbidden, "Unauthorized request.") }

// errorShape writes the error body of a family of routes.
type errorShape func(c *call, e *apiError) any

func detailsShape(c *call, e *apiError) any {
	body := map[string]string{"code": strconv.Itoa(e.status), "details": e.details}
	if e.status == http.StatusUnauthorized {
		body["requestId"] = c.requestID
	}
	return body
}

func messageShape(c *call, e *apiError) any {
	return map[string]string{"message": e.details, "requestId": c.requestID}
}

// handler answers a call; what it returns as an error is an *apiError, or a
// fault of the sandbox itself.
type handler func(c *call) (reply, error)

// answer turns a handler into an http.Handler with errors of the given shape.
func (s *Sandbox) answer(shape errorShape, handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		result, err := handle(c)
		if err != nil {
			refused, known := errors.AsType[*apiError](err)
			if !known {
				s.config.Logger.ErrorContext(c.ctx(), "sandbox request failed", "path", r.URL.Path, "requestId", c.requestID, "error", err)
				refused = &apiError{http.StatusInternalServerError, "Internal server error"}
			}
			result = reply{refused.status, jsonType, shape(c, refused)}
		}
		writeReply(w, result)
	})
}

func writeReply(w http.ResponseWriter, r reply) {
	if r.mediaType != "" {
		w.Header().Set("Content-Type", r.mediaType)
	}
	if r.value == nil {
		w.WriteHeader(r.status)
		return
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r.value); err != nil {
		http.Error(w, "Internal server error", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(bytes.TrimRight(body.Bytes(), "\n")) // the client may have gone away
}

// baseURL is the address below which r reached the sandbox.
func baseURL(configured string, r *http.Request) string {
	if configured != "" {
		return strings.TrimSuffix(configured, "/")
	}
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	// http.StripPrefix shortens the path and leaves the request line as it was.
	asked, _, _ := strings.Cut(r.RequestURI, "?")
	prefix := ""
	if cut, found := strings.CutSuffix(asked, r.URL.EscapedPath()); found && strings.HasPrefix(cut, "/") {
		prefix = cut
	}
	return scheme + "://" + r.Host + prefix
}
