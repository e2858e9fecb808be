package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Large queries that are not hostile run: DuckDB has limits of its own.
func TestLargeQueriesRun(t *testing.T) {
	t.Parallel()
	list := func(n int, format, separator string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(parts, separator)
	}
	e := open(t)
	for name, c := range map[string]struct{ sql, want string }{
		"union":      {list(500, "SELECT 'c%d' AS c, 1 AS n", " UNION ALL ") + " ORDER BY 1 LIMIT 1", "c,n\nc0,1\n"},
		"sources":    {"SELECT SUM(n) AS n FROM (" + list(100, "SELECT %d AS k, SUM(impressions) AS n FROM dsp_impressions", " UNION ALL ") + ")", "n\n21500\n"},
		"ors":        {"SELECT COUNT(1) AS n FROM dsp_impressions WHERE " + list(3000, "campaign = 'c%d'", " OR ") + " OR campaign = 'Beta'", "n\n40\n"},
		"ands":       {"SELECT COUNT(1) AS n FROM dsp_impressions WHERE " + list(3000, "campaign <> 'c%d'", " AND ") + " AND campaign = 'Beta'", "n\n40\n"},
		"sum":        {"SELECT " + list(150, "%d", " + ") + " AS n", "n\n11175\n"},
		"in":         {"SELECT COUNT(1) AS n FROM dsp_impressions WHERE campaign IN (" + list(20000, "'c%d'", ", ") + ", 'Beta')", "n\n40\n"},
		"values":     {"WITH v (x) AS (VALUES " + list(20000, "(%d)", ", ") + ") SELECT COUNT(x) AS n FROM v", "n\n20000\n"},
		"case":       {"SELECT CASE " + list(800, "WHEN campaign = 'c%d' THEN 1", " ") + " ELSE 2 END AS k, COUNT(1) AS n FROM dsp_impressions WHERE campaign = 'Beta' GROUP BY 1", "k,n\n2,40\n"},
		"subqueries": {strings.Repeat("SELECT * FROM (", 80) + "SELECT campaign, COUNT(1) AS n FROM dsp_impressions WHERE campaign = 'Beta' GROUP BY 1" + strings.Repeat(")", 80), "campaign,n\nBeta,40\n"},
		"tables":     {"WITH t0 AS (SELECT campaign, user_id FROM dsp_impressions)," + list(100, "t%[1]d_ AS (SELECT campaign, user_id FROM t0)", ",") + " SELECT COUNT(DISTINCT user_id) AS n FROM t0 WHERE campaign = 'Beta'", "n\n40\n"},
		"calls":      {"SELECT " + strings.Repeat("CONCAT('a', ", 100) + "'b'" + strings.Repeat(")", 100) + " AS c", "c\n" + strings.Repeat("a", 100) + "b\n"},
		"joins":      {"WITH t AS (SELECT 1 AS k) SELECT COUNT(1) AS n FROM t t0" + list(20, " JOIN t a%[1]d ON a%[1]d.k = t0.k", ""), "n\n1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, execute(t, e, request(c.sql)))
		})
	}
}
