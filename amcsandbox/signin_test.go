package amcsandbox_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/amcsandbox"
)

// consent presses a button of the consent page and returns where it led.
func consent(t *testing.T, page, decision string) *url.URL {
	t.Helper()
	answer := postForm(t, page, url.Values{"decision": {decision}})
	require.Equal(t, http.StatusSeeOther, answer.status, answer.body)
	target, err := url.Parse(answer.header.Get("Location"))
	require.NoError(t, err)
	return target
}

func TestConsentAllowedGivesTokens(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	client := lwaClient(t, server)
	verifier := lwa.NewVerifier()
	page := client.AuthorizeURL("st4te", verifier)

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page, nil)
	require.NoError(t, err)
	shown := send(t, request)
	require.Equal(t, http.StatusOK, shown.status)
	require.Contains(t, shown.body, lwa.ScopeCampaignManagement)
	require.Contains(t, shown.body, "Juniper Lane Media US")

	back := consent(t, page, "allow")
	require.Equal(t, "127.0.0.1:9", back.Host)
	code, err := lwa.ParseCallback(back.Query(), "st4te")
	require.NoError(t, err)

	_, err = client.Exchange(t.Context(), code, lwa.NewVerifier())
	requireOAuth(t, err, http.StatusBadRequest, "invalid_grant")
	token, err := client.Exchange(t.Context(), code, verifier)
	require.NoError(t, err)
	require.Regexp(t, `^Atza\|.{350,}`, token.Access)
	require.Regexp(t, `^Atzr\|`, token.Refresh)

	_, err = client.Exchange(t.Context(), code, verifier)
	requireOAuth(t, err, http.StatusBadRequest, "invalid_grant")

	again, err := client.Refresh(t.Context(), token.Refresh)
	require.NoError(t, err)
	require.Equal(t, token.Refresh, again.Refresh)
	require.NotEqual(t, token.Access, again.Access)
}

func TestConsentDeniedGoesBackWithAccessDenied(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	back := consent(t, lwaClient(t, server).AuthorizeURL("s", lwa.NewVerifier()), "deny")
	_, err := lwa.ParseCallback(back.Query(), "s")
	denied, ok := err.(*lwa.ConsentError) //nolint:errorlint // the concrete answer is the point
	require.True(t, ok, "%v", err)
	require.True(t, denied.Denied())
}

func TestConsentPageRefusesStrangers(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	for name, query := range map[string]url.Values{
		"unknown client":     {"client_id": {"amzn1.application-oa2-client.other"}, "redirect_uri": {returnURL}},
		"unregistered host":  {"client_id": {server.ClientID}, "redirect_uri": {"http://evil.example/oauth/callback"}},
		"unregistered path":  {"client_id": {server.ClientID}, "redirect_uri": {"http://127.0.0.1:9/else"}},
		"user in the host":   {"client_id": {server.ClientID}, "redirect_uri": {"http://127.0.0.1@evil.example/oauth/callback"}},
		"no redirect at all": {"client_id": {server.ClientID}},
	} {
		query.Set("response_type", "code")
		query.Set("scope", lwa.ScopeCampaignManagement)
		answer := postForm(t, server.BaseURL+"/ap/oa?"+query.Encode(), url.Values{"decision": {"allow"}})
		require.Equal(t, http.StatusBadRequest, answer.status, name)
		require.Empty(t, answer.header.Get("Location"), name)
	}
	answer := postForm(t, server.BaseURL+"/ap/oa?"+url.Values{
		"client_id": {server.ClientID}, "redirect_uri": {returnURL}, "response_type": {"code"}, "scope": {"postal_code"}, "state": {"x"},
	}.Encode(), url.Values{"decision": {"allow"}})
	require.Equal(t, http.StatusFound, answer.status)
	require.Contains(t, answer.header.Get("Location"), "error=invalid_scope")
	require.Contains(t, answer.header.Get("Location"), "state=x")
}

func TestCodesAndAccessTokensExpireByTheClock(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	client := lwaClient(t, server)
	verifier := lwa.NewVerifier()
	late, err := lwa.ParseCallback(consent(t, client.AuthorizeURL("s", verifier), "allow").Query(), "s")
	require.NoError(t, err)
	server.Advance(5 * time.Minute)
	_, err = client.Exchange(t.Context(), late, verifier)
	requireOAuth(t, err, http.StatusBadRequest, "invalid_grant")

	wire := wireOf(t, server, standard())
	server.Advance(time.Hour - time.Second)
	require.Equal(t, http.StatusOK, wire.do(t, http.MethodGet, "/amc/accounts", nil).status)
	server.Advance(time.Second)
	expired := wire.do(t, http.MethodGet, "/amc/instances", nil)
	require.Equal(t, http.StatusUnauthorized, expired.status)
	require.Equal(t, "Authentication failed", expired.json(t)["details"])
	require.Equal(t, expired.header.Get("x-amz-rid"), expired.json(t)["requestId"])
}

func TestRevokedConsentEndsRefreshAndAccess(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	client := lwaClient(t, server)
	refresh := server.RefreshToken(t)
	wire := wireOf(t, server, standard())
	server.Revoke(t)
	_, err := client.Refresh(t.Context(), refresh)
	requireOAuth(t, err, http.StatusBadRequest, "invalid_grant")
	require.Equal(t, http.StatusUnauthorized, wire.do(t, http.MethodGet, "/amc/accounts", nil).status)
}

func TestRotatedRefreshTokenWorksOnceMore(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, func(c *amcsandbox.Config) { c.Options.RotateRefreshTokens = true })
	client := lwaClient(t, server)
	first := server.RefreshToken(t)
	second, err := client.Refresh(t.Context(), first)
	require.NoError(t, err)
	require.NotEqual(t, first, second.Refresh)
	_, err = client.Refresh(t.Context(), first)
	require.NoError(t, err)
	_, err = client.Refresh(t.Context(), first)
	requireOAuth(t, err, http.StatusBadRequest, "invalid_grant")
}

func TestTokenEndpointTakesJSONAndNamesFaults(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	token := server.BaseURL + "/auth/o2/token"
	wire := wire{server, http.Header{"Content-Type": {"application/json"}}}
	answer := wire.do(t, http.MethodPost, "/auth/o2/token", map[string]string{
		"grant_type": "refresh_token", "refresh_token": server.RefreshToken(t),
		"client_id": server.ClientID, "client_secret": server.ClientSecret,
	})
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	require.Equal(t, "bearer", answer.json(t)["token_type"])
	require.InDelta(t, 3600, answer.json(t)["expires_in"], 0)

	good := url.Values{"client_id": {server.ClientID}, "client_secret": {server.ClientSecret}}
	for _, fault := range []struct {
		form   url.Values
		status int
		code   string
	}{
		{url.Values{}, 400, "invalid_request"},
		{url.Values{"grant_type": {"password"}}, 400, "unsupported_grant_type"},
		{url.Values{"grant_type": {"refresh_token"}}, 400, "invalid_request"},
		{url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"Atzr|no"}}, 400, "invalid_grant"},
		{url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"x"}, "client_secret": {"wrong"}}, 401, "invalid_client"},
	} {
		form := url.Values{}
		for key := range good {
			form[key] = good[key]
		}
		for key := range fault.form {
			form[key] = fault.form[key]
		}
		answer := postForm(t, token, form)
		require.Equal(t, fault.status, answer.status, "%v", fault.form)
		require.Equal(t, fault.code, answer.json(t)["error"], "%v", fault.form)
	}
}

func requireOAuth(t *testing.T, err error, status int, code string) {
	t.Helper()
	refused, ok := err.(*lwa.Error) //nolint:errorlint // the concrete answer is the point
	require.True(t, ok, "%v", err)
	require.Equal(t, status, refused.Status)
	require.Equal(t, code, refused.Code)
}

func TestTheScopeProfileTellsWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	client, err := lwa.New(lwa.Config{
		AuthorizeURL: server.BaseURL + "/ap/oa", TokenURL: server.BaseURL + "/auth/o2/token", Scopes: []string{"profile"},
		ClientID: server.ClientID, ClientSecret: server.ClientSecret, RedirectURL: returnURL, Now: server.Now,
	})
	require.NoError(t, err)
	verifier := lwa.NewVerifier()
	profile := func(form url.Values) map[string]any {
		form.Set("decision", "allow")
		page := client.AuthorizeURL("s", verifier)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page, nil)
		require.NoError(t, err)
		shown := send(t, request).body
		require.Contains(t, shown, "Who are you at Amazon?")
		require.NotContains(t, shown, "In these accounts")
		back, err := url.Parse(postForm(t, page, form).header.Get("Location"))
		require.NoError(t, err)
		token, err := client.Exchange(t.Context(), back.Query().Get("code"), verifier)
		require.NoError(t, err)
		wire := wire{server, http.Header{"Authorization": {"Bearer " + token.Access}}}
		require.Equal(t, http.StatusForbidden, wire.with("Amazon-Advertising-API-ClientId", server.ClientID).do(t, http.MethodGet, "/amc/accounts", nil).status)
		answer := wire.do(t, http.MethodGet, "/user/profile", nil)
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		return answer.json(t)
	}
	bo := profile(url.Values{"email": {"Bo@agency.example"}, "name": {"Bo Lind"}})
	require.Equal(t, "Bo@agency.example", bo["email"])
	require.Equal(t, "Bo Lind", bo["name"])
	require.Regexp(t, `^amzn1\.account\.[A-Z2-7]{28}$`, bo["user_id"])
	require.Equal(t, bo["user_id"], profile(url.Values{"email": {"bo@agency.example"}})["user_id"])
	other := profile(url.Values{"user_id": {"amzn1.account.OTHER"}})
	require.Equal(t, map[string]any{"user_id": "amzn1.account.OTHER"}, other, "an account may have no address")

	wire := wire{server, http.Header{"Authorization": {"Bearer Atza|made-up"}}}
	require.Equal(t, http.StatusBadRequest, wire.do(t, http.MethodGet, "/user/profile", nil).status)
	advertising := wireOf(t, server, standard())
	require.Equal(t, http.StatusForbidden, advertising.do(t, http.MethodGet, "/user/profile", nil).status)
}
