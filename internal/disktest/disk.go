// Package disktest gives tests small disks that really fill up.
//
// A Disk is a file system in memory, mounted in a mount namespace of its own,
// so that it needs no rights on the machine and leaves nothing behind. Run
// brings a test onto one; New leaves the test where it is, for programs that
// the test starts there.
package disktest

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Disk is a small file system of a test.
type Disk struct {
	// Path is where the test finds it.
	Path string
	// Enter goes before the command line of a program that shall see the disk;
	// empty when the test sees it itself.
	Enter []string
	// Inside is where such a program finds it.
	Inside string
}

func (d *Disk) ballast() string { return filepath.Join(d.Path, "ballast") }

// Fill leaves that many bytes of room, and hardly one more.
func (d *Disk) Fill(t testing.TB, leave int64) {
	t.Helper()
	file, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	defer file.Close()
	block := make([]byte, 16<<10)
	for err == nil {
		_, err = file.Write(block)
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	filled, err := file.Stat()
	require.NoError(t, err)
	require.GreaterOrEqual(t, filled.Size(), leave, "the disk is too small to leave so much")
	require.NoError(t, file.Truncate(filled.Size()-leave))
}

// Empty makes room again.
func (d *Disk) Empty(t testing.TB) {
	t.Helper()
	if err := os.Remove(d.ballast()); !errors.Is(err, os.ErrNotExist) {
		require.NoError(t, err)
	}
}
