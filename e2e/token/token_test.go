package token_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const everybody = 1000

// until looks often until the condition is met.
func until(t *testing.T, what string, met func() bool) {
	t.Helper()
	require.Eventually(t, met, patience, 20*time.Millisecond, "waited in vain until %s", what)
}

// The tests run one after the other: what they measure is a crowd, not a busy machine.

func TestAThousandUsersOfAnExpiringTokenInThreeProcessesCauseOneRefresh(t *testing.T) {
	w := newWorld(t, false)
	// About to expire: less than the five minutes are left that the program keeps.
	w.execute(t, "UPDATE connection SET access_expires_at = now() + interval '4 minutes'")
	w.forget(t)
	before := w.amazon.refreshes(t)
	asked := w.amazon.hold()
	w.start(t)
	users := w.begin(t, everybody)
	users.there(t)
	<-asked
	w.amazon.open()
	users.served(t)
	require.Equal(t, 1, w.amazon.refreshes(t)-before)

	// Expired, by Amazon's clock alone: everybody is refused first.
	w.outdate(t)
	before = w.amazon.refreshes(t)
	users = w.refusedAtOnce(t)
	users.served(t)
	require.Equal(t, 1, w.amazon.refreshes(t)-before)
	w.free(t)

	w.restart(t) // who begins now finds the token
	w.forget(t)
	w.begin(t, 30).served(t)
	require.Equal(t, 1, w.amazon.refreshes(t)-before)

	w.consentIsWithdrawn(t)
}

// refusedAtOnce begins everybody with a token that Amazon takes no more, and
// gives a new one when all of them know.
func (w *world) refusedAtOnce(t *testing.T) *crowd {
	t.Helper()
	refused := w.amazon.refused.Load()
	asked := w.amazon.hold()
	users := w.begin(t, everybody)
	until(t, "everybody was refused", func() bool { return w.amazon.refused.Load()-refused >= everybody })
	<-asked
	w.amazon.open()
	return users
}

func (w *world) restart(t *testing.T) {
	t.Helper()
	for _, server := range w.servers {
		server.Kill()
	}
	w.start(t)
}

// consentIsWithdrawn while everybody is at work: it is told once.
func (w *world) consentIsWithdrawn(t *testing.T) {
	t.Helper()
	w.forget(t)
	w.amazon.sandbox.Revoke(t)
	w.refusedAtOnce(t).answered(t, http.StatusConflict, "connection.needs_reconnect")
	require.Equal(t, 1, w.count(t, "SELECT count(*) FROM connection WHERE state = 'needs_reconnect'"))
	require.Equal(t, 1, w.count(t, "SELECT count(*) FROM audit_entry WHERE act = 'connection.lost'"))
	open := "SELECT count(*) FROM notice WHERE kind = 'connection' AND resolved_at IS NULL"
	require.Equal(t, 1, w.count(t, open))
	w.free(t)

	w.connect(t) // and all three go on
	before := w.amazon.refreshes(t)
	w.begin(t, 30).served(t)
	require.Equal(t, before, w.amazon.refreshes(t))
	require.Zero(t, w.count(t, open))
}

// free checks that nobody keeps the others from a refresh.
func (w *world) free(t *testing.T) {
	t.Helper()
	until(t, "the lease is free", func() bool { return w.count(t, "SELECT count(*) FROM connection WHERE lease_holder <> ''") == 0 })
}

func TestARefreshTokenThatIsReplacedIsNeitherLostNorUsedTwice(t *testing.T) {
	// Short, for some of the answers never come.
	w := newWorld(t, true, "RECOMAMP_AMAZON_TOKEN_TIMEOUT=4s")
	w.start(t)
	w.forget(t)
	w.begin(t, 30).served(t)

	w.outdate(t)
	before := w.amazon.refreshes(t)
	w.begin(t, everybody).served(t)
	require.Equal(t, 1, w.amazon.refreshes(t)-before)

	w.diesBetweenRefreshAndSave(t)
	w.troubleAtTheTokenAddress(t)
	w.restart(t) // what was stored is what Amazon gave last
	w.outdate(t)
	before = w.amazon.refreshes(t)
	w.begin(t, 30).served(t)
	require.Equal(t, 1, w.amazon.refreshes(t)-before)
}

// diesBetweenRefreshAndSave kills the process to which Amazon has just given a
// refresh token that replaces the other.
func (w *world) diesBetweenRefreshAndSave(t *testing.T) {
	t.Helper()
	w.outdate(t)
	before := w.amazon.refreshes(t)
	asked := w.amazon.hold()
	users := w.begin(t, 300)
	dead := <-asked
	w.servers[dead].Kill()
	w.amazon.open()
	users.served(t, dead)
	require.Equal(t, 2, w.amazon.refreshes(t)-before, "the one that was lost and one more")

	w.start(t, dead)
	w.forget(t)
	w.begin(t, 30).served(t)
	require.Equal(t, 2, w.amazon.refreshes(t)-before)
	w.free(t)
	require.Equal(t, 1, w.count(t, "SELECT count(*) FROM connection WHERE state = 'healthy'"))
}

// troubleAtTheTokenAddress is told to everybody, and passes.
func (w *world) troubleAtTheTokenAddress(t *testing.T) {
	t.Helper()
	const page = "<html><head><title>Sorry</title></head><body>We are busy.</body></html>"
	for _, trouble := range []struct {
		name   string
		code   string // what people are told
		answer http.HandlerFunc
	}{
		{"400", "connection.app_refused", says(400, "application/json", `{"error":"unauthorized_client","error_description":"Not allowed"}`)},
		{"429", "connection.amazon_unavailable", says(429, "application/json", `{"error":"slow_down"}`)},
		{"500", "connection.amazon_unavailable", says(500, "application/json", `{"error":"server_error"}`)},
		{"HTML", "connection.amazon_unavailable", says(200, "text/html", page)},
		{"HTML of a proxy", "connection.amazon_unavailable", says(502, "text/html", page)},
		{"slow", "connection.amazon_unavailable", func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // only then is it noticed that the other side leaves
			<-r.Context().Done()
		}},
	} {
		w.outdate(t)
		before := w.amazon.refreshes(t)
		counted := make(chan struct{}, 10_000)
		w.amazon.answer(func(out http.ResponseWriter, r *http.Request) {
			counted <- struct{}{}
			trouble.answer(out, r)
		})
		users := w.begin(t, 90)
		users.answered(t, http.StatusServiceUnavailable, trouble.code)
		require.LessOrEqual(t, len(counted), 15, "%s: Amazon is not asked once per user", trouble.name)
		w.free(t)

		w.amazon.answer(nil)
		users = w.begin(t, 90)
		users.served(t)
		require.Equal(t, 1, w.amazon.refreshes(t)-before, trouble.name)
		w.free(t)
	}
}

func says(status int, kind, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
	}
}
