package httpapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/httpapi"
)

const (
	proofPath     = "/api/v1/session/proof"
	sensitivePath = "/api/v1/sensitive-policy"
)

// aged has all sessions last proven an hour ago.
func aged(t *testing.T, p *apptest.Program) {
	t.Helper()
	require.NoError(t, p.Core().DB.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Table("session").Set("proven_at = ?", time.Now().UTC().Add(-time.Hour)).Where("1 = 1").Exec(ctx)
		return err
	}))
}

func TestASensitiveActTakesProofAnewAndThenGoesOn(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser, other := p.SignedIn(t), p.SignedIn(t)
		group := map[string]string{"name": "Planners"}
		token := map[string]string{"name": "laptop"}
		browser.Post(t, "/api/v1/tokens", token).Is(t, http.StatusCreated)
		aged(t, p)
		asked := problemIn(t, browser.Post(t, "/api/v1/tokens", token, "Idempotency-Key", "one"), http.StatusForbidden, "session.reauthenticate")
		require.Equal(t, map[string]any{"kind": "token_making", "about": "make an API token", "ways": []any{"password"}, "minutes": 15.0}, asked.Details)
		browser.Post(t, "/api/v1/groups", group).Is(t, http.StatusCreated) // no sensitive act

		problemIn(t, browser.Post(t, proofPath, map[string]string{"password": "not the password"}), http.StatusUnprocessableEntity, "password.wrong")
		problemIn(t, browser.Post(t, proofPath, map[string]string{"code": "123456"}), http.StatusConflict, "factor.none")
		problemIn(t, p.API(t).Post(t, proofPath, map[string]string{"password": apptest.OwnerPassword}), http.StatusForbidden, "access.forbidden")
		var proven struct{ Until time.Time }
		browser.Post(t, proofPath, map[string]string{"password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &proven)
		require.WithinDuration(t, time.Now().Add(15*time.Minute), proven.Until, time.Minute)
		browser.Post(t, "/api/v1/tokens", token, "Idempotency-Key", "one").Is(t, http.StatusCreated)
		problemIn(t, other.Post(t, "/api/v1/tokens", token), http.StatusForbidden, "session.reauthenticate")
		require.Equal(t, []string{
			"token.created done", "token.created refused", "proof.failed refused", "token.created done", // the last for the API
			"session.proven refused", "session.proven done", "token.created done", "token.created refused",
		}, actsOf(auditOf(t, browser, "act=session.proven,proof.failed,token.created")))
	})
}

func TestWhatIsSensitiveInPartAsksOnlyThen(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		invited(t, p, "Ann")
		var people struct{ Items []struct{ ID string } }
		browser.Get(t, "/api/v1/people?search=Ann").Is(t, http.StatusOK).Into(t, &people)
		ann := "/api/v1/people/" + people.Items[0].ID
		aged(t, p)
		browser.Do(t, http.MethodPatch, ann, map[string]string{"name": "Anna"}, "If-Match", browser.Get(t, ann).Header.Get("ETag")).Is(t, http.StatusOK)
		role := browser.Do(t, http.MethodPatch, ann, map[string]string{"role": "owner"}, "If-Match", browser.Get(t, ann).Header.Get("ETag"))
		problemIn(t, role, http.StatusForbidden, "session.reauthenticate")
	})
}

func TestOwnersSayWhatSensitiveActsTake(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		var policy struct {
			WindowMinutes int
			Tokens        string
			ExportRows    int
			ChangedBy     string
			Acts          []struct{ Kind, Words string }
		}
		browser.Get(t, sensitivePath).Is(t, http.StatusOK).Into(t, &policy)
		require.Equal(t, 15, policy.WindowMinutes)
		require.Len(t, policy.Acts, len(access.SensitiveKinds()))
		set := map[string]any{"windowMinutes": 0, "tokens": "never", "exportRows": 5}
		aged(t, p)
		problemIn(t, browser.Do(t, http.MethodPut, sensitivePath, set), http.StatusForbidden, "session.reauthenticate")
		browser.Post(t, proofPath, map[string]string{"password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		token := p.API(t)
		browser.Do(t, http.MethodPut, sensitivePath, set).Is(t, http.StatusOK).Into(t, &policy)
		require.Equal(t, 0, policy.WindowMinutes)
		refused := problemIn(t, token.Post(t, "/api/v1/invitations", map[string]string{"email": "bo@agency.example", "role": "member"}), http.StatusForbidden, "token.sensitive_act")
		require.Contains(t, refused.Detail, "change what somebody may see and do")
		aged(t, p)
		browser.Post(t, "/api/v1/tokens", map[string]string{"name": "laptop"}).Is(t, http.StatusCreated)
		require.Equal(t, []string{"sensitive_policy.changed refused", "sensitive_policy.changed done"}, actsOf(auditOf(t, browser, "act=sensitive_policy.changed")))
	})
}

// The list of acts and the routes say the same: whoever adds a route for an act
// in the list, or an act to the list, is held to it.
func TestEveryRouteOfASensitiveActAsksForProof(t *testing.T) {
	t.Parallel()
	document, err := httpapi.New(httpapi.Dependencies{Version: "1"}).OpenAPI()
	require.NoError(t, err)
	var api struct {
		Paths map[string]map[string]struct {
			Act       string `json:"x-audit-act"`
			Sensitive string `json:"x-sensitive"`
		}
	}
	require.NoError(t, json.Unmarshal(document, &api))
	asked := map[audit.Act]bool{}
	for path, methods := range api.Paths {
		for method, op := range methods {
			require.Equal(t, string(access.SensitiveAct(audit.Act(op.Act))), op.Sensitive, "%s %s", method, path)
			asked[audit.Act(op.Act)] = true
		}
	}
	for _, kind := range access.SensitiveKinds() {
		for _, act := range kind.Acts {
			require.True(t, asked[act], "no route is the act %s", act)
		}
	}
}
