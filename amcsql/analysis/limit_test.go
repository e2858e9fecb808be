package analysis_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/analysis"
)

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
