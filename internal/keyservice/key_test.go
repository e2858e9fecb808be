package keyservice_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"github.com/recomamp/recomamp/internal/keyservice"
	"github.com/recomamp/recomamp/internal/seal"
)

// service answers as AWS KMS does, with one key.
func service(t *testing.T) *httptest.Server {
	t.Helper()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	require.NoError(t, err)
	key, err := aead.New(handle)
	require.NoError(t, err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			KeyID                     string `json:"KeyId"`
			Plaintext, CiphertextBlob []byte
		}
		out := map[string]any{"KeyId": "alias/recomamp"}
		err := json.NewDecoder(r.Body).Decode(&in)
		switch {
		case err != nil || in.KeyID != "" && in.KeyID != "alias/recomamp":
			w.WriteHeader(http.StatusBadRequest)
			return
		case strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".Encrypt"):
			out["CiphertextBlob"], err = key.Encrypt(in.Plaintext, nil)
		default:
			out["Plaintext"], err = key.Decrypt(in.CiphertextBlob, nil)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			out = map[string]any{"__type": "InvalidCiphertextException"}
		}
		_ = json.NewEncoder(w).Encode(out) // whoever asked may have left
	}))
	t.Cleanup(server.Close)
	return server
}

func open(t *testing.T, at string) *keyservice.Key {
	t.Helper()
	key, err := keyservice.Open(t.Context(), "awskms://alias/recomamp?region=eu-central-1&anonymous=true&endpoint="+at)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, key.Close()) })
	return key
}

var at = seal.Place{Table: "connection", Row: "1", Column: "refresh_token"}

func TestTheKeysetIsSealedByTheServiceFromTheFirstStartOnAndWhenItRotates(t *testing.T) {
	t.Parallel()
	server := service(t)
	config := seal.Config{Path: filepath.Join(t.TempDir(), "keys", "keyset.json"), Wrap: open(t, server.URL)}
	box, err := seal.New(config)
	require.NoError(t, err)
	sealed, err := box.Seal("secret", at)
	require.NoError(t, err)
	keys, err := box.Keys()
	require.NoError(t, err)
	_, err = box.Rotate(keys[0])
	require.NoError(t, err)

	stored, err := os.ReadFile(config.Path)
	require.NoError(t, err)
	require.Contains(t, string(stored), "encryptedKeyset")
	_, err = seal.New(seal.Config{Path: config.Path})
	require.ErrorContains(t, err, "RECOMAMP_KEYSET_KMS", "nobody reads it without the service")
	again, err := seal.New(config)
	require.NoError(t, err)
	keys, err = again.Keys()
	require.NoError(t, err)
	require.Len(t, keys, 2)
	opened, err := again.Open(sealed, at)
	require.NoError(t, err)
	require.Equal(t, "secret", opened)
}

func TestAPlainKeysetIsSealedWhenAServiceIsSet(t *testing.T) {
	t.Parallel()
	plain := seal.Config{Path: filepath.Join(t.TempDir(), "keys", "keyset.json")}
	box, err := seal.New(plain)
	require.NoError(t, err)
	sealed, err := box.Seal("secret", at)
	require.NoError(t, err)

	wrapped := plain
	wrapped.Wrap = open(t, service(t).URL)
	again, err := seal.New(wrapped)
	require.NoError(t, err)
	stored, err := os.ReadFile(plain.Path)
	require.NoError(t, err)
	require.Contains(t, string(stored), "encryptedKeyset")
	opened, err := again.Open(sealed, at)
	require.NoError(t, err)
	require.Equal(t, "secret", opened)
}

func TestAWrongKeyAndAServiceThatIsAwayEndTheStart(t *testing.T) {
	t.Parallel()
	config := seal.Config{Path: filepath.Join(t.TempDir(), "keys", "keyset.json"), Wrap: open(t, service(t).URL)}
	box, err := seal.New(config)
	require.NoError(t, err)
	require.NoError(t, box.Keep())
	config.Wrap = open(t, service(t).URL) // has another key
	_, err = seal.New(config)
	require.ErrorContains(t, err, "The key service did not open")
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	config.Wrap = open(t, away.URL)
	_, err = seal.New(config)
	require.ErrorContains(t, err, "The key service did not open")
}

func TestAddressesThatNameNoServiceAreRefusedWithoutShowingThem(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "keyset.json", "gcpkms://projects/x", "base64key://c2VjcmV0", "awskms://user:secret@alias/x?region=eu-central-1", "awskms://alias/x?unknown=secret", "%"} {
		_, err := keyservice.Open(t.Context(), address)
		require.ErrorContains(t, err, "The address of the key service cannot be used", address)
	}
}
