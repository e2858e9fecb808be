package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

const amazonPath = "/api/v1/amazon-sign-in"

var withAmazon = map[string]any{"provider": "amazon"}

// onAmazon runs a test on a program whose people may sign in with the sandbox's Amazon.
func onAmazon(t *testing.T, test func(t *testing.T, o organisation)) {
	t.Helper()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		p := apptest.Start(t, on, func(c *app.Config) { c.Site.APIRate = 0 })
		o := organisation{Program: p, owner: p.SignedIn(t)}
		o.setAmazon(t, true)
		test(t, o)
	})
}

func (o organisation) setAmazon(t *testing.T, on bool) {
	t.Helper()
	o.owner.Do(t, http.MethodPut, amazonPath, map[string]any{"enabled": on, "region": "EU", "clientId": ""}).Is(t, http.StatusOK)
}

// consented says on Amazon's page who somebody is there, and gives the address with
// which they come back.
func consented(t *testing.T, browser *apptest.Caller, page string, who url.Values) string {
	t.Helper()
	form := url.Values{"decision": {"allow"}}
	for name, value := range who {
		form[name] = value
	}
	return browser.Form(t, page, form).Is(t, http.StatusSeeOther).Header.Get("Location")
}

func account(mail string) url.Values { return url.Values{"email": {mail}, "name": {"Bo Lind"}} }

// throughAmazon signs somebody in with Amazon, and gives where they are sent.
func throughAmazon(t *testing.T, browser *apptest.Caller, who url.Values, body map[string]any) string {
	t.Helper()
	return browser.Get(t, consented(t, browser, depart(t, browser, body), who)).Is(t, http.StatusSeeOther).Header.Get("Location")
}

// joined accepts an invitation with Amazon, and gives the browser and the person's id.
func (o organisation) joined(t *testing.T, mail string) (*apptest.Caller, string) {
	t.Helper()
	browser := o.Browser(t)
	byLink := map[string]any{"provider": "amazon", "invitation": o.invite(t, mail, "member")}
	require.Equal(t, "/", throughAmazon(t, browser, account(mail), byLink))
	var me struct{ Person struct{ ID, Email string } }
	browser.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
	require.Equal(t, mail, me.Person.Email)
	return browser, me.Person.ID
}

func TestAnInvitationIsAcceptedWithAmazonAndTheAccountThereIsKnownFromThenOn(t *testing.T) {
	t.Parallel()
	onAmazon(t, func(t *testing.T, o organisation) {
		const stranger = "/sign-in?problem=session.not_admitted"
		try := func(who url.Values) string { return throughAmazon(t, o.Browser(t), who, withAmazon) }
		secret := o.invite(t, "bo@agency.example", "member")
		require.Equal(t, stranger, try(account("nobody@agency.example")))
		require.Equal(t, stranger, try(account("bo@agency.example")), "an address alone lets nobody in")
		require.Equal(t, stranger, try(account(apptest.OwnerEmail)), "nor tells that somebody has it")

		// The link is for an address, which the account there has to have.
		byLink := map[string]any{"provider": "amazon", "invitation": secret}
		for _, who := range []url.Values{account("other@agency.example"), {"user_id": {"amzn1.account.SILENT"}}} {
			require.Equal(t, "/sign-in?problem=identity.other_mail", throughAmazon(t, o.Browser(t), who, byLink))
		}
		bo := o.Browser(t)
		known := url.Values{"email": {"Bo@Agency.example"}, "user_id": {"amzn1.account.BO"}}
		require.Equal(t, "/", throughAmazon(t, bo, known, byLink))
		problemIn(t, o.Browser(t).Post(t, "/api/v1/session/provider", byLink), http.StatusForbidden, "invitation.link_invalid")
		var me struct{ Person struct{ ID, Email string } }
		bo.Get(t, "/api/v1/me").Is(t, http.StatusOK).Into(t, &me)
		require.Equal(t, "bo@agency.example", me.Person.Email)

		// From then on the account is what counts, whatever address it has.
		require.Equal(t, "/", try(url.Values{"email": {"moved@other.example"}, "user_id": {"amzn1.account.BO"}}))
		require.Equal(t, "/", try(url.Values{"user_id": {"amzn1.account.BO"}}))
		require.Equal(t, stranger, try(url.Values{"email": {"bo@agency.example"}, "user_id": {"amzn1.account.THIEF"}}))
		var list struct {
			Items []struct{ Provider, Mail string }
		}
		bo.Get(t, "/api/v1/me/identities").Is(t, http.StatusOK).Into(t, &list)
		require.Equal(t, "amazon", list.Items[0].Provider)
		require.Equal(t, "moved@other.example", list.Items[0].Mail)

		// Somebody else's account cannot become a second person's, by a link or by hand.
		byLink["invitation"] = o.invite(t, "cem@agency.example", "member")
		require.Equal(t, "/sign-in?problem=identity.taken",
			throughAmazon(t, o.Browser(t), url.Values{"email": {"cem@agency.example"}, "user_id": {"amzn1.account.BO"}}, byLink))

		// Disabled, they are out, and answered like a stranger.
		o.owner.Post(t, "/api/v1/people/"+me.Person.ID+"/disable", map[string]any{}).Is(t, http.StatusOK)
		bo.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
		require.Equal(t, stranger, try(known))
		var log struct{ Items []struct{ Act, Code string } }
		o.owner.Get(t, "/api/v1/audit-entries?act=identity.bound,signin.provider_failed,amazon_sign_in.changed").Is(t, http.StatusOK).Into(t, &log)
		require.Equal(t, "session.not_admitted", log.Items[0].Code)
		require.Equal(t, "amazon_sign_in.changed", log.Items[len(log.Items)-1].Act)
	})
}

func TestAnAnswerOfAmazonsThatIsNotOursLetsNobodyIn(t *testing.T) {
	t.Parallel()
	onAmazon(t, func(t *testing.T, o organisation) {
		bo, _ := o.joined(t, "bo@agency.example")
		bo.Do(t, http.MethodDelete, sessionPath, nil).Is(t, http.StatusNoContent)
		who := account("bo@agency.example")
		comeBack := func(browser *apptest.Caller, back string) string {
			return strings.TrimPrefix(browser.Get(t, back).Is(t, http.StatusSeeOther).Header.Get("Location"), "/sign-in?problem=")
		}
		changed := func(back, name, value string) string {
			address, err := url.Parse(back)
			require.NoError(t, err)
			query := address.Query()
			query.Set(name, value)
			address.RawQuery = query.Encode()
			return address.String()
		}
		browser := o.Browser(t)
		page := depart(t, browser, withAmazon)
		asked, err := url.Parse(page)
		require.NoError(t, err)
		require.Equal(t, "profile", asked.Query().Get("scope"))
		require.Equal(t, "S256", asked.Query().Get("code_challenge_method"))
		require.Equal(t, "session.provider_request", comeBack(browser, changed(consented(t, browser, page, who), "state", "forged")))
		require.Equal(t, "session.provider_request", comeBack(o.Browser(t), consented(t, browser, depart(t, browser, withAmazon), who)), "another browser")

		// A code counts once, and with the verifier of the browser that was sent.
		back := consented(t, browser, depart(t, browser, withAmazon), who)
		query, err := url.Parse(back)
		require.NoError(t, err)
		thief := o.Browser(t)
		own := consented(t, thief, depart(t, thief, withAmazon), account("thief@agency.example"))
		require.Equal(t, "sso.answer_invalid", comeBack(thief, changed(own, "code", query.Query().Get("code"))))
		require.Equal(t, "/", comeBack(browser, back))
		require.Equal(t, "/account?problem=session.provider_request", comeBack(browser, back), "used before")
		browser = o.Browser(t)
		require.Equal(t, "sso.answer_invalid", comeBack(browser, changed(consented(t, browser, depart(t, browser, withAmazon), who), "code", query.Query().Get("code"))))
		require.Equal(t, "sso.answer_invalid", comeBack(browser, changed(consented(t, browser, depart(t, browser, withAmazon), who), "code", "")))
		require.Equal(t, "sso.denied", comeBack(browser, consented(t, browser, depart(t, browser, withAmazon), url.Values{"decision": {"deny"}})))
	})
}

func TestAmazonOutOfOrderLetsNobodyInAndSaysWhy(t *testing.T) {
	t.Parallel()
	onAmazon(t, func(t *testing.T, o organisation) {
		o.joined(t, "bo@agency.example")
		for _, route := range []string{"/auth/o2/token", "/user/profile"} {
			for name, action := range map[string]fault.Action{
				"HTML":      {Kind: fault.BadGateway},
				"500":       {Kind: fault.Status, Status: http.StatusInternalServerError},
				"throttled": {Kind: fault.Throttle},
				"cut off":   {Kind: fault.Truncate, Bytes: 12},
			} {
				_, err := o.Sandbox().Faults().Add(fault.Rule{Match: fault.Match{Route: route, Max: 1}, Action: action})
				require.NoError(t, err)
				target := throughAmazon(t, o.Browser(t), account("bo@agency.example"), withAmazon)
				require.Equal(t, "/sign-in?problem=sso.unavailable", target, "%s of %s", name, route)
			}
		}
		require.Equal(t, "/", throughAmazon(t, o.Browser(t), account("bo@agency.example"), withAmazon), "and then it works again")
		_, err := o.Sandbox().Faults().Add(fault.Rule{
			Match: fault.Match{Route: "/user/profile", Max: 1}, Action: fault.Action{Kind: fault.Status, Status: http.StatusUnauthorized},
		})
		require.NoError(t, err)
		require.Equal(t, "/sign-in?problem=sso.answer_invalid", throughAmazon(t, o.Browser(t), account("bo@agency.example"), withAmazon))
	})
}

func TestAmazonIsAddedToAnAccountWithProofAndProvesNothingItself(t *testing.T) {
	t.Parallel()
	onAmazon(t, func(t *testing.T, o organisation) {
		add := func(browser *apptest.Caller, password string) apptest.Answer {
			return browser.Post(t, "/api/v1/me/identities", map[string]any{"provider": "amazon", "password": password})
		}
		problemIn(t, add(o.owner, "not the password"), http.StatusUnprocessableEntity, "password.wrong")
		adding := func(who url.Values) string {
			var going struct{ URL string }
			add(o.owner, apptest.OwnerPassword).Is(t, http.StatusOK).Into(t, &going)
			return o.owner.Get(t, consented(t, o.owner, going.URL, who)).Is(t, http.StatusSeeOther).Header.Get("Location")
		}
		require.Equal(t, "/account?problem=identity.other_mail", adding(account("private@other.example")))
		require.Equal(t, "/account?added=amazon", adding(account(apptest.OwnerEmail)))

		// It lets in, and proves nothing: Amazon does not say when it last asked.
		browser := o.Browser(t)
		require.Equal(t, "/", throughAmazon(t, browser, account(apptest.OwnerEmail), withAmazon))
		token := map[string]string{"name": "laptop"}
		refused := problemIn(t, browser.Post(t, "/api/v1/tokens", token), http.StatusForbidden, "session.reauthenticate")
		require.Equal(t, []any{"password"}, refused.Details["ways"])
		browser.Post(t, proofPath, map[string]string{"password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		browser.Post(t, "/api/v1/tokens", token).Is(t, http.StatusCreated)
		bo, id := o.joined(t, "bo@agency.example")
		problemIn(t, bo.Post(t, "/api/v1/tokens", token), http.StatusForbidden, "session.provider_silent")

		// It is no second factor either.
		addGenerator(t, o.owner)
		require.Contains(t, throughAmazon(t, o.Browser(t), account(apptest.OwnerEmail), withAmazon), "#step=")
		o.owner.Do(t, http.MethodPut, policyPath, map[string]any{"secondFactorRequired": true}).Is(t, http.StatusOK)
		problemIn(t, bo.Get(t, "/api/v1/me"), http.StatusForbidden, "session.factor_required")
		o.owner.Do(t, http.MethodPut, policyPath, map[string]any{"secondFactorRequired": false}).Is(t, http.StatusOK)

		// One's only way in stays; an owner takes it away.
		problemIn(t, bo.Post(t, "/api/v1/me/identities/remove", withAmazon), http.StatusConflict, "identity.last")
		o.owner.Post(t, "/api/v1/me/identities/remove", map[string]any{"provider": "amazon", "password": apptest.OwnerPassword}).Is(t, http.StatusNoContent)
		require.Equal(t, "/sign-in?problem=session.not_admitted", throughAmazon(t, o.Browser(t), account(apptest.OwnerEmail), withAmazon))
		o.owner.Post(t, "/api/v1/people/"+id+"/identities/remove", withAmazon).Is(t, http.StatusNoContent)
		bo.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
	})
}

func TestAnOwnerSetsUpSignInWithAmazon(t *testing.T) {
	t.Parallel()
	onAmazon(t, func(t *testing.T, o organisation) {
		set := func(changes map[string]any) apptest.Answer {
			terms := map[string]any{"enabled": true, "region": "NA", "clientId": ""}
			for name, value := range changes {
				terms[name] = value
			}
			return o.owner.Do(t, http.MethodPut, amazonPath, terms)
		}
		var found struct {
			ClientSecret, OwnClientID, RedirectURL string
			Sandbox                                bool
		}
		o.owner.Get(t, amazonPath).Is(t, http.StatusOK).Into(t, &found)
		require.Equal(t, "setting", found.ClientSecret)
		require.Equal(t, amcsandbox.DefaultClientID, found.OwnClientID)
		require.Equal(t, o.URL()+"/oauth/sign-in", found.RedirectURL)
		require.True(t, found.Sandbox)
		test := func() apptest.Answer { return o.owner.Post(t, amazonPath+"/test", nil) }
		require.Contains(t, string(test().Is(t, http.StatusOK).Body), `"client":"known"`)

		// Another app needs its own secret, which is sealed and never shown.
		problemIn(t, set(map[string]any{"clientId": "amzn1.other"}), http.StatusUnprocessableEntity, "amazon_sign_in.invalid")
		problemIn(t, set(map[string]any{"clientSecret": "PLANTED"}), http.StatusUnprocessableEntity, "amazon_sign_in.invalid")
		stored := set(map[string]any{"clientId": "amzn1.other", "clientSecret": "PLANTED"}).Is(t, http.StatusOK)
		require.Contains(t, string(stored.Body), `"clientSecret":"stored"`)
		require.NotContains(t, string(stored.Body), "PLANTED")
		problemIn(t, test(), http.StatusConflict, "sso.client_wrong")
		set(map[string]any{"clientId": "amzn1.other", "region": "FE"}).Is(t, http.StatusOK)
		problemIn(t, set(map[string]any{"clientId": "amzn1.another"}), http.StatusUnprocessableEntity, "amazon_sign_in.invalid")
		set(map[string]any{"clientId": amcsandbox.DefaultClientID, "clientSecret": amcsandbox.DefaultClientSecret}).Is(t, http.StatusOK)
		o.joined(t, "bo@agency.example")
		require.NotContains(t, string(o.owner.Get(t, "/api/v1/audit-entries?act=amazon_sign_in.changed").Is(t, http.StatusOK).Body), "PLANTED")

		// It takes proof, and once it is off nobody comes in by it.
		aged(t, o.Program)
		problemIn(t, set(nil), http.StatusForbidden, "session.reauthenticate")
		o.owner.Post(t, proofPath, map[string]string{"password": apptest.OwnerPassword}).Is(t, http.StatusOK)
		browser := o.Browser(t)
		page := depart(t, browser, withAmazon)
		require.Contains(t, string(browser.Get(t, "/api/v1/sign-in-ways").Body), `"amazon":"Amazon (sandbox)"`)
		o.setAmazon(t, false)
		back := consented(t, browser, page, account("bo@agency.example"))
		require.Equal(t, "/sign-in?problem=amazon_sign_in.off", browser.Get(t, back).Header.Get("Location"))
		problemIn(t, browser.Post(t, "/api/v1/session/provider", withAmazon), http.StatusConflict, "amazon_sign_in.off")
		require.NotContains(t, string(browser.Get(t, "/api/v1/sign-in-ways").Body), "amazon")
	})
}

// The sandbox takes everybody for whoever they say, so nobody comes in by it from
// elsewhere, also not by a page of it that they open themselves.
func TestTheSandboxSignsInNobodyFromElsewhere(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, func(c *app.Config) { c.Site.TrustedProxies = []string{"127.0.0.1"} })
	o := organisation{Program: p, owner: p.SignedIn(t)}
	o.setAmazon(t, true)
	o.joined(t, "bo@agency.example")
	away := []string{"X-Forwarded-For", "198.51.100.7", "X-Forwarded-Proto", "https"}
	browser := o.Browser(t)
	problemIn(t, browser.Post(t, "/api/v1/session/provider", withAmazon, away...), http.StatusForbidden, "amazon_sign_in.sandbox")
	require.NotContains(t, string(browser.Get(t, "/api/v1/sign-in-ways", away...).Body), "amazon")
}

// With single sign-on required, Amazon lets in owners alone, as a password does.
func TestAmazonIsForOwnersAloneWhereSingleSignOnIsRequired(t *testing.T) {
	t.Parallel()
	onSSO(t, func(t *testing.T, o organisation) {
		o.setAmazon(t, true)
		bo, _ := o.joined(t, "bo@agency.example")
		o.set(t, map[string]any{"required": true})
		bo.Get(t, "/api/v1/me").Is(t, http.StatusUnauthorized)
		require.Equal(t, "/sign-in?problem=session.single_sign_on_only", throughAmazon(t, o.Browser(t), account("bo@agency.example"), withAmazon))
		byLink := map[string]any{"provider": "amazon", "invitation": o.invite(t, "cem@agency.example", "member")}
		require.Equal(t, "/sign-in?problem=session.single_sign_on_only", throughAmazon(t, o.Browser(t), account("cem@agency.example"), byLink))
		o.set(t, nil)
		require.Equal(t, "/", throughAmazon(t, o.Browser(t), account("cem@agency.example"), byLink), "the link was not used up")
	})
}
