package engine_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func TestExecutePrintsEveryTypeInAmazonsForm(t *testing.T) {
	t.Parallel()
	r := request(`WITH v (a) AS (VALUES ('x'))
		SELECT 'plain' AS Text, 'a, "b"' AS quoted, '' AS empty, CAST(NULL AS VARCHAR) AS nothing, TRUE AS yes, 12 AS whole, 1.50 AS exact,
			CAST(2.5 AS DOUBLE) / 2 AS ratio, CAST('2022-10-25' AS DATE) AS day, CAST('2022-10-25 22:11:00' AS TIMESTAMP) AS moment,
			ARRAY['Testing', 'Campaign', '1'] AS list, NAMED_ROW('kind', 'ConnectedDevice', 'dma', 'US-DMA444') AS pair,
			ARRAY_SORT(COLLECT(DISTINCT NAMED_ROW('n', 1, 'when', CAST('2022-10-25' AS DATE), 'none', CAST(NULL AS VARCHAR)))) AS path, STR_TO_MAP('a=1;b=2', ';', '=') AS map,
			MAX(BUILT_IN_PARAMETER('TIME_WINDOW_START')) AS from_time
		FROM v GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14`)
	require.Equal(t, `text,quoted,empty,nothing,yes,whole,exact,ratio,day,moment,list,pair,path,map,from_time
plain,"a, ""b""","",,true,12,1.5,1.25,2022-10-25,2022-10-25T22:11:00.000Z,"[Testing, Campaign, 1]","[ConnectedDevice, US-DMA444]","[[1, 2022-10-25, null]]","{a=1, b=2}",2026-05-01T00:00:00.000Z
`, execute(t, open(t), r))
}

func TestExecuteAppliesWindowAndThresholds(t *testing.T) {
	t.Parallel()
	r := request("SELECT campaign, COUNT(DISTINCT user_id) AS users, SUM(impressions) AS imps FROM dsp_impressions GROUP BY 1 ORDER BY 1")
	e := open(t)
	require.Equal(t, "campaign,users,imps\nAlpha,150,165\nBeta,40,40\nStart,5,5\n", execute(t, e, r))
	r.DisableAggregationControls = true
	require.Equal(t, "campaign,users,imps\nAlpha,150,165\nBeta,40,40\nGamma,1,5\nStart,5,5\n", execute(t, e, r))
	r.Now = time.Date(2026, 5, 5, 0, 0, 0, 0, time.UTC)
	require.Equal(t, "campaign,users,imps\nAlpha,61,76\nStart,5,5\n", execute(t, e, r), "what has not happened yet")
}

func TestCompileTellsColumnsWithoutData(t *testing.T) {
	t.Parallel()
	plan, err := open(t).Compile(t.Context(), request(`SELECT campaign AS Campaign, click_date, SUM(clicks) AS imps, SUM(click_cost) / 100000000 AS cost,
		COUNT(DISTINCT user_id) AS users, COLLECT(DISTINCT campaign_id_string) AS ids FROM dsp_clicks GROUP BY 1, 2`))
	require.NoError(t, err)
	require.Equal(t, []engine.Column{
		{Name: "campaign", DataType: "STRING", ColumnType: "DIMENSION"},
		{Name: "click_date", DataType: "DATE", ColumnType: "DIMENSION"},
		{Name: "imps", DataType: "LONG", ColumnType: "METRIC"},
		{Name: "cost", DataType: "DOUBLE", ColumnType: "METRIC"},
		{Name: "users", DataType: "LONG", ColumnType: "METRIC"},
		{Name: "ids", DataType: "ARRAY", ColumnType: "DIMENSION"},
	}, plan.Columns)
	require.Equal(t, []string{"dsp_clicks"}, plan.Sources)
	require.Equal(t, 100, plan.Users, "click_cost is MEDIUM, and so is its sum")
}

func TestCompileErrorsReadAsAmazonsDo(t *testing.T) {
	t.Parallel()
	e := open(t)
	for _, c := range []struct{ sql, reason string }{
		{"SELECT COUNT(1) FROM\n  nowhere", "SQL query was invalid: From line 2, column 3 to line 2, column 9: Object 'nowhere' not found"},
		{"WITH a (x, y) AS (VALUES (1)) SELECT x FROM a", "SQL query was invalid: From line 1, column 9 to line 1, column 12: Number of columns must match number of query columns"},
		{"SELECT COUNT(1) FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('p')", "Filter operation filter_operation referenced an undeclared parameter p."},
		{"SELECT campaign, COUNT(*) OVER () FROM dsp_clicks GROUP BY 1", "COUNT window expression had 0 value expressions"},
		{"SELECT campaign || 'x' FROM dsp_clicks GROUP BY 1", "Unsupported scalar operation type ||"},
		{"SELECT COUNT(x) FROM dsp_clicks", "At line 1, column 14: Column 'x' not found in any table"},
		{"SELECT campaign, SUM(impressions) FROM dsp_impressions", "Expression 'campaign' is not being grouped"},
		{"SELECT ARRAY_SORT(campaign) FROM dsp_impressions GROUP BY 1", "No match found for function signature ARRAY_SORT(<CHARACTER>)"},
		{"SELECT SAFE_DIVIDE(SUM(clicks), 2) AS n FROM dsp_clicks", "From line 1, column 8 to line 1, column 18: No match found for function signature SAFE_DIVIDE(<NUMERIC>, <NUMERIC>)"},
		{"SELECT COUNT(1) AS n FROM dsp_clicks WHERE click_date > GETDATE()", "No match found for function signature GETDATE()"},
		{"SELECT c.campaign, COUNT(1) AS n FROM dsp_clicks WHERE clicks > 0 GROUP BY 1", "Table 'c' not found"},
		{"SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1 UNION ALL SELECT campaign FROM dsp_views GROUP BY 1", "Column count mismatch in UNION"},
		{"SELECT campaign, SUM(clicks) AS n FROM dsp_clicks WHERE SUM(clicks) > 1 GROUP BY 1", "Aggregate expression is illegal in WHERE clause"},
		{"SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = {{name}}", "SQL query was invalid: Encountered { at line 1, column 55"},
		{"SELECT COUNT(1 AS n FROM dsp_clicks", "SQL query was invalid: Encountered AS at line 1, column 16."},
		{"SELECT user_id FROM dsp_clicks JOIN dsp_clicks_for_audiences USING (user_id)", "Invalid tables in the SQL query: Use audience-specific tables in the query."},
		{"SELECT COUNT(1) FROM adserver_traffic", "Object 'adserver_traffic' not found"},
	} {
		_, err := e.Compile(t.Context(), request(c.sql))
		var refusal *engine.QueryError
		require.ErrorAs(t, err, &refusal, c.sql)
		require.Contains(t, refusal.Reason, c.reason)
	}
	_, err := e.Compile(t.Context(), request("SELEC 1"))
	var refusal *engine.QueryError
	require.ErrorAs(t, err, &refusal)
	require.True(t, strings.HasPrefix(refusal.Reason, "SQL query was invalid: "), refusal.Reason)
}

func TestParametersNeedFittingValuesToRun(t *testing.T) {
	t.Parallel()
	e := open(t)
	r := request("SELECT campaign, COUNT(1) AS n FROM dsp_impressions WHERE ARRAY_CONTAINS(CUSTOM_PARAMETER('ids'), campaign_id_string) AND impressions >= CUSTOM_PARAMETER('least') GROUP BY 1")
	r.Parameters = []engine.Parameter{
		{Name: "ids", Type: catalog.Type{Name: catalog.Array, Element: catalog.String}},
		{Name: "least", Type: catalog.Type{Name: catalog.Long}, Default: 1, HasDefault: true},
	}
	_, err := e.Compile(t.Context(), r)
	require.NoError(t, err, "values are not needed to compile")
	for _, c := range []struct {
		values map[string]any
		reason string
	}{
		{nil, "A value must be given for parameter 'ids'"},
		{map[string]any{"ids": []any{"1002"}, "other": 1}, "parameters that are not declared: other"},
		{map[string]any{"ids": "1002"}, "an array is needed"},
		{map[string]any{"ids": []any{"1002"}, "least": "many"}, `"many" is not a LONG`},
	} {
		r.Values = c.values
		_, err := e.Execute(t.Context(), r, io.Discard)
		var refusal *engine.QueryError
		require.ErrorAs(t, err, &refusal)
		require.Contains(t, refusal.Reason, c.reason)
	}
	r.Values = map[string]any{"ids": []any{"1002", "it's"}, "least": "1"}
	require.Equal(t, "campaign,n\nBeta,40\n", execute(t, e, r))
	r.Values = map[string]any{"ids": []any{}}
	require.Equal(t, "campaign,n\n", execute(t, e, r))
}

func TestDuckDBIsLockedDown(t *testing.T) {
	t.Parallel()
	e := open(t)
	for _, text := range []string{
		"SELECT content FROM read_text('/etc/hostname')", "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM glob('/*')",
		"SELECT getenv('HOME')", "SELECT * FROM duckdb_settings()", "SELECT current_setting('memory_limit')", "SELECT * FROM information_schema.tables",
		"SELECT version()", "COPY (SELECT 1) TO '/tmp/x'", "ATTACH '/tmp/x.db'", "SET threads = 1", "SELECT 1; SELECT 2", "PRAGMA version",
		`SELECT * FROM "read_csv('/etc/passwd')"`, "SELECT * FROM sqlite_master", "SELECT main.hash(1)", "SELECT query('SELECT 1')",
	} {
		r := request(text)
		r.DisableAggregationControls = true
		_, err := e.Execute(t.Context(), r, io.Discard)
		var refusal *engine.QueryError
		require.ErrorAs(t, err, &refusal, text)
	}
}

func TestDataOutsideTheFolderCannotBeRead(t *testing.T) {
	t.Parallel()
	e := open(t, func(c *engine.Config) { c.Dir = t.TempDir() })
	_, err := e.Execute(t.Context(), request("SELECT COUNT(1) AS n FROM dsp_impressions"), io.Discard)
	require.ErrorContains(t, err, "Permission Error")
}

// endless takes minutes on any machine.
const endless = `WITH a AS (SELECT user_id, impressions FROM dsp_impressions)
	SELECT SUM(a.impressions * b.impressions * c.impressions * d.impressions) AS n FROM a, a b, a c, a d, a e WHERE a.user_id <> e.user_id`

func TestCancelAndTimeoutInterruptDuckDB(t *testing.T) {
	t.Parallel()
	stopped := errors.New("stopped by its owner")
	ctx, cancel := context.WithCancelCause(t.Context())
	timer := time.AfterFunc(50*time.Millisecond, func() { cancel(stopped) })
	defer timer.Stop()
	started := time.Now()
	_, err := open(t).Execute(ctx, request(endless), io.Discard)
	require.ErrorIs(t, err, stopped)
	require.Less(t, time.Since(started), 10*time.Second)

	brief := open(t, func(c *engine.Config) { c.Timeout = 50 * time.Millisecond })
	_, err = brief.Execute(t.Context(), request(endless), io.Discard)
	require.ErrorContains(t, err, "longer than it may")
	require.NotEmpty(t, execute(t, open(t), request("SELECT COUNT(1) AS n FROM dsp_impressions")))
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	e := open(t, func(c *engine.Config) { c.MemoryLimit, c.MaxTempSize = "20MB", "1MB" })
	r := request(`WITH a AS (SELECT CONCAT(user_id, campaign) AS u, impressions FROM dsp_impressions)
		SELECT CONCAT(a.u, b.u, c.u) AS k, COUNT(1) AS n FROM a, a b, a c GROUP BY 1`)
	r.DisableAggregationControls = true
	_, err := e.Execute(t.Context(), r, io.Discard)
	require.ErrorContains(t, err, "Out of Memory")
	require.Equal(t, "n\n215\n", execute(t, e, request("SELECT SUM(impressions) AS n FROM dsp_impressions WHERE campaign <> 'x'")))
}

func TestAdvertisersLimitRows(t *testing.T) {
	t.Parallel()
	r := request("SELECT COUNT(1) AS n FROM dsp_impressions")
	r.Advertisers = []string{"999'); --"}
	require.Equal(t, "n\n0\n", execute(t, open(t), r))
}

func TestOptionsOfTheTranslatorAreTheEngines(t *testing.T) {
	t.Parallel()
	r := request("SELECT campaign, SUM(impressions) AS imps FROM dsp_impressions GROUP BY 1 ORDER BY 2 DESC, 1")
	r.FilteredMetricsDiscriminatorColumn, r.DistinctUserCountColumn, r.FilteredReasonColumn = "Filtered", "du_count", "reason"
	require.Equal(t, `campaign,imps,filtered,du_count,reason
Alpha,165,false,2,
Beta,40,false,2,
Start,5,false,2,
,5,true,1,1 'dsp_impressions' users < 2 required
`, execute(t, open(t), r))
}
