package httpapi_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

// What no client library sends, and those who look for gaps do.
func TestHeaderTricks(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	site, err := url.Parse(p.Local())
	require.NoError(t, err)
	authorised := "Host: " + site.Host + "\r\nAuthorization: Bearer " + p.Token(t) + "\r\n"
	for name, test := range map[string]struct {
		text   string
		status int
	}{
		"no Host":                    {"GET /api/v1/session HTTP/1.1\r\n\r\n", 400},
		"two Hosts":                  {"GET /api/v1/session HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		"two lengths":                {"POST /api/v1/tokens HTTP/1.1\r\n" + authorised + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400},
		"length below zero":          {"POST /api/v1/tokens HTTP/1.1\r\n" + authorised + "Content-Length: -1\r\n\r\n{}", 400},
		"length beyond numbers":      {"POST /api/v1/tokens HTTP/1.1\r\n" + authorised + "Content-Length: 99999999999999999999\r\n\r\n{}", 400},
		"length far beyond bounds":   {"POST /api/v1/tokens HTTP/1.1\r\n" + authorised + "Content-Length: 52428800\r\n\r\n{}", 413},
		"unknown transfer":           {"POST /api/v1/tokens HTTP/1.1\r\n" + authorised + "Transfer-Encoding: gzip\r\n\r\n", 501},
		"chunk that is none":         {"POST /api/v1/tokens HTTP/1.1\r\n" + authorised + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
		"NUL in a header":            {"GET /api/v1/session HTTP/1.1\r\n" + authorised + "X-A: a\x00b\r\n\r\n", 400},
		"header without a name":      {"GET /api/v1/session HTTP/1.1\r\n" + authorised + ": a\r\n\r\n", 400},
		"space before the colon":     {"GET /api/v1/session HTTP/1.1\r\n" + authorised + "X-A : a\r\n\r\n", 400},
		"64 KiB of headers":          {"GET /api/v1/session HTTP/1.1\r\n" + authorised + "X-A: " + strings.Repeat("a", 80<<10) + "\r\n\r\n", 431},
		"method that is none":        {"FROB /api/v1/session HTTP/1.1\r\n" + authorised + "\r\n", 404},
		"method of two words":        {"GE T /api/v1/session HTTP/1.1\r\n" + authorised + "\r\n", 400},
		"CONNECT":                    {"CONNECT /api/v1/session HTTP/1.1\r\n" + authorised + "\r\n", 404},
		"address of another host":    {"GET http://evil.example/api/v1/session HTTP/1.1\r\n" + authorised + "\r\n", 200},
		"address that is none":       {"GET api/v1/session HTTP/1.1\r\n" + authorised + "\r\n", 400},
		"old protocol":               {"GET /api/v1/session HTTP/1.0\r\n" + authorised + "\r\n", 200},
		"protocol of the future":     {"GET /api/v1/session HTTP/9.9\r\n" + authorised + "\r\n", 505},
		"another way to the method":  {"POST /api/v1/tokens/x HTTP/1.1\r\n" + authorised + "X-HTTP-Method-Override: DELETE\r\nContent-Length: 0\r\n\r\n", 404},
		"two tokens, the first none": {"GET /api/v1/session HTTP/1.1\r\nHost: " + site.Host + "\r\nAuthorization: Bearer x\r\n" + strings.SplitN(authorised, "\r\n", 2)[1] + "\r\n", 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", site.Host)
			require.NoError(t, err)
			defer connection.Close()
			require.NoError(t, connection.SetDeadline(time.Now().Add(20*time.Second)))
			_, err = fmt.Fprint(connection, test.text)
			require.NoError(t, err)
			response, err := http.ReadResponse(bufio.NewReader(connection), nil)
			require.NoError(t, err)
			defer response.Body.Close()
			require.Equal(t, test.status, response.StatusCode)
		})
	}
}
