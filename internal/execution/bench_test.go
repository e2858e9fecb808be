package execution

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/job"
)

// onEach runs a benchmark on both databases.
func onEach(b *testing.B, run func(b *testing.B, config database.Config)) {
	for name, config := range map[string]func(testing.TB) database.Config{
		"sqlite": databasetest.SQLiteConfig, "postgres": databasetest.PostgresConfig,
	} {
		b.Run(name, func(b *testing.B) { run(b, config(b)) })
	}
}

// BenchmarkStateChanges measures how many changes of executions become durable
// per second, by one process, with Amazon answering in process and at once.
// Every execution goes from queued to succeeded with a row to collect.
func BenchmarkStateChanges(b *testing.B) {
	onEach(b, func(b *testing.B, config database.Config) {
		const instances = 20
		w := newWorld(b, config, Config{Pace: Pace{Least: 50 * time.Millisecond}})
		on := w.instancesFor(b, instances)
		p := w.start(b)
		changes := 0
		for b.Loop() {
			const executions = 200
			before := countEvents(b, p.db, w.owner)
			var group errgroup.Group
			group.SetLimit(4)
			for i := range executions {
				group.Go(func() error {
					params := w.params()
					params.InstanceID = on[i%instances]
					_, err := p.Create(b.Context(), w.owner, params)
					return err
				})
			}
			require.NoError(b, group.Wait())
			p.settled(b, w.owner)
			changes += countEvents(b, p.db, w.owner) - before
		}
		b.ReportMetric(float64(changes)/b.Elapsed().Seconds(), "changes/s")
	})
}

// instancesFor makes n instances, four to an account, each with an Amazon of its own.
func (w *world) instancesFor(b *testing.B, n int) (ids []actor.InstanceID) {
	b.Helper()
	for i := range n {
		ids = append(ids, w.anotherInstance(b, fmt.Sprint("ENTITY", i/4)))
	}
	return ids
}

// settled waits until nothing is open any more.
func (p *process) settled(b *testing.B, owner actor.Actor) {
	b.Helper()
	watch, err := p.hub.Subscribe(b.Context(), owner, event.Latest)
	require.NoError(b, err)
	defer watch.Close()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var open int64
		require.NoError(b, p.db.Read(b.Context(), owner, func(ctx context.Context, tx bun.Tx) (err error) {
			open, err = tx.NewSelect().Model((*place)(nil)).Count(ctx)
			return err
		}))
		if open == 0 {
			return
		}
		<-tick.C
	}
}

func countEvents(b *testing.B, db *database.DB, by actor.Actor) (n int) {
	b.Helper()
	require.NoError(b, db.Read(b.Context(), by, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model((*Event)(nil)).ColumnExpr("count(*)").Scan(ctx, &n)
	}))
	return n
}

type bareArgs struct {
	N int `json:"n"`
}

func (bareArgs) Kind() string { return "bare" }

type bareWorker struct {
	river.WorkerDefaults[bareArgs]

	done chan struct{}
}

func (w *bareWorker) Work(context.Context, *river.Job[bareArgs]) error {
	w.done <- struct{}{}
	return nil
}

// BenchmarkBareJobs measures, beside it, jobs that do nothing: inserted one by
// one through the same driver and worked by the same engine.
func BenchmarkBareJobs(b *testing.B) {
	onEach(b, func(b *testing.B, config database.Config) {
		const jobsPerRound = 1000
		db, err := database.Open(b.Context(), config)
		require.NoError(b, err)
		defer db.Close()
		jobs, err := job.New(job.Dependencies{DB: db, Logger: slog.New(slog.DiscardHandler)}, job.Config{Queues: map[string]int{river.QueueDefault: 48}})
		require.NoError(b, err)
		worker := &bareWorker{done: make(chan struct{}, jobsPerRound)}
		job.Register(jobs, worker)
		require.NoError(b, jobs.Start(b.Context()))
		defer jobs.Stop(context.WithoutCancel(b.Context())) //nolint:errcheck // the measurement is over
		worked := 0
		for b.Loop() {
			var group errgroup.Group
			group.SetLimit(4)
			for n := range jobsPerRound {
				group.Go(func() error { return jobs.InsertNow(b.Context(), []river.InsertManyParams{{Args: bareArgs{n}}}) })
			}
			require.NoError(b, group.Wait())
			for range jobsPerRound {
				<-worker.done
			}
			worked += jobsPerRound
		}
		b.ReportMetric(float64(worked)/b.Elapsed().Seconds(), "jobs/s")
	})
}

// BenchmarkCompletionToVisible measures the time from the moment a run is
// SUCCEEDED at Amazon to the moment its rows can be read, with the default
// pace of asking, for runs of some seconds of which nothing is known before.
func BenchmarkCompletionToVisible(b *testing.B) {
	onEach(b, func(b *testing.B, config database.Config) {
		w := newWorld(b, config, Config{})
		on := w.instancesFor(b, 20)
		p := w.start(b)
		var late []time.Duration
		for b.Loop() {
			for _, instance := range on {
				w.instances.amazon[instance].(*fakeAmazon).lasts = 2*time.Second + rand.N(4*time.Second) //nolint:forcetypeassert // made above
				for range 2 {
					params := w.params()
					params.InstanceID = instance
					_, err := p.Create(b.Context(), w.owner, params)
					require.NoError(b, err)
				}
			}
			p.settled(b, w.owner)
		}
		for _, instance := range on {
			amazon := w.instances.amazon[instance].(*fakeAmazon) //nolint:forcetypeassert // made above
			found, err := p.List(b.Context(), w.owner, Filter{Instances: []actor.InstanceID{instance}}, 1000)
			require.NoError(b, err)
			ended := map[string]time.Time{} // by mark
			for _, run := range amazon.runs {
				ended[markOf(run.Execution)] = run.endedAt
			}
			for _, e := range found {
				d, err := p.Get(b.Context(), w.owner, e.ID)
				require.NoError(b, err)
				require.Equal(b, Succeeded, d.State)
				late = append(late, d.FinishedAt.Sub(ended[string(d.Attempts[0].ID)]))
			}
		}
		slices.Sort(late)
		b.ReportMetric(float64(late[len(late)/2].Milliseconds()), "p50-ms")
		b.ReportMetric(float64(late[len(late)*99/100].Milliseconds()), "p99-ms")
	})
}

// BenchmarkWhoseTurn measures what it takes to find out, under the lock of the
// account, who is given the slots that have become free, by how many wait for
// them and on how many instances: ten people, all priorities, one slot free, or
// as many as an account has.
func BenchmarkWhoseTurn(b *testing.B) {
	onEach(b, func(b *testing.B, config database.Config) {
		db, err := database.Open(b.Context(), config)
		require.NoError(b, err)
		defer db.Close()
		m := newSim(b, db, Config{})
		for _, c := range []struct{ waiting, instances, free int }{
			{100, 1, 1}, {10_000, 1, 1}, {10_000, 100, 1}, {10_000, 1_000, 1}, {10_000, 1_000, 200}, {10_000, 1_000, 0},
		} {
			account := fmt.Sprintf("ENTITY %d %d %d", c.waiting, c.instances, c.free)
			own := m.lineUp(account, c.waiting, c.instances, c.free)
			b.Run(fmt.Sprintf("waiting=%d/instances=%d/free=%d", c.waiting, c.instances, c.free), func(b *testing.B) {
				for b.Loop() {
					require.NoError(b, db.Write(b.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
						if err := lockAccount(ctx, tx, account); err != nil {
							return err
						}
						turn, err := m.whoseTurn(ctx, tx, own, true)
						require.Len(b, turn, c.free)
						return err
					}))
				}
			})
		}
	})
}

// lineUp has executions wait on an account that has some slots free.
func (m *sim) lineUp(account string, waiting, instances, free int) (own *place) {
	m.t.Helper()
	var places []*place
	add := func(i, instance int) *place {
		name := fmt.Sprintf("%s %d", account, instance)
		p := &place{
			ExecutionID: actor.NewID[actor.ExecutionID](), InstanceID: actor.InstanceID(name), Account: account, ClientID: actor.ClientID(name),
			PersonID: actor.PersonID(fmt.Sprint("person ", i%10)), Priority: i % len(Priorities()),
			Since: simStart.Add(time.Duration(i) * time.Second), Waiting: true,
		}
		places = append(places, p)
		return p
	}
	for i := range waiting {
		own = add(i, i%instances)
	}
	// On instances that nobody waits for.
	for i := range m.config.AccountSlots - free {
		p, slot := add(i, instances+i/m.config.Slots), i%m.config.Slots
		p.Waiting, p.Slot = false, &slot
	}
	require.NoError(m.t, m.db.Write(m.t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
		for batch := range slices.Chunk(places, 500) {
			if _, err := tx.NewInsert().Model(&batch).Exec(ctx); err != nil {
				return err
			}
		}
		if m.db.Dialect() == database.PostgreSQL { // as it does by itself before long
			_, err := tx.ExecContext(ctx, "ANALYZE execution_place")
			return err
		}
		return nil
	}))
	return own
}
