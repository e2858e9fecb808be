package cluster_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database/cluster"
)

func TestARestartKeepsWhatWasCommittedAndStopRemovesAll(t *testing.T) {
	t.Parallel()
	c, err := cluster.Start()
	require.NoError(t, err)
	before, err := pgx.Connect(t.Context(), c.URL())
	require.NoError(t, err)
	_, err = before.Exec(t.Context(), "CREATE TABLE kept AS SELECT 1 AS n")
	require.NoError(t, err)

	require.NoError(t, c.Restart())
	require.Error(t, before.Ping(t.Context()), "the crash ends connections")
	after, err := pgx.Connect(t.Context(), c.URL())
	require.NoError(t, err)
	var n int
	require.NoError(t, after.QueryRow(t.Context(), "SELECT n FROM kept").Scan(&n))
	require.Equal(t, 1, n)
	require.NoError(t, after.Close(t.Context()))

	require.NoError(t, c.Stop())
	_, err = pgx.Connect(t.Context(), c.URL())
	require.Error(t, err)
}
