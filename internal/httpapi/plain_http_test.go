package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

const sessionPath = "/api/v1/session"

// request is one whose headers are under the test's control, Host and cookies
// among them.
type request struct {
	method  string // default: POST with a body, GET without
	path    string
	host    string
	body    any // a string is sent as it is
	headers map[string]string
}

func (r request) send(t *testing.T, p *apptest.Program) (apptest.Answer, []*http.Cookie) {
	t.Helper()
	var content io.Reader
	method := http.MethodGet
	if r.body != nil {
		text, isText := r.body.(string)
		if !isText {
			encoded, err := json.Marshal(r.body)
			require.NoError(t, err)
			text = string(encoded)
		}
		content, method = bytes.NewReader([]byte(text)), http.MethodPost
	}
	if r.method != "" {
		method = r.method
	}
	asked, err := http.NewRequestWithContext(t.Context(), method, p.Local()+r.path, content)
	require.NoError(t, err)
	asked.Host = r.host
	if content != nil {
		asked.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.headers {
		asked.Header.Set(name, value)
	}
	response, err := http.DefaultTransport.RoundTrip(asked)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return apptest.Answer{Status: response.StatusCode, Header: response.Header, Body: body}, response.Cookies()
}

func credentials() map[string]string {
	return map[string]string{"email": apptest.OwnerEmail, "password": apptest.OwnerPassword}
}

func TestThePlainCookieStaysOnTheMachine(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	_, cookies := request{path: sessionPath, body: credentials()}.send(t, p)
	require.Len(t, cookies, 1)
	require.Equal(t, "recomamp_session", cookies[0].Name)
	require.False(t, cookies[0].Secure)
	cookie := map[string]string{"Cookie": cookies[0].Name + "=" + cookies[0].Value}
	answer, _ := request{path: sessionPath, headers: cookie}.send(t, p)
	answer.Is(t, http.StatusOK)

	// By another name of the machine the same request came over a network.
	answer, _ = request{path: sessionPath, host: "recomamp.example", headers: cookie}.send(t, p)
	problemIn(t, answer, http.StatusUnauthorized, "session.required")
	require.Empty(t, answer.Header.Get("Strict-Transport-Security"))
}

func TestNobodySignsInOverPlainHTTPFromElsewhere(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, func(c *app.Config) { c.Site.PublicURL = "https://recomamp.example" })
	for name, asked := range map[string]request{
		"another name":           {host: "recomamp.example"},
		"page from elsewhere":    {host: "localhost", headers: map[string]string{"Origin": "https://recomamp.example"}},
		"proxy nobody told of":   {host: "localhost", headers: map[string]string{"X-Forwarded-For": "203.0.113.9"}},
		"forged by a stranger":   {host: "recomamp.example", headers: map[string]string{"X-Forwarded-Proto": "https"}},
		"forged in the standard": {host: "recomamp.example", headers: map[string]string{"Forwarded": "for=203.0.113.9;proto=https"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked.path, asked.body = sessionPath, credentials()
			answer, cookies := asked.send(t, p)
			told := problemIn(t, answer, http.StatusForbidden, "session.plain_http")
			require.Contains(t, told.Detail, "plain HTTP")
			require.Contains(t, told.Next, "https://recomamp.example")
			require.Contains(t, told.Next, "RECOMAMP_TRUSTED_PROXIES")
			require.Empty(t, cookies)
			require.Empty(t, answer.Header.Get("Strict-Transport-Security"))
		})
	}
}

func TestBehindATrustedProxyTheCookieIsTiedToTheHost(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, func(c *app.Config) {
		c.Site.PublicURL = "https://recomamp.example"
		c.Site.TrustedProxies = []string{"127.0.0.0/8", "::1"}
	})
	behind := map[string]string{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
	answer, cookies := request{path: sessionPath, host: "recomamp.example", body: credentials(), headers: behind}.send(t, p)
	answer.Is(t, http.StatusOK)
	require.Len(t, cookies, 1)
	require.Equal(t, "__Host-recomamp_session", cookies[0].Name)
	require.True(t, cookies[0].Secure)
	require.True(t, cookies[0].HttpOnly)
	require.Equal(t, "/", cookies[0].Path)
	require.Empty(t, cookies[0].Domain)
	require.Contains(t, answer.Header.Get("Strict-Transport-Security"), "max-age=31536000")

	behind["Cookie"] = cookies[0].Name + "=" + cookies[0].Value
	answer, _ = request{path: sessionPath, host: "recomamp.example", headers: behind}.send(t, p)
	answer.Is(t, http.StatusOK)
	behind["Cookie"] = "recomamp_session=" + cookies[0].Value
	answer, _ = request{path: sessionPath, host: "recomamp.example", headers: behind}.send(t, p)
	problemIn(t, answer, http.StatusUnauthorized, "session.required")

	behind["X-Forwarded-Proto"] = "http"
	answer, _ = request{path: sessionPath, host: "recomamp.example", body: credentials(), headers: behind}.send(t, p)
	problemIn(t, answer, http.StatusForbidden, "session.plain_http")
}

func TestAttemptsCountByTheAddressBehindTheProxy(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, func(c *app.Config) { c.Site.TrustedProxies = []string{"127.0.0.0/8", "::1"} })
	try := func(from string) apptest.Answer {
		answer, _ := request{
			path: sessionPath, body: map[string]string{"email": apptest.OwnerEmail, "password": "not the password"},
			headers: map[string]string{"X-Forwarded-For": from, "X-Forwarded-Proto": "https"},
		}.send(t, p)
		return answer
	}
	for range 5 {
		try("198.51.100.7, 203.0.113.9").Is(t, http.StatusUnauthorized)
	}
	// Whatever is written before the address the proxy saw changes nothing.
	try("203.0.113.1, 203.0.113.9").Is(t, http.StatusTooManyRequests)
	try("203.0.113.10").Is(t, http.StatusUnauthorized)
}

func TestOnlyATrustedProxyNamesRequests(t *testing.T) {
	t.Parallel()
	trusting := apptest.Start(t, func(c *app.Config) { c.Site.TrustedProxies = []string{"127.0.0.0/8", "::1"} })
	for id, taken := range map[string]bool{"edge-0123456789.a_b": true, "short": false, "with space 0123": false, strings.Repeat("a", 101): false} {
		answer, _ := request{path: sessionPath, headers: map[string]string{"X-Request-Id": id}}.send(t, trusting)
		told := problemIn(t, answer, http.StatusUnauthorized, "session.required")
		require.Equal(t, taken, told.RequestID == id, id)
	}
}
