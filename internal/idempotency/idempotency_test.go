package idempotency_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/idempotency"
)

var (
	alice = actor.Person("alice", "Alice", actor.Owner)
	bob   = actor.Person("bob", "Bob", actor.Owner)
	now   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

func once(t *testing.T, db *database.DB, a actor.Actor, value, input string, made *atomic.Int32) (id actor.QueryID, repeated bool, err error) {
	t.Helper()
	key, err := idempotency.NewKey(value, "createQuery", input)
	require.NoError(t, err)
	err = db.Write(t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
		id, repeated, err = idempotency.Once(ctx, tx, a, key, now, func() (actor.QueryID, error) {
			made.Add(1)
			return actor.NewID[actor.QueryID](), nil
		})
		return err
	})
	return id, repeated, err
}

func TestARepeatedRequestGetsWhatTheFirstMade(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		var made atomic.Int32
		first, repeated, err := once(t, db, alice, "k", "a", &made)
		require.NoError(t, err)
		require.False(t, repeated)
		second, repeated, err := once(t, db, alice, "k", "a", &made)
		require.NoError(t, err)
		require.True(t, repeated)
		require.Equal(t, first, second)
		require.EqualValues(t, 1, made.Load())
	})
}

func TestTheSameKeyForAnotherRequestIsRefused(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		var made atomic.Int32
		_, _, err := once(t, db, alice, "k", "a", &made)
		require.NoError(t, err)
		_, _, err = once(t, db, alice, "k", "b", &made)
		require.ErrorIs(t, err, idempotency.ErrReused)
	})
}

func TestKeysBelongToAPersonAndNoKeyMeansNoMemory(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		var made atomic.Int32
		for _, request := range []struct {
			who actor.Actor
			key string
		}{{alice, "k"}, {bob, "k"}, {alice, ""}, {alice, ""}} {
			_, repeated, err := once(t, db, request.who, request.key, "a", &made)
			require.NoError(t, err)
			require.False(t, repeated)
		}
		require.EqualValues(t, 4, made.Load())
	})
}

func TestManyAtOnceMakeOneThing(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		var made atomic.Int32
		ids := make([]actor.QueryID, 6)
		var group sync.WaitGroup
		for i := range ids {
			group.Go(func() {
				id, _, err := once(t, db, alice, "k", "a", &made)
				if err != nil {
					t.Error(err)
				}
				ids[i] = id
			})
		}
		group.Wait()
		for _, id := range ids {
			require.Equal(t, ids[0], id)
		}
	})
}

func TestOldKeysAreForgotten(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		var made atomic.Int32
		_, _, err := once(t, db, alice, "k", "a", &made)
		require.NoError(t, err)
		require.NoError(t, db.Write(t.Context(), alice, func(ctx context.Context, tx bun.Tx) error {
			return idempotency.DeleteBefore(ctx, tx, now.Add(time.Second))
		}))
		_, repeated, err := once(t, db, alice, "k", "b", &made)
		require.NoError(t, err)
		require.False(t, repeated)
	})
}
