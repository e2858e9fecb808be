package result

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAProfileOfNumbers(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	var csv strings.Builder
	csv.WriteString("n,d,day,at,f,name\n")
	for i := range 100 {
		fmt.Fprintf(&csv, "%d,%d.50,2026-01-%02d,2026-01-01T00:00:%02d.500Z,%d.25,v%d\n", i, i, i%28+1, i%60, i, i%3)
	}
	csv.WriteString(",,,,,\n")
	r, err := b.ingest(t.Context(), []Declared{
		{Name: "n", Type: "LONG"}, {Name: "d", Type: "DECIMAL"}, {Name: "day", Type: "DATE"}, {Name: "at", Type: "TIMESTAMP"}, {Name: "f", Type: "DOUBLE"}, {Name: "name", Type: "STRING"},
	}, text(csv.String()))
	require.NoError(t, err)
	profile := func(v View, id string) *Profile {
		p, err := b.Profile(t.Context(), r, v, id)
		require.NoError(t, err, id)
		total := int64(0)
		for _, bucket := range p.Buckets {
			total += bucket.Count
		}
		if p.Buckets != nil {
			require.Equal(t, p.Rows-p.Nulls, total, id)
		}
		return p
	}
	n := profile(View{}, "c0")
	require.Equal(t, []any{int64(101), int64(1), int64(100), false, "0", "99", "49.5"}, []any{n.Rows, n.Nulls, n.Distinct, n.DistinctIsApproximate, *n.Min, *n.Max, *n.Mean})
	require.Len(t, n.Buckets, 20)
	require.Equal(t, Bucket{From: "5", To: "10", Count: 5}, n.Buckets[1])
	require.Equal(t, Quantile{Share: 0.5, Value: "49"}, n.Quantiles[3])
	require.Equal(t, Quantile{Share: 0.5, Value: "49.50"}, profile(View{}, "c1").Quantiles[3])
	require.Equal(t, "2026-01-28", *profile(View{}, "c2").Max)
	require.Equal(t, "2026-01-01T00:00:59.500Z", profile(View{}, "c3").Buckets[19].To)
	require.Equal(t, "99.25", *profile(View{}, "c4").Max)
	name := profile(View{}, "c5")
	require.Equal(t, []Counted{{"v0", 34}, {"v1", 33}, {"v2", 33}}, name.Top)
	require.Nil(t, name.Buckets)

	few := profile(View{Filters: []ViewFilter{{Column: "c0", Op: OpRange, To: new("9")}}, Computed: []ComputedColumn{{Name: "x", Expression: "n * 2"}}, Sort: []ViewSort{{Column: "c1"}}}, "x0")
	require.Equal(t, []any{int64(10), "0", "18"}, []any{few.Rows, *few.Min, *few.Max})
	groups := profile(View{Group: &ViewGroup{By: []string{"c5"}, Aggregates: []ViewAggregate{{Function: Sum, Column: "c0"}}, Subtotals: true}}, "a0")
	require.Equal(t, []any{int64(4), int64(1), "1617", "1683"}, []any{groups.Rows, groups.Nulls, *groups.Min, *groups.Max})

	none := profile(View{Filters: []ViewFilter{{Column: "c0", Op: OpNull}}}, "c0")
	require.Equal(t, []any{int64(1), int64(1), int64(0)}, []any{none.Rows, none.Nulls, none.Distinct})
	require.Nil(t, none.Min)
	require.Empty(t, none.Top)

	_, err = b.Profile(t.Context(), r, View{}, "k0")
	require.ErrorIs(t, err, ErrViewColumn)
}

func TestAProfileOfValuesFarApart(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	top := "1" + strings.Repeat("0", 308)
	r, err := b.ingest(t.Context(), []Declared{{Name: "f", Type: "DOUBLE"}, {Name: "n", Type: "LONG"}}, text("f,n\n"+top+",9223372036854775807\n-"+top+",-9223372036854775808\n"))
	require.NoError(t, err)
	for _, id := range []string{"c0", "c1"} {
		p, err := b.Profile(t.Context(), r, View{}, id)
		require.NoError(t, err)
		require.EqualValues(t, 2, p.Distinct)
	}
}

func TestFindingEqualsThePlainWay(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t)
		r, err := b.ingest(t.Context(), tableColumns, text(asCSV(rows)))
		require.NoError(t, err)
		v := View{Sort: drawSort(t, columnIDs("c", len(tableColumns)))}
		if rapid.Bool().Draw(t, "filtered") {
			v.Filters = []ViewFilter{drawFilter(t)}
		}
		seen := b.asReference(r, rows).view(v)
		wanted := rapid.SampledFrom([]string{"a", "A", "1", "0", "-", "2026-01-0", "true", "日", `"`, "nowhere"}).Draw(t, "text")
		matchCase := rapid.Bool().Draw(t, "match case")
		var want, got []Match
		for i, row := range seen {
			for j, cell := range row {
				if cell == nil {
					continue
				}
				kind := r.Columns[j].Encoding.Kind
				fold := !matchCase && (kind == Text || kind == Boolean)
				if strings.Contains(*cell, wanted) || fold && strings.Contains(strings.ToLower(*cell), strings.ToLower(wanted)) {
					want = append(want, Match{int64(i), fmt.Sprintf("c%d", j)})
				}
			}
		}
		for p := (FindParams{Text: wanted, MatchCase: matchCase}); ; {
			match, err := b.Find(t.Context(), r, v, p)
			require.NoError(t, err)
			if match == nil {
				break
			}
			got = append(got, *match)
			require.LessOrEqual(t, len(got), len(want))
			p.From, p.After = match.Row, match.Column
		}
		require.True(t, slices.Equal(want, got), "%v, not %v, for %q in %s", got, want, wanted, v)
	})
}

func TestFindingAmongGroups(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	v := View{Group: &ViewGroup{By: []string{"c0"}, Aggregates: []ViewAggregate{{Function: Sum, Column: "c2"}}}}
	match, err := b.Find(t.Context(), r, v, FindParams{Text: "11.25"})
	require.NoError(t, err)
	require.Equal(t, &Match{Row: 1, Column: "a0"}, match)
	match, err = b.Find(t.Context(), r, v, FindParams{Text: "11.25", From: 1, After: "a0"})
	require.NoError(t, err)
	require.Nil(t, match)
	_, err = b.Find(t.Context(), r, v, FindParams{Text: "1", After: "c0"})
	require.ErrorIs(t, err, ErrViewColumn)
}
