package duckdb_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// steps reshape rows and keep user_id and campaign in sight, so that a plain
// COUNT(DISTINCT user_id) at the end says what the hidden columns must find.
var steps = []string{
	"SELECT user_id, campaign FROM %s WHERE campaign <> 'Gamma'",
	"SELECT user_id, campaign, COUNT(1) AS n FROM %s GROUP BY 1, 2",
	"SELECT DISTINCT user_id, campaign FROM %s",
	"SELECT user_id, campaign, ROW_NUMBER() OVER (PARTITION BY campaign ORDER BY user_id) AS place FROM %s",
	"SELECT user_id, campaign FROM %s, (VALUES (1), (2)) AS two(k)",
	"SELECT campaign, EXPLODE(COLLECT(user_id)) AS user_id FROM %s GROUP BY campaign",
	"SELECT user_id, campaign FROM %s WHERE user_id IS NOT NULL UNION SELECT 'nobody', 'Nowhere'",
	"SELECT user_id, campaign FROM (SELECT campaign, COLLECT(DISTINCT user_id) AS ids FROM %s GROUP BY 1) INNER JOIN (SELECT 'u1' AS user_id) AS one ON TRUE WHERE 1 = 2 UNION ALL SELECT user_id, campaign FROM sponsored_ads_traffic",
}

func TestHiddenUserCountIsTheCountOfDistinctUsers(t *testing.T) {
	t.Parallel()
	db := openTables(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := "WITH t0 AS (SELECT user_id, campaign FROM dsp_impressions)"
		chosen := rapid.SliceOfN(rapid.IntRange(0, len(steps)-1), 0, 5).Draw(rt, "steps")
		for i, step := range chosen {
			text += fmt.Sprintf(",\n t%d AS (", i+1) + fmt.Sprintf(steps[step], fmt.Sprintf("t%d", i)) + ")"
		}
		text += fmt.Sprintf("\nSELECT campaign, COUNT(DISTINCT user_id) AS users FROM t%d WHERE campaign <> 'Nowhere' GROUP BY 1", len(chosen))
		query, diagnostics := amcsql.Parse(text)
		require.Empty(rt, diagnostics)
		statement, diagnostics := duckdb.Translate(query, duckdb.Options{
			Privacy: duckdb.Privacy{KeepRows: true, DistinctUserCountColumn: "shown", FilteredMetricsDiscriminatorColumn: "changed"},
		})
		require.Empty(rt, diagnostics, text)
		var rows, wrong int
		err := db.QueryRowContext(t.Context(),
			`SELECT count(*), count(*) FILTER (WHERE shown IS DISTINCT FROM least(users, 2) OR changed <> (users < 2)) FROM (`+statement.SQL+")",
		).Scan(&rows, &wrong)
		require.NoError(rt, err, statement.SQL)
		require.Positive(rt, rows, text)
		require.Zero(rt, wrong, "%s\n%s", text, statement.SQL)
	})
}
