package result

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// exportView gives what a view looks like in a format, and its columns.
func (b bundle) exportView(t require.TestingT, r *Result, v View, p ExportParams) (string, Source) {
	source, err := b.ViewSource(context.Background(), r, v)
	require.NoError(t, err, v.String())
	var out bytes.Buffer
	summary, err := ExportRows(source, p, &out)
	require.NoError(t, err, v.String())
	require.Equal(t, source.Count, summary.Rows)
	return out.String(), source
}

// An export of a view has the rows of its pages, whether the result counts as a
// large one or not.
func TestTheExportOfAViewEqualsItsPages(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]bundle{"as a small result": setup(t, Config{}), "as a large result": small(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				r, err := b.ingest(t.Context(), tableColumns, text(asCSV(drawTable(t))))
				require.NoError(t, err)
				v := View{
					Computed: []ComputedColumn{{Name: "both", Expression: "concat(name, '=', id)"}, {Name: "half", Expression: "#c1 / 2"}}[:rapid.IntRange(0, 1).Draw(t, "computed")],
					Filters:  rapid.SliceOfN(rapid.Custom(drawFilter), 0, 2).Draw(t, "filters"),
					Sort:     drawSort(t, columnIDs("c", len(tableColumns))),
				}
				if rapid.Bool().Draw(t, "grouped") {
					v.Sort, v.Group = nil, &ViewGroup{
						By: []string{"c4", "c3"}, Subtotals: rapid.Bool().Draw(t, "subtotals"),
						Aggregates: []ViewAggregate{{Function: Count}, {Function: Max, Column: "c2"}, {Function: CountDistinct, Column: "c0"}},
					}
				}
				pages := b.viewRows(t, r, v)
				want := cells(pages.Rows)
				if v.Group != nil && v.Group.Subtotals {
					for i, level := range pages.Levels {
						want[i] = append(want[i], fmt.Sprint(level))
					}
				}
				for _, format := range []Format{CSV, Parquet} {
					exported, source := b.exportView(t, r, v, ExportParams{Format: format, Raw: true})
					require.Equal(t, want, orNoRows(parsed(t, format, exported, source.Columns)), "%s of %s", format, v)
				}
			})
		})
	}
}

// orNoRows makes no rows a list, as pages have it.
func orNoRows(rows [][]any) [][]any {
	if rows == nil {
		return [][]any{}
	}
	return rows
}

func TestColumnsOfAViewGoByWhatTheyAre(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	for view, want := range map[string]string{
		`{"filters":[{"column":"c1","op":"equals","text":"b"}],"sort":[{"column":"c2"}]}`:                                                                   "day,shop,spend,note\n2026-01-01,b,1.50,x\n2026-01-02,b,10.00,\"\"\n",
		`{"computed":[{"name":"double","expression":"spend * 2"}],"filters":[{"column":"c3","op":"equals","text":"x"}]}`:                                    "day,shop,spend,note,double\n2026-01-01,b,1.50,x,3.00\n",
		`{"computed":[{"name":"double","expression":"spend * 2"}]}`:                                                                                         "day,shop,spend,note,double\n2026-01-01,b,1.50,x,3.00\n2026-01-01,a,2.50,,5.00\n2026-01-02,b,10.00,\"\",20.00\n2026-01-02,a,0.25,y,0.50\n2026-01-02,,1.00,y,2.00\n",
		`{"group":{"by":["c1"],"aggregates":[{"function":"sum","column":"c2"},{"function":"count"}],"subtotals":true}}`:                                     "shop,sum of spend,count of rows,level\na,2.75,2,1\nb,11.50,2,1\n,1.00,1,1\n,15.25,5,0\n",
		`{"group":{"by":["c0"],"pivot":"c1","aggregates":[{"function":"max","column":"c2"}]},"filters":[{"column":"c0","op":"range","from":"2026-01-02"}]}`: "day,a · greatest spend,b · greatest spend,NULL · greatest spend,greatest spend\n2026-01-02,0.25,10.00,1.00,10.00\n",
		`{"filters":[{"column":"c1","op":"equals","text":"nobody"}]}`:                                                                                       "day,shop,spend,note\n",
	} {
		v, err := ParseView(view)
		require.NoError(t, err)
		exported, source := b.exportView(t, r, v, ExportParams{Format: CSV})
		require.Equal(t, want, exported, view)
		for _, format := range Formats {
			b.exportView(t, r, v, ExportParams{Format: format})
		}
		require.Equal(t, source.Columns[0].Name, strings.Split(want, ",")[0])
	}
	_, err = b.ViewSource(t.Context(), r, View{Sort: []ViewSort{{Column: "c9"}}})
	require.ErrorIs(t, err, ErrView)
}

// A file that lost rows after they were counted is not taken for a whole one.
func TestAViewThatLostRowsIsNoWholeExport(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	source, err := b.ViewSource(t.Context(), r, View{Sort: []ViewSort{{Column: "c2"}}})
	require.NoError(t, err)
	source.Count++
	_, err = ExportRows(source, ExportParams{Format: Parquet}, &bytes.Buffer{})
	require.ErrorIs(t, err, ErrCorrupt)
	require.Zero(t, b.usedViews())
}

// usedViews is how many views are open.
func (b bundle) usedViews() (n int) {
	b.views.mu.Lock()
	defer b.views.mu.Unlock()
	for _, entry := range b.views.entries {
		n += entry.users
	}
	return n
}
