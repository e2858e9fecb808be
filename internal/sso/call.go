package sso

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	// callTimeout bounds one call of a provider.
	callTimeout = 10 * time.Second
	// mostAnswer bounds what one answer of a provider may hold, in bytes.
	mostAnswer = 1 << 20
)

// bounded carries calls whose answers end after mostAnswer bytes.
type bounded struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, mostAnswer), response.Body}
	return response, nil
}

// careful is a client as given whose answers are bounded in size and in time.
func careful(client *http.Client) *http.Client {
	made := *client
	made.Timeout = callTimeout
	next := made.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	made.Transport = bounded{next}
	// A redirect would carry the client secret to wherever it points.
	made.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &made
}

// unaddressed is an error of a call without the address that was called.
func unaddressed(err error) error {
	if failure, ok := errors.AsType[*url.Error](err); ok {
		return failure.Err
	}
	return err
}
