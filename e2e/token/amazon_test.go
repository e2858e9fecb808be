package token_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox"
)

const tokenPath = "/auth/o2/token"

// amazon is a sandbox that each server reaches by an address of its own, so that
// the test knows which of them asks.
type amazon struct {
	sandbox *amcsandbox.Server
	fronts  []string // their addresses, one per server

	refused atomic.Int64 // calls that were answered 401
	mu      sync.Mutex
	gate    chan struct{}    // answers of the token address wait until it is closed
	asked   chan int         // which server has asked while there is a gate
	instead http.HandlerFunc // answers at the token address
}

func newAmazon(t *testing.T, servers int, rotating bool) *amazon {
	t.Helper()
	a := &amazon{sandbox: amcsandbox.Start(t, func(c *amcsandbox.Config) {
		c.AdminToken = "token-test-admin"
		c.Options.RotateRefreshTokens = rotating
	})}
	for i := range servers {
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.serve(i, w, r) }))
		t.Cleanup(front.Close)
		t.Cleanup(front.CloseClientConnections)
		a.fronts = append(a.fronts, front.URL)
	}
	t.Cleanup(func() { a.open() })
	return a
}

func (a *amazon) serve(server int, w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != tokenPath {
		a.serveAPI(w, r)
		return
	}
	a.mu.Lock()
	gate, asked, instead := a.gate, a.asked, a.instead
	a.mu.Unlock()
	kept := httptest.NewRecorder()
	if instead != nil {
		instead(kept, r)
	} else {
		a.sandbox.ServeHTTP(kept, r)
	}
	if gate != nil {
		asked <- server
		<-gate
	}
	send(w, kept)
}

// serveAPI answers a call of the API. A list of tables is a short one, for a
// thousand of them are asked for; whether the token is good the sandbox says.
func (a *amazon) serveAPI(w http.ResponseWriter, r *http.Request) {
	short := strings.HasSuffix(r.URL.Path, "/dataSources")
	if short {
		r.URL.Path = "/amc/accounts"
	}
	kept := httptest.NewRecorder()
	a.sandbox.ServeHTTP(kept, r)
	switch {
	case kept.Code == http.StatusUnauthorized:
		a.refused.Add(1)
	case kept.Code == http.StatusOK && short:
		kept.Body.Reset()
		kept.Body.WriteString(`{"dataSources":[{"dataSourceId":"dsp_impressions","owner":"AMAZON","provider":"AMAZON","description":"","columns":[]}]}`)
	}
	send(w, kept)
}

func send(w http.ResponseWriter, kept *httptest.ResponseRecorder) {
	for name, values := range kept.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(kept.Code)
	_, _ = w.Write(kept.Body.Bytes()) // the server may have been killed
}

// hold keeps answers of the token address back, which the sandbox has given.
func (a *amazon) hold() (asked <-chan int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gate, a.asked = make(chan struct{}), make(chan int, 10_000)
	return a.asked
}

// open lets the answers go.
func (a *amazon) open() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.gate != nil {
		close(a.gate)
		a.gate = nil
	}
}

// answer lets something else answer at the token address; nil is the sandbox.
func (a *amazon) answer(instead http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.instead = instead
}

// refreshes counts the tokens that the sandbox has given, by its own log.
func (a *amazon) refreshes(t *testing.T) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.sandbox.BaseURL+"/admin/requests?limit=10000&method=POST&path="+tokenPath, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer token-test-admin")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	var log struct{ Requests []struct{ Status int } }
	require.NoError(t, json.NewDecoder(response.Body).Decode(&log))
	given := 0
	for _, request := range log.Requests {
		if request.Status == http.StatusOK {
			given++
		}
	}
	return given
}
