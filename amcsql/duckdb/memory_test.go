package duckdb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// Totals per request_tag have a group per impression, as the queries that join
// impressions with views or clicks have.
func TestGroupsOfSingleEventsNeedLittleMemory(t *testing.T) {
	t.Parallel()
	db := openTables(t)
	for _, setup := range []string{
		"SET memory_limit = '300MB'",
		"INSERT INTO dsp_impressions (user_id, campaign, request_tag, impressions) SELECT 'p' || i, 'Crowd', 'r' || i, 1 FROM range(400000) AS n(i)",
	} {
		_, err := db.ExecContext(t.Context(), setup)
		require.NoError(t, err)
	}
	query, diagnostics := amcsql.Parse(`
WITH i AS (SELECT request_tag, campaign, SUM(impressions) AS shown FROM dsp_impressions GROUP BY 1, 2)
SELECT campaign, SUM(shown) AS shown FROM i WHERE campaign = 'Crowd' GROUP BY 1`)
	require.Empty(t, diagnostics)
	statement, diagnostics := duckdb.Translate(query, duckdb.Options{Privacy: duckdb.Privacy{DistinctUserCountColumn: "users"}})
	require.Empty(t, diagnostics)
	var campaign string
	var shown, users int
	require.NoError(t, db.QueryRowContext(t.Context(), statement.SQL).Scan(&campaign, &shown, &users))
	require.Equal(t, 400000, shown)
	require.Equal(t, 2, users, "told up to the threshold")
}
