package amc

import (
	"net/http"
	"net/url"
	"time"
)

// NewErrorForTest reads a refused answer to a POST.
func NewErrorForTest(status int, body []byte, token string) *Error {
	request := &http.Request{Method: http.MethodPost, URL: &url.URL{Path: "/amc"}}
	return newError(request, reply{status: status, body: body}, token, time.Unix(0, 0))
}
