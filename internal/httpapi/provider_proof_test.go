package httpapi_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/sso/ssotest"
)

// departToProve begins to prove at the provider, and gives its address.
func departToProve(t *testing.T, browser *apptest.Caller) string {
	t.Helper()
	var going struct{ URL string }
	browser.Post(t, proofPath+"/provider", withSSO).Is(t, http.StatusOK).Into(t, &going)
	asked, err := url.Parse(going.URL)
	require.NoError(t, err)
	require.Equal(t, "login", asked.Query().Get("prompt"), "the provider is to ask")
	require.Equal(t, "0", asked.Query().Get("max_age"))
	return going.URL
}

// proveAs goes to the provider and back to prove, and gives where one is sent then.
func (o organisation) proveAs(t *testing.T, browser *apptest.Caller, name string) string {
	t.Helper()
	return browser.Get(t, o.provider.SignIn(t, departToProve(t, browser), name)).Is(t, http.StatusSeeOther).Header.Get("Location")
}

// says has the provider say when it asked; nil for that it does not.
func (o organisation) says(at any) {
	o.provider.Forge(&ssotest.Forgery{Claims: func(claims map[string]any) {
		if delete(claims, "auth_time"); at != nil {
			claims["auth_time"] = at
		}
	}})
}

// Whoever signs in with the provider alone proves there that it is still them, and
// what waits goes on. The word of the provider counts for the person, the session
// and the moment that were asked about.
func TestWhoSignsInWithTheProviderProvesThereThatItIsThem(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.provider.Add("gus", "gus@agency.example", true)
		o.provider.Add("hal", "hal@agency.example", true)
		o.invite(t, "gus@agency.example", "owner")
		o.invite(t, "hal@agency.example", "member")
		token := map[string]string{"name": "laptop"}
		gus, hal := o.Browser(t), o.Browser(t)
		o.says(time.Now().Add(-time.Hour).Unix())
		require.Equal(t, "/", o.enter(t, gus, "gus", withSSO))
		require.Equal(t, "/", o.enter(t, hal, "hal", withSSO))
		asked := func() {
			t.Helper()
			refused := problemIn(t, gus.Post(t, "/api/v1/tokens", token, "Idempotency-Key", "one"), http.StatusForbidden, "session.reauthenticate")
			require.Equal(t, []any{"single_sign_on"}, refused.Details["ways"])
		}
		asked()

		// It did not ask anew, does not say when it did, or somebody else answered.
		require.Equal(t, "/proven?problem=sso.not_anew", o.proveAs(t, gus, "gus"))
		o.says(nil)
		require.Equal(t, "/proven?problem=session.provider_silent", o.proveAs(t, gus, "gus"))
		o.says(time.Now().Unix())
		require.Equal(t, "/proven?problem=proof.other_person", o.proveAs(t, gus, "hal"))
		o.provider.Add("nobody", "nobody@agency.example", true)
		require.Equal(t, "/proven?problem=proof.other_person", o.proveAs(t, gus, "nobody"))

		back := o.provider.SignIn(t, departToProve(t, gus), "gus")
		require.Equal(t, "/account?problem=session.provider_request", hal.Get(t, back).Header.Get("Location"), "another browser")
		aged(t, o.Program)
		asked()

		require.Equal(t, "/proven", o.proveAs(t, gus, "gus"))
		gus.Post(t, "/api/v1/tokens", token, "Idempotency-Key", "one").Is(t, http.StatusCreated)
		gus.Post(t, "/api/v1/me/second-factor/generator", map[string]string{}).Is(t, http.StatusOK)
		require.Equal(t, []string{"proof.failed refused", "proof.failed refused", "proof.failed refused", "proof.failed refused", "session.proven done"},
			actsOf(auditOf(t, o.owner, "act=session.proven,proof.failed")))

		// It proves nothing where it is switched off, nor for who is not known there.
		refused := problemIn(t, o.owner.Do(t, http.MethodPut, ssoPath, o.terms(nil)), http.StatusForbidden, "session.reauthenticate")
		require.Equal(t, []any{"password"}, refused.Details["ways"])
		problemIn(t, o.owner.Post(t, proofPath+"/provider", withSSO), http.StatusNotFound, "provider.not_found")
		o.owner.Post(t, proofPath, map[string]string{"password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		o.set(t, map[string]any{"enabled": false})
		problemIn(t, gus.Post(t, proofPath+"/provider", withSSO), http.StatusConflict, "sso.off")
	})
}

// A way back belongs to the session that went: whoever signs in meanwhile in the
// same browser, be it the same person, proves nothing by it.
func TestAProofAtTheProviderIsOfTheSessionThatWentForIt(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.provider.Add("owner", apptest.OwnerEmail, true)
		var going struct{ URL string }
		o.owner.Post(t, "/api/v1/me/identities", map[string]any{"provider": "single_sign_on", "password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &going)
		require.Equal(t, "/account?added=single_sign_on", o.owner.Get(t, o.provider.SignIn(t, going.URL, "owner")).Header.Get("Location"))
		back := o.provider.SignIn(t, departToProve(t, o.owner), "owner")
		o.owner.Post(t, sessionPath, map[string]any{"email": apptest.OwnerEmail, "password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		aged(t, o.Program)
		require.Equal(t, "/proven?problem=session.provider_request", o.owner.Get(t, back).Header.Get("Location"))
		refused := problemIn(t, o.owner.Post(t, "/api/v1/tokens", map[string]string{"name": "laptop"}), http.StatusForbidden, "session.reauthenticate")
		require.Equal(t, []any{"password", "single_sign_on"}, refused.Details["ways"])
	})
}

func TestAmazonIsNotAskedForAProof(t *testing.T) {
	t.Parallel()
	onAmazon(t, func(t *testing.T, o organisation) {
		bo, _ := o.joined(t, "bo@agency.example")
		aged(t, o.Program)
		refused := problemIn(t, bo.Post(t, "/api/v1/tokens", map[string]string{"name": "laptop"}), http.StatusForbidden, "session.reauthenticate")
		require.Empty(t, refused.Details["ways"])
		problemIn(t, bo.Post(t, proofPath+"/provider", withAmazon), http.StatusUnprocessableEntity, "request.invalid")
		problemIn(t, bo.Post(t, proofPath+"/provider", withSSO), http.StatusNotFound, "provider.not_found")
	})
}
