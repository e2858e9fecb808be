package database_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/cluster"
)

func TestARestartOfPostgresIsNoError(t *testing.T) {
	t.Parallel()
	c, err := cluster.Start()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Stop()) })
	db, err := database.Open(t.Context(), database.Config{URL: c.URL()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, _, err = db.Migrate(t.Context())
	require.NoError(t, err)
	_, err = db.SQL().ExecContext(t.Context(), "CREATE TABLE kept (n INTEGER)")
	require.NoError(t, err)
	who := actor.System("test")

	// As many at once as the pool has connections, so that all of them are open.
	var busy errgroup.Group
	together := make(chan struct{})
	for range 4 {
		busy.Go(func() error {
			return db.Read(t.Context(), who, func(context.Context, bun.Tx) error {
				<-together
				return nil
			})
		})
	}
	close(together)
	require.NoError(t, busy.Wait())
	require.NoError(t, c.Restart())

	for range 8 {
		var one int
		require.NoError(t, db.Read(t.Context(), who, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT 1").Scan(ctx, &one)
		}))
		require.Equal(t, 1, one)
	}
	require.NoError(t, c.Restart())
	restarted, tries := false, 0
	require.NoError(t, db.Write(t.Context(), who, func(ctx context.Context, tx bun.Tx) error {
		tries++
		if !restarted { // in the middle of the transaction
			restarted = true
			require.NoError(t, c.Restart())
		}
		_, err := tx.NewRaw("INSERT INTO kept VALUES (1)").Exec(ctx)
		return err
	}))
	require.Equal(t, 2, tries)
}
