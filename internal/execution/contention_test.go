package execution

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// Locks are taken in one order everywhere: execution, its work, the account,
// lanes and places. Processes that make way for each other on two instances of
// an account, from both ends, must never stand in each other's way for good.
func TestProcessesThatGiveAndTakeSlotsNeverDeadlock(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		const each = 12
		settings := impatient()
		settings.Slots, settings.AccountSlots = 2, 3
		w := newWorld(t, config, settings)
		w.amazon.lasts = 30 * time.Millisecond
		other := w.anotherInstance(t, w.instances.known[w.instance].Account)
		processes := []*process{w.start(t), w.start(t)}

		orders := [][]actor.InstanceID{{w.instance, other}, {other, w.instance}}
		var ids [2][]actor.ExecutionID
		var group errgroup.Group
		for i, p := range processes {
			group.Go(func() error {
				for n := range each {
					for _, instance := range orders[i] {
						params := w.params()
						params.InstanceID = instance
						made, err := p.Create(t.Context(), w.owner, params)
						if err != nil {
							return err
						}
						ids[i] = append(ids[i], made.ID)
						if n%3 == 0 {
							if _, err := p.Cancel(t.Context(), w.owner, made.ID); err != nil && !errors.Is(err, ErrEnded) {
								return err
							}
						}
					}
					for _, instance := range orders[i] { // both count slots and wake who waits
						if err := p.Pause(t.Context(), w.owner, instance); err != nil {
							return err
						}
						if err := p.Resume(t.Context(), w.owner, instance); err != nil {
							return err
						}
					}
				}
				return nil
			})
		}
		require.NoError(t, group.Wait())
		for _, instance := range orders[0] {
			require.NoError(t, processes[0].Resume(t.Context(), w.owner, instance))
		}
		for i, p := range processes {
			for _, id := range ids[i] {
				p.ended(t, w.owner, id)
			}
		}
		require.Zero(t, deadlocks(t, processes[0].db, w.owner))
	})
}

// deadlocks is how many PostgreSQL has broken up in this database.
func deadlocks(t *testing.T, db *database.DB, by actor.Actor) (n int64) {
	t.Helper()
	if db.Dialect() != database.PostgreSQL {
		return 0 // SQLite has one writer
	}
	require.NoError(t, db.Read(t.Context(), by, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Scan(ctx, &n)
	}))
	return n
}

// A process may claim work anew while a job of its own, which comes late, takes it
// up: both say that the process is alive.
func TestClaimingAndTakingUpTheSameWorkNeverDeadlock(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(ctx context.Context, m *sim, l lease) error{
		"taking up": func(ctx context.Context, m *sim, l lease) error {
			_, err := m.takeUp(ctx, l)
			return err
		},
		"renewing": func(ctx context.Context, m *sim, l lease) error { return m.renew(ctx, l) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newSim(t, databasetest.Postgres(t), Config{})
			m.create()
			l := m.claim()[0]
			m.time.Advance(m.config.Alive) // it has to say again that it is alive
			began := make(chan error, 1)
			require.NoError(t, m.db.Write(t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
				if _, err := hold(ctx, tx, l); err != nil {
					return err
				}
				go func() { began <- begin(t.Context(), m, l) }()
				m.awaitBlocked(began)
				return m.live(ctx, tx)
			}))
			require.NoError(t, <-began)
			require.Zero(t, deadlocks(t, m.db, m.owner))
		})
	}
}

// awaitBlocked waits until somebody waits for a lock of the database, who must
// not have ended before.
func (m *sim) awaitBlocked(ended <-chan error) {
	m.t.Helper()
	for blocked := 0; blocked == 0; {
		require.Empty(m.t, ended, "nothing was in the way")
		require.NoError(m.t, m.db.SQL().QueryRowContext(m.t.Context(),
			"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&blocked))
	}
}

// A process that is frozen inside a transaction holds its locks. PostgreSQL
// ends that transaction, so that others go on, and the process finds out.
func TestAProcessFrozenWithALockHeldIsPassed(t *testing.T) {
	t.Parallel()
	config := databasetest.PostgresConfig(t)
	config.URL += "&idle_in_transaction_session_timeout=1s" // by default ten
	w := newWorld(t, config, impatient())
	frozen, other := w.start(t), w.start(t)
	made, err := frozen.Create(t.Context(), w.owner, w.params())
	require.NoError(t, err)
	require.Equal(t, Succeeded, frozen.ended(t, w.owner, made.ID).State)

	held, wake, woken := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		woken <- frozen.db.Write(t.Context(), w.owner, func(ctx context.Context, tx bun.Tx) error {
			if err := lockAccount(ctx, tx, w.instances.known[w.instance].Account); err != nil {
				return err
			}
			_, err := tx.NewUpdate().Model((*lane)(nil)).Set("elsewhere = 99").Where("kind = ?", accountLane).Exec(ctx)
			close(held)
			<-wake // it stands still here, as after SIGSTOP
			return err
		})
	}()
	<-held
	next, err := other.Create(t.Context(), w.owner, w.params())
	require.NoError(t, err)
	require.Equal(t, Succeeded, other.ended(t, w.owner, next.ID).State, "it needs the lock too")
	close(wake)
	require.Error(t, <-woken, "what it had begun was undone")
	var l lane
	require.NoError(t, other.db.Read(t.Context(), w.owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&l).Where("kind = ?", accountLane).Scan(ctx)
	}))
	require.Zero(t, l.Elsewhere)
}

// anotherInstance makes one more instance, with an Amazon of its own.
func (w *world) anotherInstance(tb testing.TB, account string) actor.InstanceID {
	tb.Helper()
	db, err := database.Open(tb.Context(), w.config)
	require.NoError(tb, err)
	defer db.Close()
	id := actor.NewID[actor.InstanceID]()
	copyInstance(tb, db, w.instance, id)
	amazon := newFake(w.amazon.clock)
	amazon.lasts = w.amazon.lasts
	w.instances.known[id], w.instances.amazon[id] = Instance{ID: id, Account: account}, amazon
	return id
}

// A holder that gives work back while its renewal is on the way must not be
// taken for holding it again.
func TestARenewalUnderWayDoesNotTakeBackWhatWasGivenBack(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		l := m.claim()[0]
		require.NoError(t, m.renew(t.Context(), l))
		require.NoError(t, m.postpone(t.Context(), l)) // gives it back
		w := m.workOf(id)
		require.Equal(t, l.Fence+1, w.Fence)
		require.Nil(t, w.LeaseUntil)
		require.ErrorIs(t, m.renew(t.Context(), l), errLeaseLost, "the renewal comes late")
		require.ErrorIs(t, m.postpone(t.Context(), l), errLeaseLost, "so does a second giving back")
		require.Nil(t, m.workOf(id).LeaseUntil)
		require.ErrorIs(t, m.step(t.Context(), l, id), errLeaseLost, "and it can do nothing any more")
		require.Zero(t, m.amazon.counted("create"))
		require.Equal(t, Succeeded, m.untilFinal(id).State)
	})
}
