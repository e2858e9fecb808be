// Package seal keeps secrets in database columns.
//
// A Box encrypts with the newest key of a Tink keyset and opens with any of
// them, so that keys can be rotated. Every sealed value is bound to its place
// (table, row, column): moved elsewhere, it does not open. The keyset comes
// from a setting, or is a file that is made on first use.
package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrOpen says that a sealed value cannot be opened: its key is not in the
// keyset, or it was changed or moved.
var ErrOpen = errors.New("sealed value does not open with the keys at hand")

// Config says where the keys are. A Keyset wins over a Path.
type Config struct {
	Keyset string // base64 of a Tink keyset in JSON
	Path   string // file of such a keyset, in plain JSON, made when missing
}

// Place is where a sealed value lives.
type Place struct {
	Table, Row, Column string
}

func (p Place) associatedData() []byte {
	return fmt.Appendf(nil, "%q,%q,%q", p.Table, p.Row, p.Column) // quoting keeps the parts apart
}

// Box seals and opens values. It is safe for concurrent use.
type Box struct {
	aead tink.AEAD
}

// New returns a Box with the configured keys.
func New(config Config) (*Box, error) {
	encoded, err := config.load()
	if err != nil {
		return nil, err
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(encoded)))
	if err != nil {
		return nil, errors.New("read encryption keys: this is no Tink keyset in JSON") // the cause may quote key material
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("read encryption keys: %w", err)
	}
	return &Box{aead: primitive}, nil
}

func (c Config) load() ([]byte, error) {
	if c.Keyset != "" {
		decoded, err := base64.StdEncoding.DecodeString(c.Keyset)
		if err != nil {
			return nil, errors.New("read encryption keys: the setting is not base64")
		}
		return decoded, nil
	}
	encoded, err := os.ReadFile(c.Path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(c.Path); err != nil {
			return nil, fmt.Errorf("make encryption keys: %w", err)
		}
		encoded, err = os.ReadFile(c.Path)
	}
	if err != nil {
		return nil, fmt.Errorf("read encryption keys: %w", err)
	}
	return encoded, nil
}

// create writes a fresh keyset. Of several processes that do so at once, one
// wins and the others use its keys.
func create(path string) error {
	encoded, err := Generate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".keyset-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(encoded)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// Generate returns a fresh keyset in JSON.
func Generate() ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	var encoded bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&encoded)); err != nil {
		return nil, err
	}
	return encoded.Bytes(), nil
}

// Seal encrypts a secret for its place.
func (b *Box) Seal(secret string, at Place) ([]byte, error) {
	sealed, err := b.aead.Encrypt([]byte(secret), at.associatedData())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
	}
	return sealed, nil
}

// Open decrypts what was sealed for the same place.
func (b *Box) Open(sealed []byte, at Place) (string, error) {
	secret, err := b.aead.Decrypt(sealed, at.associatedData())
	if err != nil {
		return "", fmt.Errorf("open %s.%s: %w", at.Table, at.Column, ErrOpen)
	}
	return string(secret), nil
}
