package audit_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// A transaction that began before others and commits after them, when theirs are
// sealed already, is neither lost nor a gap.
func TestATransactionThatCommitsLateIsSealedLate(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.Postgres(t)) // SQLite has one writer
	written, goOn, committed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		committed <- b.db.Write(t.Context(), ann, func(ctx context.Context, tx bun.Tx) error {
			if err := audit.Record(ctx, tx, ann, b.clock.Now(), audit.What{Act: audit.QueryCreated, ID: "early"}); err != nil {
				return err
			}
			close(written)
			<-goOn
			return nil
		})
	}()
	<-written
	b.sealed(t, 5)
	require.Empty(t, b.verify(t, audit.Head{}).Problems)
	close(goOn)
	require.NoError(t, <-committed)
	n, err := b.Seal(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	report := b.verify(t, audit.Head{})
	require.Empty(t, report.Problems)
	require.EqualValues(t, 6, report.Entries)
	last, err := b.List(t.Context(), ann, audit.Filter{ObjectID: "early"}, 2)
	require.NoError(t, err)
	require.Len(t, last, 1)
	require.EqualValues(t, 6, last[0].Place)
}

// Three processes write and seal at once; a sealer that dies in between leaves
// nothing behind.
func TestProcessesThatSealAtOnceMakeOneChain(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		t.Helper()
		const processes, acts = 3, 20
		var working sync.WaitGroup
		services := make([]bundle, processes)
		for p := range services {
			db, err := database.Open(t.Context(), config)
			require.NoError(t, err)
			t.Cleanup(func() { db.Close() })
			services[p] = setup(t, db)
			services[p].Service = serviceOn(t, db, clock.System{})
		}
		for _, b := range services {
			working.Go(func() {
				for range acts {
					err := b.db.Write(t.Context(), ann, func(ctx context.Context, tx bun.Tx) error {
						return audit.Record(ctx, tx, ann, clock.System{}.Now(), audit.What{Act: audit.QuerySaved, ID: "query-1"})
					})
					if err != nil {
						t.Errorf("record: %v", err)
					}
				}
			})
			working.Go(func() {
				for i := range acts {
					ctx, cancel := context.WithCancel(t.Context())
					if i%5 == 4 {
						cancel() // as if the process was killed
					}
					if _, err := b.Seal(ctx); err != nil && ctx.Err() == nil {
						t.Errorf("seal: %v", err)
					}
					cancel()
				}
			})
		}
		working.Wait()
		_, err := services[0].Seal(t.Context())
		require.NoError(t, err)
		report := services[1].verify(t, audit.Head{})
		require.Empty(t, report.Problems)
		require.EqualValues(t, processes*acts, report.Entries)
		require.Zero(t, report.Waiting)
	})
}

func TestARunningServiceSealsByItself(t *testing.T) {
	t.Parallel()
	db := databasetest.SQLite(t)
	b := setup(t, db)
	b.Service = audit.New(audit.Dependencies{DB: db, Clock: b.clock, Logger: slog.New(slog.DiscardHandler)}, audit.Config{SealEvery: 5 * time.Millisecond})
	b.record(t, 3)
	b.Start(t.Context())
	defer b.Finish()
	require.Eventually(t, func() bool {
		status, err := b.Status(t.Context(), ann)
		return err == nil && !status.Waiting && status.Head.Number > 0
	}, time.Minute, 5*time.Millisecond)
}

func TestAnActThatIsRolledBackLeavesNoEntry(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, b bundle) {
		t.Helper()
		err := b.db.Write(t.Context(), ann, func(ctx context.Context, tx bun.Tx) error {
			require.NoError(t, audit.Record(ctx, tx, ann, b.clock.Now(), audit.What{Act: audit.QueryCreated, ID: "q"}))
			return context.Canceled
		})
		require.ErrorIs(t, err, context.Canceled)
		found, err := b.List(t.Context(), ann, audit.Filter{}, 10)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}
