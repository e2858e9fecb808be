package job_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/job"
)

type greetArgs struct {
	ID string `json:"id"`
}

func (greetArgs) Kind() string { return "greet" }

type greetWorker struct {
	river.WorkerDefaults[greetArgs]
	done chan string
}

func (w *greetWorker) Work(_ context.Context, job *river.Job[greetArgs]) error {
	w.done <- job.Args.ID
	return nil
}

type bundle struct {
	db     *database.DB
	jobs   *job.Client
	worker *greetWorker
}

func setup(t *testing.T, db *database.DB) bundle {
	t.Helper()
	jobs, err := job.New(job.Dependencies{DB: db, Logger: slog.New(slog.DiscardHandler)}, job.Config{})
	require.NoError(t, err)
	worker := &greetWorker{done: make(chan string, 10)}
	job.Register(jobs, worker)
	return bundle{db: db, jobs: jobs, worker: worker}
}

func (b bundle) start(t *testing.T) {
	t.Helper()
	require.NoError(t, b.jobs.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, b.jobs.Stop(context.Background())) })
}

func (b bundle) enqueue(ctx context.Context, id string, fail error) error {
	return b.db.Write(ctx, actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		if err := b.jobs.Insert(ctx, tx, greetArgs{ID: id}, nil); err != nil {
			return err
		}
		return fail
	})
}

func (b bundle) next(t *testing.T) string {
	t.Helper()
	select {
	case id := <-b.worker.done:
		return id
	case <-time.After(20 * time.Second):
		t.Fatal("no job was worked")
		return ""
	}
}

func TestAJobIsWorkedAfterItsTransactionCommits(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.start(t)
		require.NoError(t, b.enqueue(t.Context(), "committed", nil))
		require.Equal(t, "committed", b.next(t))
	})
}

func TestARolledBackJobNeverExists(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		boom := errors.New("boom")
		require.ErrorIs(t, b.enqueue(t.Context(), "rolled back", boom), boom)
		require.NoError(t, b.enqueue(t.Context(), "kept", nil))
		b.start(t)
		require.Equal(t, "kept", b.next(t))
	})
}

// A job enqueued by one process is worked by another.
func TestAnotherClientOnTheSameDatabaseWorksTheJob(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		working, enqueuing := setup(t, db), setup(t, db)
		working.start(t)
		require.NoError(t, enqueuing.enqueue(t.Context(), "from elsewhere", nil))
		require.Equal(t, "from elsewhere", working.next(t))
	})
}

type tickArgs struct{}

func (tickArgs) Kind() string { return "tick" }

type tickWorker struct {
	river.WorkerDefaults[tickArgs]
	due chan time.Time
}

func (w *tickWorker) Work(_ context.Context, job *river.Job[tickArgs]) error {
	w.due <- job.ScheduledAt
	return nil
}

// Each process begins somewhere within a period. What is due next is due at the
// beginning of the next one all the same, and none is worked twice.
func TestARestartPutsOffNoPeriodicJob(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		const period = 3 * time.Second
		worker := &tickWorker{due: make(chan time.Time, 10)}
		process := func() *job.Client {
			jobs, err := job.New(job.Dependencies{DB: db, Logger: slog.New(slog.DiscardHandler)}, job.Config{})
			require.NoError(t, err)
			job.Register(jobs, worker)
			jobs.Every(period, true, func() river.JobArgs { return tickArgs{} })
			require.NoError(t, jobs.Start(t.Context()))
			return jobs
		}
		next := func() time.Time {
			select {
			case due := <-worker.due:
				return due
			case <-time.After(time.Minute):
				require.Fail(t, "no job was worked")
				return time.Time{}
			}
		}
		had := map[time.Time]bool{}
		for range 3 {
			jobs := process()
			for i := range 2 {
				due := next()
				of := due.Truncate(period)
				require.False(t, had[of], "a period had two")
				had[of] = true
				if i > 0 { // the first may have come with the process
					require.Equal(t, time.Second, due.Sub(of).Round(time.Millisecond), "it is due by the clock")
				}
			}
			require.NoError(t, jobs.Stop(context.Background()))
		}
	})
}
