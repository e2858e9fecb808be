package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/sso/ssotest"
)

const ssoPath = "/api/v1/single-sign-on"

// organisation is a program whose people sign in with a provider.
type organisation struct {
	*apptest.Program
	provider *ssotest.Provider
	owner    *apptest.Caller
}

// terms are settings of single sign-on, with changes.
func (o organisation) terms(changes map[string]any) map[string]any {
	terms := map[string]any{
		"enabled": true, "required": false, "label": "Agency login", "issuer": o.provider.Issuer, "clientId": ssotest.ClientID,
		"clientSecret": ssotest.ClientSecret, "scopes": []string{"profile", "email"}, "mailClaim": "email", "mailDomains": []string{"agency.example"},
		"trustMail": false, "newcomers": false, "factor": "told",
	}
	for name, value := range changes {
		terms[name] = value
	}
	return terms
}

func (o organisation) set(t *testing.T, changes map[string]any) {
	t.Helper()
	o.owner.Do(t, http.MethodPut, ssoPath, o.terms(changes)).Is(t, http.StatusOK)
}

func onSSO(t *testing.T, test func(t *testing.T, o organisation)) {
	t.Helper()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		p := apptest.Start(t, on, func(c *app.Config) { c.SSO.AllowPrivate = true; c.Site.APIRate = 0 })
		o := organisation{Program: p, provider: ssotest.Start(t, p.URL()+"/oauth/sign-in"), owner: p.SignedIn(t)}
		o.set(t, nil)
		test(t, o)
	})
}

// invite invites somebody, and gives the secret of their link.
func (o organisation) invite(t *testing.T, mail, role string) string {
	t.Helper()
	var made struct{ Link string }
	o.owner.Post(t, "/api/v1/invitations", map[string]any{"email": mail, "role": role}).Is(t, http.StatusCreated).Into(t, &made)
	_, secret, _ := strings.Cut(made.Link, "#token=")
	return secret
}

// depart begins to sign in in a browser, and gives the address of the provider.
func depart(t *testing.T, browser *apptest.Caller, body map[string]any) string {
	t.Helper()
	var going struct{ URL string }
	browser.Post(t, "/api/v1/session/provider", body).Is(t, http.StatusOK).Into(t, &going)
	return going.URL
}

var withSSO = map[string]any{"provider": "single_sign_on"}

// enter signs somebody in with the provider, and gives where they are sent.
func (o organisation) enter(t *testing.T, browser *apptest.Caller, name string, body map[string]any) string {
	t.Helper()
	return browser.Get(t, o.provider.SignIn(t, depart(t, browser, body), name)).Is(t, http.StatusSeeOther).Header.Get("Location")
}

func TestAnInvitedPersonSignsInWithTheProvider(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.provider.Add("bo", "Bo@agency.example", true)
		browser := o.Browser(t)
		require.Equal(t, "/sign-in?problem=session.not_admitted", o.enter(t, browser, "bo", withSSO), "nobody has invited them")
		o.invite(t, "bo@agency.example", "member")
		require.Equal(t, "/executions?state=failed", o.enter(t, browser, "bo", map[string]any{"provider": "single_sign_on", "next": "/executions?state=failed"}))
		var me struct{ Person struct{ ID, Email string } }
		browser.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
		require.Equal(t, "bo@agency.example", me.Person.Email)

		// From then on they are known by their subject, whatever their address is there.
		o.provider.Add("bo", "elsewhere@other.example", false)
		again := o.Browser(t)
		require.Equal(t, "/", o.enter(t, again, "bo", map[string]any{"provider": "single_sign_on", "next": "//evil.example"}))
		again.Get(t, "/api/v1/me").Is(t, http.StatusOK)

		// Disabled, they are out, and kept out like somebody unknown.
		o.owner.Post(t, "/api/v1/people/"+me.Person.ID+"/disable", map[string]any{}).Is(t, http.StatusOK)
		again.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
		require.Equal(t, "/sign-in?problem=session.not_admitted", o.enter(t, o.Browser(t), "bo", withSSO))
		var log struct {
			Items []struct{ Act, Outcome, Code string }
		}
		o.owner.Get(t, "/api/v1/audit-entries?act=signin.provider_failed").Is(t, http.StatusOK).Into(t, &log)
		require.Len(t, log.Items, 2)
		require.Equal(t, "session.not_admitted", log.Items[0].Code)
		o.owner.Get(t, "/api/v1/audit-entries?act=identity.bound").Is(t, http.StatusOK).Into(t, &log)
		require.Len(t, log.Items, 1)
	})
}

func TestAnAnswerThatIsNotOursLetsNobodyIn(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.provider.Add("bo", "bo@agency.example", true)
		o.invite(t, "bo@agency.example", "member")
		browser := o.Browser(t)
		claim := func(name string, value any) *ssotest.Forgery {
			return &ssotest.Forgery{Claims: func(claims map[string]any) { claims[name] = value }}
		}
		for name, forgery := range map[string]*ssotest.Forgery{
			"another nonce":    claim("nonce", "n-0S6_WzA2Mj"),
			"another audience": claim("aud", "another-application"),
			"two audiences": {Claims: func(claims map[string]any) {
				claims["aud"] = []string{"another-application", ssotest.ClientID}
				delete(claims, "azp")
			}},
			"another party":     claim("azp", "another-application"),
			"another issuer":    claim("iss", "https://evil.example"),
			"expired":           claim("exp", time.Now().Add(-time.Minute).Unix()),
			"from the future":   claim("iat", time.Now().Add(time.Hour).Unix()),
			"nobody":            claim("sub", ""),
			"no algorithm":      {Unsigned: true},
			"a key of its own":  {Stranger: true},
			"no nonce whatever": {Claims: func(claims map[string]any) { delete(claims, "nonce") }},
		} {
			o.provider.Forge(forgery)
			require.Equal(t, "/sign-in?problem=sso.answer_invalid", o.enter(t, browser, "bo", withSSO), name)
		}
		o.provider.Forge(nil)

		// A way back counts once, and in the browser that was sent away only.
		address := depart(t, browser, withSSO)
		back := o.provider.SignIn(t, address, "bo")
		problem := func(answer apptest.Answer) string {
			return strings.TrimPrefix(answer.Is(t, http.StatusSeeOther).Header.Get("Location"), "/sign-in?problem=")
		}
		require.Equal(t, "session.provider_request", problem(o.Browser(t).Get(t, back)), "another browser")
		require.Equal(t, "session.provider_request", problem(browser.Get(t, "/oauth/sign-in?code=x&state=forged")), "another state")
		back = o.provider.SignIn(t, depart(t, browser, withSSO), "bo")
		require.Equal(t, "/", browser.Get(t, back).Is(t, http.StatusSeeOther).Header.Get("Location"))
		elsewhere := o.Browser(t)
		require.Equal(t, "/", o.enter(t, elsewhere, "bo", withSSO))
		require.Equal(t, "/account?problem=session.provider_request", elsewhere.Get(t, back).Header.Get("Location"), "used before")
		denied := depart(t, o.Browser(t), withSSO)
		state, err := url.Parse(denied)
		require.NoError(t, err)
		require.Equal(t, "S256", state.Query().Get("code_challenge_method"))
		require.NotEmpty(t, state.Query().Get("nonce"))
	})
}

func TestWhoIsLetInByTheProvider(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.provider.Add("unverified", "unverified@agency.example", false)
		o.provider.Add("stranger", "stranger@other.example", true)
		o.provider.Add("new", "new@agency.example", true)
		o.provider.Add("owner", apptest.OwnerEmail, true)
		o.invite(t, "unverified@agency.example", "member")
		try := func(name string) string { return o.enter(t, o.Browser(t), name, withSSO) }
		require.Equal(t, "/sign-in?problem=session.mail_unverified", try("unverified"))
		require.Equal(t, "/sign-in?problem=session.mail_domain", try("stranger"))
		require.Equal(t, "/sign-in?problem=session.not_admitted", try("new"))
		require.Equal(t, "/sign-in?problem=session.not_admitted", try("owner"), "who has joined is not recognised by an address")

		// An explicit no is a no, whoever vouches.
		o.set(t, map[string]any{"trustMail": true, "newcomers": true})
		o.provider.Forge(&ssotest.Forgery{Claims: func(claims map[string]any) {
			claims["email"], claims["email_verified"] = "unverified@agency.example", "false"
		}})
		require.Equal(t, "/sign-in?problem=session.mail_unverified", try("unverified"))
		o.provider.Forge(nil)
		browser := o.Browser(t)
		require.Equal(t, "/", o.enter(t, browser, "new", withSSO))
		var me struct {
			Person  struct{ Name, Role string }
			Clients []struct{}
		}
		browser.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
		require.Equal(t, "New Lind", me.Person.Name)
		require.Equal(t, "member", me.Person.Role)
		require.Empty(t, me.Clients)

		// The owner adds the provider to their account, which takes the password.
		problemIn(t, o.owner.Post(t, "/api/v1/me/identities", map[string]any{"provider": "single_sign_on", "password": "not the password"}), http.StatusUnprocessableEntity, "password.wrong")
		var going struct{ URL string }
		o.owner.Post(t, "/api/v1/me/identities", map[string]any{"provider": "single_sign_on", "password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &going)
		require.Equal(t, "/account?added=single_sign_on", o.owner.Get(t, o.provider.SignIn(t, going.URL, "owner")).Header.Get("Location"))
		require.Equal(t, "/", try("owner"))

		// Somebody else's account of the provider cannot be added.
		o.owner.Post(t, "/api/v1/me/identities", map[string]any{"provider": "single_sign_on", "password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &going)
		require.Equal(t, "/account?problem=identity.taken", o.owner.Get(t, o.provider.SignIn(t, going.URL, "new")).Header.Get("Location"))

		problemIn(t, browser.Post(t, "/api/v1/me/identities/remove", withSSO), http.StatusConflict, "identity.last")
		o.owner.Post(t, "/api/v1/me/identities/remove", map[string]any{"provider": "single_sign_on", "password": apptest.OwnerPassword}).Is(t, http.StatusNoContent)
		require.Equal(t, "/sign-in?problem=session.not_admitted", try("owner"))
		var list struct{ Items []struct{ ID, Email string } }
		o.owner.Get(t, "/api/v1/people?search=new@agency").Is(t, http.StatusOK).Into(t, &list)
		aged(t, o.Program)
		problemIn(t, o.owner.Post(t, "/api/v1/people/"+list.Items[0].ID+"/identities/remove", withSSO), http.StatusForbidden, "session.reauthenticate")
		o.owner.Post(t, proofPath, map[string]string{"password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		o.owner.Post(t, "/api/v1/people/"+list.Items[0].ID+"/identities/remove", withSSO).Is(t, http.StatusNoContent)
		browser.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
		require.Equal(t, "/sign-in?problem=session.not_admitted", try("new"))
		var log struct{ Items []struct{ Act string } }
		o.owner.Get(t, "/api/v1/audit-entries?act=identity.removed,identity.dropped").Is(t, http.StatusOK).Into(t, &log)
		require.Len(t, log.Items, 3, "one of them refused")
	})
}

func TestALinkIsAcceptedWithTheProvider(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.provider.Add("cem", "cem@private.example", false) // the link proves enough
		secret := o.invite(t, "cem@agency.example", "member")
		byLink := map[string]any{"provider": "single_sign_on", "invitation": secret}
		browser := o.Browser(t)
		require.Equal(t, "/", o.enter(t, browser, "cem", byLink))
		problemIn(t, o.Browser(t).Post(t, "/api/v1/session/provider", byLink), http.StatusForbidden, "invitation.link_invalid")
		var me struct{ Person struct{ ID, Email string } }
		browser.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
		require.Equal(t, "cem@agency.example", me.Person.Email)

		// Who moved to another account of the provider comes back by a link, and the
		// account of before leads in no more.
		o.provider.Add("cem2", "cem@agency.example", true)
		require.Equal(t, "/sign-in?problem=session.not_admitted", o.enter(t, o.Browser(t), "cem2", withSSO))
		o.owner.Post(t, "/api/v1/people/"+me.Person.ID+"/recovery", nil).Is(t, http.StatusCreated)
		require.Equal(t, "/", o.enter(t, o.Browser(t), "cem2", withSSO))
		browser.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized) // whoever had the account before is out
		require.Equal(t, "/sign-in?problem=session.mail_unverified", o.enter(t, o.Browser(t), "cem", withSSO))
	})
}

// A link that recovers an account by a password also ends what providers know it by:
// whoever had taken it may have added their own.
func TestARecoveredAccountIsLeftByProviders(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		secret := o.invite(t, "ida@agency.example", "member")
		ida := o.Browser(t)
		ida.Post(t, "/api/v1/invitations/accept", map[string]any{"token": secret, "password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		var me struct{ Person struct{ ID string } }
		ida.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
		o.provider.Add("thief", "thief@elsewhere.example", true)
		var going struct{ URL string }
		ida.Post(t, "/api/v1/me/identities", map[string]any{"provider": "single_sign_on", "password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &going)
		require.Equal(t, "/account?added=single_sign_on", ida.Get(t, o.provider.SignIn(t, going.URL, "thief")).Header.Get("Location"))

		var made struct{ Link string }
		o.owner.Post(t, "/api/v1/people/"+me.Person.ID+"/recovery", nil).Is(t, http.StatusCreated).Into(t, &made)
		_, secret, _ = strings.Cut(made.Link, "#token=")
		o.Browser(t).Post(t, "/api/v1/invitations/accept", map[string]any{"token": secret, "password": "seven otters file taxes"}).Is(t, http.StatusOK)
		require.Equal(t, "/sign-in?problem=session.mail_domain", o.enter(t, o.Browser(t), "thief", withSSO))
	})
}

// Whoever had taken an account knows its password: a link that recovers it by the
// provider ends that as well, but for the last owner who has one.
func TestAnAccountRecoveredWithTheProviderIsLeftByItsPassword(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		secret := o.invite(t, "ida@agency.example", "member")
		ida := o.Browser(t)
		ida.Post(t, "/api/v1/invitations/accept", map[string]any{"token": secret, "password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		device, _, _ := addPasskey(t, ida, "Thief")
		o.provider.Add("ida", "ida@agency.example", true)
		recovered := func(who *apptest.Caller) string {
			var me struct{ Person struct{ ID string } }
			who.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
			var made struct{ Link string }
			o.owner.Post(t, "/api/v1/people/"+me.Person.ID+"/recovery", nil).Is(t, http.StatusCreated).Into(t, &made)
			_, secret, _ := strings.Cut(made.Link, "#token=")
			return secret
		}
		byLink := map[string]any{"provider": "single_sign_on", "invitation": recovered(ida)}
		require.Equal(t, "/", o.enter(t, o.Browser(t), "ida", byLink))
		wrong := map[string]any{"email": "ida@agency.example", "password": apptest.OwnerPassword}
		problemIn(t, o.Browser(t).Post(t, "/api/v1/session", wrong), http.StatusUnauthorized, "session.wrong_credentials")
		thief := o.Browser(t)
		answer := device.Use(t, question(t, thief, sessionPath+"/passkey/question", map[string]string{}))
		problemIn(t, thief.Post(t, sessionPath+"/passkey", map[string]string{"answer": answer}), http.StatusUnauthorized, "passkey.refused")

		o.provider.Add("owner", apptest.OwnerEmail, true)
		byLink["invitation"] = recovered(o.owner)
		require.Equal(t, "/sign-in?problem=session.owner_password", o.enter(t, o.Browser(t), "owner", byLink))
		o.owner.Get(t, "/api/v1/me").Is(t, http.StatusOK)
	})
}

func TestWhoIsOwnerNoMoreIsOutWhereSingleSignOnIsRequired(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		second := o.Browser(t)
		second.Post(t, "/api/v1/invitations/accept", map[string]any{"token": o.invite(t, "fay@agency.example", "owner"), "password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		o.set(t, map[string]any{"required": true})
		var me struct{ Person struct{ ID string } }
		second.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
		fay := "/api/v1/people/" + me.Person.ID
		o.owner.Do(t, http.MethodPatch, fay, map[string]string{"role": "member"}, "If-Match", o.owner.Get(t, fay).Header.Get("ETag")).Is(t, http.StatusOK)
		second.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
	})
}

// Who has no password proves who they are by signing in, and not by any text.
func TestWhoHasNoPasswordProvesNothingByOne(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.provider.Add("jo", "jo@agency.example", true)
		o.invite(t, "jo@agency.example", "member")
		jo := o.Browser(t)
		require.Equal(t, "/", o.enter(t, jo, "jo", withSSO))
		problemIn(t, jo.Post(t, "/api/v1/session/proof", map[string]any{"password": "anything"}), http.StatusConflict, "proof.sign_in_anew")
	})
}

func TestSingleSignOnMayBeRequiredAndOwnersStillUseAPassword(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		secret := o.invite(t, "dee@agency.example", "member")
		dee := o.Browser(t)
		dee.Post(t, "/api/v1/invitations/accept", map[string]any{"token": secret, "password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		dee.Get(t, "/api/v1/me").Is(t, http.StatusOK)
		o.set(t, map[string]any{"required": true})
		dee.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
		password := func(mail string) apptest.Answer {
			return o.Browser(t).Post(t, "/api/v1/session", map[string]any{"email": mail, "password": apptest.OwnerPassword})
		}
		problemIn(t, password("dee@agency.example"), http.StatusForbidden, "session.single_sign_on_only")
		problemIn(t, o.Browser(t).Post(t, "/api/v1/session", map[string]any{"email": "dee@agency.example", "password": "not the password"}), http.StatusUnauthorized, "session.wrong_credentials")
		password(apptest.OwnerEmail).Is(t, http.StatusOK)
		var ways struct {
			SingleSignOn     string
			SingleSignOnOnly bool
		}
		o.Browser(t).Get(t, "/api/v1/sign-in-ways").Is(t, http.StatusOK).Into(t, &ways)
		require.Equal(t, "Agency login", ways.SingleSignOn)
		require.True(t, ways.SingleSignOnOnly)
		later := o.invite(t, "eli@agency.example", "member")
		accept := map[string]any{"token": later, "password": apptest.OwnerPassword}
		problemIn(t, o.Browser(t).Post(t, "/api/v1/invitations/accept", accept), http.StatusForbidden, "session.single_sign_on_only")
		o.provider.Add("eli", "eli@agency.example", true)
		require.Equal(t, "/", o.enter(t, o.Browser(t), "eli", withSSO))
		o.set(t, map[string]any{"enabled": false})
		password("dee@agency.example").Is(t, http.StatusOK)
	})
}

func TestTheProvidersSecondFactorCountsByTheRule(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		secret, _ := addGenerator(t, o.owner)
		o.owner.Do(t, http.MethodPut, policyPath, map[string]any{"secondFactorRequired": true}).Is(t, http.StatusOK)
		var going struct{ URL string }
		o.owner.Post(t, "/api/v1/me/identities", map[string]any{"provider": "single_sign_on", "password": apptest.OwnerPassword}).Is(t, http.StatusOK).Into(t, &going)
		o.provider.Add("owner", apptest.OwnerEmail, true)
		o.owner.Get(t, o.provider.SignIn(t, going.URL, "owner")).Is(t, http.StatusSeeOther)
		o.provider.Add("fay", "fay@agency.example", true)
		o.invite(t, "fay@agency.example", "member")

		// The provider asked for a password alone: ours is asked for as well.
		browser := o.Browser(t)
		target := o.enter(t, browser, "owner", withSSO)
		path, step, _ := strings.Cut(target, "#step=")
		step, ways, _ := strings.Cut(step, "&ways=")
		require.Equal(t, "code", ways)
		require.Equal(t, "/sign-in?next=%2F", path)
		browser.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
		browser.Post(t, sessionPath+"/code", map[string]string{"step": step, "code": codeIn(t, secret, 30*time.Second)}).Is(t, http.StatusOK)
		fay := o.Browser(t)
		require.Equal(t, "/", o.enter(t, fay, "fay", withSSO))
		problemIn(t, fay.Get(t, "/api/v1/me"), http.StatusForbidden, "session.factor_required")
		// Who has no password adds a generator by the session that was begun just now.
		fay.Post(t, factorPath+"/generator", map[string]any{}).Is(t, http.StatusOK)

		o.provider.Forge(&ssotest.Forgery{Claims: func(claims map[string]any) { claims["amr"] = []string{"pwd", "otp"} }})
		require.Equal(t, "/", o.enter(t, o.Browser(t), "owner", withSSO), "it says that it asked for a second factor")
		fay = o.Browser(t)
		require.Equal(t, "/", o.enter(t, fay, "fay", withSSO))
		fay.Get(t, "/api/v1/me").Is(t, http.StatusOK)
		o.set(t, map[string]any{"factor": "never"})
		require.Contains(t, o.enter(t, o.Browser(t), "owner", withSSO), "#step=")
		o.provider.Forge(nil)
		o.set(t, map[string]any{"factor": "always"})
		require.Equal(t, "/", o.enter(t, o.Browser(t), "owner", withSSO))
	})
}

func TestAnOwnerTestsTheProviderAndIsToldWhatIsWrong(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		test := func() apptest.Answer { return o.owner.Post(t, ssoPath+"/test", nil) }
		var report struct {
			AuthorizeURL, Client string
			PKCE                 bool
		}
		test().Is(t, http.StatusOK).Into(t, &report)
		require.Equal(t, "known", report.Client)
		require.True(t, report.PKCE)
		require.True(t, strings.HasPrefix(report.AuthorizeURL, o.provider.Issuer))
		o.set(t, map[string]any{"clientSecret": "another secret"})
		problemIn(t, test(), http.StatusConflict, "sso.client_wrong")
		o.provider.SetLax(true)
		test().Is(t, http.StatusOK).Into(t, &report)
		require.Equal(t, "unsure", report.Client)
		o.provider.SetLax(false)
		o.set(t, map[string]any{"issuer": o.provider.Issuer + "/other"})
		problemIn(t, test(), http.StatusConflict, "sso.issuer_wrong")
		o.set(t, nil)
		o.provider.SetDown(true)
		problemIn(t, test(), http.StatusServiceUnavailable, "sso.unavailable")
		o.provider.SetDown(false)
		stored := o.owner.Get(t, ssoPath).Is(t, http.StatusOK)
		require.NotContains(t, string(stored.Body), ssotest.ClientSecret)
		require.Contains(t, string(stored.Body), `"clientSecret":"stored"`)

		// The secret goes to nobody it was not given for.
		moved := o.terms(map[string]any{"issuer": "https://evil.example"})
		delete(moved, "clientSecret")
		problemIn(t, o.owner.Do(t, http.MethodPut, ssoPath, moved), http.StatusUnprocessableEntity, "sso.invalid")
		problemIn(t, o.owner.Do(t, http.MethodPut, ssoPath, o.terms(map[string]any{"issuer": "http://agency.example", "mailDomains": []string{"*"}})), http.StatusUnprocessableEntity, "sso.invalid")
	})
}

func TestAProviderInThePrivateNetworkIsNotCalledUnlessTheOperatorSaysSo(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	o := organisation{Program: p, provider: ssotest.Start(t, p.URL()+"/oauth/sign-in"), owner: p.SignedIn(t)}
	o.set(t, nil)
	problemIn(t, o.owner.Post(t, ssoPath+"/test", nil), http.StatusConflict, "sso.address_refused")
	problemIn(t, o.Browser(t).Post(t, "/api/v1/session/provider", withSSO), http.StatusConflict, "sso.address_refused")
}

// A session that the provider still has proves nothing: whoever finds a browser, or
// signs in where somebody has signed out, is asked by the provider, or gets less.
func TestASessionThatTheProviderStillHasIsNoProof(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.provider.Add("gus", "gus@agency.example", true)
		o.invite(t, "gus@agency.example", "owner")
		asked := func(at any) *ssotest.Forgery {
			return &ssotest.Forgery{Claims: func(claims map[string]any) {
				if delete(claims, "auth_time"); at != nil {
					claims["auth_time"] = at
				}
			}}
		}
		token := map[string]string{"name": "laptop"}
		now, before := time.Now().Unix(), time.Now().Add(-time.Hour).Unix()

		o.provider.Forge(asked(now))
		gus := o.Browser(t)
		going, err := url.Parse(depart(t, gus, withSSO))
		require.NoError(t, err)
		require.Equal(t, "2592000", going.Query().Get("max_age"))
		require.Equal(t, "/", gus.Get(t, o.provider.SignIn(t, going.String(), "gus")).Is(t, http.StatusSeeOther).Header.Get("Location"))
		gus.Post(t, "/api/v1/tokens", token).Is(t, http.StatusCreated)

		o.provider.Forge(asked(before))
		found := o.Browser(t)
		require.Equal(t, "/", o.enter(t, found, "gus", withSSO))
		refused := problemIn(t, found.Post(t, "/api/v1/tokens", token), http.StatusForbidden, "session.reauthenticate")
		require.Equal(t, []any{"single_sign_on"}, refused.Details["ways"])
		problemIn(t, found.Post(t, "/api/v1/me/second-factor/generator", map[string]string{}), http.StatusForbidden, "session.reauthenticate")

		o.provider.Forge(asked(nil))
		silent := o.Browser(t)
		require.Equal(t, "/", o.enter(t, silent, "gus", withSSO))
		problemIn(t, silent.Post(t, "/api/v1/tokens", token), http.StatusForbidden, "session.provider_silent")

		// After signing out the provider is told to ask.
		gus.Do(t, http.MethodDelete, sessionPath, nil).Is(t, http.StatusNoContent)
		o.provider.Forge(asked(before))
		going, err = url.Parse(depart(t, gus, withSSO))
		require.NoError(t, err)
		require.Equal(t, "login", going.Query().Get("prompt"))
		require.Equal(t, "0", going.Query().Get("max_age"))
		require.Equal(t, "/sign-in?problem=sso.not_anew", gus.Get(t, o.provider.SignIn(t, going.String(), "gus")).Is(t, http.StatusSeeOther).Header.Get("Location"))
		o.provider.Forge(asked(time.Now().Unix()))
		require.Equal(t, "/", o.enter(t, gus, "gus", withSSO))
		gus.Post(t, "/api/v1/tokens", token).Is(t, http.StatusCreated)
	})
}
