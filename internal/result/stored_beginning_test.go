package result

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The first rows of a large result are there as soon as its beginning is, and
// are those of the whole file; others wait for it.
func TestFirstRowsAreReadBeforeTheFileIsHere(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	b.groupRows, b.largeFile = 3000, 0
	r, err := b.ingest(t.Context(), scatteredColumns, text(scattered(8000)))
	require.NoError(t, err)
	want, err := b.Page(t.Context(), r, 0, 8000)
	require.NoError(t, err)
	require.Len(t, want, 8000)
	path, release, err := b.local(t.Context(), r)
	require.NoError(t, err)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	release()
	first := r.Columns[len(r.Columns)-1].FirstEnd
	require.Greater(t, first, int64(1000))
	require.Less(t, first, int64(len(whole))/2)

	b.cache.purge(func(string) bool { return true })
	goOn := make(chan struct{})
	_, release, err = b.cache.beginning(t.Context(), r.BlobKey, first, func(path string, came func(int64)) error {
		if err := os.WriteFile(path, whole[:first], 0o600); err != nil {
			return err
		}
		came(first)
		<-goOn
		return os.WriteFile(path, whole, 0o600)
	})
	require.NoError(t, err)
	defer release()
	for _, at := range []struct{ offset, limit int64 }{{0, 1}, {0, 3000}, {2900, 100}, {17, 200}} {
		page, err := b.Page(t.Context(), r, at.offset, at.limit)
		require.NoError(t, err)
		require.Equal(t, cells(want[at.offset:at.offset+at.limit]), cells(page))
		seen, err := b.ViewPage(t.Context(), r, View{}, ViewPageParams{Offset: at.offset, Limit: at.limit, Columns: []string{"c9", "c1"}})
		require.NoError(t, err)
		require.EqualValues(t, 8000, seen.RowCount)
		require.Equal(t, first, seen.Arrived)
		for i, row := range seen.Rows {
			of := want[at.offset+int64(i)]
			require.Equal(t, cells([]Row{{of[9], of[1]}}), cells([]Row{row}))
		}
	}
	shape, err := b.View(t.Context(), r, View{})
	require.NoError(t, err)
	require.EqualValues(t, 8000, shape.RowCount)

	later := make(chan []Row)
	go func() {
		page, _ := b.Page(t.Context(), r, 2990, 20) // of two row groups
		later <- page
	}()
	select {
	case <-later:
		t.Error("the second row group is not here yet")
	default:
	}
	close(goOn)
	require.Equal(t, cells(want[2990:3010]), cells(<-later))
	seen, err := b.ViewPage(t.Context(), r, View{}, ViewPageParams{Limit: 1})
	require.NoError(t, err)
	require.Zero(t, seen.Arrived, "all of it is here")
}

func TestTheRestOfAFileComesThoughNobodyWaits(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		b.groupRows, b.largeFile = 3000, 0
		r, err := b.ingest(t.Context(), scatteredColumns, text(scattered(8000)))
		require.NoError(t, err)
		want, err := b.Page(t.Context(), r, 0, 8000)
		require.NoError(t, err)
		b.cache.purge(func(string) bool { return true })
		page, err := b.ViewPage(t.Context(), r, View{}, ViewPageParams{Limit: 50})
		require.NoError(t, err)
		require.Equal(t, cells(want[:50]), cells(page.Rows))
		b.cache.filling.Wait()
		require.EqualValues(t, r.Bytes, b.cache.bytes)

		b.keys = newKeys(t)
		b.cache.purge(func(string) bool { return true })
		_, err = b.Page(t.Context(), r, 0, 10)
		require.ErrorIs(t, err, ErrCorrupt, "another key")
	})
}

func TestResultsThatDoNotTellTheirFirstRowGroupAreReadWhole(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	b.groupRows, b.largeFile = 3000, 0
	r, err := b.ingest(t.Context(), scatteredColumns, text(scattered(4000)))
	require.NoError(t, err)
	want, err := b.Page(t.Context(), r, 0, 100)
	require.NoError(t, err)
	for _, spoil := range []func(*Column){func(c *Column) { c.FirstEnd = 0 }, func(c *Column) { c.FirstEnd -= 3 }} {
		older := *r
		older.Columns = append([]Column(nil), r.Columns...)
		for i := range older.Columns {
			spoil(&older.Columns[i])
		}
		b.cache.purge(func(string) bool { return true })
		got, err := b.Page(t.Context(), &older, 0, 100)
		require.NoError(t, err)
		require.Equal(t, cells(want), cells(got))
	}
}
