package engine_test

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// What the catalogue shows as an example runs on the synthetic data as it stands.
func TestExampleOfEveryTableRuns(t *testing.T) {
	t.Parallel()
	e := openSynthetic(t)
	ran := 0
	for _, table := range catalog.Default().Tables() {
		example := catalog.Example(table)
		if example == "" || !corpusInstance().Has(table) {
			continue
		}
		summary, err := e.Execute(t.Context(), engine.Request{
			InstanceID: corpusInstance().ID, SQL: example, Now: corpusNow(),
			Window: duckdb.Window{Start: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
		}, io.Discard)
		require.NoError(t, err, example)
		if !table.IsAudience() { // an audience may turn out empty
			require.Positive(t, summary.Rows, example)
		}
		ran++
	}
	require.Positive(t, ran)
}
