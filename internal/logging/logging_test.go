package logging_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/logging"
)

// written returns what a scrubbed logger writes.
func written(ctx context.Context, message string, attrs ...any) string {
	var out bytes.Buffer
	base := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	logging.New(base, `known "by" its text`, "short").With(slog.String("apiToken", "PLANTED")).InfoContext(ctx, message, attrs...) //nolint:sloglint // the message is what is tested
	return out.String()
}

func TestSecretsAreRemoved(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"API token":        "refused rcmp_PLANTEDPLANTED",
		"bearer":           "Authorization was Bearer PLANTED.PLANTED",
		"Amazon's tokens":  "Atza|PLANTED and Atzr|PLANTED",
		"client secret":    "amzn1.oa2-cs.v1.PLANTED",
		"cookies":          "Cookie: a=PLANTED; __Host-recomamp_session=PLANTED",
		"session":          "saw recomamp_session=PLANTED; here",
		"sign-in":          "saw __Host-recomamp_sign_in=PLANTED; here",
		"passkey":          "saw recomamp_passkey=PLANTED; here",
		"presigned URL":    `Get "https://bucket.example/a.csv?X-Amz-Credential=PLANTED&X-Amz-Signature=PLANTED": EOF`,
		"way back":         "GET /oauth/callback?code=PLANTED&state=PLANTED",
		"set-up link":      "http://localhost/setup#token=PLANTED",
		"form":             "grant_type=refresh_token&refresh_token=PLANTED&client_secret=PLANTED",
		"JSON":             `{"access_token": "PLANTED", "refresh_token":"PL\"ANTED PLANTED"}`,
		"URL with account": "dial postgres://user:PLANTED@db.internal/x",
		"channel":          "slack://hook:PLANTED-PLANTED@webhook",
		"Slack":            "https://hooks.slack.com/services/T0/B0/PLANTED",
		"Discord":          "https://discord.com/api/webhooks/1/PLANTED",
		"Teams":            "https://prod-1.westeurope.logic.azure.com:443/workflows/PLANTED",
		"private key":      "-----BEGIN PRIVATE KEY-----\nPLANTED\n-----END PRIVATE KEY-----",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failed := &url.Error{Op: "Get", URL: "x", Err: errors.New(text)}
			got := written(t.Context(), text, slog.String("text", text), slog.Any("error", failed), slog.Group("in", slog.Any("a", struct{ A string }{text})),
				slog.Any("bytes", []byte(text)))
			require.NotContains(t, got, "PLANTED")
			require.Contains(t, got, "[removed]")
		})
	}
}

func TestSecretsAreKnownByNameAndByText(t *testing.T) {
	t.Parallel()
	got := written(t.Context(), `it was known "by" its text, in short`, slog.String("password", "PLANTED"), slog.Any("clientSecret", []string{"PLANTED"}),
		slog.Any("nested", map[string]string{"x": `known "by" its text`}))
	require.NotContains(t, got, "PLANTED")
	require.NotContains(t, got, "its text")
	require.Contains(t, got, "in short")
}

func TestWhatIsNoSecretStays(t *testing.T) {
	t.Parallel()
	got := written(t.Context(), "signed in", slog.String("tokenId", "01a"), slog.String("code", "session.required"), slog.Int("status", 401),
		slog.Any("error", errors.New("a token is needed: state of the basic plan, at https://example.com/a?limit=5")), slog.Any("list", []int{1, 2}))
	require.Contains(t, got, `"tokenId":"01a"`)
	require.Contains(t, got, `"code":"session.required"`)
	require.Contains(t, got, `"list":[1,2]`)
	require.Contains(t, got, "state of the basic plan, at https://example.com/a?limit=5")
}

func TestLinesNameTheirRequest(t *testing.T) {
	t.Parallel()
	require.Contains(t, written(logging.WithRequest(t.Context(), "r1"), "x"), `"requestId":"r1"`)
	require.NotContains(t, written(t.Context(), "x"), "requestId")
}
