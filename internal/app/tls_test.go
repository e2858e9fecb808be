package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/config"
)

func TestTheProgramAnswersHTTPSItself(t *testing.T) {
	t.Parallel()
	certFile, keyFile := writeCertificate(t, t.TempDir(), "localhost")
	c := Config{
		Storage: config.Storage{DataDir: t.TempDir()}, Amazon: config.Amazon{SandboxProfile: "instant", SandboxScale: 0.1},
		Site:    config.Site{Addr: "127.0.0.1:0", OwnerEmail: "o@agency.example", OwnerPassword: "correct horse battery", TLSCert: certFile, TLSKey: keyFile},
		Version: "test", Logger: slog.New(slog.DiscardHandler),
	}
	a, err := Start(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	require.True(t, strings.HasPrefix(a.URL(), "https://localhost:"), a.URL())

	pool := x509.NewCertPool()
	certificate, err := os.ReadFile(certFile)
	require.NoError(t, err)
	require.True(t, pool.AppendCertsFromPEM(certificate))
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar, Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}
	t.Cleanup(browser.CloseIdleConnections)
	ask := func(method, path, body string) *http.Response {
		asked, err := http.NewRequestWithContext(t.Context(), method, a.URL()+path, strings.NewReader(body))
		require.NoError(t, err)
		if body != "" {
			asked.Header.Set("Content-Type", "application/json")
		}
		response, err := browser.Do(asked)
		require.NoError(t, err)
		t.Cleanup(func() { response.Body.Close() })
		return response
	}
	signedIn := ask(http.MethodPost, "/api/v1/session", `{"email":"o@agency.example","password":"correct horse battery"}`)
	require.Equal(t, http.StatusOK, signedIn.StatusCode)
	require.Equal(t, "HTTP/2.0", signedIn.Proto)
	require.Contains(t, signedIn.Header.Get("Strict-Transport-Security"), "max-age=31536000")
	require.Equal(t, "__Host-recomamp_session", signedIn.Cookies()[0].Name)
	require.True(t, signedIn.Cookies()[0].Secure)
	require.Equal(t, http.StatusOK, ask(http.MethodGet, "/api/v1/session", "").StatusCode)

	stream := ask(http.MethodGet, "/api/v1/events", "")
	begun := make([]byte, 10)
	_, err = io.ReadFull(stream.Body, begun)
	require.NoError(t, err)
	require.Contains(t, string(begun), "retry:")

	// The sandbox is reached by people over https, by the program on loopback.
	require.Equal(t, http.StatusOK, ask(http.MethodGet, "/sandbox/status", "").StatusCode)
	found, err := ConnectSandbox(t.Context(), ConnectSandboxParams{Storage: c.Storage, Amazon: c.Amazon, Logger: c.Logger})
	require.NoError(t, err)
	require.GreaterOrEqual(t, found.Instances, 6)
	// So are the files of results, whoever has signed the certificate.
	var instances struct{ Items []struct{ ID, Health string } }
	require.NoError(t, json.NewDecoder(ask(http.MethodGet, "/api/v1/instances", "").Body).Decode(&instances))
	on := slices.IndexFunc(instances.Items, func(i struct{ ID, Health string }) bool { return i.Health == "healthy" })
	begin := fmt.Sprintf(`{"instanceId":%q,"sql":"SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY campaign","window":{"from":"2026-01-01","to":"2026-01-02","zone":"UTC"}}`, instances.Items[on].ID)
	var run struct{ ID, State string }
	require.NoError(t, json.NewDecoder(ask(http.MethodPost, "/api/v1/executions", begin).Body).Decode(&run))
	require.NotEmpty(t, run.ID)
	require.Eventually(t, func() bool {
		return json.NewDecoder(ask(http.MethodGet, "/api/v1/executions/"+run.ID, "").Body).Decode(&run) == nil && run.State == "succeeded"
	}, 60*time.Second, 50*time.Millisecond)

	require.True(t, strings.HasPrefix(a.Local(), "http://127.0.0.1:"), a.Local())
	inner, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.Local()+"/api/v1/setup", nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(inner)
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusNotFound, response.StatusCode, "the door inside leads to the sandbox and nowhere else")
}

func TestWhoCannotSignInIsToldAtTheStart(t *testing.T) {
	t.Parallel()
	proxied := config.Site{TrustedProxies: []string{"10.0.0.1"}}
	for site, settings := range map[string]config.Site{"http://localhost:8484": {}, "https://recomamp.example": proxied, "https://x.example": {TLSCert: "x"}} {
		require.Empty(t, unsafeWay(site, settings), site)
	}
	require.Contains(t, unsafeWay("https://recomamp.example", config.Site{}), "neither a certificate nor a trusted proxy")
	require.Contains(t, unsafeWay("http://10.0.0.5:8484", config.Site{}), "plain http")
}
