package lwa_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc/lwa"
)

const (
	appID     = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
	appSecret = "invented-app-secret"
	redirect  = "https://recomamp.example/oauth/callback"
)

var noon = time.Date(2025, 6, 2, 12, 0, 0, 0, time.UTC)

// tokenServer answers token calls by a script and keeps their forms.
type tokenServer struct {
	*httptest.Server
	mu    sync.Mutex
	forms []url.Values
}

func serveTokens(t *testing.T, answer func(form url.Values, w http.ResponseWriter)) *tokenServer {
	t.Helper()
	server := &tokenServer{}
	server.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		server.mu.Lock()
		server.forms = append(server.forms, r.PostForm)
		server.mu.Unlock()
		answer(r.PostForm, w)
	}))
	t.Cleanup(server.Close)
	return server
}

func (s *tokenServer) got() []url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]url.Values(nil), s.forms...)
}

func reply(status int, body string) func(url.Values, http.ResponseWriter) {
	return func(_ url.Values, w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func clientOf(t *testing.T, tokenURL string, change ...func(*lwa.Config)) *lwa.Client {
	t.Helper()
	config := lwa.Config{
		AuthorizeURL: "https://consent.example/ap/oa",
		TokenURL:     tokenURL,
		ClientID:     appID,
		ClientSecret: appSecret,
		RedirectURL:  redirect,
		Now:          func() time.Time { return noon },
	}
	for _, apply := range change {
		apply(&config)
	}
	client, err := lwa.New(config)
	require.NoError(t, err)
	return client
}

func failureOf(t *testing.T, err error) *lwa.Error {
	t.Helper()
	var failure *lwa.Error
	require.ErrorAs(t, err, &failure)
	return failure
}

const granted = `{"access_token":"Atza|first","refresh_token":"Atzr|keep","token_type":"bearer","expires_in":3600}`

func TestAuthorizeURL_CarriesStateAndTheDigestOfTheVerifier(t *testing.T) {
	t.Parallel()
	client := clientOf(t, "https://token.example/auth/o2/token")
	state := lwa.NewState()
	// The verifier and digest of RFC 7636, appendix B.
	address, err := url.Parse(client.AuthorizeURL(state, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
	require.NoError(t, err)
	require.Equal(t, "consent.example", address.Host)
	require.Equal(t, "/ap/oa", address.Path)
	require.Equal(t, url.Values{
		"client_id":             {appID},
		"scope":                 {"advertising::campaign_management"},
		"response_type":         {"code"},
		"redirect_uri":          {redirect},
		"state":                 {state},
		"code_challenge":        {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
		"code_challenge_method": {"S256"},
	}, address.Query())
}

func TestAuthorizeURL_SeparatesScopesBySpace(t *testing.T) {
	t.Parallel()
	client := clientOf(t, "https://token.example/", func(c *lwa.Config) {
		c.Scopes = []string{lwa.ScopeCampaignManagement, lwa.ScopeAudiences}
	})
	address, err := url.Parse(client.AuthorizeURL("s", lwa.NewVerifier()))
	require.NoError(t, err)
	require.Equal(t, "advertising::campaign_management advertising::audiences", address.Query().Get("scope"))
}

func TestNewStateAndVerifier_NeverRepeat(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		seen[lwa.NewState()], seen[lwa.NewVerifier()] = true, true
	}
	require.Len(t, seen, 200)
	require.GreaterOrEqual(t, len(lwa.NewVerifier()), 43)
}

func TestParseCallback(t *testing.T) {
	t.Parallel()
	code, err := lwa.ParseCallback(url.Values{"state": {"s"}, "code": {"ANcode"}, "scope": {"x"}}, "s")
	require.NoError(t, err)
	require.Equal(t, "ANcode", code)

	for name, query := range map[string]string{"other state": "state=z&code=c", "no state": "code=c", "error of another": "state=z&error=access_denied"} {
		values, err := url.ParseQuery(query)
		require.NoError(t, err)
		_, err = lwa.ParseCallback(values, "s")
		require.ErrorIs(t, err, lwa.ErrState, name)
	}
	_, err = lwa.ParseCallback(url.Values{"code": {"c"}}, "")
	require.ErrorIs(t, err, lwa.ErrState, "an empty state proves nothing")
	_, err = lwa.ParseCallback(url.Values{"state": {"s"}}, "s")
	require.ErrorIs(t, err, lwa.ErrNoCode)

	_, err = lwa.ParseCallback(url.Values{"state": {"s"}, "error": {"access_denied"}, "error_description": {"The person\nsaid no"}}, "s")
	var refusal *lwa.ConsentError
	require.ErrorAs(t, err, &refusal)
	require.True(t, refusal.Denied())
	require.Equal(t, "consent refused: access_denied: The person said no", err.Error())
}

func TestExchange_SendsCodeVerifierAndCredentialsInTheBody(t *testing.T) {
	t.Parallel()
	server := serveTokens(t, reply(200, granted))
	token, err := clientOf(t, server.URL).Exchange(t.Context(), "ANcode", "the-verifier")
	require.NoError(t, err)
	require.Equal(t, "Atza|first", token.Access)
	require.Equal(t, "Atzr|keep", token.Refresh)
	require.Equal(t, noon.Add(time.Hour), token.Expiry)
	require.Equal(t, []url.Values{{
		"grant_type":    {"authorization_code"},
		"code":          {"ANcode"},
		"redirect_uri":  {redirect},
		"code_verifier": {"the-verifier"},
		"client_id":     {appID},
		"client_secret": {appSecret},
	}}, server.got())
}

func TestRefresh_KeepsTheOldRefreshTokenUnlessThereIsANewOne(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, refresh string }{
		"same":    {granted, "Atzr|keep"},
		"absent":  {`{"access_token":"Atza|first","expires_in":"3600"}`, "Atzr|old"},
		"empty":   {`{"access_token":"Atza|first","refresh_token":"","expires_in":3600}`, "Atzr|old"},
		"rotated": {`{"access_token":"Atza|first","refresh_token":"Atzr|new"}`, "Atzr|new"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serveTokens(t, reply(200, c.body))
			token, err := clientOf(t, server.URL).Refresh(t.Context(), "Atzr|old")
			require.NoError(t, err)
			require.Equal(t, "Atza|first", token.Access)
			require.Equal(t, c.refresh, token.Refresh)
			require.Equal(t, noon.Add(time.Hour), token.Expiry)
			require.Equal(t, url.Values{
				"grant_type": {"refresh_token"}, "refresh_token": {"Atzr|old"}, "client_id": {appID}, "client_secret": {appSecret},
			}, server.got()[0])
		})
	}
}

func TestRefresh_WithoutATokenMakesNoCall(t *testing.T) {
	t.Parallel()
	server := serveTokens(t, reply(200, granted))
	_, err := clientOf(t, server.URL).Refresh(t.Context(), " ")
	require.ErrorIs(t, err, lwa.ErrNoToken)
	require.Empty(t, server.got())
}

func TestError_Classes(t *testing.T) {
	t.Parallel()
	type class struct{ reconnect, operator, transient bool }
	for name, c := range map[string]struct {
		status     int
		body       string
		code, text string
		want       class
	}{
		"revoked":          {400, `{"error":"invalid_grant","error_description":"The request has an invalid grant parameter : refresh_token","request_id":"R-1"}`, "invalid_grant", "refresh_token (request id R-1)", class{reconnect: true}},
		"wrong secret":     {401, `{"error":"invalid_client","error_description":"Client authentication failed"}`, "invalid_client", "Client authentication failed", class{operator: true}},
		"wrong app":        {400, `{"error":"unauthorized_client"}`, "unauthorized_client", "400 Bad Request", class{operator: true}},
		"wrong scope":      {400, `{"error":"invalid_scope"}`, "invalid_scope", "invalid_scope", class{operator: true}},
		"missing field":    {400, `{"error":"invalid_request","error_description":"The request is missing a required parameter : code"}`, "invalid_request", "missing a required", class{operator: true}},
		"server error":     {500, `{"error":"ServerError"}`, "ServerError", "500", class{transient: true}},
		"busy page":        {503, `<html>busy</html>`, "", "503", class{transient: true}},
		"throttled":        {429, ``, "", "429", class{transient: true}},
		"no such page":     {404, `<html>`, "", "404", class{operator: true}},
		"error with a 200": {200, `{"error":"invalid_grant"}`, "invalid_grant", "invalid_grant", class{reconnect: true}},
		"no token":         {200, `{}`, "", "", class{transient: true}},
		"not json":         {200, `<html>`, "", "", class{transient: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serveTokens(t, reply(c.status, c.body))
			_, err := clientOf(t, server.URL).Refresh(t.Context(), "Atzr|old")
			failure := failureOf(t, err)
			require.Equal(t, c.code, failure.Code)
			require.Contains(t, err.Error(), "refresh access token: ")
			require.Contains(t, err.Error(), c.text)
			require.Equal(t, c.want, class{failure.NeedsReconnect(), failure.OperatorFault(), failure.Transient()})
		})
	}
}

func TestError_ReadsRequestIDAndRetryAfter(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{"9": 9 * time.Second, noon.Add(time.Minute).Format(http.TimeFormat): time.Minute, "soon": 0} {
		server := serveTokens(t, func(_ url.Values, w http.ResponseWriter) {
			w.Header().Set("X-Amz-Rid", "RID1")
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		_, err := clientOf(t, server.URL).Refresh(t.Context(), "Atzr|old")
		require.Equal(t, "RID1", failureOf(t, err).RequestID)
		require.Equal(t, want, failureOf(t, err).RetryAfter)
	}
}

func TestError_NetworkAndCancellation(t *testing.T) {
	t.Parallel()
	server := serveTokens(t, func(url.Values, http.ResponseWriter) { panic(http.ErrAbortHandler) })
	_, err := clientOf(t, server.URL).Refresh(t.Context(), "Atzr|old")
	require.True(t, failureOf(t, err).Transient())
	require.ErrorIs(t, err, io.EOF)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = clientOf(t, server.URL).Refresh(ctx, "Atzr|old")
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, failureOf(t, err).Transient())
}

func TestSecrets_AppearInNoText(t *testing.T) {
	t.Parallel()
	secrets := []string{appSecret, "Atza|first", "Atzr|keep", "Atzr|old", "ANcode", "the-verifier"}
	hides := func(values ...any) {
		for _, value := range values {
			text := fmt.Sprintf("%v %+v %s %#v", value, value, value, value)
			for _, secret := range secrets {
				require.NotContains(t, text, secret)
			}
		}
	}
	echo := strings.ReplaceAll(`{"error":"invalid_grant","error_description":"bad TOKEN here"}`, "TOKEN", "Atzr|old")
	server := serveTokens(t, reply(400, echo))
	client := clientOf(t, server.URL)
	_, err := client.Refresh(t.Context(), "Atzr|old")
	require.Contains(t, err.Error(), "bad [redacted] here")
	_, exchangeErr := clientOf(t, "http://127.0.0.1:0/").Exchange(t.Context(), "ANcode", "the-verifier")
	redirected := serveTokens(t, func(_ url.Values, w http.ResponseWriter) {
		w.Header().Set("Location", server.URL)
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	_, redirectErr := clientOf(t, redirected.URL).Refresh(t.Context(), "Atzr|old")
	require.True(t, failureOf(t, redirectErr).OperatorFault())
	require.Len(t, server.got(), 1, "a redirect is not followed with the secret")

	token := lwa.Token{Access: "Atza|first", Refresh: "Atzr|keep", Expiry: noon}
	store := lwa.NewMemoryStore(token)
	hides(err, exchangeErr, redirectErr, client, token, &token, token.LogValue(), store, lwa.NewTokenSource(client, store),
		lwa.Config{ClientSecret: appSecret, ClientID: appID}, struct{ Inner lwa.Token }{token})
}

func TestNew_RefusesAnIncompleteConfig(t *testing.T) {
	t.Parallel()
	good := lwa.Config{AuthorizeURL: "https://a.example/x", TokenURL: "https://t.example/x", ClientID: "id", ClientSecret: "secret-value"}
	_, err := lwa.New(good)
	require.NoError(t, err)
	for name, spoil := range map[string]func(*lwa.Config){
		"no page":   func(c *lwa.Config) { c.AuthorizeURL = "" },
		"bad token": func(c *lwa.Config) { c.TokenURL = "token.example" },
		"no id":     func(c *lwa.Config) { c.ClientID = "" },
		"no secret": func(c *lwa.Config) { c.ClientSecret = "" },
	} {
		config := good
		spoil(&config)
		_, err := lwa.New(config)
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "secret-value")
	}
}
