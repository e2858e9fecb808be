package schedule

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// Several processes follow the same schedules and are cut off at any moment,
// between any two statements and before any commit, while the schedules are
// edited, paused and resumed. Each instant is accounted for exactly once, each
// occurrence that ran has exactly its executions, and there is no other.
func TestReplicasThatDieAccountForEachInstantOnce(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		const schedules, minutes, processes = 6, 40, 3
		db, err := database.Open(t.Context(), config)
		require.NoError(t, err)
		defer db.Close()
		f := newFixture(t, db)
		var all []Schedule
		for i := range schedules {
			all = append(all, f.create(func(c *Content) {
				c.CatchUp = []CatchUp{CatchUpAll, CatchUpLatest}[i%2]
				c.Targets = append(c.Targets, Target{InstanceID: f.instances[1]})
			}))
		}
		stop := make(chan struct{})
		var group errgroup.Group
		for range processes {
			own, err := database.Open(t.Context(), config)
			require.NoError(t, err)
			defer own.Close()
			process := f.process(own)
			group.Go(func() error {
				for {
					select {
					case <-stop:
						return nil
					default:
					}
					// It lives for as long as a few statements take.
					ctx, die := context.WithTimeout(t.Context(), time.Duration(rand.IntN(30))*time.Millisecond)
					_, _ = process.Turn(ctx) // whatever it says, the ledger tells
					die()
				}
			})
		}
		for minute := range minutes {
			f.time.Advance(time.Minute)
			switch one := all[minute%schedules].ID; minute % 5 {
			case 1:
				_, err = f.Pause(t.Context(), f.owner, one, "")
			case 2:
				_, err = f.Resume(t.Context(), f.owner, one)
			case 3:
				_, err = f.Save(t.Context(), f.owner, one, anyVersion, f.content())
			default:
			}
			require.NoError(t, err)
			<-time.After(time.Duration(rand.IntN(60)) * time.Millisecond)
		}
		close(stop)
		require.NoError(t, group.Wait())
		for _, s := range all {
			_, err := f.Resume(t.Context(), f.owner, s.ID)
			require.NoError(t, err)
		}
		f.turn()
		for _, s := range all {
			f.accounted(s.ID, start, minutes)
		}
		f.wholeExecutions()
	})
}

// accounted checks that the instants of a schedule by the minute are each there once.
func (f *fixture) accounted(id actor.ScheduleID, after time.Time, minutes int) {
	f.t.Helper()
	times := map[time.Time]int{}
	for _, o := range f.ledger(id) {
		n := 0
		for at := o.DueAt; !at.After(o.ThroughAt); at = at.Add(time.Minute) {
			times[at]++
			n++
		}
		require.Equal(f.t, o.Instants, n)
	}
	for i := range minutes {
		at := after.Truncate(time.Minute).Add(time.Duration(i+1) * time.Minute)
		require.Equal(f.t, 1, times[at], "the instant %s", at)
	}
	require.Len(f.t, times, minutes)
}

// wholeExecutions checks that occurrences that ran have all their executions,
// with work and a place for each, and that there are no others.
func (f *fixture) wholeExecutions() {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
		for what, statement := range map[string]string{
			"a running occurrence without an execution": `SELECT count(*) FROM occurrence o JOIN occurrence_execution c ON c.occurrence_id = o.id
				LEFT JOIN execution e ON e.id = c.execution_id AND e.occurrence_id = o.id WHERE o.state = 'running' AND e.id IS NULL`,
			"an execution of no occurrence":  `SELECT count(*) FROM execution e LEFT JOIN occurrence_execution c ON c.execution_id = e.id WHERE c.execution_id IS NULL`,
			"an execution without work":      `SELECT count(*) FROM execution e LEFT JOIN execution_work w ON w.id = e.id WHERE w.id IS NULL`,
			"an execution without a place":   `SELECT count(*) FROM execution e LEFT JOIN execution_place p ON p.execution_id = e.id WHERE p.execution_id IS NULL`,
			"an execution without its event": `SELECT count(*) FROM execution e LEFT JOIN execution_event v ON v.execution_id = e.id WHERE v.number IS NULL`,
		} {
			var n int
			if err := tx.NewRaw(statement).Scan(ctx, &n); err != nil {
				return err
			}
			require.Zero(f.t, n, what)
		}
		return nil
	}))
}

// Processes that fire at the same moment share the work and double nothing.
func TestReplicasShareATick(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		db, err := database.Open(t.Context(), config)
		require.NoError(t, err)
		defer db.Close()
		f := newFixture(t, db)
		var all []Schedule
		for range 60 {
			all = append(all, f.create(nil))
		}
		var services []*Service
		for range 4 {
			own, err := database.Open(t.Context(), config)
			require.NoError(t, err)
			defer own.Close()
			service := f.process(own)
			service.config.Batch = 7
			services = append(services, service)
		}
		for range 5 {
			f.time.Advance(time.Minute)
			var group errgroup.Group
			for _, service := range services {
				group.Go(func() error {
					_, err := service.Turn(t.Context())
					return err
				})
			}
			require.NoError(t, group.Wait())
		}
		f.turn()
		for _, s := range all {
			f.accounted(s.ID, start, 5)
		}
		f.wholeExecutions()
	})
}

// A process that is frozen in the middle of firing holds its locks; PostgreSQL
// ends its transaction, another one fires, and the first finds out.
func TestAProcessFrozenWhileFiringIsPassed(t *testing.T) {
	t.Parallel()
	config := databasetest.PostgresConfig(t)
	config.URL += "&idle_in_transaction_session_timeout=1s" // by default ten
	db, err := database.Open(t.Context(), config)
	require.NoError(t, err)
	defer db.Close()
	f := newFixture(t, db)
	s := f.create(nil)
	own, err := database.Open(t.Context(), config)
	require.NoError(t, err)
	defer own.Close()
	frozen := f.process(own)
	f.time.Advance(time.Minute)
	held, wake, woken := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		woken <- own.Write(t.Context(), follower, func(ctx context.Context, tx bun.Tx) error {
			due, err := frozen.claim(ctx, tx, 10)
			if err != nil || len(due) == 0 {
				return err // the second time: it was fired meanwhile
			}
			select {
			case <-held:
			default:
				close(held)
			}
			<-wake // it stands still here, as after SIGSTOP
			return frozen.fire(ctx, tx, due)
		})
	}()
	<-held
	for len(f.ledger(s.ID)) == 0 { // its lock is in the way until PostgreSQL takes it
		_, err := f.Turn(t.Context())
		require.NoError(t, err)
		<-time.After(20 * time.Millisecond)
	}
	close(wake)
	<-woken
	f.accounted(s.ID, start, 1)
	f.wholeExecutions()
}
