// Package apptest boots the whole program for a test: a listener of its own, a
// data folder that goes away, the sandbox inside with instant answers and
// little data.
package apptest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/seal"
)

// Credentials of the owner that Start makes.
const (
	OwnerEmail    = "owner@agency.example"
	OwnerPassword = "correct horse battery"
)

// Program is a running program.
type Program struct {
	*app.App
	Config app.Config
	token  string
}

// Start boots the program and ends it with the test. Changes are applied to its
// configuration in order.
func Start(t testing.TB, changes ...func(*app.Config)) *Program {
	t.Helper()
	c := app.Config{
		Storage: config.Storage{DataDir: t.TempDir()},
		Amazon:  config.Amazon{SandboxProfile: "instant", SandboxScale: 0.1},
		Site:    config.Site{Addr: "127.0.0.1:0", OwnerEmail: OwnerEmail, OwnerPassword: OwnerPassword},
		Version: "test",
		Logger:  Logger(t),
	}
	for _, change := range changes {
		change(&c)
	}
	shareSandboxData(t, c.Storage.DataDir)
	running, err := app.Start(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, running.Stop(context.Background())) })
	return &Program{App: running, Config: c}
}

// Logger writes to the log of a test.
func Logger(t testing.TB) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// Keyset is a set of encryption keys for programs of a test that share a database.
func Keyset(t testing.TB) string {
	t.Helper()
	keys, err := seal.Generate()
	require.NoError(t, err)
	return base64.StdEncoding.EncodeToString(keys)
}

// shareSandboxData lets all tests of the machine use one copy of the synthetic
// data, which take longer to make than the program to start.
func shareSandboxData(t testing.TB, dataDir string) {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	shared := filepath.Join(cache, "recomamp", "sandbox-data")
	require.NoError(t, os.MkdirAll(shared, 0o700))
	require.NoError(t, os.MkdirAll(filepath.Join(dataDir, "sandbox"), 0o700))
	if err := os.Symlink(shared, filepath.Join(dataDir, "sandbox", "data")); !os.IsExist(err) {
		require.NoError(t, err)
	}
}

// Token returns an API token of the owner.
func (p *Program) Token(t testing.TB) string {
	t.Helper()
	if p.token == "" {
		owner, err := p.Core().Access.PersonByEmail(t.Context(), OwnerEmail)
		require.NoError(t, err)
		_, p.token, err = p.Core().Access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "test"})
		require.NoError(t, err)
	}
	return p.token
}

// Browser returns a client that keeps cookies and follows no redirects.
func (p *Program) Browser(t testing.TB) *Caller {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &Caller{base: p.URL(), client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// SignedIn returns a browser in which the owner is signed in.
func (p *Program) SignedIn(t testing.TB) *Caller {
	t.Helper()
	browser := p.Browser(t)
	browser.Post(t, "/api/v1/session", map[string]string{"email": OwnerEmail, "password": OwnerPassword}).Is(t, http.StatusOK)
	return browser
}

// API returns a client that acts with the owner's API token.
func (p *Program) API(t testing.TB) *Caller {
	t.Helper()
	return &Caller{base: p.URL(), client: &http.Client{}, token: p.Token(t)}
}

// Caller makes requests to a program.
type Caller struct {
	base   string
	client *http.Client
	token  string
}

// Answer is what a request got.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request with a JSON body, nil for none, and pairs of headers.
func (c *Caller) Do(t testing.TB, method, path string, body any, headers ...string) Answer {
	t.Helper()
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		require.NoError(t, err)
		content = bytes.NewReader(encoded)
	}
	address := path
	if path[0] == '/' {
		address = c.base + path
	}
	request, err := http.NewRequestWithContext(t.Context(), method, address, content)
	require.NoError(t, err)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	c.dress(request, headers)
	return c.send(t, request)
}

// Get is Do with GET.
func (c *Caller) Get(t testing.TB, path string, headers ...string) Answer {
	t.Helper()
	return c.Do(t, http.MethodGet, path, nil, headers...)
}

// Post is Do with POST.
func (c *Caller) Post(t testing.TB, path string, body any, headers ...string) Answer {
	t.Helper()
	return c.Do(t, http.MethodPost, path, body, headers...)
}

// Form posts a form to an absolute address, as a page of it would.
func (c *Caller) Form(t testing.TB, address string, form url.Values) Answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(t, request)
}

// Stream opens an answer that goes on until the test ends, or the server ends it.
func (c *Caller) Stream(t testing.TB, path string, headers ...string) io.Reader {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.base+path, nil)
	require.NoError(t, err)
	c.dress(request, headers)
	response, err := c.client.Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { response.Body.Close() })
	require.Equal(t, http.StatusOK, response.StatusCode)
	return response.Body
}

func (c *Caller) dress(request *http.Request, headers []string) {
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
}

func (c *Caller) send(t testing.TB, request *http.Request) Answer {
	t.Helper()
	response, err := c.client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	answer := Answer{Status: response.StatusCode, Header: response.Header}
	answer.Body, err = io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer
}

// Is fails the test unless the answer has the status.
func (a Answer) Is(t testing.TB, status int) Answer {
	t.Helper()
	require.Equal(t, status, a.Status, "%s", a.Body)
	return a
}

// Into decodes the body.
func (a Answer) Into(t testing.TB, target any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.Body, target), "%s", a.Body)
}
