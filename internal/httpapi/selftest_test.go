package httpapi_test

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

type selfTest struct {
	ID, Progress, Verdict string
	Checks                []struct{ Name, State, Means, Next string }
}

// ended waits for the end of a self-test.
func ended(t *testing.T, owner *apptest.Caller, begun selfTest) selfTest {
	t.Helper()
	require.Eventually(t, func() bool {
		owner.Get(t, "/api/v1/self-tests/"+begun.ID).Is(t, http.StatusOK).Into(t, &begun)
		return begun.Progress != "running"
	}, time.Minute, 20*time.Millisecond)
	return begun
}

func TestASelfTestLooksAtEverythingAndRunsAQuery(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		t.Helper()
		owner := p.SignedIn(t)
		connect(t, p, owner, "allow")
		discovered(t, owner)
		var begun, again selfTest
		owner.Do(t, http.MethodPost, "/api/v1/self-tests", map[string]any{}, "Idempotency-Key", "k").Is(t, http.StatusCreated).Into(t, &begun)
		require.Equal(t, "running", begun.Progress)
		owner.Do(t, http.MethodPost, "/api/v1/self-tests", map[string]any{}, "Idempotency-Key", "k").Is(t, http.StatusCreated).Into(t, &again)
		require.Equal(t, begun.ID, again.ID)

		states := map[string]string{}
		for _, c := range ended(t, owner, begun).Checks {
			states[c.Name] = c.State
			if c.State == "failed" {
				t.Errorf("%s: %s", c.Name, c.Means)
			}
			require.NotEmpty(t, c.Means, c.Name)
			require.Equal(t, c.State == "warning", c.Next != "", c.Name)
		}
		onServer := map[string]string{"row_security": "not_applicable", "clock": "not_applicable"}
		if states["row_security"] != "not_applicable" { // PostgreSQL
			onServer = map[string]string{"row_security": states["row_security"], "clock": "ok"}
			require.Contains(t, []string{"ok", "warning"}, states["row_security"]) // the role of tests may be a superuser
		}
		wanted := map[string]string{
			"database": "ok", "keys": "ok", "data_folder": states["data_folder"], "results": "ok", "cache": "ok", "zones": "ok", "address": "ok",
			"channels": "warning", "work": "ok", "schedules": "ok", "audit": "ok", "amazon": "ok", "query": "ok",
		}
		maps.Copy(wanted, onServer)
		require.Equal(t, wanted, states)
	})
}

func TestASelfTestSaysWhatIsBroken(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	owner := p.SignedIn(t)
	require.NoError(t, os.Chmod(filepath.Join(p.Config.Storage.DataDir, "keys", "keyset.json"), 0o644))
	var begun selfTest
	owner.Post(t, "/api/v1/self-tests", map[string]any{}).Is(t, http.StatusCreated).Into(t, &begun)
	problemIn(t, owner.Post(t, "/api/v1/self-tests", map[string]any{}), http.StatusConflict, "self_test.runs")
	done := ended(t, owner, begun)
	require.Equal(t, "failed", done.Verdict)
	for _, c := range done.Checks {
		switch c.Name {
		case "keys":
			require.Equal(t, "failed", c.State)
			require.Contains(t, c.Means, "has the mode 0644")
			require.Contains(t, c.Next, "chmod go-rwx")
		case "amazon":
			require.Equal(t, "warning", c.State, "nobody has connected")
		case "query":
			require.Equal(t, "not_applicable", c.State)
		}
	}
}
