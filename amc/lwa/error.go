package lwa

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// ErrNoToken means that there is no refresh token to use; the person has never consented
// or the connection was taken away.
var ErrNoToken = errors.New("no refresh token")

// Error is a token call that was refused or never got an answer.
type Error struct {
	// Act tells what was tried.
	Act string
	// Status is the HTTP status; 0 when no whole answer came.
	Status int
	// Code is the OAuth code, such as invalid_grant. May be empty.
	Code string
	// Description is Amazon's explanation. May be empty.
	Description string
	// RequestID is the id Amazon's support asks for. May be empty.
	RequestID string
	// RetryAfter is how long Amazon asked to wait; 0 when it did not say.
	RetryAfter time.Duration

	cause error
}

// Error tells the act, the code and Amazon's explanation.
func (e *Error) Error() string {
	parts := []string{e.Act}
	switch {
	case e.Status != 0:
		parts = append(parts, fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
	case e.cause != nil:
		parts = append(parts, fmt.Sprintf("no answer: %v", e.cause))
	default:
		parts = append(parts, "no answer")
	}
	for _, part := range []string{e.Code, e.Description} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	text := strings.Join(parts, ": ")
	if e.RequestID != "" {
		text += " (request id " + e.RequestID + ")"
	}
	return text
}

// Unwrap returns what kept the answer from coming, if anything did.
func (e *Error) Unwrap() error { return e.cause }

// NeedsReconnect reports that the consent or its code is worth nothing any more. The person
// has to consent again; repeating the call is of no use.
func (e *Error) NeedsReconnect() bool { return e.Code == "invalid_grant" }

// OperatorFault reports that the app's id, secret, scope or redirect address is wrong, or
// the token address is no token endpoint. Every connection of the app is
// affected, and consenting again does not help.
func (e *Error) OperatorFault() bool { return !e.NeedsReconnect() && !e.Transient() && e.Status != 0 }

// Transient reports that the same call may succeed later. The caller's own cancellation is
// not transient.
func (e *Error) Transient() bool {
	switch {
	case e.NeedsReconnect():
		return false
	case e.Status == 0:
		return !errors.Is(e.cause, context.Canceled)
	default:
		return e.Status >= 500 || e.Status == http.StatusTooManyRequests || e.Status == http.StatusRequestTimeout
	}
}

// failure turns what package oauth2 reports into an Error. Nothing of the
// answer's body is kept but its named fields, without tokens.
func (c *Client) failure(ctx context.Context, act string, err error) error {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		cause := err
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			cause = wrapped.Err
		}
		if ctx.Err() != nil {
			cause = context.Cause(ctx)
		}
		return &Error{Act: act, cause: cause}
	}
	header := refused.Response.Header
	failure := &Error{
		Act:         act,
		Status:      refused.Response.StatusCode,
		Code:        hide(refused.ErrorCode),
		Description: hide(refused.ErrorDescription),
		RequestID:   header.Get("X-Amz-Rid"),
		RetryAfter:  retryAfter(header.Get("Retry-After"), c.now()),
	}
	var named struct {
		RequestID string `json:"request_id"`
	}
	if failure.RequestID == "" && json.Unmarshal(refused.Body, &named) == nil {
		failure.RequestID = named.RequestID
	}
	return failure
}

var (
	// tokenShape matches Amazon's tokens, plain or percent-encoded.
	tokenShape = regexp.MustCompile(`Atz[ar](?:\||%7[Cc])[^\s"'<>&,;\\]+`)
	spaces     = regexp.MustCompile(`\s+`)
)

// maxText bounds what is kept of a text that Amazon sent.
const maxText = 1 << 10

// hide makes a text of Amazon's fit for logs.
func hide(text string) string {
	text = spaces.ReplaceAllString(tokenShape.ReplaceAllString(text, "[redacted]"), " ")
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "…"
	}
	return text
}

// retryAfter reads seconds or an HTTP date as a wait from now; zero when
// absent, unreadable or past.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(strings.TrimSpace(header), 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
