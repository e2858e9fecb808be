package analysis_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
)

// What Bind says of a place is what the analysis of all says of it.
func TestBindAgreesWithTheAnalysisOfTheWholeText(t *testing.T) {
	t.Parallel()
	cases := analysistest.Load(t, "testdata")
	cases = append(cases,
		analysistest.Case{Name: "long", SQL: analysistest.LongQuery(200)},
		analysistest.Case{Name: "names of data sources", SQL: `WITH dsp_clicks AS (SELECT campaign, clicks AS n FROM dsp_clicks),
			a AS (SELECT n FROM dsp_clicks), dsp_views AS (SELECT n AS v FROM a), b AS (SELECT v FROM dsp_views)
			SELECT v FROM b UNION ALL SELECT n FROM a UNION ALL SELECT a.n FROM (WITH a AS (SELECT 1 AS n) SELECT n FROM a) a`},
		analysistest.Case{Name: "a later table", SQL: "WITH a AS (SELECT events FROM dsp_views), dsp_views AS (SELECT 1 AS x) SELECT events FROM a, dsp_views"},
	)
	for _, c := range cases {
		whole := analysis.Check(c.SQL, c.Options).Bindings
		for place := range 12 {
			offset := place * len(c.SQL) / 12
			near := analysis.Bind(c.SQL, c.Options, offset)
			wholeQuery, wholeSelect := around(whole.Root(), offset)
			nearQuery, nearSelect := around(near.Root(), offset)
			require.Equal(t, whole.Visible(wholeSelect), near.Visible(nearSelect), "%s at %d: %s", c.Name, offset, c.SQL)
			unfinished := func(r analysis.Relation) bool { return endsAfter(whole.Root(), r.Name, offset) }
			require.Equal(t, sorted(slices.DeleteFunc(whole.CommonTables(wholeQuery), unfinished)),
				sorted(slices.DeleteFunc(near.CommonTables(nearQuery), unfinished)), "%s at %d: %s", c.Name, offset, c.SQL)
		}
	}
}

// around finds the innermost query and SELECT at an offset.
func around(root *amcsql.Query, offset int) (query *amcsql.Query, sel *amcsql.Select) {
	query = root
	amcsql.Inspect(root, func(n amcsql.Node) bool {
		if n.Span().From() > offset || offset >= n.Span().To() {
			return n == amcsql.Node(root)
		}
		switch n := n.(type) {
		case *amcsql.Query:
			query = n
		case *amcsql.Select:
			sel = n
		}
		return true
	})
	return query, sel
}

// endsAfter reports whether the first common table of a name ends behind an
// offset: nothing there can read it.
func endsAfter(root *amcsql.Query, name string, offset int) bool {
	found, after := false, false
	amcsql.Inspect(root, func(n amcsql.Node) bool {
		if table, is := n.(*amcsql.CommonTable); is && !found && amcsql.SameName(table.Name.Name, name) {
			found, after = true, table.Span().To() >= offset
		}
		return true
	})
	return after
}

func sorted(tables []analysis.Relation) []analysis.Relation {
	return slices.SortedFunc(slices.Values(tables), func(a, b analysis.Relation) int { return strings.Compare(a.Name, b.Name) })
}
