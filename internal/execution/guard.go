package execution

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// ErrTooLate says that a request was held back so long that it may not be sent any more.
var ErrTooLate = errors.New("too late to send")

type sendByKey struct{}

// WithSendBy bounds when a request may leave this process. SendGuard enforces it.
func WithSendBy(ctx context.Context, by time.Time) context.Context {
	return context.WithValue(ctx, sendByKey{}, by)
}

// SendGuard wraps the transport of calls to Amazon. It refuses to hand over
// the body of a request after its WithSendBy instant. The transport asks for
// the body last, so a process that was frozen between its decision to send and
// the sending does not complete the request once it is woken. The header may
// have gone out alone; a request without the body it announces starts nothing.
func SendGuard(next http.RoundTripper) http.RoundTripper { return sendGuard{next} }

type sendGuard struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (g sendGuard) RoundTrip(r *http.Request) (*http.Response, error) {
	by, bounded := r.Context().Value(sendByKey{}).(time.Time)
	if !bounded || r.Body == nil || r.Body == http.NoBody {
		return g.next.RoundTrip(r)
	}
	guarded := r.Clone(r.Context())
	guarded.Body = &lateBody{ReadCloser: r.Body, by: by}
	if r.GetBody != nil {
		guarded.GetBody = func() (io.ReadCloser, error) {
			body, err := r.GetBody()
			return &lateBody{ReadCloser: body, by: by}, err
		}
	}
	return g.next.RoundTrip(guarded)
}

type lateBody struct {
	io.ReadCloser

	by time.Time
}

// Read refuses the first bytes, and with them all, once it is too late.
func (b *lateBody) Read(p []byte) (int, error) {
	if late := time.Since(b.by); late > 0 {
		return 0, fmt.Errorf("%w by %s", ErrTooLate, late)
	}
	return b.ReadCloser.Read(p)
}
