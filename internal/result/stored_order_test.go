package result

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tied is a result whose order by c0, then c1, has many rows alike, and NULL.
func tied(t *testing.T, b bundle) (*Result, string) {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("a,b\n")
	for i := range 100 {
		a := fmt.Sprint(i * 7 % 3)
		if i%5 == 0 {
			a = ""
		}
		fmt.Fprintf(&csv, "%s,%d\n", a, i*13%4)
	}
	r, err := b.ingest(t.Context(), []Declared{{Name: "a", Type: "LONG"}, {Name: "b", Type: "STRING"}}, text(csv.String()))
	require.NoError(t, err)
	path, release, err := b.local(t.Context(), r)
	require.NoError(t, err)
	t.Cleanup(release)
	return r, path
}

func TestOrdersOfRunsAreThoseOfDuckDB(t *testing.T) {
	t.Parallel()
	b := small(t)
	r, path := tied(t, b)
	db, err := b.views.engine(t.Context(), &b.views.now)
	require.NoError(t, err)
	for i, by := range [][]ViewSort{
		{{Column: "c0"}},
		{{Column: "c0", Descending: true}, {Column: "c1"}},
		{{Column: "c0", NullsFirst: true}, {Column: "c1", Descending: true}},
		{{Column: "c1"}, {Column: "c0", Descending: true, NullsFirst: true}},
	} {
		p, err := r.compile(View{Sort: by})
		require.NoError(t, err)
		theirs := filepath.Join(b.views.dir, fmt.Sprintf("theirs-%d", i))
		rows, err := copyNumbers(t.Context(), db, p.ordered("file_row_number AS r", path), theirs)
		require.NoError(t, err)
		require.EqualValues(t, 100, rows)
		want, err := readNumbers(theirs, 0, rows)
		require.NoError(t, err)
		for _, run := range []int{1, 7, 100, 1000} {
			ours := filepath.Join(b.views.dir, fmt.Sprintf("ours-%d-%d", i, run))
			rows, err := r.orderRows(t.Context(), path, by, ours, run, 1<<20, b.giveWay())
			require.NoError(t, err)
			got, err := readNumbers(ours, 0, rows)
			require.NoError(t, err)
			require.Equal(t, want, got, "runs of %d: %v", run, by)
			require.NoFileExists(t, ours+".runs")
		}
		require.NoFileExists(t, theirs+".packed")
	}
}

func TestAnOrderThatTakesTooMuchPlaceIsLeftToDuckDB(t *testing.T) {
	t.Parallel()
	b := small(t)
	r, path := tied(t, b)
	by := []ViewSort{{Column: "c0"}}
	_, err := r.orderRows(t.Context(), path, by, filepath.Join(b.views.dir, "ours"), 7, 300, b.giveWay())
	require.ErrorIs(t, err, errMuchSpill)
	left, err := os.ReadDir(b.views.dir)
	require.NoError(t, err)
	require.Empty(t, left)

	_, before, _ := b.see(t, r, `{"sort":[{"column":"c0"}]}`)
	b.settled()
	require.NoError(t, b.Drop(t.Context(), r.BlobKey))
	b.config.TempMB = 0 // no place at all
	r, _ = tied(t, b)
	_, after, _ := b.see(t, r, `{"sort":[{"column":"c0"}]}`)
	require.Equal(t, before, after)
	require.Len(t, after, 100)
}

func TestAnOrderOfLongTextsIsLeftToDuckDB(t *testing.T) {
	t.Parallel()
	b := small(t)
	long := strings.Repeat("x", maxKey+1)
	r, err := b.ingest(t.Context(), []Declared{{Name: "a", Type: "STRING"}}, text("a\n"+long+"b\nc\n"+long+"a\nd\ne\nf\n"))
	require.NoError(t, err)
	_, before, _ := b.see(t, r, `{"sort":[{"column":"c0","descending":true}]}`)
	b.settled()
	_, after, _ := b.see(t, r, `{"sort":[{"column":"c0","descending":true}]}`)
	require.Equal(t, before, after)
	require.Len(t, after, 6)
	require.Equal(t, long+"b", after[0][0])
}
