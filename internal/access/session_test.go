package access_test

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// site is a tiny web site with sessions: /in, /out, /me, and /slow, which
// holds its request open between being loaded and being saved.
type site struct {
	bundle
	server  *httptest.Server
	entered chan struct{}
	release chan struct{}

	mu   sync.Mutex
	last actor.Actor
}

func newSite(t *testing.T, db *database.DB) *site {
	t.Helper()
	b, owner := withOwner(t, db)
	s := &site{bundle: b, entered: make(chan struct{}), release: make(chan struct{})}
	sessions := b.access.NewSessions()
	mux := http.NewServeMux()
	mux.HandleFunc("/in", func(_ http.ResponseWriter, r *http.Request) {
		if _, err := sessions.SignIn(r.Context(), owner, access.Device{Origin: "192.0.2.1", Agent: "Browser"}); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/out", func(_ http.ResponseWriter, r *http.Request) {
		a, err := sessions.Actor(r.Context())
		if err != nil {
			t.Error(err)
		}
		if err := sessions.SignOut(r.Context(), a); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		a, err := sessions.Actor(r.Context())
		if err != nil {
			t.Error(err)
		}
		if a.IsNobody() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.last = a
	})
	mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) {
		s.entered <- struct{}{}
		<-s.release
	})
	s.server = httptest.NewServer(sessions.Middleware(mux, isLocal(true), func(_ http.ResponseWriter, _ *http.Request, err error) {
		if !errors.Is(err, http.ErrAbortHandler) {
			t.Error(err)
		}
	}))
	t.Cleanup(s.server.Close)
	return s
}

// isLocal tells of every request whether it stayed on the machine.
func isLocal(local bool) func(*http.Request) bool {
	return func(*http.Request) bool { return local }
}

func (s *site) browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &http.Client{Jar: jar}
}

func (s *site) get(t *testing.T, browser *http.Client, path string) int {
	t.Helper()
	response, err := browser.Get(s.server.URL + path) //nolint:noctx // the client has the test's life
	if err != nil {
		t.Error(err)
		return 0
	}
	defer response.Body.Close()
	return response.StatusCode
}

func (s *site) cookie(t *testing.T, browser *http.Client) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, s.server.URL, nil) //nolint:noctx // only its address is used
	require.NoError(t, err)
	for _, cookie := range browser.Jar.Cookies(request.URL) {
		return cookie.Value
	}
	return ""
}

func TestASessionLastsFromSignInToSignOut(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		s := newSite(t, db)
		browser := s.browser(t)
		require.Equal(t, http.StatusUnauthorized, s.get(t, browser, "/me"))
		require.Empty(t, s.cookie(t, browser), "nobody gets a cookie for looking")
		s.get(t, browser, "/in")
		require.Equal(t, http.StatusOK, s.get(t, browser, "/me"))
		require.NotEmpty(t, s.last.SessionID)
		alive, err := s.access.Alive(t.Context(), s.last)
		require.NoError(t, err)
		require.True(t, alive)
		s.get(t, browser, "/out")
		require.Equal(t, http.StatusUnauthorized, s.get(t, browser, "/me"))
		alive, err = s.access.Alive(t.Context(), s.last)
		require.NoError(t, err)
		require.False(t, alive)
	})
}

func TestSigningInAgainChangesTheSessionID(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		s := newSite(t, db)
		browser := s.browser(t)
		s.get(t, browser, "/in")
		first := s.cookie(t, browser)
		s.get(t, browser, "/in")
		require.NotEqual(t, first, s.cookie(t, browser))

		thief := &http.Client{Transport: withCookie{"recomamp_session", first}}
		require.Equal(t, http.StatusUnauthorized, s.get(t, thief, "/me"), "the old id is worth nothing")
	})
}

type withCookie struct{ name, value string }

func (c withCookie) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.AddCookie(&http.Cookie{Name: c.name, Value: c.value})
	return http.DefaultTransport.RoundTrip(r)
}

func TestARequestUnderWayCannotReviveAnEndedSession(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		s := newSite(t, db)
		browser := s.browser(t)
		s.get(t, browser, "/in")
		stolen := &http.Client{Transport: withCookie{"recomamp_session", s.cookie(t, browser)}}
		s.clock.Advance(10 * time.Minute) // so that the slow request has something to save
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.get(t, stolen, "/slow")
		}()
		<-s.entered
		s.get(t, browser, "/out")
		close(s.release)
		<-done
		require.Equal(t, http.StatusUnauthorized, s.get(t, stolen, "/me"))
	})
}

func TestAnIdleSessionEnds(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		s := newSite(t, db)
		browser := s.browser(t)
		s.get(t, browser, "/in")
		s.clock.Advance(12*time.Hour - time.Minute)
		require.Equal(t, http.StatusOK, s.get(t, browser, "/me"))
		s.clock.Advance(2 * time.Minute)
		require.Equal(t, http.StatusUnauthorized, s.get(t, browser, "/me"))
	})
}

func TestCookieFlags(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		b, owner := withOwner(t, databasetest.SQLite(t))
		service := access.New(access.Dependencies{DB: b.db, Clock: b.clock}, access.Config{PasswordKiB: 64})
		sessions := service.NewSessions()
		handler := sessions.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, err := sessions.SignIn(r.Context(), owner, access.Device{Origin: "192.0.2.1", Agent: "Browser"})
			require.NoError(t, err)
		}), isLocal(!secure), nil)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/", nil))
		cookies := recorder.Result().Cookies()
		require.Len(t, cookies, 1)
		require.True(t, cookies[0].HttpOnly)
		require.Equal(t, secure, cookies[0].Secure)
		require.Equal(t, http.SameSiteLaxMode, cookies[0].SameSite)
		require.Equal(t, secure, cookies[0].Name == "__Host-recomamp_session")
	}
}
