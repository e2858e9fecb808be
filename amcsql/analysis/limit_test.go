package analysis_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
)

// giants are texts of two megabytes that repeat something. What the parser
// cuts short by itself is not among them.
func giants() map[string]string {
	return map[string]string{
		"output columns":        giant("SELECT 0 AS x", ", %[1]d AS x%[1]d", ""),
		"columns of one name":   giant("SELECT 0 AS x", ", 1 AS x", ""),
		"mistakes in a list":    giant("SELECT COUNT(1) AS n FROM dsp_clicks WHERE click_date IN (1", ", 2", ")"),
		"tables":                giant("SELECT COUNT(1) AS n FROM dsp_clicks", ", dsp_clicks c%d", ""),
		"unknown windows":       giant("SELECT campaign", ", RANK() OVER w%d", " FROM dsp_clicks"),
		"common tables":         giant("WITH a AS (SELECT 1 AS x)", ", a%d AS (SELECT x FROM a)", " SELECT x FROM a"),
		"copies of wide tables": giant("WITH a AS (SELECT 1 AS x"+strings.Repeat(", 1 AS x", 5000)+")", ", b%d AS (SELECT * FROM a)", " SELECT COUNT(1) AS n FROM a"),
	}
}

func giant(before, unit, after string) string {
	const size = 2 << 20
	var text strings.Builder
	text.WriteString(before)
	for i := 0; text.Len()+len(unit)+len(after)+20 < size; i++ {
		if strings.Contains(unit, "%") {
			fmt.Fprintf(&text, unit, i)
		} else {
			text.WriteString(unit)
		}
	}
	text.WriteString(after)
	return text.String()
}

func TestAnalysisOfGiantTextsIsBounded(t *testing.T) {
	// Not parallel: memory of other tests would count.
	const mostMemory, mostFindings = 160 << 20, 301
	for name, src := range giants() {
		query, problems := amcsql.Parse(src)
		if amcsql.HasErrors(problems) { // the parser has limits of its own
			require.Equal(t, 1, times(problems, amcsql.CodeTooComplex), name)
			continue
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		result := analysis.Run(query, analysis.Options{Parameters: []analysis.Parameter{}})
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(mostMemory), name)
		require.LessOrEqual(t, len(result.Diagnostics), mostFindings, name)
		require.LessOrEqual(t, times(result.Diagnostics, amcsql.CodeTooComplex), 1, name)
	}
}

func TestLongAndDeepQueriesAreStillChecked(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"union":       "SELECT 1 AS x" + strings.Repeat(" UNION ALL SELECT 1", 500),
		"subqueries":  strings.Repeat("SELECT x FROM (", 60) + "SELECT 1 AS x" + strings.Repeat(")", 60),
		"conditions":  "SELECT COUNT(1) AS n FROM dsp_clicks WHERE clicks = 1" + strings.Repeat(" OR clicks = 2", 2000),
		"parentheses": "SELECT " + strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100) + " AS x",
	} {
		require.Empty(t, analysis.Check(src, analysis.Options{}).Diagnostics, name)
	}
}
