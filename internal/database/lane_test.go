package database_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// While the program's own work has all connections that it gets, and more of it
// waits, a person reads at once.
func TestWorkOfTheProgramLeavesConnectionsToPeople(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		const workers = 20 // of 8 connections
		begun, finish := make(chan struct{}, workers), make(chan struct{})
		var group sync.WaitGroup
		for range workers {
			group.Go(func() {
				err := db.Read(ctx, tester, func(context.Context, bun.Tx) error {
					begun <- struct{}{}
					<-finish
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		for range 6 {
			<-begun
		}
		require.NoError(t, db.Read(ctx, actor.Person("p1", "P", actor.Owner), func(context.Context, bun.Tx) error { return nil }))
		require.Empty(t, begun, "no more than its share")
		close(finish)
		group.Wait()
	})
}

func TestWorkThatWaitsForAConnectionEndsWithItsContext(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		err := db.Write(t.Context(), tester, func(context.Context, bun.Tx) error {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			return db.Read(ctx, tester, func(context.Context, bun.Tx) error { return nil })
		})
		require.ErrorIs(t, err, context.Canceled)
	})
}
