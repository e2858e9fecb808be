package event_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
)

var owner = actor.Person("p1", "Owner", actor.Owner)

// replica is one process's share: its own log and hub.
type replica struct {
	db  *database.DB
	log *event.Log
	hub *event.Hub
}

func newReplica(t *testing.T, db *database.DB, config event.HubConfig) replica {
	t.Helper()
	log := event.NewLog(clock.System{})
	hub := event.NewHub(db, log, slog.New(slog.DiscardHandler), config)
	require.NoError(t, hub.Start(t.Context()))
	t.Cleanup(hub.Stop)
	return replica{db: db, log: log, hub: hub}
}

func (r replica) change(ctx context.Context, subject string) error {
	return r.db.Write(ctx, owner, func(ctx context.Context, _ bun.Tx) error {
		r.log.Record(ctx, owner, event.Change{Kind: event.QueryChanged, SubjectID: subject})
		return nil
	})
}

func subscribe(t *testing.T, r replica, lastSeen int64) *event.Subscription {
	t.Helper()
	s, err := r.hub.Subscribe(t.Context(), owner, lastSeen)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func next(t *testing.T, s *event.Subscription) event.Event {
	t.Helper()
	select {
	case e, open := <-s.Events():
		require.True(t, open, "the subscription ended")
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("no event came")
		return event.Event{}
	}
}

// never looks around on its own, so that only notifications can wake it.
var onlyWhenTold = event.HubConfig{LookAround: time.Hour}

func TestSubscribersLearnOfACommittedChange(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		r := newReplica(t, db, onlyWhenTold)
		s := subscribe(t, r, event.Latest)
		require.NoError(t, r.change(t.Context(), "q1"))
		got := next(t, s)
		require.Equal(t, event.QueryChanged, got.Kind)
		require.Equal(t, "q1", got.SubjectID)
		require.Equal(t, "person:p1", got.Actor)
	})
}

func TestARolledBackChangeIsNotAnnounced(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		r := newReplica(t, db, onlyWhenTold)
		s := subscribe(t, r, event.Latest)
		boom := errors.New("boom")
		require.ErrorIs(t, db.Write(t.Context(), owner, func(ctx context.Context, _ bun.Tx) error {
			r.log.Record(ctx, owner, event.Change{Kind: event.QueryChanged, SubjectID: "lost"})
			return boom
		}), boom)
		require.NoError(t, r.change(t.Context(), "kept"))
		require.Equal(t, "kept", next(t, s).SubjectID)
	})
}

func TestAnotherReplicaIsNotifiedOnPostgres(t *testing.T) {
	t.Parallel()
	db := databasetest.Postgres(t)
	here, there := newReplica(t, db, onlyWhenTold), newReplica(t, db, onlyWhenTold)
	s := subscribe(t, there, event.Latest)
	require.NoError(t, here.change(t.Context(), "q1"))
	require.Equal(t, "q1", next(t, s).SubjectID)
}

func TestAnotherProcessOnTheSameFileIsSeenByLookingAround(t *testing.T) {
	t.Parallel()
	db := databasetest.SQLite(t)
	here, there := newReplica(t, db, onlyWhenTold), newReplica(t, db, event.HubConfig{LookAround: 5 * time.Millisecond})
	s := subscribe(t, there, event.Latest)
	require.NoError(t, here.change(t.Context(), "q1"))
	require.Equal(t, "q1", next(t, s).SubjectID)
}

func TestResumingGivesWhatWasMissedOnceAndInOrder(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		r := newReplica(t, db, onlyWhenTold)
		first := subscribe(t, r, event.Latest)
		for i := range 4 {
			require.NoError(t, r.change(t.Context(), fmt.Sprintf("q%d", i)))
		}
		seen := next(t, first)
		for range 3 {
			next(t, first) // the hub now stands behind all four
		}
		resumed := subscribe(t, r, seen.ID)
		require.False(t, resumed.Gap)
		require.Len(t, resumed.Missed, 3)
		for i, e := range resumed.Missed {
			require.Equal(t, fmt.Sprintf("q%d", i+1), e.SubjectID)
		}
		require.NoError(t, r.change(t.Context(), "q4"))
		require.Equal(t, "q4", next(t, resumed).SubjectID)
	})
}

func TestAnIDFromTheFutureOrThrownAwayIsAGap(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		r := newReplica(t, db, onlyWhenTold)
		watcher := subscribe(t, r, event.Latest)
		for range 3 {
			require.NoError(t, r.change(t.Context(), "q"))
			next(t, watcher)
		}
		require.True(t, subscribe(t, r, 1_000_000).Gap)
		require.NoError(t, db.Write(t.Context(), actor.System("upkeep"), func(ctx context.Context, tx bun.Tx) error {
			removed, err := event.DeleteBefore(ctx, tx, time.Now().Add(time.Hour))
			require.Equal(t, int64(2), removed)
			return err
		}))
		require.True(t, subscribe(t, r, 1).Gap)
	})
}

func TestASlowSubscriberIsCutOff(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		r := newReplica(t, db, event.HubConfig{LookAround: time.Hour, Buffer: 2})
		slow := subscribe(t, r, event.Latest)
		quick := subscribe(t, r, event.Latest)
		for range 3 {
			require.NoError(t, r.change(t.Context(), "q"))
			next(t, quick)
		}
		next(t, slow)
		next(t, slow)
		_, open := <-slow.Events()
		require.False(t, open)
	})
}

func TestNobodyLearnsNothing(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		r := newReplica(t, db, onlyWhenTold)
		nobody, err := r.hub.Subscribe(t.Context(), actor.Actor{}, event.Latest)
		require.NoError(t, err)
		defer nobody.Close()
		watcher := subscribe(t, r, event.Latest)
		require.NoError(t, r.change(t.Context(), "q"))
		next(t, watcher)
		require.Empty(t, nobody.Events())
	})
}

// Writers on many connections commit in any order; a watcher still sees every
// event once and in the order of the ids.
func TestConcurrentChangesAreSeenOnceAndInOrder(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		r := newReplica(t, db, event.HubConfig{LookAround: time.Hour})
		s := subscribe(t, r, event.Latest)
		const writers, each = 5, 10
		var group sync.WaitGroup
		for range writers {
			group.Go(func() {
				for range each {
					if err := r.change(t.Context(), "q"); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		var last int64
		for range writers * each {
			e := next(t, s)
			require.Greater(t, e.ID, last)
			last = e.ID
		}
	})
}

func TestStopEndsSubscriptionsAndMayBeRepeated(t *testing.T) {
	t.Parallel()
	r := newReplica(t, databasetest.SQLite(t), event.HubConfig{})
	s := subscribe(t, r, event.Latest)
	r.hub.Stop()
	r.hub.Stop()
	_, open := <-s.Events()
	require.False(t, open)
}

func TestAHubThatNobodyListenedToBeginsWithThePresent(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		r := newReplica(t, db, onlyWhenTold)
		first := subscribe(t, r, event.Latest)
		require.NoError(t, r.change(t.Context(), "q1"))
		seen := next(t, first).ID
		first.Close()
		require.NoError(t, r.change(t.Context(), "q2"))

		later := subscribe(t, r, event.Latest)
		behind := subscribe(t, r, seen)
		require.Len(t, behind.Missed, 1)
		require.Equal(t, "q2", behind.Missed[0].SubjectID)
		require.NoError(t, r.change(t.Context(), "q3"))
		require.Equal(t, "q3", next(t, later).SubjectID)
		require.Equal(t, "q3", next(t, behind).SubjectID)
	})
}
