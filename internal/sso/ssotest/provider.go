// Package ssotest is an OpenID provider for tests: the one of a library that
// others run in earnest, on loopback, with people that a test names. Forge changes
// what its ID tokens say, as a provider that is wrong or hostile would.
package ssotest

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"
)

// How RecomAMP is known to the provider, and what everybody signs in with there.
const (
	ClientID     = "recomamp"
	ClientSecret = "a secret of the provider's"
	Password     = "let me in"
)

// Provider is a provider. It is safe for concurrent use.
type Provider struct {
	Issuer string

	users   users
	handler http.Handler
	forge   forge

	mu        sync.Mutex
	down, lax bool
}

// New returns a provider that is served at an address and sends browsers back to another.
func New(issuer, redirect string) (*Provider, error) {
	p := &Provider{Issuer: issuer, users: users{byName: map[string]*storage.User{}}}
	client := storage.WebClient(ClientID, ClientSecret, redirect)
	kept := storage.NewStorageWithClients(&p.users, map[string]*storage.Client{ClientID: client})
	settings := &op.Config{
		CryptoKey: sha256.Sum256([]byte(rand.Text())), CodeMethodS256: true, AuthMethodPost: true, SupportedUILocales: []language.Tag{language.English},
	}
	provider, err := op.NewProvider(settings, kept, op.StaticIssuer(issuer), op.WithAllowInsecure())
	if err != nil {
		return nil, fmt.Errorf("make a provider: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login/username", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, page, html.EscapeString(r.FormValue("authRequestID")))
	})
	back := op.AuthCallbackURL(provider)
	issued := op.NewIssuerInterceptor(provider.IssuerFromRequest)
	mux.HandleFunc("POST /login/username", issued.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("id")
		if err := kept.CheckUsernamePassword(r.FormValue("username"), r.FormValue("password"), id); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, back(r.Context(), id), http.StatusFound)
	}))
	mux.Handle("/", p.forge.wrap(provider))
	p.handler = mux
	return p, nil
}

const page = `<!doctype html><html lang="en"><title>Agency login</title><h1>Agency login</h1><form method="post">
<input type="hidden" name="id" value="%s"><label>Username <input name="username"></label>
<label>Password <input name="password" type="password"></label><button>Continue</button></form></html>`

// Start serves a provider for as long as a test lasts.
func Start(t testing.TB, redirect string) *Provider {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	issuer := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	p, err := New(issuer, redirect)
	require.NoError(t, err)
	mux.Handle("/", p)
	return p
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	down, lax := p.down, p.lax
	p.mu.Unlock()
	if down {
		http.Error(w, "out of order", http.StatusServiceUnavailable)
		return
	}
	if r.URL.Path == "/oauth/token" && !lax && !knowsSecret(r) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error":"invalid_client"}`)
		return
	}
	p.handler.ServeHTTP(w, r)
}

// knowsSecret checks the client before anything else, as RFC 6749 has it.
func knowsSecret(r *http.Request) bool {
	_, secret, basic := r.BasicAuth()
	if unescaped, err := url.QueryUnescape(secret); basic && err == nil {
		return unescaped == ClientSecret
	}
	return r.FormValue("client_secret") == ClientSecret
}

// SetLax has the provider look at a code before it looks at who sends it, as the
// library does by itself.
func (p *Provider) SetLax(lax bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lax = lax
}

// SetDown has the provider answer everything with 503, or no more.
func (p *Provider) SetDown(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
}

// Add makes somebody known, whose subject is the name.
func (p *Provider) Add(name, mail string, verified bool) {
	p.users.add(&storage.User{
		ID: "subject-" + name, Username: name, Password: Password, FirstName: strings.ToUpper(name[:1]) + name[1:], LastName: "Lind",
		Email: mail, EmailVerified: verified,
	})
}

// SignIn does what a browser and its person do from the address that RecomAMP
// sends them to, and returns the address at RecomAMP with which they come back.
func (p *Provider) SignIn(t testing.TB, address, name string) (back string) {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	next := func(request *http.Request) *url.URL {
		answer, err := browser.Do(request)
		require.NoError(t, err)
		defer answer.Body.Close()
		target, err := answer.Location()
		require.NoError(t, err, answer.Status)
		return target
	}
	get := func(address string) *http.Request {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		return request
	}
	login := next(get(address))
	form := url.Values{"id": {login.Query().Get("authRequestID")}, "username": {name}, "password": {Password}}
	post, err := http.NewRequestWithContext(t.Context(), http.MethodPost, login.String(), strings.NewReader(form.Encode()))
	require.NoError(t, err)
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return next(get(next(post).String())).String()
}

// users implements storage.UserStore.
type users struct {
	mu     sync.Mutex
	byName map[string]*storage.User
}

func (u *users) add(one *storage.User) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.byName[one.Username] = one
}

// GetUserByID implements storage.UserStore.
func (u *users) GetUserByID(id string) *storage.User {
	return u.GetUserByUsername(strings.TrimPrefix(id, "subject-"))
}

// GetUserByUsername implements storage.UserStore.
func (u *users) GetUserByUsername(name string) *storage.User {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.byName[name]
}

// ExampleClientID implements storage.UserStore.
func (u *users) ExampleClientID() string { return ClientID }
