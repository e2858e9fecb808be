package result

import (
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkScatteredPage reads 200 rows anywhere of a million, 20 columns each.
func BenchmarkScatteredPage(b *testing.B) {
	path := filepath.Join(b.TempDir(), "rows.csv")
	body, _, err := wide{1_000_000}.Open(b.Context())
	require.NoError(b, err)
	file, err := os.Create(path)
	require.NoError(b, err)
	_, err = io.Copy(file, body)
	require.NoError(b, err)
	require.NoError(b, file.Close())
	s := setup(b, Config{})
	r, err := s.ingest(b.Context(), wideColumns, onDisk(path))
	require.NoError(b, err)
	local, release, err := s.local(b.Context(), r)
	require.NoError(b, err)
	defer release()
	numbers := make([]int64, 200)
	b.ReportAllocs()
	for b.Loop() {
		for i := range numbers {
			numbers[i] = rand.Int64N(r.RowCount)
		}
		_, err := s.rowsAt(b.Context(), r, local, asViewed(r.Columns), numbers)
		require.NoError(b, err)
	}
}
