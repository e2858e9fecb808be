package httpapi_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/seal"
)

// tokensOfAmazon are how secrets look that the test does not know: tokens,
// links to results with their signatures, our own API tokens.
var tokensOfAmazon = regexp.MustCompile(`Atz[ar]\||X-Amz-Signature=[^\[]|rcmp_[A-Z0-9]`)

// Every secret that can reach the program is planted, in places where it
// belongs and where it does not; no line of the log may hold it, at any level.
func TestNoLineOfTheLogHoldsASecret(t *testing.T) {
	t.Parallel()
	keys, err := seal.Generate()
	require.NoError(t, err)
	keyset := base64.StdEncoding.EncodeToString(keys)
	log := &lines{}
	p := apptest.Start(t, func(c *app.Config) {
		c.Logger = log.logger()
		c.Storage.Keyset = keyset
		c.Amazon.SandboxAdminToken = "PLANTED-admin-token"
		c.Site.OwnerPassword = "PLANTED-owner-password"
	})
	wrong := map[string]string{"email": apptest.OwnerEmail, "password": "PLANTED-wrong-password"}
	right := map[string]string{"email": apptest.OwnerEmail, "password": "PLANTED-owner-password"}
	stranger, browser := p.Browser(t), p.Browser(t)

	stranger.Post(t, "/api/v1/session", wrong).Is(t, http.StatusUnauthorized)
	stranger.Post(t, "/api/v1/session", map[string]any{"email": "PLANTED-in-the-wrong-field", "password": 1}).Is(t, http.StatusUnprocessableEntity)
	stranger.Post(t, "/api/v1/session", map[string]any{"password": "PLANTED-x", "PASSWORD": "PLANTED-y"}).Is(t, http.StatusUnprocessableEntity)
	stranger.Post(t, "/api/v1/setup", map[string]string{"token": "PLANTED-setup", "name": "x", "email": "x@y.example", "password": "PLANTED-new-password"}).
		Is(t, http.StatusConflict)
	browser.Post(t, "/api/v1/session", right).Is(t, http.StatusOK)
	answer, cookies := request{path: sessionPath, body: right}.send(t, p)
	answer.Is(t, http.StatusOK)

	var made struct{ Secret string }
	browser.Post(t, "/api/v1/tokens", map[string]string{"name": "laptop"}).Is(t, http.StatusCreated).Into(t, &made)
	stranger.Get(t, "/api/v1/instances", "Authorization", "Bearer "+made.Secret).Is(t, http.StatusOK)
	for _, headers := range [][]string{
		{"Authorization", "Bearer PLANTED-bearer"},
		{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte("PLANTED:PLANTED"))},
		{"Cookie", "recomamp_session=PLANTED-cookie; other=PLANTED-other"},
	} {
		stranger.Get(t, "/api/v1/instances?token=PLANTED-query", headers...).Is(t, http.StatusUnauthorized)
	}
	stranger.Get(t, "/oauth/callback?code=PLANTED-code&state=PLANTED-state")
	browser.Get(t, "/oauth/callback?code=PLANTED-code&state=PLANTED-state")
	browser.Get(t, "/api/v1/queries/PLANTED%00?client_secret=PLANTED-secret")
	browser.Post(t, "/api/v1/session", right, "Origin", "https://evil.example").Is(t, http.StatusForbidden)

	for _, address := range []string{
		"slack://hook:PLANTEDAAA-PLANTEDBBB-PLANTEDCCCPLANTEDCCCPLANT@webhook",
		"smtp://user:PLANTED-mail@127.0.0.1:1/?from=a@agency.example&to=b@agency.example",
		"http://127.0.0.1:1/PLANTED-hook?token=PLANTED-hook-token",
		"PLANTED-no-address://user:PLANTED@x",
	} {
		var channel struct{ ID string }
		if made := browser.Post(t, "/api/v1/channels", map[string]any{"name": "Ops " + address[:5], "address": address}); made.Status == http.StatusCreated {
			made.Into(t, &channel)
			browser.Post(t, "/api/v1/channels/"+channel.ID+"/test", nil).Is(t, http.StatusOK)
		}
	}
	connect(t, p, browser, "allow")
	instance := discovered(t, browser).Items[0]
	finish(t, browser, instance.ID)
	revoke(t, p, browser)

	told := log.String()
	require.Contains(t, told, `"msg":"request"`, "the log is at its most talkative")
	require.Contains(t, told, `"msg":"sign-in refused"`)
	secrets := []string{"PLANTED", keyset, made.Secret, cookies[0].Value, amcsandbox.DefaultClientSecret, "hook:", base64.StdEncoding.EncodeToString([]byte("PLANTED:PLANTED"))}
	for line := range strings.Lines(told) {
		for _, secret := range secrets {
			require.NotContains(t, strings.ReplaceAll(line, "/api/v1/queries/PLANTED", ""), secret)
		}
		require.NotRegexp(t, tokensOfAmazon, line)
		var parsed struct{ Msg, RequestID, Path string }
		require.NoError(t, json.Unmarshal([]byte(line), &parsed))
		if parsed.Msg == "request" || parsed.Msg == "sign-in refused" {
			require.NotEmpty(t, parsed.RequestID, line)
		}
	}
}

// finish runs a query to its end, reads its rows and gives its id.
func finish(t *testing.T, browser *apptest.Caller, instanceID string) string {
	t.Helper()
	var made struct{ ID, State string }
	browser.Post(t, "/api/v1/executions", map[string]any{
		"instanceId": instanceID, "sql": "SELECT campaign, COUNT(*) AS n FROM dsp_impressions GROUP BY 1",
		"window": map[string]string{"from": "2026-01-01", "to": "2026-02-01", "zone": "UTC"},
	}).Is(t, http.StatusCreated).Into(t, &made)
	require.Eventually(t, func() bool {
		browser.Get(t, "/api/v1/executions/"+made.ID).Is(t, http.StatusOK).Into(t, &made)
		return made.State == "succeeded" || made.State == "failed"
	}, 60*time.Second, 50*time.Millisecond)
	require.Equal(t, "succeeded", made.State)
	browser.Get(t, "/api/v1/executions/"+made.ID+"/export?format=csv").Is(t, http.StatusOK)
	return made.ID
}
