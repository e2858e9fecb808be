// Package seal keeps secrets in database columns, and files sealed.
//
// A Box encrypts with the primary key of a Tink keyset and opens with any of
// them, so that keys can be rotated while all processes run: each looks whether
// the file has changed before it uses a key. Every sealed value is bound to its place
// (table, row, column): moved elsewhere, it does not open. The keyset comes
// from a setting, or is a file that is made by the first start that is not
// refused; either may be sealed itself
// with a key that a key service keeps. A Stream does the same for
// files of any size, with a key that is itself such a value.
package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrOpen says that a sealed value cannot be opened: its key is not in the
// keyset, or it was changed or moved.
var ErrOpen = errors.New("sealed value does not open with the keys at hand")

// Config says where the keys are. A Keyset wins over a Path.
type Config struct {
	Keyset string // base64 of a Tink keyset in JSON
	Path   string // file of such a keyset, made when missing by Keep
	// Wrap seals the keyset itself: a key that a key service keeps. Nil: it is plain. A
	// plain file is sealed when it is first read.
	Wrap tink.AEAD
}

// Errors about a keyset that is sealed itself.
var (
	errWrapped = errors.New("read encryption keys: the keyset is sealed with a key service; RECOMAMP_KEYSET_KMS says which")
	errPlain   = errors.New("read encryption keys: the keyset in the setting is not sealed with the key service that is set")
)

// Place is where a sealed value lives.
type Place struct {
	Table, Row, Column string
}

func (p Place) associatedData() []byte {
	return fmt.Appendf(nil, "%q,%q,%q", p.Table, p.Row, p.Column) // quoting keeps the parts apart
}

// Box seals and opens values. It is safe for concurrent use.
type Box struct {
	config Config
	mu     sync.RWMutex
	ring   *ring
}

// ring is a keyset as it was read.
type ring struct {
	handle *keyset.Handle
	aead   tink.AEAD
	from   os.FileInfo // the file it was read from; nil when there was none
}

// New returns a Box with the configured keys. Where the file is missing it has
// fresh ones, which Keep writes.
func New(config Config) (*Box, error) {
	b := &Box{config: config}
	found, err := config.read()
	if err != nil {
		return nil, fmt.Errorf("%w (from %s)", err, config.place())
	}
	b.ring = found
	return b, nil
}

// Keep writes fresh keys to the file, before anything is sealed with them. Of
// several processes that do so at once, one wins and the others use its keys. It
// does nothing when there is a file or was one.
func (b *Box) Keep() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.config.Keyset != "" || b.ring.from != nil {
		return nil
	}
	if err := b.config.create(b.ring.handle); err != nil {
		return fmt.Errorf("make encryption keys: %w (in %s)", err, b.config.Path)
	}
	found, err := b.config.read()
	if err != nil {
		return err
	}
	b.ring = found
	return nil
}

// place says where the keyset comes from.
func (c Config) place() string {
	if c.Keyset != "" {
		return "RECOMAMP_KEYSET"
	}
	return c.Path
}

// keys is the present keyset. A file that another process has changed, to
// rotate the keys, is read again first: what is sealed from then on is sealed
// with the new key.
func (b *Box) keys() (*ring, error) {
	b.mu.RLock()
	current := b.ring
	b.mu.RUnlock()
	if b.config.Keyset != "" {
		return current, nil
	}
	now, err := os.Stat(b.config.Path)
	if err != nil || current.from != nil && os.SameFile(now, current.from) && now.ModTime().Equal(current.from.ModTime()) {
		return current, nil //nolint:nilerr // a file that went away takes no key with it that is in memory
	}
	found, err := b.config.read()
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ring = found
	return found, nil
}

// read reads the keyset; of a missing file it is a fresh one. The file is looked
// at first, so that a change meanwhile is seen by the next look.
func (c Config) read() (*ring, error) {
	from, _ := os.Stat(c.Path) // a missing one is told by load
	encoded, err := c.load()
	var handle *keyset.Handle
	switch {
	case errors.Is(err, fs.ErrNotExist):
		from = nil
		handle, err = keyset.NewHandle(aead.AES256GCMKeyTemplate())
	case err == nil:
		handle, err = c.decode(encoded)
	}
	if err != nil {
		return nil, err
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("read encryption keys: %w", err)
	}
	return &ring{handle, primitive, from}, nil
}

// load reads what is configured; fs.ErrNotExist when the file is missing.
func (c Config) load() ([]byte, error) {
	if c.Keyset != "" {
		decoded, err := base64.StdEncoding.DecodeString(c.Keyset)
		if err != nil {
			return nil, errors.New("read encryption keys: the setting is not base64")
		}
		return decoded, nil
	}
	encoded, err := os.ReadFile(c.Path)
	if err != nil {
		return nil, fmt.Errorf("read encryption keys: %w", err)
	}
	return encoded, nil
}

// create writes a keyset unless there is one.
func (c Config) create(handle *keyset.Handle) error {
	encoded, err := c.encode(handle)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.Path), 0o700); err != nil {
		return err
	}
	written, err := writeBeside(c.Path, encoded)
	if err != nil {
		return err
	}
	defer os.Remove(written)
	if err := os.Link(written, c.Path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// writeBeside writes a keyset to a new file in the folder of path, durably, and
// returns its name.
func writeBeside(path string, encoded []byte) (string, error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".keyset-*") // mode 0600
	if err != nil {
		return "", err
	}
	_, err = file.Write(encoded)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

// Generate returns a fresh keyset in plain JSON.
func Generate() ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	return Config{}.encode(handle)
}

// Seal encrypts a secret for its place with the primary key.
func (b *Box) Seal(secret string, at Place) ([]byte, error) {
	if err := b.Keep(); err != nil {
		return nil, err
	}
	keys, err := b.keys()
	if err != nil {
		return nil, err
	}
	sealed, err := keys.aead.Encrypt([]byte(secret), at.associatedData())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
	}
	return sealed, nil
}

// Open decrypts what was sealed for the same place.
func (b *Box) Open(sealed []byte, at Place) (string, error) {
	keys, err := b.keys()
	if err != nil {
		return "", err
	}
	secret, err := keys.aead.Decrypt(sealed, at.associatedData())
	if err != nil {
		return "", fmt.Errorf("open %s.%s: %w", at.Table, at.Column, ErrOpen)
	}
	return string(secret), nil
}
