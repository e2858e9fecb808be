package duckdb_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// What the checks accept or doubt has a translation, and DuckDB runs it, with
// every treatment of rows that have too few users.
func TestWhatTheChecksTakeRunsOnDuckDB(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("duckdb", "")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	treatments := []duckdb.Privacy{
		{},
		{Off: true},
		{Contributions: true, KeepRows: true},
		{FilteredMetricsDiscriminatorColumn: "filtered", DistinctUserCountColumn: "users", FilteredReasonColumn: "reason"},
	}
	for i, c := range analysistest.Load(t, "../analysis/testdata") {
		result := analysis.Check(c.SQL, c.Options)
		if amcsql.HasErrors(result.Diagnostics) {
			continue
		}
		query, _ := amcsql.Parse(c.SQL)
		statement, diagnostics := duckdb.Translate(query, duckdb.Options{
			Catalog: c.Options.Catalog, Now: time.Date(2026, 6, 3, 4, 5, 6, 0, time.UTC), AnyParameter: true, Audience: result.Audience,
			Source: nothingOf, Privacy: treatments[i%len(treatments)], JavaPatterns: false,
			Window: duckdb.Window{Start: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)},
		})
		if onlyJavaReads(diagnostics) {
			continue
		}
		require.NotNil(t, statement, "%s/%s: %v\n%s", c.Group, c.Name, diagnostics, c.SQL)
		_, err := db.ExecContext(t.Context(), statement.SQL)
		require.NoError(t, err, "%s/%s\n%s\n%s", c.Group, c.Name, c.SQL, statement.SQL)
	}
}

// onlyJavaReads reports whether a pattern needs an engine with Java's.
func onlyJavaReads(diagnostics []amcsql.Diagnostic) bool {
	for _, d := range diagnostics {
		if d.Code == "bad-pattern" {
			return true
		}
	}
	return false
}

// nothingOf has the columns of a table and no rows.
func nothingOf(table *catalog.Table, _, _ time.Time) string {
	columns := make([]string, len(table.Columns))
	for i, column := range table.Columns {
		columns[i] = "CAST(NULL AS " + duckdb.TypeName(column.Type) + `) AS "` + column.Name + `"`
	}
	return "(SELECT " + strings.Join(columns, ", ") + " WHERE FALSE)"
}
