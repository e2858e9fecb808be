package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// writeCertificate makes a certificate for localhost, in files.
func writeCertificate(t *testing.T, dir, name string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o600))
	require.NoError(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}), 0o600))
	return certFile, keyFile
}

func TestARenewedCertificateIsTakenWithoutARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := writeCertificate(t, dir, "first")
	c, err := loadCertificate(certFile, keyFile, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	now := time.Now()
	name := func() string {
		now = now.Add(lookAgain)
		leaf, err := x509.ParseCertificate(c.current(now).Certificate[0])
		require.NoError(t, err)
		return leaf.Subject.CommonName
	}
	require.Equal(t, "first", name())

	require.NoError(t, os.WriteFile(keyFile, []byte("half of a key"), 0o600))
	require.NoError(t, os.Chtimes(keyFile, now, now.Add(time.Second)))
	require.Equal(t, "first", name(), "what cannot be read is not taken")

	writeCertificate(t, dir, "second")
	require.NoError(t, os.Chtimes(certFile, now, now.Add(2*time.Second)))
	require.Equal(t, "second", name())
	require.NoError(t, os.Remove(certFile))
	require.Equal(t, "second", name())
}

func TestACertificateThatCannotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	certFile, _ := writeCertificate(t, t.TempDir(), "a")
	_, otherKey := writeCertificate(t, t.TempDir(), "b")
	_, err := loadCertificate(certFile, otherKey, nil)
	require.ErrorContains(t, err, otherKey)
	_, err = loadCertificate(certFile+".none", otherKey, nil)
	require.ErrorContains(t, err, certFile+".none")
}
