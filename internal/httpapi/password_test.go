package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

func TestAPersonChangesTheirPasswordInASession(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		const path, chosen = "/api/v1/me/password", "seven otters file taxes"
		here, there := p.SignedIn(t), p.SignedIn(t)
		change := map[string]string{"currentPassword": apptest.OwnerPassword, "password": "Password2026!!"}
		refused := problemIn(t, here.Do(t, http.MethodPut, path, change), http.StatusUnprocessableEntity, "person.invalid")
		require.Equal(t, "/password", refused.Errors[0].Pointer)
		require.Contains(t, refused.Errors[0].Message, "found in breaches")
		change["password"] = chosen
		problemIn(t, p.API(t).Do(t, http.MethodPut, path, change), http.StatusForbidden, "access.forbidden")

		var done struct{ Ended int }
		here.Do(t, http.MethodPut, path, change).Is(t, http.StatusOK).Into(t, &done)
		require.Equal(t, 1, done.Ended)
		here.Get(t, "/api/v1/session").Is(t, http.StatusOK)
		problemIn(t, there.Get(t, "/api/v1/session"), http.StatusUnauthorized, "session.required")
		problemIn(t, here.Do(t, http.MethodPut, path, change), http.StatusUnprocessableEntity, "password.wrong")
		p.API(t).Get(t, "/api/v1/session").Is(t, http.StatusOK)
		again := map[string]string{"email": apptest.OwnerEmail, "password": chosen}
		p.Browser(t).Post(t, "/api/v1/session", again).Is(t, http.StatusOK)
		require.Equal(t, []string{"password.changed refused", "password.changed done", "proof.failed refused"},
			actsOf(auditOf(t, here, "act=password.changed,proof.failed")))
	})
}
