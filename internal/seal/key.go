package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// ErrFixed says that the keyset is a setting, which a program cannot change.
var ErrFixed = errors.New("the keyset is a setting")

// KeyID names a key of a keyset. It is no secret.
type KeyID uint32

// Mark is what everything begins with that the key has sealed: Tink's output
// prefix.
func (id KeyID) Mark() []byte {
	return binary.BigEndian.AppendUint32([]byte{1}, uint32(id))
}

// MarkBytes is the length of a Mark.
const MarkBytes = 5

// SealedBy is the key that made a sealed value, by its mark.
func SealedBy(sealed []byte) (KeyID, bool) {
	if len(sealed) < MarkBytes || sealed[0] != 1 {
		return 0, false
	}
	return KeyID(binary.BigEndian.Uint32(sealed[1:MarkBytes])), true
}

// Keys lists the keys of the keyset, the primary first.
func (b *Box) Keys() ([]KeyID, error) {
	keys, err := b.keys()
	if err != nil {
		return nil, err
	}
	info := keys.handle.KeysetInfo()
	ids := []KeyID{KeyID(info.GetPrimaryKeyId())}
	for _, key := range info.GetKeyInfo() {
		if id := KeyID(key.GetKeyId()); id != ids[0] {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Rotate adds a key and makes it the primary one in place of the given one. What
// was sealed before still opens. Where another key is the primary one by now,
// that has been done: it adds none and gives that key, so that it may be called
// again. It is ErrFixed when the keyset is a setting.
func (b *Box) Rotate(from KeyID) (primary KeyID, err error) {
	err = b.rewrite(func(manager *keyset.Manager, old *keyset.Handle) error {
		if primary = KeyID(old.KeysetInfo().GetPrimaryKeyId()); primary != from {
			return nil
		}
		id, err := manager.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return err
		}
		primary = KeyID(id)
		return manager.SetPrimary(id)
	})
	if err != nil {
		return 0, fmt.Errorf("rotate encryption keys: %w", err)
	}
	return primary, nil
}

// ErrRotated says that another key has become the primary one meanwhile.
var ErrRotated = errors.New("the keys were rotated meanwhile")

// Retire removes all keys but the given one, which must be the primary one:
// ErrRotated otherwise. Nothing that they have sealed opens afterwards.
func (b *Box) Retire(primary KeyID) error {
	err := b.rewrite(func(manager *keyset.Manager, old *keyset.Handle) error {
		info := old.KeysetInfo()
		if KeyID(info.GetPrimaryKeyId()) != primary {
			return ErrRotated
		}
		for _, key := range info.GetKeyInfo() {
			if key.GetKeyId() == info.GetPrimaryKeyId() {
				continue
			}
			if err := manager.Delete(key.GetKeyId()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("retire encryption keys: %w", err)
	}
	return nil
}

// rewrite changes the file of the keyset. One process does so at a time, and a
// crash leaves the old file or the new one.
func (b *Box) rewrite(change func(manager *keyset.Manager, old *keyset.Handle) error) error {
	if b.config.Keyset != "" {
		return ErrFixed
	}
	if err := b.Keep(); err != nil {
		return err
	}
	unlock, err := lock(b.config.Path)
	if err != nil {
		return err
	}
	defer unlock()
	current, err := b.config.read()
	if err != nil {
		return err
	}
	manager := keyset.NewManagerFromHandle(current.handle)
	if err := change(manager, current.handle); err != nil {
		return err
	}
	changed, err := manager.Handle()
	if err != nil {
		return err
	}
	return b.config.replace(changed)
}

// replace writes a keyset in place of the file, of which a crash leaves the old or
// the new one.
func (c Config) replace(handle *keyset.Handle) error {
	encoded, err := c.encode(handle)
	if err != nil {
		return err
	}
	written, err := writeBeside(c.Path, encoded)
	if err != nil {
		return err
	}
	if err := os.Rename(written, c.Path); err != nil {
		return errors.Join(err, os.Remove(written))
	}
	return syncFolder(filepath.Dir(c.Path))
}

// lock keeps other processes from changing the keyset until unlock is called or
// this process ends.
func lock(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil // closing gives the lock back
}

// syncFolder makes a renaming durable.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
