package amc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Error is a call that Amazon refused or that never got an answer.
// Every failed call of this package that reached for the network returns one.
type Error struct {
	// Method and Path tell the call; Path holds no query.
	Method, Path string
	// Status is the HTTP status; 0 when no whole answer came.
	Status int
	// Code is Amazon's code: an HTTP status in digits or a symbol. May be empty.
	Code string
	// Details is Amazon's explanation, fit to show a person. May be empty.
	Details string
	// RequestID is the id Amazon's support asks for. May be empty.
	RequestID string
	// RetryAfter is how long Amazon asked to wait; 0 when it did not say.
	RetryAfter time.Duration
	// Body is the start of the answer, at most 16 KiB, with tokens removed.
	Body []byte

	throttled bool
	cause     error
}

// Error tells the call, the status and Amazon's explanation.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s: ", e.Method, e.Path)
	switch {
	case e.Status != 0:
		fmt.Fprintf(&text, "%d %s", e.Status, http.StatusText(e.Status))
	case e.cause != nil:
		fmt.Fprintf(&text, "no answer: %v", e.cause)
	default:
		text.WriteString("no answer")
	}
	if e.Status != 0 && e.cause != nil {
		fmt.Fprintf(&text, ": %v", e.cause)
	}
	if e.Details != "" {
		text.WriteString(": " + e.Details)
	}
	if e.RequestID != "" {
		text.WriteString(" (request id " + e.RequestID + ")")
	}
	return text.String()
}

// Unwrap returns what kept the answer from coming, if anything did.
func (e *Error) Unwrap() error { return e.cause }

// Throttled reports that Amazon asked for fewer calls; this one was not carried out.
func (e *Error) Throttled() bool {
	return e.Status == http.StatusTooManyRequests || e.throttled
}

// Unauthorized reports that the access token was refused, also after a renewal.
func (e *Error) Unauthorized() bool { return e.Status == http.StatusUnauthorized }

// Forbidden reports that the account, the instance or the scope is not the token's.
// Amazon does not tell these apart, nor always from an expired token.
func (e *Error) Forbidden() bool { return e.Status == http.StatusForbidden }

// NotFound reports that the thing asked for is not there. Amazon says so with 404 and
// with 400 and a text.
func (e *Error) NotFound() bool {
	return e.Status == http.StatusNotFound || (e.Status == http.StatusBadRequest && e.says("does not exist"))
}

// AlreadyExists reports that the id of a new workflow or schedule is taken.
func (e *Error) AlreadyExists() bool {
	return (e.Status == http.StatusBadRequest || e.Status == http.StatusConflict) && e.says("already exists")
}

// InvalidQuery reports that the SQL or its parameters do not compile; Details says why,
// often with line and column.
func (e *Error) InvalidQuery() bool {
	return e.Status == http.StatusBadRequest &&
		(e.says("unable to compile") || e.says("SQL query was invalid") || e.says("Encountered "))
}

// NotDownloadable reports that the execution has no result to download, now or ever.
func (e *Error) NotDownloadable() bool {
	return (e.Status == http.StatusNotFound || e.Status == http.StatusBadRequest) && e.says("unavailable for download")
}

// TermsNotAccepted reports that an admin must accept Amazon's terms in the AMC console first.
func (e *Error) TermsNotAccepted() bool {
	return e.Status >= 400 && e.Status < 500 && e.says("terms and conditions must be accepted")
}

// LinkExpired reports that the presigned link is too old; ask for a new one.
func (e *Error) LinkExpired() bool {
	return (e.Status == http.StatusForbidden || e.Status == http.StatusBadRequest) &&
		(e.Code == "ExpiredToken" || e.says("has expired"))
}

// Transient reports that the same call may succeed later. The caller's own cancellation is
// not transient.
func (e *Error) Transient() bool {
	switch e.Status {
	case 0:
		return !errors.Is(e.cause, context.Canceled)
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return e.Throttled()
	}
}

// Unsure reports that the call changes something, it was on its way, and nobody can tell
// from the answer whether Amazon carried it out. List before sending it again.
func (e *Error) Unsure() bool {
	switch {
	case e.Method == http.MethodGet || e.Throttled():
		return false
	case e.Status == 0:
		return !neverSent(e.cause)
	case e.cause != nil: // an answer of success that could not be read
		return true
	default:
		return e.Status >= 500 || e.Status == http.StatusRequestTimeout
	}
}

// neverSent tells whether cause shows that no byte of the request left.
func neverSent(cause error) bool {
	if errors.Is(cause, errNotSent) {
		return true
	}
	operation, ok := errors.AsType[*net.OpError](cause)
	return ok && operation.Op == "dial"
}

func (e *Error) says(words string) bool {
	return strings.Contains(strings.ToLower(e.Details), strings.ToLower(words))
}
