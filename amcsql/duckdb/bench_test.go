package duckdb_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// hundredLines is a query of a hundred lines: common tables over three sources,
// joins, a union, windows, arrays and conditions.
func hundredLines(tb testing.TB) string {
	tb.Helper()
	var text strings.Builder
	text.WriteString("WITH touches AS (\n")
	for i, source := range []string{"dsp_impressions:impression_dt_utc", "sponsored_ads_traffic:event_dt_utc", "dsp_clicks:click_dt_utc"} {
		table, when, _ := strings.Cut(source, ":")
		if i > 0 {
			text.WriteString("  UNION ALL\n")
		}
		text.WriteString("  SELECT\n    user_id,\n    campaign AS grp,\n    MIN(" + when + ") AS first_dt,\n    COUNT(1) AS touches\n  FROM " + table +
			"\n  WHERE\n    user_id IS NOT NULL\n    AND (campaign LIKE 'A%' OR campaign SIMILAR TO '(?i)^brand')\n  GROUP BY\n    1,\n    2\n")
	}
	text.WriteString("),\nsteps AS (\n  SELECT\n    user_id,\n    touches,\n    NAMED_ROW('n', ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY first_dt), 'g', grp) AS step\n  FROM touches\n),\n")
	text.WriteString("paths AS (\n  SELECT\n    user_id,\n    SUM(touches) AS touches,\n    ARRAY_SORT(COLLECT(DISTINCT step)) AS path\n  FROM steps\n  GROUP BY user_id\n),\n")
	text.WriteString("bought AS (\n  SELECT\n    user_id,\n    SUM(purchases) AS purchases,\n    SUM(product_sales) AS sales\n  FROM amazon_attributed_events_by_conversion_time\n  GROUP BY 1\n)\n")
	text.WriteString("SELECT\n  path,\n  CASE\n    WHEN touches = 1 THEN 'once'\n    WHEN touches <= 3 THEN 'some'\n    ELSE 'many'\n  END AS frequency,\n  COUNT(DISTINCT p.user_id) AS reach,\n  SUM(COALESCE(b.purchases, 0)) AS purchases,\n")
	for lines := strings.Count(text.String(), "\n") + 6; lines < 100; lines++ {
		text.WriteString("  ROUND(SUM(IF(b.sales > " + strings.Repeat("1", 1+lines%7) + ", b.sales, 0)) / 100.0, 2),\n")
	}
	text.WriteString("  SUM(b.sales) AS sales\nFROM paths p\nLEFT JOIN bought b\n  ON p.user_id = b.user_id\nGROUP BY 1, 2\nHAVING reach > 1\n")
	require.Equal(tb, 100, strings.Count(text.String(), "\n"))
	return text.String()
}

func TestHundredLineQueryTranslates(t *testing.T) {
	t.Parallel()
	query, diagnostics := amcsql.Parse(hundredLines(t))
	require.Empty(t, diagnostics)
	statement, diagnostics := duckdb.Translate(query, duckdb.Options{})
	require.Empty(t, diagnostics)
	require.Equal(t, 2, statement.Users)
	_, err := openTables(t).ExecContext(t.Context(), statement.SQL)
	require.NoError(t, err)
}

func BenchmarkParseTranslate(b *testing.B) {
	text := hundredLines(b)
	b.ReportAllocs()
	for b.Loop() {
		query, _ := amcsql.Parse(text)
		if _, diagnostics := duckdb.Translate(query, duckdb.Options{}); len(diagnostics) > 0 {
			b.Fatal(diagnostics)
		}
	}
}
