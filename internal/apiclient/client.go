package apiclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// callTimeout bounds every call but exports, which last as long as they flow.
const callTimeout = 30 * time.Second

// maxAnswer bounds what is read of one JSON answer.
const maxAnswer = 32 << 20

// Client calls one server with one API token. It is safe for concurrent use.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New returns a client of the server at address, such as http://localhost:8484.
func New(address, token string) (*Client, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return nil, fmt.Errorf("server address %q is not of the form http://HOST:PORT", address)
	}
	if token == "" {
		return nil, errors.New("API token is missing")
	}
	parsed.RawQuery, parsed.Fragment = "", ""
	return &Client{
		base:  strings.TrimRight(parsed.String(), "/"),
		token: token,
		http: &http.Client{
			Transport: &http.Transport{
				Proxy:               http.ProxyFromEnvironment,
				DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
				TLSHandshakeTimeout: 5 * time.Second,
				ForceAttemptHTTP2:   true,
			},
			// A redirect would carry the token to wherever it points.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// String names the server and not the token.
func (c *Client) String() string { return c.base }

// GoString is String.
func (c *Client) GoString() string { return c.String() }

// Problem is a call that the server refused.
type Problem struct {
	httpapi.Problem
	// RetryAfter is how long the server asked to wait; 0 when it did not say.
	RetryAfter time.Duration
}

// Error tells what happened, what is wrong with the input and what to do next.
func (p *Problem) Error() string {
	parts := []string{p.Detail}
	if p.Detail == "" {
		parts[0] = fmt.Sprintf("the server answered %d %s", p.Status, http.StatusText(p.Status))
	}
	for _, field := range p.Errors {
		if field.Message != p.Detail { // which says it already
			parts = append(parts, fmt.Sprintf("%s: %s.", field.Pointer, strings.TrimSuffix(field.Message, ".")))
		}
	}
	if p.Next != "" {
		parts = append(parts, p.Next)
	}
	if p.Status >= http.StatusInternalServerError && p.RequestID != "" {
		parts = append(parts, "(request "+p.RequestID+")")
	}
	return strings.Join(parts, " ")
}

// Passing reports whether err may be gone when the call is made again: no
// answer came, or one that the server calls temporary.
func Passing(err error) bool {
	problem, ok := errors.AsType[*Problem](err)
	if !ok {
		_, lost := errors.AsType[*LostError](err)
		return lost
	}
	switch problem.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}

// LostError is a call that got no answer, or not all of it.
type LostError struct {
	Server string
	// Unsent reports that no server listens there, so that nothing was asked.
	Unsent bool
	cause  error
}

// Error tells which server did not answer and why.
func (e *LostError) Error() string { return fmt.Sprintf("no answer from %s: %v", e.Server, e.cause) }

// Unwrap returns the cause.
func (e *LostError) Unwrap() error { return e.cause }

func (c *Client) lost(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	operation, ok := errors.AsType[*net.OpError](err)
	return &LostError{Server: c.base, Unsent: ok && operation.Op == "dial", cause: err}
}

// call makes one JSON call. in is not sent when nil, out not read when nil.
func (c *Client) call(ctx context.Context, method, path string, header http.Header, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	answer, err := c.open(ctx, method, path, header, in)
	if err != nil {
		return err
	}
	defer answer.Close()
	content, err := io.ReadAll(io.LimitReader(answer, maxAnswer))
	if err != nil {
		return c.lost(err)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(content, out); err != nil {
		return fmt.Errorf("read answer of %s: %w", c.base, err)
	}
	return nil
}

// open makes a call and returns the body of a successful answer.
func (c *Client) open(ctx context.Context, method, path string, header http.Header, in any) (io.ReadCloser, error) {
	var content []byte
	if in != nil {
		var err error
		if content, err = json.Marshal(in); err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v1"+path, bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if header != nil {
		request.Header = header
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("User-Agent", httpapi.CommandLineAgent)
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.lost(err)
	}
	if response.StatusCode >= 200 && response.StatusCode < 300 {
		return response.Body, nil
	}
	defer response.Body.Close()
	return nil, problemOf(response)
}

// problemOf reads a refusal; what is no problem+json, such as a proxy's page,
// becomes a Problem with a status alone.
func problemOf(response *http.Response) *Problem {
	problem := &Problem{}
	content, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil || json.Unmarshal(content, &problem.Problem) != nil {
		problem.Problem = httpapi.Problem{}
	}
	problem.Status = response.StatusCode
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
		problem.RetryAfter = time.Duration(seconds) * time.Second
	}
	return problem
}
