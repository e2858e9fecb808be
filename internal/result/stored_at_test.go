package result

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// scatteredColumns have every kind, one that repeats its values, one that is
// mostly NULL, and one of a length that fills pages unevenly.
var scatteredColumns = []Declared{
	{Name: "id", Type: "STRING"},
	{Name: "campaign", Type: "STRING"},
	{Name: "note", Type: "STRING"},
	{Name: "clicks", Type: "LONG"},
	{Name: "spend", Type: "DECIMAL"},
	{Name: "wide", Type: "DECIMAL"},
	{Name: "share", Type: "DOUBLE"},
	{Name: "new", Type: "BOOLEAN"},
	{Name: "day", Type: "DATE"},
	{Name: "at", Type: "TIMESTAMP"},
	{Name: "few", Type: "LONG"},
	{Name: "nothing", Type: "STRING"},
}

// scattered makes rows of scatteredColumns, several pages in a row group.
func scattered(rows int) string {
	random := rand.New(rand.NewPCG(3, 4))
	var body strings.Builder
	for i, c := range scatteredColumns {
		body.WriteString([]string{"", ","}[min(i, 1)] + c.Name)
	}
	body.WriteByte('\n')
	for i := range rows {
		note := []string{"", `""`, `"a, ""b"""`, strings.Repeat("é", random.IntN(60))}[random.IntN(4)]
		clicks, flag, few := "", "true", fmt.Sprint(i/3%7-3)
		if random.IntN(10) == 0 {
			clicks = fmt.Sprint(random.Int64() - random.Int64())
		}
		if random.IntN(2) == 0 {
			flag = "false"
		}
		if random.IntN(3) == 0 {
			flag, few = few[:0], flag[:0]
		}
		fmt.Fprintf(&body, "%012d,campaign %d,%s,%s,%d.%02d,-%d%018d.%d,%d.5,%s,20%02d-02-%02d,2026-02-03T04:05:06.%03dZ,%s,\n",
			random.Int64N(1e12), i%31, note, clicks, random.IntN(2000)-1000, random.IntN(100), random.IntN(9)+1, random.Int64N(1e18), random.IntN(9)+1,
			random.IntN(1000)-500, flag, random.IntN(100), random.IntN(28)+1, random.IntN(1000), few)
	}
	return body.String()
}

func TestRowsAnywhereEqualTheWholeFile(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	b.groupRows = 7000
	r, err := b.ingest(t.Context(), scatteredColumns, text(scattered(20_000)))
	require.NoError(t, err)
	var want []Row
	for row, err := range b.All(t.Context(), r) {
		require.NoError(t, err)
		want = append(want, row)
	}
	path, release, err := b.local(t.Context(), r)
	require.NoError(t, err)
	defer release()
	pages, err := b.pages.of(path)
	require.NoError(t, err)
	require.NotNil(t, pages)
	require.Greater(t, len(pages.chunks[0].pages), 3, "of several pages")
	require.Zero(t, pages.chunks[0].dictionary.bytes)
	require.NotZero(t, pages.chunks[1].dictionary.bytes, "one column repeats its values")

	random := rand.New(rand.NewPCG(5, 6))
	columns := asViewed(r.Columns)
	for _, count := range []int{0, 1, 3, 200, 3000} {
		numbers := make([]int64, count)
		for i := range numbers {
			numbers[i] = random.Int64N(r.RowCount)
		}
		if count > 3 {
			numbers[0], numbers[1], numbers[2], numbers[3] = 0, r.RowCount-1, 0, 7000
		}
		picked := []ViewColumn{columns[3], columns[1], columns[9], columns[0], columns[3]}
		for of, columns := range map[string][]ViewColumn{"all": columns, "some": picked} {
			rows, err := b.rowsAt(t.Context(), r, path, columns, numbers)
			require.NoError(t, err)
			require.Len(t, rows, count)
			for i, number := range numbers {
				expected := want[number]
				if of == "some" {
					expected = Row{expected[3], expected[1], expected[9], expected[0], expected[3]}
				}
				require.Equal(t, cells([]Row{expected}), cells(rows[i:i+1]), "row %d", number)
			}
		}
	}
	page, err := b.Page(t.Context(), r, 6990, 30)
	require.NoError(t, err)
	require.Equal(t, cells(want[6990:7020]), cells(page))

	_, err = b.rowsAt(t.Context(), r, path, columns, []int64{r.RowCount})
	require.ErrorIs(t, err, ErrCorrupt)
}

func TestTheFirstRowsOfAnOrderAreThoseOfTheWholeOrder(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	b.groupRows = 2000
	r, err := b.ingest(t.Context(), scatteredColumns, text(scattered(9000)))
	require.NoError(t, err)
	path, release, err := b.local(t.Context(), r)
	require.NoError(t, err)
	defer release()
	for i := range scatteredColumns {
		for _, by := range [][]ViewSort{
			{{Column: fmt.Sprintf("c%d", i)}},
			{{Column: fmt.Sprintf("c%d", i), Descending: true, NullsFirst: true}},
			{{Column: "c7"}, {Column: "c2", Descending: true}, {Column: fmt.Sprintf("c%d", i), Descending: i%2 == 0}},
		} {
			p, err := r.compile(View{Sort: by})
			require.NoError(t, err)
			want := b.orderOf(t, p, path)
			for _, most := range []int{1, 500, 20_000} {
				got, err := r.firstRows(t.Context(), path, p.view.Sort, most, 2)
				require.NoError(t, err)
				require.Equal(t, want[:min(most, len(want))], got, "%v", by)
			}
		}
	}
}

// orderOf has DuckDB order the rows of a file.
func (b bundle) orderOf(t *testing.T, p *plan, path string) []int64 {
	t.Helper()
	_, numbers, err := b.read(t.Context(), nil, p.ordered("file_row_number", path), 0)
	require.NoError(t, err)
	return numbers
}

func TestAnOrderByLongTextsIsLeftToDuckDB(t *testing.T) {
	t.Parallel()
	b := small(t)
	long := strings.Repeat("x", maxKey)
	r, err := b.ingest(t.Context(), nil, text("a,b\n"+long+"b,1\n"+long+"a,2\nc,3\na,4\nb,5\n"))
	require.NoError(t, err)
	_, rows, _ := b.see(t, r, `{"sort":[{"column":"c0","descending":true}]}`)
	require.Equal(t, "1", rows[0][1])
	require.Equal(t, "2", rows[1][1])
	path, release, err := b.local(t.Context(), r)
	require.NoError(t, err)
	defer release()
	_, err = r.firstRows(t.Context(), path, []ViewSort{{Column: "c0"}}, 5, 2)
	require.ErrorIs(t, err, errLongKey)
}
