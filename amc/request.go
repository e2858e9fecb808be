package amc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxAnswer bounds what is read of one answer: the largest known, a page of
// data sources with all their columns, stays far below.
const maxAnswer = 64 << 20

var (
	// errNotSent marks failures before the first byte of a request left.
	errNotSent = errors.New("not sent")
	// ErrAnswerTooLarge means that an answer grew beyond 64 MiB and was dropped.
	ErrAnswerTooLarge = errors.New("answer too large")
)

// call is one API call before it is sent.
type call struct {
	method  string
	path    string // escaped, below the base
	query   url.Values
	account *AccountClient // nil: no account headers
	body    any            // nil: none
}

// answer is what a successful call brought.
type answer struct {
	requestID string
	// repeated is true when an earlier try of the same call may have been carried out.
	repeated bool
}

// send makes the call, repeating it where that is safe, and decodes the answer
// into out unless out is nil.
func (c *Client) send(ctx context.Context, request call, out any) (answer, error) {
	var body []byte
	if request.body != nil {
		var err error
		if body, err = json.Marshal(request.body); err != nil {
			return answer{}, fmt.Errorf("encode body of %s %s: %w", request.method, request.path, err)
		}
	}

	repeated := false
	for try := 1; ; try++ {
		within := c.config.Retry.within(try, request.method, c.config.Timeout)
		got, err := c.tryRenewing(ctx, within, request, body, out)
		if err == nil {
			got.repeated = repeated
			return got, nil
		}
		failure, ok := errors.AsType[*Error](err)
		if !ok {
			return answer{}, err
		}
		wait, again := c.config.Retry.wait(try, failure)
		if !again || ctx.Err() != nil || c.endsBefore(ctx, wait) {
			return answer{repeated: repeated}, err
		}
		repeated = repeated || failure.Unsure()
		if c.config.Sleep(ctx, wait) != nil {
			return answer{repeated: repeated}, err
		}
	}
}

// endsBefore tells whether ctx will be over before the wait is.
func (c *Client) endsBefore(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && deadline.Before(c.config.Now().Add(wait))
}

// tryRenewing makes one try, and a second one with another token when the
// first token was refused.
func (c *Client) tryRenewing(ctx context.Context, within time.Duration, request call, body []byte, out any) (answer, error) {
	token, err := c.config.TokenSource.Token(ctx)
	if err != nil {
		return answer{}, fmt.Errorf("get access token: %w", err)
	}
	got, err := c.try(ctx, within, request, body, token, out)
	failure, ok := errors.AsType[*Error](err)
	if !ok || !c.mayRenew(failure) {
		return got, err
	}
	renewed, renewErr := c.config.TokenSource.Renew(ctx, token)
	if renewErr != nil {
		return answer{}, fmt.Errorf("renew access token after %w: %w", failure, renewErr)
	}
	if renewed == token {
		return got, err
	}
	return c.try(ctx, within, request, body, renewed, out)
}

// forbiddenRenewalInterval spaces renewals that only a 403 asked for. A 403
// nearly always means a foreign instance; only some gateways say so of a stale token.
const forbiddenRenewalInterval = 10 * time.Minute

func (c *Client) mayRenew(failure *Error) bool {
	if failure.Unauthorized() {
		return true
	}
	if !failure.Forbidden() {
		return false
	}
	now, last := c.config.Now(), c.forbiddenRenewal.Load()
	if last != 0 && now.Sub(time.Unix(0, last)) < forbiddenRenewalInterval {
		return false
	}
	return c.forbiddenRenewal.CompareAndSwap(last, now.UnixNano())
}

// try sends the request once and gives it so long.
func (c *Client) try(ctx context.Context, within time.Duration, request call, body []byte, token string, out any) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	httpRequest, err := c.build(ctx, request, body, token)
	if err != nil {
		return answer{}, err
	}

	started := c.config.Now()
	got, err := c.roundTrip(httpRequest)
	c.config.Logger.LogAttrs(ctx, slog.LevelDebug, "amc call",
		slog.String("method", request.method),
		slog.String("path", httpRequest.URL.Path),
		slog.Int("status", got.status),
		slog.String("requestId", requestID(got.header)),
		slog.Duration("duration", c.config.Now().Sub(started)))

	switch {
	case got.status != 0 && (got.status < 200 || got.status > 299):
		return answer{}, newError(httpRequest, got, token, c.config.Now())
	case err == nil && out != nil:
		err = json.Unmarshal(got.body, out)
	}
	if err != nil {
		return answer{}, &Error{
			Method:    request.method,
			Path:      httpRequest.URL.Path,
			Status:    got.status,
			RequestID: requestID(got.header),
			Body:      bytes.Clone(clip(redact(got.body, token), maxErrorBody)),
			cause:     withoutURL(err),
		}
	}
	return answer{requestID: requestID(got.header)}, nil
}

func (c *Client) build(ctx context.Context, request call, body []byte, token string) (*http.Request, error) {
	address := c.base + request.path
	if len(request.query) > 0 {
		address += "?" + request.query.Encode()
	}
	httpRequest, err := http.NewRequestWithContext(ctx, request.method, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", request.method, request.path, withoutURL(err))
	}
	header := httpRequest.Header
	header.Set("Authorization", "Bearer "+token)
	header.Set("Amazon-Advertising-API-ClientId", c.config.ClientID)
	if request.account != nil {
		header.Set("Amazon-Advertising-API-AdvertiserId", request.account.accountID)
		header.Set("Amazon-Advertising-API-MarketplaceId", request.account.marketplaceID)
	}
	header.Set("Accept", "*/*")
	header.Set("User-Agent", c.config.UserAgent)
	if body != nil {
		header.Set("Content-Type", "application/json")
	}
	return httpRequest, nil
}

// reply is an answer as it came; the zero reply when its head never did.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (c *Client) roundTrip(request *http.Request) (reply, error) {
	if request.Context().Err() != nil {
		return reply{}, fmt.Errorf("%w: %w", errNotSent, context.Cause(request.Context()))
	}
	response, err := c.api.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	got := reply{status: response.StatusCode, header: response.Header}
	got.body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err == nil && len(got.body) > maxAnswer {
		got.body, err = nil, ErrAnswerTooLarge
	}
	return got, err
}

// withoutURL drops the address that net/http puts in its errors: it may carry
// a presigned link or a page token.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// ErrInvalidID means that an id cannot be part of a path, so no call was made.
var ErrInvalidID = errors.New("invalid id")

// join builds a path below the base from fixed parts and ids, which it escapes.
// An empty id would turn the path of one thing into that of all things.
func join(parts ...string) (string, error) {
	var path strings.Builder
	for _, part := range parts {
		if part == "" || part == "." || part == ".." {
			return "", fmt.Errorf("%w %q", ErrInvalidID, part)
		}
		path.WriteString("/" + url.PathEscape(part))
	}
	return path.String(), nil
}
