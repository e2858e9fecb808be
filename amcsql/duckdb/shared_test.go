package duckdb_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// The checks tell of it exactly where reads begin to share a count of users.
func TestReadsOfAUnionShareACountWhereTheChecksSaySo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reads  int
		shared bool
	}{{2, false}, {analysis.CountedReads, false}, {analysis.CountedReads + 1, true}, {200, true}} {
		const branch = "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1"
		src := branch + strings.Repeat("\nUNION ALL "+branch, c.reads-1)
		query, problems := amcsql.Parse(src)
		require.Empty(t, problems)
		statement, refusals := duckdb.Translate(query, duckdb.Options{})
		require.NotNil(t, statement, "%v", refusals)
		counts := 0
		for strings.Contains(statement.SQL, fmt.Sprintf(`"#u%d"`, counts+1)) {
			counts++
		}
		if c.shared {
			require.Equal(t, 1, counts)
		} else {
			require.Equal(t, c.reads, counts)
		}
		var told []amcsql.Span
		for _, d := range analysis.Check(src, analysis.Options{}).Diagnostics {
			if d.Code == analysis.CodeSharedCounts {
				told = append(told, d.Span)
			}
		}
		if !c.shared {
			require.Empty(t, told)
			continue
		}
		require.Len(t, told, 1)
		require.EqualValues(t, analysis.CountedReads+1, told[0].Start.Line, "at the first UNION that is one too many")
	}
}
