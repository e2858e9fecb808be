package disktest_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/disktest"
)

func fillsUp(t *testing.T, disk *disktest.Disk) {
	write := func(bytes int) error {
		return os.WriteFile(filepath.Join(disk.Path, "file"), make([]byte, bytes), 0o600)
	}
	require.NoError(t, write(1))
	disk.Fill(t, 64<<10)
	require.NoError(t, write(64<<10))
	disk.Fill(t, 0)
	require.ErrorIs(t, write(65<<10), syscall.ENOSPC)
	disk.Empty(t)
	require.NoError(t, write(128<<10))
}

func TestNew_TheDiskIsFullAndHasRoomAgain(t *testing.T) {
	t.Parallel()
	disk := disktest.New(t, 1<<20)
	fillsUp(t, disk)
	_, err := os.Stat(filepath.Join(disk.Inside, "file"))
	require.ErrorIs(t, err, os.ErrNotExist, "only programs that entered see the disk there")
}

func TestRun_TheDiskIsFullAndHasRoomAgain(t *testing.T) {
	t.Parallel()
	disktest.Run(t, 1<<20, fillsUp)
}
