package result

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/disktest"
)

// fullDisk fills the disk around an ingest of about a megabyte, in folders of
// the disk or of the machine, and checks that nothing is left and nothing lost.
func fullDisk(t *testing.T, leave int64, config Config, scratchOnDisk, blobsOnDisk bool) {
	t.Helper()
	disktest.Run(t, 8<<20, func(t *testing.T, disk *disktest.Disk) {
		folder := func(onDisk bool) string {
			if !onDisk {
				return t.TempDir()
			}
			dir := filepath.Join(disk.Path, t.Name()+fmt.Sprint(rand.Int()))
			require.NoError(t, os.Mkdir(dir, 0o700))
			return dir
		}
		b := setupIn(t, folder(scratchOnDisk), folder(blobsOnDisk), config)
		var csv strings.Builder
		csv.WriteString("a\n")
		for range 16 << 10 { // hardly smaller in a Parquet file
			fmt.Fprintf(&csv, "%016x%016x%016x\n", rand.Uint64(), rand.Uint64(), rand.Uint64())
		}
		body := csv.String()
		disk.Fill(t, leave)
		for range 2 {
			_, err := b.ingest(t.Context(), nil, text(body))
			require.ErrorIs(t, err, ErrDiskFull)
			require.Zero(t, b.blobs(t))
			left, err := filepath.Glob(filepath.Join(b.Service.scratch.dir, "ingest-*", "*"))
			require.NoError(t, err)
			require.Empty(t, left)
		}
		disk.Empty(t)
		r, err := b.ingest(t.Context(), nil, text(body))
		require.NoError(t, err)
		require.Equal(t, strings.Count(body, "\n"), strings.Count(b.export(t, r, ExportParams{Format: CSV}), "\n"))
	})
}

func TestAFullDiskBeforeFetching(t *testing.T) {
	t.Parallel()
	fullDisk(t, 1<<20, Config{MinFreeBytes: 2 << 20}, true, false)
}

func TestAFullDiskWhileTakingIn(t *testing.T) {
	t.Parallel()
	fullDisk(t, 64<<10, Config{MinFreeBytes: 1}, true, false)
}

func TestAFullDiskWhileStoring(t *testing.T) {
	t.Parallel()
	fullDisk(t, 0, Config{}, false, true)
}
