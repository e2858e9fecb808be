package lwa_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc/lwa"
)

// login is Login with Amazon without a network, on synctest's clock.
type login struct {
	mu     sync.Mutex
	delay  time.Duration
	calls  int
	open   int
	widest int
	answer func(call int, form url.Values) (int, string)
}

func (l *login) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.calls++
	l.open++
	l.widest = max(l.widest, l.open)
	call := l.calls
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.open--
		l.mu.Unlock()
	}()
	select {
	case <-time.After(l.delay):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	status, answer := http.StatusOK, fmt.Sprintf(`{"access_token":"Atza|%d","refresh_token":"Atzr|keep","expires_in":3600}`, call)
	if l.answer != nil {
		if s, a := l.answer(call, form); s != 0 {
			status, answer = s, a
		}
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer))}, nil
}

func (l *login) client(t *testing.T) *lwa.Client {
	t.Helper()
	return clientOf(t, "https://token.example/auth/o2/token", func(c *lwa.Config) {
		c.HTTPClient = &http.Client{Transport: l}
		c.Now = time.Now
	})
}

func storeWith(life time.Duration) *lwa.MemoryStore {
	return lwa.NewMemoryStore(lwa.Token{Access: "Atza|0", Refresh: "Atzr|keep", Expiry: time.Now().Add(life)})
}

const revoked = `{"error":"invalid_grant","error_description":"The request has an invalid grant parameter : refresh_token"}`

func TestTokenSource_RefreshesFiveMinutesEarlyAndSaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, store := &login{}, storeWith(time.Hour)
		source := lwa.NewTokenSource(server.client(t), store)
		access, err := source.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, "Atza|0", access, "a stored token is used after a restart")

		<-time.After(55*time.Minute - time.Second)
		access, err = source.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, "Atza|0", access)

		<-time.After(time.Second)
		access, err = source.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, "Atza|1", access)
		saved, err := store.Load(t.Context())
		require.NoError(t, err)
		require.Equal(t, lwa.Token{Access: "Atza|1", Refresh: "Atzr|keep", Expiry: time.Now().Add(time.Hour).UTC()}, saved)
		require.Equal(t, 1, server.calls)
	})
}

func TestTokenSource_ManyCallersShareOneRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &login{delay: time.Second}
		source := lwa.NewTokenSource(server.client(t), storeWith(0))
		var callers sync.WaitGroup
		for i := range 50 {
			callers.Go(func() {
				ask := source.Token
				if i%2 == 1 {
					ask = func(ctx context.Context) (string, error) { return source.Renew(ctx, "Atza|0") }
				}
				access, err := ask(t.Context())
				require.NoError(t, err)
				require.Equal(t, "Atza|1", access)
			})
		}
		callers.Wait()
		require.Equal(t, 1, server.calls)
	})
}

// An answer after 90 s comes too late, or, for who waits so long, once for everybody.
func TestTokenSource_AnAnswerAfterNinetySeconds(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T, source *lwa.TokenSource, users int) (errs []error) {
		t.Helper()
		errs = make([]error, users)
		var callers sync.WaitGroup
		for i := range errs {
			callers.Go(func() { _, errs[i] = source.Token(t.Context()) })
		}
		callers.Wait()
		return errs
	}
	t.Run("too late", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			server, store := &login{delay: 90 * time.Second}, storeWith(0)
			source := lwa.NewTokenSource(server.client(t), store)
			begun := time.Now()
			for _, err := range ask(t, source, 50) {
				var failure *lwa.Error
				require.ErrorAs(t, err, &failure)
				require.True(t, failure.Transient())
			}
			require.Equal(t, 30*time.Second, time.Since(begun), "nobody waits for the rest")
			require.Equal(t, 1, server.calls)
			saved, err := store.Load(t.Context())
			require.NoError(t, err)
			require.Equal(t, "Atza|0", saved.Access)

			server.delay = 0
			require.Equal(t, make([]error, 50), ask(t, source, 50))
			require.Equal(t, 2, server.calls)
			saved, err = store.Load(t.Context())
			require.NoError(t, err)
			require.Equal(t, "Atza|2", saved.Access, "what came late is taken by nobody")
		})
	})
	t.Run("waited for", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			server := &login{delay: 90 * time.Second}
			patient := clientOf(t, "https://token.example/auth/o2/token", func(c *lwa.Config) {
				c.HTTPClient, c.Now, c.Timeout = &http.Client{Transport: server}, time.Now, 2*time.Minute
			})
			begun := time.Now()
			require.Equal(t, make([]error, 50), ask(t, lwa.NewTokenSource(patient, storeWith(0)), 50))
			require.Equal(t, 90*time.Second, time.Since(begun))
			require.Equal(t, 1, server.calls)
		})
	})
}

func TestTokenSource_RefreshOutlivesTheCallerWhoBeganIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &login{delay: 10 * time.Second}
		source := lwa.NewTokenSource(server.client(t), storeWith(0))
		first, leave := context.WithCancel(t.Context())
		var callers sync.WaitGroup
		callers.Go(func() {
			_, err := source.Token(first)
			require.ErrorIs(t, err, context.Canceled)
		})
		synctest.Wait()
		callers.Go(func() {
			access, err := source.Token(t.Context())
			require.NoError(t, err)
			require.Equal(t, "Atza|1", access)
		})
		synctest.Wait()
		leave()
		callers.Wait()
		require.Equal(t, 1, server.calls)
	})
}

func TestTokenSource_RenewIgnoresATokenAlreadyReplaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &login{}
		source := lwa.NewTokenSource(server.client(t), storeWith(time.Hour))
		for range 3 { // three calls that were refused with the same old token
			access, err := source.Renew(t.Context(), "Atza|0")
			require.NoError(t, err)
			require.Equal(t, "Atza|1", access)
		}
		require.Equal(t, 1, server.calls)
		access, err := source.Renew(t.Context(), "Atza|1")
		require.NoError(t, err)
		require.Equal(t, "Atza|2", access)
	})
}

func TestTokenSource_UsesWhatAnotherProcessSaved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, store := &login{}, storeWith(time.Hour)
		here, there := lwa.NewTokenSource(server.client(t), store), lwa.NewTokenSource(server.client(t), store)
		for _, source := range []*lwa.TokenSource{here, there} {
			_, err := source.Token(t.Context())
			require.NoError(t, err)
		}
		_, err := here.Renew(t.Context(), "Atza|0")
		require.NoError(t, err)
		access, err := there.Renew(t.Context(), "Atza|0")
		require.NoError(t, err)
		require.Equal(t, "Atza|1", access)
		require.Equal(t, 1, server.calls)
	})
}

// guarded is a store whose lock other processes respect too.
type guarded struct {
	*lwa.MemoryStore
	lock sync.Mutex
}

func (g *guarded) Exclusively(ctx context.Context, act func(context.Context, lwa.Store) error) error {
	g.lock.Lock()
	defer g.lock.Unlock()
	return act(ctx, g.MemoryStore)
}

func TestTokenSource_GuardKeepsOneRefreshInFlightAcrossProcesses(t *testing.T) {
	t.Parallel()
	store := &guarded{MemoryStore: lwa.NewMemoryStore(lwa.Token{Refresh: "Atzr|keep"})}
	server := serveTokens(t, reply(200, granted))
	var processes sync.WaitGroup
	for range 20 {
		source := lwa.NewTokenSource(clientOf(t, server.URL, func(c *lwa.Config) { c.Now = time.Now }), store)
		processes.Go(func() {
			access, err := source.Token(t.Context())
			require.NoError(t, err)
			require.Equal(t, "Atza|first", access)
		})
	}
	processes.Wait()
	require.Len(t, server.got(), 1)
}

func TestTokenSource_AsksOnceAboutARevokedConsentUntilReconnected(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &login{answer: func(_ int, form url.Values) (int, string) {
			if form.Get("refresh_token") == "Atzr|keep" {
				return 400, revoked
			}
			return 0, ""
		}}
		store := storeWith(0)
		source := lwa.NewTokenSource(server.client(t), store)
		for range 3 {
			_, err := source.Token(t.Context())
			require.True(t, failureOf(t, err).NeedsReconnect())
		}
		require.Equal(t, 1, server.calls)

		require.NoError(t, store.Save(t.Context(), lwa.Token{Refresh: "Atzr|again"}))
		access, err := source.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, "Atza|2", access)
	})
}

func TestTokenSource_LivesOnThroughAnOutageWhileTheTokenIsGood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &login{answer: func(int, url.Values) (int, string) { return 503, "" }}
		source := lwa.NewTokenSource(server.client(t), storeWith(4*time.Minute))
		for range 10 {
			access, err := source.Token(t.Context())
			require.NoError(t, err)
			require.Equal(t, "Atza|0", access)
		}
		require.Equal(t, 1, server.calls, "one try in half a minute")
		<-time.After(30 * time.Second)
		_, err := source.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, 2, server.calls)

		_, err = source.Renew(t.Context(), "Atza|0")
		require.True(t, failureOf(t, err).Transient(), "a refused token is not handed out again")
		<-time.After(4 * time.Minute)
		_, err = source.Token(t.Context())
		require.True(t, failureOf(t, err).Transient(), "nor a dead one")
	})
}

// flaky is a store that fails to save while broken.
type flaky struct {
	*lwa.MemoryStore
	broken error
}

func (f *flaky) Save(ctx context.Context, token lwa.Token) error {
	if f.broken != nil {
		return f.broken
	}
	return f.MemoryStore.Save(ctx, token)
}

func TestTokenSource_KeepsARotatedTokenThatCouldNotBeSaved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &login{answer: func(call int, form url.Values) (int, string) {
			if call > 1 {
				return 400, revoked // the old refresh token died with its first use
			}
			return 200, `{"access_token":"Atza|1","refresh_token":"Atzr|rotated","expires_in":3600}`
		}}
		store := &flaky{storeWith(0), errors.New("disk full")}
		source := lwa.NewTokenSource(server.client(t), store)
		_, err := source.Token(t.Context())
		require.ErrorIs(t, err, store.broken)

		store.broken = nil
		access, err := source.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, "Atza|1", access)
		saved, err := store.Load(t.Context())
		require.NoError(t, err)
		require.Equal(t, "Atzr|rotated", saved.Refresh)
		require.Equal(t, 1, server.calls)
	})
}

func TestTokenSource_WithoutATokenSaysSo(t *testing.T) {
	t.Parallel()
	source := lwa.NewTokenSource(clientOf(t, "https://token.example/"), &lwa.MemoryStore{})
	_, err := source.Token(t.Context())
	require.ErrorIs(t, err, lwa.ErrNoToken)
}

func FuzzErrorBody(f *testing.F) {
	f.Add(400, "application/json", []byte(revoked))
	f.Add(200, "text/plain", []byte("access_token=x&expires_in=-1"))
	f.Add(500, "", []byte(`{"error":7,"expires_in":"x"}`))
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		transport := roundTrip(func(*http.Request) (*http.Response, error) {
			header := http.Header{}
			header.Set("Content-Type", contentType)
			return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(string(body)))}, nil
		})
		client := clientOf(t, "https://token.example/", func(c *lwa.Config) { c.HTTPClient = &http.Client{Transport: transport} })
		token, err := client.Refresh(t.Context(), "Atzr|asked-with")
		if err == nil {
			require.NotEmpty(t, token.Access)
			require.NotEmpty(t, token.Refresh)
			require.True(t, token.Expiry.After(noon))
			return
		}
		failure := failureOf(t, err)
		require.NotContains(t, err.Error(), "Atzr|asked-with")
		classes := 0
		for _, class := range []bool{failure.NeedsReconnect(), failure.OperatorFault(), failure.Transient()} {
			if class {
				classes++
			}
		}
		require.Equal(t, 1, classes, "one class and one only: %v", err)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
