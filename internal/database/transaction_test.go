package database_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

var tester = actor.System("test")

func insertLink(ctx context.Context, tx bun.Tx, hash string) error {
	_, err := tx.NewRaw(`INSERT INTO setup_link (token_hash, created_at, expires_at)
		VALUES (?, '2026-01-01 00:00:00+00:00', '2026-01-02 00:00:00+00:00')`, hash).Exec(ctx)
	return err
}

func countLinks(t *testing.T, db *database.DB) int {
	t.Helper()
	var count int
	require.NoError(t, db.Read(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`SELECT count(*) FROM setup_link`).Scan(ctx, &count)
	}))
	return count
}

func TestWriteCommitsAndRunsHooksInOrder(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		var order []string
		err := db.Write(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			database.AfterCommit(ctx, func() { order = append(order, "after") })
			database.BeforeCommit(ctx, func(ctx context.Context, tx bun.Tx) error {
				order = append(order, "before")
				return insertLink(ctx, tx, "from-hook")
			})
			order = append(order, "body")
			return insertLink(ctx, tx, "from-body")
		})
		require.NoError(t, err)
		require.Equal(t, []string{"body", "before", "after"}, order)
		require.Equal(t, 2, countLinks(t, db))
	})
}

func TestWriteRollsBackOnErrorAndSkipsAfterCommit(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		boom := errors.New("boom")
		err := db.Write(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			database.AfterCommit(ctx, func() { t.Error("ran after a rollback") })
			require.NoError(t, insertLink(ctx, tx, "a"))
			return boom
		})
		require.ErrorIs(t, err, boom)
		require.Zero(t, countLinks(t, db))
	})
}

func TestReadCannotWrite(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		err := db.Read(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			return insertLink(ctx, tx, "a")
		})
		require.Error(t, err)
		require.Zero(t, countLinks(t, db))
	})
}

func TestTransactionsDoNotNest(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		err := db.Write(t.Context(), tester, func(ctx context.Context, _ bun.Tx) error {
			return db.Read(ctx, tester, func(context.Context, bun.Tx) error { return nil })
		})
		require.ErrorIs(t, err, database.ErrNested)
	})
}

func TestUniqueViolationsAreRecognised(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		write := func() error {
			return db.Write(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
				return insertLink(ctx, tx, "same")
			})
		}
		require.NoError(t, write())
		require.True(t, database.IsUnique(write()))
	})
}

// Increments that read before they write lose nothing, on one handle and
// across two (as two processes have them).
func TestConcurrentIncrementsAreAllKept(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		const writers, rounds = 4, 10
		handles := make([]*database.DB, 2)
		for i := range handles {
			db, err := database.Open(t.Context(), config)
			require.NoError(t, err)
			defer db.Close()
			handles[i] = db
		}
		require.NoError(t, handles[0].Write(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(`INSERT INTO sign_in_throttle (key, failures, counted_since)
				VALUES ('k', 0, '2026-01-01 00:00:00+00:00')`).Exec(ctx)
			return err
		}))
		var group sync.WaitGroup
		for i := range writers {
			group.Go(func() {
				for range rounds {
					err := handles[i%2].Write(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
						var failures int
						query := tx.NewSelect().Table("sign_in_throttle").Column("failures").Where("key = 'k'")
						if err := database.LockRows(query).Scan(ctx, &failures); err != nil {
							return err
						}
						_, err := tx.NewRaw(`UPDATE sign_in_throttle SET failures = ? WHERE key = 'k'`, failures+1).Exec(ctx)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		var failures int
		require.NoError(t, handles[1].Read(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw(`SELECT failures FROM sign_in_throttle`).Scan(ctx, &failures)
		}))
		require.Equal(t, writers*rounds, failures)
	})
}

// Instants come back as they were written, in UTC wherever the machine stands.
func TestInstantsKeepTheirValueAndComeBackInUTC(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		tokyo := time.FixedZone("Tokyo", 9*3600)
		written := time.Date(2026, 3, 29, 2, 30, 0, 123456000, tokyo)
		type link struct {
			bun.BaseModel `bun:"table:setup_link"`
			TokenHash     string
			CreatedAt     time.Time
			ExpiresAt     time.Time
		}
		require.NoError(t, db.Write(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewInsert().Model(&link{TokenHash: "a", CreatedAt: written, ExpiresAt: written}).Exec(ctx)
			return err
		}))
		var read link
		var raw time.Time
		require.NoError(t, db.Read(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			if err := tx.NewRaw("SELECT created_at FROM setup_link").Scan(ctx, &raw); err != nil {
				return err
			}
			return tx.NewSelect().Model(&read).Where("created_at = ?", written).Scan(ctx)
		}))
		require.Equal(t, written.UTC(), read.CreatedAt)
		require.Equal(t, written.UTC(), raw)
	})
}

func TestPostgresTransactionsNameTheirActor(t *testing.T) {
	t.Parallel()
	db := databasetest.Postgres(t)
	seen := func(a actor.Actor) (setting string) {
		require.NoError(t, db.Read(t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw(`SELECT current_setting('recomamp.actor')`).Scan(ctx, &setting)
		}))
		return setting
	}
	require.Equal(t, "system:test", seen(tester))
	require.Equal(t, "person:p1", seen(actor.Person("p1", "P", actor.Owner)))
	require.Empty(t, seen(actor.Actor{}))
}

func TestLikePatternMakesWildcardsHarmless(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		for text, want := range map[string]bool{"100%": true, "0%": true, "1_0": false, `\`: false} {
			var matches bool
			require.NoError(t, db.Read(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
				return tx.NewRaw(`SELECT 'a 100% b' LIKE ? ESCAPE '\'`, database.LikePattern(text)).Scan(ctx, &matches)
			}))
			require.Equal(t, want, matches, "%q", text)
		}
	})
}
