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
	// ErrAnswerTooLarge: an answer grew beyond 64 MiB and was dropped.
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
	body      []byte
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
		got, err := c.tryRenewing(ctx, request, body, out)
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
func (c *Client) tryRenewing(ctx context.Context, request call, body []byte, out any) (answer, error) {
	token, err := c.config.TokenSource.Token(ctx)
	if err != nil {
		return answer{}, fmt.Errorf("get access token: %w", err)
	}
	got, err := c.try(ctx, request, body, token, out)
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
	return c.try(ctx, request, body, renewed, out)
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

// try sends the request once.
func (c *Client) try(ctx context.Context, request call, body []byte, token string, out any) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	httpRequest, err := c.build(ctx, request, body, token)
	if err != nil {
		return answer{}, err
	}

	started := c.config.Now()
	response, content, err := c.roundTrip(httpRequest)
	record := []slog.Attr{
		slog.String("method", request.method),
		slog.String("path", httpRequest.URL.Path),
		slog.Duration("duration", c.config.Now().Sub(started)),
	}
	if response != nil {
		record = append(record, slog.Int("status", response.StatusCode), slog.String("requestId", requestID(response.Header)))
	}
	c.config.Logger.LogAttrs(ctx, slog.LevelDebug, "amc call", record...)

	if response != nil && (response.StatusCode < 200 || response.StatusCode > 299) {
		return answer{}, newError(httpRequest, response, content, token, c.config.Now())
	}
	got := answer{body: content}
	if response != nil {
		got.requestID = requestID(response.Header)
	}
	if err == nil && out != nil {
		err = json.Unmarshal(content, out)
	}
	if err == nil {
		return got, nil
	}
	failure := &Error{Method: request.method, Path: httpRequest.URL.Path, RequestID: got.requestID, cause: withoutURL(err)}
	if response != nil {
		failure.Status = response.StatusCode
		failure.Body = bytes.Clone(clip(redact(content, token), maxErrorBody))
	}
	return answer{}, failure
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

// roundTrip returns the whole answer. The response is nil when its head never came.
func (c *Client) roundTrip(request *http.Request) (*http.Response, []byte, error) {
	if request.Context().Err() != nil {
		return nil, nil, fmt.Errorf("%w: %w", errNotSent, context.Cause(request.Context()))
	}
	response, err := c.api.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err == nil && len(content) > maxAnswer {
		content, err = nil, ErrAnswerTooLarge
	}
	return response, content, err
}

// withoutURL drops the address that net/http puts in its errors: it may carry
// a presigned link or a page token.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// ErrInvalidID: an id cannot be part of a path, so no call was made.
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
