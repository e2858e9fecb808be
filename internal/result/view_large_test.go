package result

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// small has a service treat small results as it treats large ones.
func small(tb testing.TB) bundle {
	b := setup(tb, Config{})
	b.views.large, b.views.head, b.views.piece, b.views.run = 3, 5, 2, 3
	b.groupRows = 4
	return b
}

// settled waits for all that is built ahead of time.
func (b bundle) settled() {
	b.views.mu.Lock()
	var building []*built
	for _, entry := range b.views.entries {
		building = append(building, entry)
	}
	b.views.mu.Unlock()
	for _, entry := range building {
		<-entry.ready
	}
}

func TestLargeViewsEqualThePlainWay(t *testing.T) {
	t.Parallel()
	b := small(t)
	texts := append([]string{`\N`, "\r", "a\r\n", `"`, "#"}, texts...)
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t)
		for _, row := range rows {
			row[6] = new(rapid.SampledFrom(texts).Draw(t, "text"))
		}
		r, err := b.ingest(t.Context(), tableColumns, text(asCSV(rows)))
		require.NoError(t, err)
		v := View{Sort: []ViewSort{{Column: fmt.Sprintf("c%d", drawColumn(t))}}}
		if rapid.Bool().Draw(t, "filtered") {
			v.Filters = []ViewFilter{drawFilter(t)}
		}
		want := b.asReference(r, rows).view(v)
		require.Equal(t, cells(want), cells(b.viewRows(t, r, v).Rows), "while it is built: %s", v)
		b.settled()
		require.Equal(t, cells(want), cells(b.viewRows(t, r, v).Rows), "once it is: %s", v)
	})
}

func TestFractionsOfALargeResultComeOutAsTheyWere(t *testing.T) {
	t.Parallel()
	b := small(t)
	body := "f\n0.1\n1000000000000000000000\n0.30000000000000004\n-0.0000001\n\n5\n"
	r, err := b.ingest(t.Context(), []Declared{{Name: "f", Type: "DOUBLE"}, {Name: "x", Type: "STRING"}}[:1], text(body))
	require.NoError(t, err)
	require.Equal(t, Double, r.Columns[0].Encoding.Kind)
	_, before, _ := b.see(t, r, `{"sort":[{"column":"c0"}]}`)
	b.settled()
	_, after, _ := b.see(t, r, `{"sort":[{"column":"c0"}]}`)
	require.Equal(t, before, after)
	require.Equal(t, "1000000000000000000000", after[len(after)-2][0])
}

func TestComputedColumnsOfALargeResultInOrder(t *testing.T) {
	t.Parallel()
	b := small(t)
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	v := View{Computed: []ComputedColumn{{Name: "x", Expression: "concat(shop, '!', note)"}}, Sort: []ViewSort{{Column: "c2", Descending: true}}}
	var got []any
	for offset := range int64(5) {
		page, err := b.ViewPage(t.Context(), r, v, ViewPageParams{Offset: offset, Limit: 1, Columns: []string{"x0", "c2", "x0"}})
		require.NoError(t, err)
		require.Equal(t, *page.Rows[0][0], *page.Rows[0][2])
		got = append(got, *page.Rows[0][0])
	}
	require.Equal(t, []any{"b!", "a!", "b!x", "!y", "a!y"}, got)
}

func files(t *testing.T, b bundle) int {
	t.Helper()
	all, err := os.ReadDir(filepath.Join(b.cache.dir, "view"))
	require.NoError(t, err)
	return len(all)
}

func TestForgettingAResultRemovesItsViews(t *testing.T) {
	t.Parallel()
	b := small(t)
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	b.see(t, r, `{"sort":[{"column":"c2"}]}`)
	b.settled()
	require.GreaterOrEqual(t, files(t, b), 2) // a head and the whole order
	require.NoError(t, b.Drop(t.Context(), r.BlobKey))
	require.Zero(t, files(t, b))
	require.Zero(t, b.views.bytes)
}

func TestTheShelfIsBounded(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	b.views.maxBytes = 1
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	for i := range 4 {
		b.see(t, r, fmt.Sprintf(`{"sort":[{"column":"c%d"}]}`, i))
	}
	require.Zero(t, files(t, b))
}

func TestAViewThatNobodyWaitsForIsNotBuilt(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	var csv strings.Builder
	csv.WriteString("a\n")
	for i := range 20_000 {
		fmt.Fprintln(&csv, i*7919%20_000)
	}
	r, err := b.ingest(t.Context(), nil, text(csv.String()))
	require.NoError(t, err)
	for range viewBuilds { // no place is left
		b.views.now.room <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() {
		_, err := b.View(ctx, r, View{Sort: []ViewSort{{Column: "c0"}}})
		waiting <- err
	}()
	cancel()
	require.ErrorIs(t, <-waiting, context.Canceled)
	require.Empty(t, b.views.entries)
	page, err := b.ViewPage(t.Context(), r, View{}, ViewPageParams{Limit: 1}) // pages need no place
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	for range viewBuilds {
		<-b.views.now.room
	}
	shape, err := b.View(t.Context(), r, View{Sort: []ViewSort{{Column: "c0"}}})
	require.NoError(t, err)
	require.EqualValues(t, 20_000, shape.RowCount)
}
