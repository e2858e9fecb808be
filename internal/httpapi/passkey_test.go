package httpapi_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/passkey/passkeytest"
)

const passkeysPath = "/api/v1/me/passkeys"

// question asks the API what to ask a device.
func question(t *testing.T, browser *apptest.Caller, path string, body any) json.RawMessage {
	t.Helper()
	var asked struct{ Options json.RawMessage }
	browser.Post(t, path, body).Is(t, http.StatusOK).Into(t, &asked)
	return asked.Options
}

// addPasskey gives whoever is signed in a passkey.
func addPasskey(t *testing.T, browser *apptest.Caller, name string) (device *passkeytest.Device, id string, codes []string) {
	t.Helper()
	var ways struct{ PasskeyAddress, PasskeyHost string }
	browser.Get(t, "/api/v1/sign-in-ways").Is(t, http.StatusOK).Into(t, &ways)
	require.Equal(t, "localhost", ways.PasskeyHost)
	device = passkeytest.New(ways.PasskeyAddress)
	var added struct {
		Passkey struct{ ID, Name string }
		Codes   []string
	}
	answer := device.Make(t, question(t, browser, passkeysPath+"/question", nil))
	browser.Post(t, passkeysPath, map[string]string{"name": name, "answer": answer}).Is(t, http.StatusCreated).Into(t, &added)
	require.Equal(t, name, added.Passkey.Name)
	return device, added.Passkey.ID, added.Codes
}

func TestAPersonSignsInWithAPasskey(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		first := p.SignedIn(t)
		device, id, codes := addPasskey(t, first, "Laptop")
		require.Len(t, codes, 10)

		// It lets in without a name typed, in the browser that was asked only.
		browser, other := p.Browser(t), p.Browser(t)
		var ways struct{ Passkeys bool }
		browser.Get(t, "/api/v1/sign-in-ways").Is(t, http.StatusOK).Into(t, &ways)
		require.True(t, ways.Passkeys)
		answer := device.Use(t, question(t, browser, sessionPath+"/passkey/question", map[string]string{}))
		problemIn(t, other.Post(t, sessionPath+"/passkey", map[string]string{"answer": answer}), http.StatusUnauthorized, "passkey.request")
		browser.Post(t, sessionPath+"/passkey", map[string]string{"answer": answer}).Is(t, http.StatusOK)
		browser.Get(t, "/api/v1/me").Is(t, http.StatusOK)
		problemIn(t, browser.Post(t, sessionPath+"/passkey", map[string]string{"answer": answer}), http.StatusUnauthorized, "passkey.request")
		stranger := passkeytest.New(device.Origin)
		stranger.Make(t, json.RawMessage(`{"rp":{"id":"localhost"},"user":{"id":"eA"},"challenge":"eA"}`))
		answer = stranger.Use(t, question(t, other, sessionPath+"/passkey/question", map[string]string{}))
		problemIn(t, other.Post(t, sessionPath+"/passkey", map[string]string{"answer": answer}), http.StatusUnauthorized, "passkey.refused")

		// After a password it is the second factor.
		second := p.Browser(t)
		var step struct {
			Step string
			Ways []string
		}
		second.Post(t, sessionPath, map[string]string{"email": apptest.OwnerEmail, "password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &step)
		require.Equal(t, []string{"passkey"}, step.Ways)
		answer = device.Use(t, question(t, second, sessionPath+"/passkey/question", map[string]string{"step": step.Step}))
		second.Post(t, sessionPath+"/passkey", map[string]string{"step": step.Step, "answer": answer}).Is(t, http.StatusOK)
		second.Get(t, "/api/v1/me").Is(t, http.StatusOK)

		// Adding and removing take a proof, which it gives.
		aged(t, p)
		problemIn(t, second.Post(t, passkeysPath+"/question", nil), http.StatusForbidden, "session.reauthenticate")
		asked := problemIn(t, second.Do(t, http.MethodDelete, passkeysPath+"/"+id, nil), http.StatusForbidden, "session.reauthenticate")
		require.Equal(t, []any{"passkey", "password"}, asked.Details["ways"])
		answer = device.Use(t, question(t, second, proofPath+"/question", nil))
		second.Post(t, proofPath, map[string]string{"passkey": answer}).Is(t, http.StatusOK)
		var renamed struct{ Name string }
		second.Do(t, http.MethodPatch, passkeysPath+"/"+id, map[string]string{"name": "Old laptop"}).Is(t, http.StatusOK).Into(t, &renamed)
		require.Equal(t, "Old laptop", renamed.Name)
		second.Do(t, http.MethodDelete, passkeysPath+"/"+id, nil).Is(t, http.StatusNoContent)
		browser.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
		require.Equal(t, []string{
			"passkey.added done", "session.started done", "signin.passkey_failed refused", "session.started done",
			"passkey.removed refused", "session.proven done", "passkey.renamed done", "passkey.removed done",
		}, actsOf(auditOf(t, second, "act=session.started,session.proven,signin.passkey_failed,passkey.added,passkey.renamed,passkey.removed"))[1:])
	})
}

func TestPasskeysAreForPeopleInABrowser(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	program := p.API(t)
	problemIn(t, program.Post(t, passkeysPath+"/question", nil), http.StatusForbidden, "access.forbidden")
	problemIn(t, program.Post(t, proofPath+"/question", nil), http.StatusForbidden, "access.forbidden")
	problemIn(t, program.Do(t, http.MethodDelete, passkeysPath+"/x", nil), http.StatusForbidden, "access.forbidden")
	problemIn(t, program.Do(t, http.MethodPatch, passkeysPath+"/x", map[string]string{"name": "x"}), http.StatusForbidden, "access.forbidden")
	browser := p.SignedIn(t)
	problemIn(t, browser.Do(t, http.MethodDelete, passkeysPath+"/x", nil), http.StatusNotFound, "passkey.not_found")
	problemIn(t, browser.Post(t, proofPath+"/question", nil), http.StatusUnprocessableEntity, "passkey.refused")
	wrong := map[string]string{"passkey": "{}"}
	problemIn(t, browser.Post(t, proofPath, wrong), http.StatusUnprocessableEntity, "passkey.request")
	browser.Get(t, "/api/v1/me").Is(t, http.StatusOK)
}
