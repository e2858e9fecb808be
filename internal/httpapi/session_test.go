package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

func TestSigningInAndOut(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.Browser(t)
		problemIn(t, browser.Get(t, "/api/v1/session"), http.StatusUnauthorized, "session.required")
		wrong := map[string]string{"email": apptest.OwnerEmail, "password": "not the password"}
		problemIn(t, browser.Post(t, "/api/v1/session", wrong), http.StatusUnauthorized, "session.wrong_credentials")

		browser = p.SignedIn(t)
		var session struct{ Person struct{ Email, Role string } }
		browser.Get(t, "/api/v1/session").Is(t, http.StatusOK).Into(t, &session)
		require.Equal(t, apptest.OwnerEmail, session.Person.Email)
		require.Equal(t, "owner", session.Person.Role)
		browser.Do(t, http.MethodDelete, "/api/v1/session", nil).Is(t, http.StatusNoContent)
		problemIn(t, browser.Get(t, "/api/v1/instances"), http.StatusUnauthorized, "session.required")
	})
}

func TestTooManyAttemptsAreAskedToWait(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.Browser(t)
	body := map[string]string{"email": apptest.OwnerEmail, "password": "not the password"}
	for range 5 {
		browser.Post(t, "/api/v1/session", body).Is(t, http.StatusUnauthorized)
	}
	answer := browser.Post(t, "/api/v1/session", body)
	problemIn(t, answer, http.StatusTooManyRequests, "session.too_many_attempts")
	require.NotEmpty(t, answer.Header.Get("Retry-After"))
}

func TestTheSetUpLinkMakesTheOwnerOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		require.Empty(t, p.SetupLink(), "an owner from settings needs no link")
	})
	fresh := apptest.Start(t, func(c *app.Config) { c.Site.OwnerEmail, c.Site.OwnerPassword = "", "" })
	link, err := url.Parse(fresh.SetupLink())
	require.NoError(t, err)
	require.Empty(t, link.RawQuery, "a secret in the query would reach logs")
	token := strings.TrimPrefix(link.Fragment, "token=")

	browser := fresh.Browser(t)
	var setup struct{ NeedsOwner bool }
	browser.Get(t, "/api/v1/setup").Is(t, http.StatusOK).Into(t, &setup)
	require.True(t, setup.NeedsOwner)
	body := map[string]string{"token": "wrong", "name": "Olive", "email": "o@x.example", "password": "correct horse battery"}
	problemIn(t, browser.Post(t, "/api/v1/setup", body), http.StatusForbidden, "setup.link_invalid")
	body["token"], body["password"] = token, "short"
	refused := problemIn(t, browser.Post(t, "/api/v1/setup", body), http.StatusUnprocessableEntity, "request.invalid")
	require.Equal(t, "/password", refused.Errors[0].Pointer)
	body["password"] = "correct horse battery"
	browser.Post(t, "/api/v1/setup", body).Is(t, http.StatusOK)
	browser.Get(t, "/api/v1/session").Is(t, http.StatusOK)
	problemIn(t, fresh.Browser(t).Post(t, "/api/v1/setup", body), http.StatusConflict, "setup.done")
}

func TestAPITokensOverHTTP(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		var made struct {
			Secret string
			Token  struct{ ID, Name string }
		}
		body := map[string]string{"name": "laptop"}
		browser.Post(t, "/api/v1/tokens", body, "Idempotency-Key", "k1").Is(t, http.StatusCreated).Into(t, &made)
		problemIn(t, browser.Post(t, "/api/v1/tokens", body, "Idempotency-Key", "k1"), http.StatusConflict, "token.already_made")

		program := p.Browser(t)
		program.Get(t, "/api/v1/instances", "Authorization", "Bearer "+made.Secret).Is(t, http.StatusOK)
		for _, bad := range []string{"Bearer wrong", "Bearer " + made.Secret + "x", "Basic " + made.Secret, "Bearer"} {
			problemIn(t, program.Get(t, "/api/v1/instances", "Authorization", bad), http.StatusUnauthorized, "token.invalid")
		}
		browser.Do(t, http.MethodDelete, "/api/v1/tokens/"+made.Token.ID, nil).Is(t, http.StatusNoContent)
		problemIn(t, program.Get(t, "/api/v1/instances", "Authorization", "Bearer "+made.Secret), http.StatusUnauthorized, "token.invalid")
		problemIn(t, browser.Do(t, http.MethodDelete, "/api/v1/tokens/"+made.Token.ID, nil), http.StatusNotFound, "token.not_found")
	})
}
