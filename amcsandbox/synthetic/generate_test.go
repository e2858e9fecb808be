package synthetic

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// present is the moment tests live at.
func present() time.Time { return time.Date(2026, time.May, 20, 15, 30, 0, 0, time.UTC) }

func TestGeneratedTablesHoldRowsInTheWindow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	instances := DefaultInstances()[3:4]
	require.NoError(t, Generate(context.Background(), Config{Dir: dir, Now: present(), Scale: 0.1, Instances: instances}))
	store, err := Open(dir)
	require.NoError(t, err)
	require.True(t, store.Ready(instances[0].ID))
	db, err := sql.Open("duckdb", "")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for _, name := range []string{"dsp_impressions", "dsp_views", "sponsored_ads_traffic", "conversions", "amazon_attributed_events_by_conversion_time"} {
		table, ok := catalog.Default().Table(name)
		require.True(t, ok)
		from, to := present().AddDate(0, -1, 0), present()
		relation, err := store.Relation(instances[0].ID, table, from, to)
		require.NoError(t, err)
		var rows int
		var first, last time.Time
		require.NoError(t, db.QueryRow("SELECT count(*), min("+table.WindowColumn+"), max("+table.WindowColumn+") FROM "+relation).Scan(&rows, &first, &last))
		require.Positive(t, rows, name)
		require.False(t, first.Before(from), name)
		require.True(t, last.Before(to), name)
	}
}
