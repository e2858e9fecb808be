package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

const (
	factorPath = "/api/v1/me/second-factor"
	policyPath = "/api/v1/sign-in-policy"
)

// codeIn is what a generator shows in a while.
func codeIn(t *testing.T, secret string, after time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(after))
	require.NoError(t, err)
	return code
}

// addGenerator gives whoever is signed in a code generator.
func addGenerator(t *testing.T, browser *apptest.Caller) (secret string, codes []string) {
	t.Helper()
	var begun struct {
		Secret, URI string
		QR          []string
	}
	browser.Post(t, factorPath+"/generator", map[string]string{"password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &begun)
	require.Contains(t, begun.URI, "secret="+begun.Secret)
	for _, row := range begun.QR {
		require.Len(t, row, len(begun.QR), "a QR code is a square")
		require.Empty(t, strings.Trim(row, "01"))
	}
	require.True(t, strings.HasPrefix(begun.QR[0], "1111111"), "its corner")
	var made struct{ Codes []string }
	confirm := map[string]string{"code": codeIn(t, begun.Secret, 0)}
	browser.Post(t, factorPath+"/generator/confirm", confirm).Is(t, http.StatusOK).Into(t, &made)
	require.Len(t, made.Codes, 10)
	return begun.Secret, made.Codes
}

// half signs in by the password and gives the step that is left.
func half(t *testing.T, browser *apptest.Caller, email string) string {
	t.Helper()
	var answer struct {
		Step    string
		Session *struct{}
	}
	browser.Post(t, sessionPath, map[string]string{"email": email, "password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &answer)
	require.Nil(t, answer.Session)
	require.NotEmpty(t, answer.Step)
	problemIn(t, browser.Get(t, sessionPath), http.StatusUnauthorized, "session.required")
	return answer.Step
}

func TestSigningInTakesBothFactors(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		first := p.SignedIn(t)
		problemIn(t, first.Post(t, factorPath+"/generator", map[string]string{"password": "not the password"}), http.StatusUnprocessableEntity, "password.wrong")
		problemIn(t, p.API(t).Post(t, factorPath+"/generator", map[string]string{"password": apptest.OwnerPassword}), http.StatusForbidden, "access.forbidden")
		secret, codes := addGenerator(t, first)

		browser := p.Browser(t)
		step := half(t, browser, apptest.OwnerEmail)
		problemIn(t, browser.Post(t, sessionPath+"/code", map[string]string{"step": step, "code": "000000"}), http.StatusUnauthorized, "session.wrong_code")
		problemIn(t, browser.Post(t, sessionPath+"/code", map[string]string{"step": "x", "code": "000000"}), http.StatusUnauthorized, "session.step_ended")
		browser.Post(t, sessionPath+"/code", map[string]string{"step": step, "code": codeIn(t, secret, 30*time.Second)}).Is(t, http.StatusOK)
		browser.Get(t, sessionPath).Is(t, http.StatusOK)

		// A recovery link sets a password, and gives nobody the second factor.
		var me struct{ Person struct{ ID string } }
		browser.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
		var made struct{ Link string }
		p.API(t).Post(t, "/api/v1/people/"+me.Person.ID+"/recovery", nil).Is(t, http.StatusCreated).Into(t, &made)
		link, err := url.Parse(made.Link)
		require.NoError(t, err)
		var answer struct {
			Step    string
			Session *struct{}
		}
		recovered := p.Browser(t)
		recovered.Post(t, "/api/v1/invitations/accept", map[string]string{
			"token": strings.TrimPrefix(link.Fragment, "token="), "password": apptest.OwnerPassword,
		}).Is(t, http.StatusOK).Into(t, &answer)
		require.Nil(t, answer.Session)
		problemIn(t, recovered.Get(t, sessionPath), http.StatusUnauthorized, "session.required")
		recovered.Post(t, sessionPath+"/code", map[string]string{"step": answer.Step, "code": codes[0]}).Is(t, http.StatusOK)
		var have struct{ RecoveryCodes int }
		recovered.Get(t, factorPath).Is(t, http.StatusOK).Into(t, &have)
		require.Equal(t, 9, have.RecoveryCodes)

		proof := map[string]string{"password": apptest.OwnerPassword}
		recovered.Post(t, factorPath+"/recovery-codes", proof).Is(t, http.StatusOK)
		recovered.Post(t, factorPath+"/generator/remove", proof).Is(t, http.StatusNoContent)
		after := p.SignedIn(t)
		require.Equal(t, []string{
			"session.started done", "proof.failed refused", "factor.added done",
			"signin.code_failed refused", "session.started done",
			"recovery_code.used done", "session.started done", "recovery_codes.renewed done", "factor.removed done",
			"session.started done",
		}, actsOf(auditOf(t, after, "act=session.started,proof.failed,signin.code_failed,factor.added,factor.removed,recovery_codes.renewed,recovery_code.used")),
			"a session begins with the code, and not with the password")
		failed := auditOf(t, after, "act=signin.code_failed")[0]
		require.Equal(t, []string{"nobody", "session.wrong_code", "owner"}, []string{failed.Actor.Kind, failed.Code, failed.Object.Name})
		require.NotContains(t, string(after.Get(t, "/api/v1/audit-entries?limit=200").Body), codes[0])
	})
}

func TestWhoHasToAddAFactorCanDoNothingElse(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		owner, ann := p.SignedIn(t), invited(t, p, "Ann")
		required := map[string]bool{"secondFactorRequired": true}
		problemIn(t, owner.Do(t, http.MethodPut, policyPath, required), http.StatusConflict, "factor.own_first")
		addGenerator(t, owner)
		owner.Do(t, http.MethodPut, policyPath, required).Is(t, http.StatusOK)

		var session struct {
			MustAddFactor bool
			Person        struct{ ID string }
		}
		ann.Get(t, sessionPath).Is(t, http.StatusOK).Into(t, &session)
		require.True(t, session.MustAddFactor)
		for _, path := range []string{"/api/v1/me", "/api/v1/instances", "/api/v1/events", "/api/v1/tokens", "/api/v1/me/sessions"} {
			problemIn(t, ann.Get(t, path), http.StatusForbidden, "session.factor_required")
		}
		problemIn(t, ann.Post(t, "/api/v1/tokens", map[string]string{"name": "a way around"}), http.StatusForbidden, "session.factor_required")
		addGenerator(t, ann)
		ann.Get(t, "/api/v1/instances").Is(t, http.StatusOK)

		var person struct{ HasSecondFactor bool }
		owner.Get(t, "/api/v1/people/"+session.Person.ID).Is(t, http.StatusOK).Into(t, &person)
		require.True(t, person.HasSecondFactor)
		var done struct{ Ended int }
		owner.Post(t, "/api/v1/people/"+session.Person.ID+"/second-factor/reset", nil).Is(t, http.StatusOK).Into(t, &done)
		require.Equal(t, 1, done.Ended)
		problemIn(t, ann.Get(t, sessionPath), http.StatusUnauthorized, "session.required")

		owner.Do(t, http.MethodPut, policyPath, map[string]bool{"secondFactorRequired": false}).Is(t, http.StatusOK)
		again := p.Browser(t)
		again.Post(t, sessionPath, map[string]string{"email": "ann@agency.example", "password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		var notices struct{ Items []struct{ Title string } }
		again.Get(t, "/api/v1/notices").Is(t, http.StatusOK).Into(t, &notices)
		require.Len(t, notices.Items, 1)
		require.Equal(t, "Your second factor was reset", notices.Items[0].Title)
		owner.Get(t, "/api/v1/notices").Is(t, http.StatusOK).Into(t, &notices)
		require.Empty(t, notices.Items, "it is hers alone")
		require.Equal(t, []string{
			"factor.added done", "signin_policy.changed done", "factor.added done", "factor.reset done", "signin_policy.changed done",
		}, actsOf(auditOf(t, owner, "act=factor.added,factor.reset,signin_policy.changed")))
		require.Equal(t, "Ann", auditOf(t, owner, "act=factor.reset")[0].Object.Name)
	})
}
