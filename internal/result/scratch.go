package result

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// scratch is the private folder of one process below a shared one. It is held
// by a file lock, so that a later start can tell what a dead process left
// behind from what a live one still uses.
type scratch struct {
	dir  string
	lock *os.File
}

const lockName = "lock"

func openScratch(parent string) (*scratch, error) {
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, fmt.Errorf("create scratch folder: %w", err)
	}
	if err := sweep(parent); err != nil {
		return nil, fmt.Errorf("empty scratch folder: %w", err)
	}
	for {
		dir, err := os.MkdirTemp(parent, "process-")
		if err != nil {
			return nil, fmt.Errorf("create scratch folder: %w", err)
		}
		lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fmt.Errorf("create scratch lock: %w", err)
		}
		err = unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return &scratch{dir: dir, lock: lock}, nil
		}
		_ = lock.Close()
		if !errors.Is(err, unix.EWOULDBLOCK) { // else another start is sweeping this very folder
			return nil, fmt.Errorf("lock scratch folder: %w", err)
		}
	}
}

func (s *scratch) sub(name string) (string, error) {
	dir := filepath.Join(s.dir, name)
	return dir, os.Mkdir(dir, 0o700)
}

func (s *scratch) close() error {
	return errors.Join(os.RemoveAll(s.dir), s.lock.Close())
}

// sweep removes folders that no live process holds. One without a lock file is
// just being made by another process, or is empty: it stays.
func sweep(parent string) error {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), "process-") {
			continue
		}
		dir := filepath.Join(parent, entry.Name())
		lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil {
			err = os.RemoveAll(dir)
		}
		if err := errors.Join(err, lock.Close()); err != nil {
			return err
		}
	}
	return nil
}
