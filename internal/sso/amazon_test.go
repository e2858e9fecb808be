package sso_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/sso"
)

// answering is Amazon by what it answers at a path; nil answers nothing until the
// caller has enough.
type answering map[string]func() (status int, body string)

func (a answering) RoundTrip(request *http.Request) (*http.Response, error) {
	answer := a[request.URL.Path]
	if answer == nil {
		<-request.Context().Done()
		return nil, request.Context().Err()
	}
	status, body := answer()
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: request,
	}, nil
}

func says(status int, body string) func() (int, string) {
	return func() (int, string) { return status, body }
}

const token = `{"access_token":"Atza|PLANTED","refresh_token":"Atzr|PLANTED","token_type":"bearer","expires_in":3600}`

func come(t *testing.T, a answering) (sso.Identity, error) {
	t.Helper()
	provider := sso.NewAmazon(&http.Client{Transport: a}).With(sso.AmazonSettings{
		Issuer: "amazon", AuthorizeURL: "https://amazon.example/ap/oa", TokenURL: "https://amazon.example/token", ProfileURL: "https://amazon.example/user/profile",
		ClientID: "app", ClientSecret: "PLANTED", RedirectURL: "https://agency.example/back",
	})
	return provider.Complete(t.Context(), url.Values{"code": {"PLANTED"}}, sso.Secrets{State: "s", Verifier: "PLANTED"})
}

func TestAmazonNamesWhoseATokenIs(t *testing.T) {
	t.Parallel()
	who, err := come(t, answering{"/token": says(200, token), "/user/profile": says(200, `{"user_id":"amzn1.account.BO","email":" bo@agency.example ","name":"Bo","postal_code":"1"}`)})
	require.NoError(t, err)
	require.Equal(t, sso.Identity{Issuer: "amazon", Subject: "amzn1.account.BO", Mail: "bo@agency.example", Name: "Bo"}, who)
	require.False(t, who.TwoFactors())
}

func TestWhatAmazonAnswersBadlyIsNoIdentityAndHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		token, profile func() (int, string)
		want           error
	}{
		"a page for a token":      {says(200, "<html>PLANTED</html>"), nil, sso.ErrAway},
		"no token":                {says(200, "{}"), nil, sso.ErrAway},
		"a code of before":        {says(400, `{"error":"invalid_grant","error_description":"PLANTED"}`), nil, sso.ErrAnswer},
		"another secret":          {says(401, `{"error":"invalid_client"}`), nil, sso.ErrClient},
		"a broken token endpoint": {says(500, "PLANTED"), nil, sso.ErrAway},
		"a page for a profile":    {says(200, token), says(200, "<html>PLANTED</html>"), sso.ErrAway},
		"nobody":                  {says(200, token), says(200, `{"email":"bo@agency.example"}`), sso.ErrAnswer},
		"an id without end":       {says(200, token), says(200, `{"user_id":"`+strings.Repeat("x", 300)+`"}`), sso.ErrAnswer},
		"an id that is no text":   {says(200, token), says(200, `{"user_id":7}`), sso.ErrAway},
		"no end":                  {says(200, token), says(200, `{"user_id":"`+strings.Repeat("x", 2<<20)), sso.ErrAway},
		"a refusal":               {says(200, token), says(401, "PLANTED"), sso.ErrAnswer},
		"a broken profile":        {says(200, token), says(503, "PLANTED"), sso.ErrAway},
		"elsewhere":               {says(200, token), says(302, "PLANTED"), sso.ErrAway},
	} {
		who, err := come(t, answering{"/token": test.token, "/user/profile": test.profile})
		require.ErrorIs(t, err, test.want, name)
		require.Zero(t, who, name)
		require.NotContains(t, err.Error(), "PLANTED", name)
	}
}

func TestAnAmazonThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	for _, at := range []answering{{}, {"/token": says(200, token)}} {
		synctest.Test(t, func(t *testing.T) {
			begun := time.Now()
			_, err := come(t, at)
			require.ErrorIs(t, err, sso.ErrAway)
			require.Equal(t, 10*time.Second, time.Since(begun))
		})
	}
}
