package selftest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/config"
)

func TestClocksMayDifferALittle(t *testing.T) {
	t.Parallel()
	for skew, state := range map[time.Duration]State{
		time.Second: OK, -time.Second: OK, 3 * time.Second: Warning, -3 * time.Second: Warning, time.Minute: Failed, -time.Minute: Failed,
	} {
		require.Equal(t, state, judgeSkew(skew, "").State, "%s", skew)
	}
	require.Contains(t, judgeSkew(-time.Minute, "").Means, "is 1m0s behind this machine's")
}

func TestRoomIsJudgedByWhatResultsNeed(t *testing.T) {
	t.Parallel()
	require.Equal(t, Finding{OK, "/d is writable and has 3 GiB left.", ""}, judgeRoom("/d", 3<<30))
	require.Equal(t, Warning, judgeRoom("/d", 1<<30).State)
	require.Equal(t, Failed, judgeRoom("/d", 1<<20).State)
}

func TestAFolderThatCannotBeWrittenFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NotEqual(t, Failed, checkDataFolder(folder).Run(t.Context()).State)
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left, "nothing stays")
	missing := checkDataFolder(filepath.Join(folder, "missing")).Run(t.Context())
	require.Equal(t, Failed, missing.State)
	require.Contains(t, missing.Means, "no such file or directory")
}

func TestZonesAreWhole(t *testing.T) {
	t.Parallel()
	require.Equal(t, OK, checkZones().Run(t.Context()).State)
}

func TestAddressesAreJudged(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	certificate := func(host string, until time.Time) config.Site {
		cert, key := issue(t, host, until)
		return config.Site{TLSCert: cert, TLSKey: key}
	}
	for name, c := range map[string]struct {
		site    config.Site
		address string
		state   State
		says    string
	}{
		"this machine alone":    {config.Site{}, "http://localhost:8484", OK, "for this machine alone"},
		"plain from elsewhere":  {config.Site{PublicURL: "http://amp.example"}, "http://amp.example", Failed, "plain http"},
		"nobody does https":     {config.Site{PublicURL: "https://amp.example"}, "https://amp.example", Failed, "neither a certificate nor"},
		"a proxy does https":    {config.Site{TrustedProxies: []string{"10.0.0.1"}}, "https://amp.example", OK, "trusted proxy does https"},
		"everybody is a proxy":  {config.Site{TrustedProxies: []string{"0.0.0.0/0"}}, "https://amp.example", Failed, "strangers are believed"},
		"a good certificate":    {certificate("amp.example", now.AddDate(0, 1, 0)), "https://amp.example", OK, "good until 1 Apr 2026"},
		"one that ends soon":    {certificate("amp.example", now.AddDate(0, 0, 3)), "https://amp.example", Warning, "ends on 4 Mar 2026"},
		"one that has ended":    {certificate("amp.example", now.AddDate(0, 0, -1)), "https://amp.example", Failed, "has ended"},
		"one for somebody else": {certificate("other.example", now.AddDate(0, 1, 0)), "https://amp.example", Failed, "not for amp.example"},
		"one that is gone":      {config.Site{TLSCert: "/missing", TLSKey: "/missing"}, "https://amp.example", Failed, "cannot be read"},
	} {
		found := checkSite(c.site, c.address, func() time.Time { return now }).Run(t.Context())
		require.Equal(t, c.state, found.State, name)
		require.Contains(t, found.Means, c.says, name)
		require.Equal(t, c.state != OK, found.Next != "", name)
	}
}

// issue writes a certificate of its own and its key.
func issue(t *testing.T, host string, until time.Time) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(t, err)
	encoded, err := x509.MarshalECPrivateKey(private)
	require.NoError(t, err)
	folder := t.TempDir()
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: encoded}), 0o600))
	return cert, key
}
