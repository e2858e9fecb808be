package result

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// onDisk is a Part in a file.
type onDisk string

func (path onDisk) Open(context.Context) (io.ReadCloser, int64, error) {
	file, err := os.Open(string(path))
	return file, -1, err
}

// BenchmarkIngest stores a million rows of 20 columns out of a file.
func BenchmarkIngest(b *testing.B) {
	path := filepath.Join(b.TempDir(), "rows.csv")
	body, _, err := wide{1_000_000}.Open(b.Context())
	require.NoError(b, err)
	file, err := os.Create(path)
	require.NoError(b, err)
	size, err := io.Copy(file, body)
	require.NoError(b, err)
	require.NoError(b, file.Close())
	s := setup(b, Config{})
	b.SetBytes(size)
	b.ReportAllocs()
	grown := peak(b)
	for b.Loop() {
		r, err := s.ingest(b.Context(), wideColumns, onDisk(path))
		require.NoError(b, err)
		b.StopTimer()
		b.ReportMetric(float64(r.Bytes)/float64(size), "size-ratio")
		require.NoError(b, s.Discard(b.Context(), r))
		b.StartTimer()
	}
	b.ReportMetric(float64(grown())/(1<<20), "MiB-grown")
}
