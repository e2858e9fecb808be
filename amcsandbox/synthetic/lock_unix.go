//go:build unix

package synthetic

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockPoll is how often a waiting process looks whether the lock is free; the
// system offers no wait that a context could end.
const lockPoll = 50 * time.Millisecond

// lock takes the generator's lock on a folder and gives the way to release
// it. The system releases it too when the process dies.
func lock(ctx context.Context, dir string) (func(), error) {
	file, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = file.Close() }, nil // Closing releases; nothing was written.
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return nil, errors.Join(fmt.Errorf("take lock: %w", err), file.Close())
		}
		timer := time.NewTimer(lockPoll)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, errors.Join(fmt.Errorf("wait for another generator: %w", context.Cause(ctx)), file.Close())
		case <-timer.C:
		}
	}
}
