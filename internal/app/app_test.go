package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
)

func TestARestartKeepsSessionsTokensAndConnections(t *testing.T) {
	t.Parallel()
	storage := config.Storage{DataDir: t.TempDir()}
	keep := func(c *app.Config) { c.Storage = storage }
	first := apptest.Start(t, keep)
	token := first.Token(t)
	found, err := app.ConnectSandbox(t.Context(), app.ConnectSandboxParams{
		Storage: storage, Amazon: first.Config.Amazon, Logger: first.Config.Logger,
	})
	require.NoError(t, err)
	require.GreaterOrEqual(t, found.Instances, 6)
	require.NoError(t, first.Stop(t.Context()))
	require.NoError(t, first.Stop(t.Context()), "stopping twice does nothing")

	second := apptest.Start(t, keep)
	var list struct{ Items []struct{ Health string } }
	second.Browser(t).Get(t, "/api/v1/instances", "Authorization", "Bearer "+token).Is(t, http.StatusOK).Into(t, &list)
	require.Len(t, list.Items, found.Instances)
	again, err := app.ConnectSandbox(t.Context(), app.ConnectSandboxParams{
		Storage: storage, Amazon: second.Config.Amazon, Logger: second.Config.Logger,
	})
	require.NoError(t, err)
	require.Zero(t, again.Added)
	var connections struct{ Items []struct{ State string } }
	second.API(t).Get(t, "/api/v1/connections").Is(t, http.StatusOK).Into(t, &connections)
	require.Len(t, connections.Items, 1, "connecting again renews the connection")
}

func TestConnectingWithoutAServerStartsTheSandboxForAMoment(t *testing.T) {
	t.Parallel()
	params := app.ConnectSandboxParams{
		Storage: config.Storage{DataDir: t.TempDir()},
		Amazon:  config.Amazon{SandboxProfile: "instant", SandboxScale: 0.1},
		Logger:  apptest.Logger(t),
	}
	_, err := app.ConnectSandbox(t.Context(), params)
	require.ErrorIs(t, err, app.ErrNoOwner)
	require.NotEmpty(t, fault.Of(err).Next)
	params.Site = config.Site{OwnerEmail: apptest.OwnerEmail, OwnerPassword: apptest.OwnerPassword}
	found, err := app.ConnectSandbox(t.Context(), params)
	require.NoError(t, err)
	require.GreaterOrEqual(t, found.Instances, 6)
}

// Two servers on one database and one outside sandbox share everything.
func TestReplicasShareWork(t *testing.T) {
	t.Parallel()
	url := databasetest.PostgresConfig(t).URL
	outside, keys := apptest.Start(t), apptest.Keyset(t)
	replica := func(c *app.Config) {
		c.Storage.DatabaseURL = url
		c.Storage.Keyset = keys
		c.Amazon.SandboxURL = outside.URL() + "/sandbox"
	}
	here, there := apptest.Start(t, replica), apptest.Start(t, replica)
	_, err := app.ConnectSandbox(t.Context(), app.ConnectSandboxParams{
		Storage: here.Config.Storage, Amazon: here.Config.Amazon, Logger: here.Config.Logger,
	})
	require.NoError(t, err)
	var list struct{ Items []struct{ ID, Health string } }
	api := there.API(t)
	api.Get(t, "/api/v1/instances").Is(t, http.StatusOK).Into(t, &list)
	require.GreaterOrEqual(t, len(list.Items), 6)
	require.Equal(t, "healthy", list.Items[0].Health)
	var connections struct{ Items []struct{ ID string } }
	api.Get(t, "/api/v1/connections").Is(t, http.StatusOK).Into(t, &connections)
	api.Post(t, "/api/v1/connections/"+connections.Items[0].ID+"/discover", nil).Is(t, http.StatusOK)
}

func TestSettingsThatContradictAreRefused(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"half an app":         (&config.Amazon{ClientID: "x", SandboxScale: 1}).Check(),
		"app and sandbox":     (&config.Amazon{ClientID: "x", ClientSecret: "y", SandboxURL: "http://x", SandboxScale: 1}).Check(),
		"odd host":            (&config.Amazon{EU: config.Hosts{API: "ftp://x"}, SandboxScale: 1}).Check(),
		"time runs backwards": (&config.Amazon{Gateway: -1, SandboxScale: 1}).Check(),
		"huge scale":          (&config.Amazon{SandboxScale: 1000}).Check(),
		"owner by half":       (&config.Site{OwnerEmail: "a@b.example"}).Check(),
		"site with path":      (&config.Site{PublicURL: "https://a.example/path"}).Check(),
		"half of https":       (&config.Site{TLSCert: "cert.pem"}).Check(),
		"https by http":       (&config.Site{TLSCert: "cert.pem", TLSKey: "key.pem", PublicURL: "http://a.example"}).Check(),
		"proxy by name":       (&config.Site{TrustedProxies: []string{"proxy.internal"}}).Check(),
		"rate below nothing":  (&config.Site{APIRate: -1}).Check(),
		"database of another": (&config.Storage{DataDir: t.TempDir(), DatabaseURL: "mysql://x"}).Check(),
	} {
		require.Error(t, err, name)
	}
	site := config.Site{PublicURL: "https://a.example/"}
	require.NoError(t, site.Check())
	require.Equal(t, "https://a.example", site.PublicURL)
}

func TestTheProgramIsReadyQuicklyEvenWithoutData(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	p := apptest.Start(t)
	p.Browser(t).Get(t, "/readyz").Is(t, http.StatusOK)
	// Far above the second that the benchmark watches: tests share the machine.
	require.Less(t, time.Since(begun), 20*time.Second)
}

// A keyset that nothing is sealed with would hide that the right one is missing,
// and a program that still runs would seal with it.
func TestAStartThatIsRefusedLeavesNoNewKeyset(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	fresh := p.Config
	fresh.Storage = config.Storage{DataDir: t.TempDir(), KeysetKMS: "awskms://user:secret@alias/none"}
	_, err := app.Start(t.Context(), fresh)
	require.Equal(t, "keys.service_invalid", fault.Of(err).Code)
	require.NoFileExists(t, keyset(fresh))

	weak := p.Config
	weak.Storage = config.Storage{DataDir: t.TempDir()}
	weak.Site.OwnerEmail, weak.Site.OwnerPassword = "ada@agency.test", "short"
	_, err = app.Start(t.Context(), weak)
	require.Equal(t, "/password", fault.Of(err).Fields[0].Pointer)
	require.NoFileExists(t, keyset(weak))

	taken := p.Config
	taken.Storage = config.Storage{DataDir: filepath.Join(t.TempDir(), "none")}
	taken.Site.Addr = strings.TrimPrefix(p.URL(), "http://")
	_, err = app.Start(t.Context(), taken)
	require.Equal(t, "serve.address_in_use", fault.Of(err).Code)
	require.NoDirExists(t, taken.Storage.DataDir)

	noSandbox := p.Config
	noSandbox.Storage = config.Storage{DataDir: t.TempDir()}
	require.NoError(t, os.WriteFile(filepath.Join(noSandbox.Storage.DataDir, "sandbox"), nil, 0o600))
	_, err = app.Start(t.Context(), noSandbox)
	require.ErrorContains(t, err, "open sandbox")
	require.NoFileExists(t, keyset(noSandbox))

	require.FileExists(t, keyset(p.Config), "a start that works makes one")
	_, err = app.ConnectSandbox(t.Context(), app.ConnectSandboxParams{Storage: p.Config.Storage, Amazon: p.Config.Amazon, Logger: p.Config.Logger})
	require.NoError(t, err)
	require.NoError(t, p.Stop(t.Context()))
	aside := keyset(p.Config) + ".aside"
	require.NoError(t, os.Rename(keyset(p.Config), aside))
	_, err = app.Start(t.Context(), p.Config)
	require.ErrorContains(t, err, "not in the keyset at hand")
	require.NoFileExists(t, keyset(p.Config))

	require.NoError(t, os.Rename(aside, keyset(p.Config)))
	again, err := app.Start(t.Context(), p.Config)
	require.NoError(t, err)
	require.NoError(t, again.Stop(t.Context()))
}

func keyset(c app.Config) string { return filepath.Join(c.Storage.DataDir, "keys", "keyset.json") }
