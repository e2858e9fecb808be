package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

// setUp is how far each step is.
func setUp(t *testing.T, owner *apptest.Caller) (states map[string]string, finished bool) {
	t.Helper()
	var found struct {
		Finished bool
		Steps    []struct{ Step, State string }
	}
	owner.Get(t, "/api/v1/set-up").Is(t, http.StatusOK).Into(t, &found)
	states = map[string]string{}
	for _, one := range found.Steps {
		states[one.Step] = one.State
	}
	return states, found.Finished
}

func TestASetUpStepIsDoneWhenWhatItIsForExists(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		t.Helper()
		owner := p.SignedIn(t)
		states, finished := setUp(t, owner)
		require.Equal(t, map[string]string{
			"organisation": "open", "connection": "open", "instances": "open", "clients": "open", "people": "open", "channel": "open", "self_test": "open",
		}, states)
		require.False(t, finished)

		const path = "/api/v1/organisation"
		problemIn(t, owner.Do(t, http.MethodPut, path, map[string]string{"name": "Agency", "zone": "Mars/Base"}, "If-Match", `"0"`), http.StatusUnprocessableEntity, "organisation.invalid")
		owner.Do(t, http.MethodPut, path, map[string]string{"name": " Agency ", "zone": "Europe/Berlin"}, "If-Match", `"0"`).Is(t, http.StatusOK)
		problemIn(t, owner.Do(t, http.MethodPut, path, map[string]string{"name": "Other", "zone": "UTC"}, "If-Match", `"0"`), http.StatusConflict, "organisation.version_conflict")
		var kept struct{ Name, Zone string }
		owner.Get(t, path).Is(t, http.StatusOK).Into(t, &kept)
		require.Equal(t, "Agency", kept.Name)
		require.Equal(t, "Europe/Berlin", kept.Zone)

		connect(t, p, owner, "allow")
		client := discovered(t, owner).Items[0].Client
		owner.Do(t, http.MethodPatch, "/api/v1/clients/"+client.ID, map[string]string{"color": "#123abc"}, "If-Match", `"1"`).Is(t, http.StatusOK)
		owner.Post(t, "/api/v1/invitations", map[string]any{"email": "bo@agency.example", "role": "member"}).Is(t, http.StatusCreated)

		owner.Do(t, http.MethodPut, "/api/v1/set-up/steps/channel/skip", nil).Is(t, http.StatusOK)
		owner.Do(t, http.MethodPut, "/api/v1/set-up/steps/channel/skip", nil).Is(t, http.StatusOK)
		problemIn(t, owner.Do(t, http.MethodPut, "/api/v1/set-up/steps/nonsense/skip", nil), http.StatusNotFound, "set_up.no_such_step")
		states, _ = setUp(t, owner)
		require.Equal(t, map[string]string{
			"organisation": "done", "connection": "done", "instances": "done", "clients": "done", "people": "done", "channel": "skipped", "self_test": "open",
		}, states)

		var begun selfTest
		owner.Post(t, "/api/v1/self-tests", map[string]any{}).Is(t, http.StatusCreated).Into(t, &begun)
		ended(t, owner, begun)
		states, finished = setUp(t, owner)
		require.Equal(t, "done", states["self_test"])
		require.True(t, finished)
		owner.Do(t, http.MethodDelete, "/api/v1/set-up/steps/channel/skip", nil).Is(t, http.StatusOK)
		states, finished = setUp(t, owner)
		require.Equal(t, "open", states["channel"])
		require.False(t, finished)
	})
}
