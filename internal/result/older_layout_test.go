package result

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/stretchr/testify/require"
)

// Files whose whole numbers lie as they are, as every file was stored before
// they lay as differences, tell where their pages lie too and are read alike.
func TestRowsAnywhereOfFilesWithoutDifferences(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	b.groupRows = 4000
	r, err := b.ingest(t.Context(), scatteredColumns, text(scattered(9000)))
	require.NoError(t, err)
	path, release, err := b.local(t.Context(), r)
	require.NoError(t, err)
	defer release()
	older := filepath.Join(t.TempDir(), "older.parquet")
	writeOlder(t, r, path, older)

	numbers := make([]int64, 500)
	for i := range numbers {
		numbers[i] = rand.Int64N(r.RowCount)
	}
	columns := asViewed(r.Columns)
	want, err := b.rowsAt(t.Context(), r, path, columns, numbers)
	require.NoError(t, err)
	got, err := b.rowsAt(t.Context(), r, older, columns, numbers)
	require.NoError(t, err)
	require.NotNil(t, got)
	require.Equal(t, cells(want), cells(got))
	for i := range columns {
		by := []ViewSort{{Column: columns[i].ID, Descending: i%2 == 0}}
		want, err := r.firstRows(t.Context(), path, by, 700, 2)
		require.NoError(t, err)
		got, err := r.firstRows(t.Context(), older, by, 700, 2)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// writeOlder stores the rows of a file again as it was done before.
func writeOlder(t *testing.T, r *Result, from, to string) {
	t.Helper()
	in, err := pqfile.OpenParquetFile(from, false)
	require.NoError(t, err)
	defer in.Close()
	out, err := os.Create(to)
	require.NoError(t, err)
	defer out.Close()
	as := &stored{sink: &sticky{out: out}, encodings: r.encodings(), repeated: make([]bool, len(r.Columns))}
	options := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCompressionLevel(1), parquet.WithStats(true),
		parquet.WithDataPageSize(dataPage), parquet.WithPageIndexEnabled(true), parquet.WithDictionaryDefault(false),
	}
	as.file = pqfile.NewParquetWriter(as.sink, in.MetaData().Schema.Root(), pqfile.WithWriterProps(parquet.NewWriterProperties(options...)))
	spare := sync.Pool{New: func() any { return new(valueRoom) }}
	for i := range in.NumRowGroups() {
		rows, err := openRows(in, i, r.encodings(), asItIs)
		require.NoError(t, err)
		g := newGroup(len(r.Columns), int(in.RowGroup(i).NumRows()))
		for n := 1; n > 0; {
			n, err = rows.next(g, rowsTogether)
			require.NoError(t, err)
		}
		require.NoError(t, as.add(g, 2, &spare))
	}
	require.NoError(t, as.end())
}
