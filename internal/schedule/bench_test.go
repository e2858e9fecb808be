package schedule

import (
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/query"
)

// endless is an Amazon that takes every run and lets it run on.
type endless struct{ n atomic.Int64 }

func (e *endless) Find(_ context.Context, _ actor.Actor, id actor.InstanceID) (execution.Instance, error) {
	return execution.Instance{ID: id, Account: "ENTITY1"}, nil
}

func (e *endless) Amazon(context.Context, actor.InstanceID) (execution.Amazon, error) { return e, nil }

func (e *endless) CreateExecution(_ context.Context, r amc.ExecutionRequest) (amc.Execution, error) {
	return amc.Execution{ID: fmt.Sprint("run-", e.n.Add(1)), Status: amc.ExecutionPending, ParameterValues: r.ParameterValues}, nil
}

func (e *endless) GetExecution(context.Context, string) (amc.Execution, error) {
	return amc.Execution{}, fault.New(fault.Unavailable, "test.away", "Not asked here.")
}

func (e *endless) ListExecutions(context.Context, amc.ListExecutionsParams) iter.Seq2[amc.Execution, error] {
	return func(yield func(amc.Execution, error) bool) {
		yield(amc.Execution{}, fault.New(fault.Unavailable, "test.away", "Not asked here."))
	}
}

func (e *endless) CancelExecution(context.Context, string) error { return nil }

func (e *endless) GetDownloadURLs(context.Context, string) (amc.DownloadURLs, error) {
	return amc.DownloadURLs{}, nil
}

func (e *endless) Download(context.Context, string) (io.ReadCloser, error) { return nil, io.EOF }

type bareArgs struct {
	N int `json:"n"`
}

func (bareArgs) Kind() string { return "bare" }

type bareWorker struct{ river.WorkerDefaults[bareArgs] }

func (bareWorker) Work(context.Context, *river.Job[bareArgs]) error { return nil }

// atSpeed is a whole process on PostgreSQL at real speed.
type atSpeed struct {
	*fixture

	jobs *job.Client
	hub  *event.Hub
}

func newAtSpeed(b *testing.B) *atSpeed {
	b.Helper()
	db, err := database.Open(b.Context(), databasetest.PostgresConfig(b))
	require.NoError(b, err)
	b.Cleanup(func() { db.Close() })
	f := &fixture{t: b, db: db, time: clock.NewManual(time.Now()), notices: &notices{}}
	f.seed(60) // with ten slots each, more than a tick needs
	for i, id := range f.instances {
		f.exec("UPDATE instance SET amazon_account = ? WHERE id = ?", fmt.Sprint("ENTITY", i/4), id)
	}
	p := &atSpeed{fixture: f}
	logger, events := slog.New(slog.DiscardHandler), event.NewLog(clock.System{})
	queues := execution.Queues(0)
	queues[river.QueueDefault] = queues["execution_step"] // for what is measured beside
	p.jobs, err = job.New(job.Dependencies{DB: db, Logger: logger}, job.Config{Queues: queues, SoftStop: time.Millisecond})
	require.NoError(b, err)
	job.Register(p.jobs, bareWorker{})
	f.executions, err = execution.New(execution.Dependencies{
		DB: db, Events: events, Jobs: p.jobs, Instances: &endless{}, Queries: query.New(query.Dependencies{DB: db, Clock: clock.System{}, Events: events}),
		Told:  func(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) error { return f.Told(ctx, tx, id) },
		Clock: clock.System{}, Logger: logger,
	})
	require.NoError(b, err)
	f.Service = New(Dependencies{DB: db, Events: events, Executions: f.executions, Clock: clock.System{}, Logger: logger})
	p.hub = event.NewHub(db, events, logger, event.HubConfig{})
	require.NoError(b, p.hub.Start(b.Context()))
	require.NoError(b, p.jobs.Start(b.Context()))
	require.NoError(b, f.executions.Start(b.Context()))
	f.Start(b.Context())
	b.Cleanup(func() {
		f.Stop()
		f.executions.Stop()
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = p.jobs.Stop(ctx)
		p.hub.Stop()
	})
	return p
}

// quantiles reports the 50th and 99th percentile of times in milliseconds.
func quantiles(b *testing.B, name string, times []time.Duration) {
	b.Helper()
	slices.Sort(times)
	for percent, label := range map[int]string{50: "p50", 99: "p99"} {
		at := times[min(len(times)*percent/100, len(times)-1)]
		b.ReportMetric(float64(at.Microseconds())/1000, name+"-"+label+"-ms")
	}
}

// BenchmarkTick measures 500 schedules that are due at one instant, on
// PostgreSQL in one process: from that instant until their occurrences with
// executions and work are committed and seen by a watcher, until a worker has
// begun with each execution, and until its attempt is written down, which comes
// right before it is sent to Amazon.
func BenchmarkTick(b *testing.B) {
	const schedules = 500
	p := newAtSpeed(b)
	var committed, begun, sent []time.Duration
	for b.Loop() {
		var ids []actor.ScheduleID
		for i := range schedules {
			made := p.create(func(c *Content) {
				c.Name, c.Rule, c.Targets[0].InstanceID = fmt.Sprint("Schedule ", i), every("30 6 * * *"), p.instances[i%len(p.instances)]
			})
			ids = append(ids, made.ID)
		}
		watch, err := p.hub.Subscribe(b.Context(), p.owner, event.Latest)
		require.NoError(b, err)
		tick := time.Now().Add(3 * time.Second).UTC().Truncate(time.Second)
		p.exec("UPDATE schedule_due SET due_at = ?0, at = ?0 WHERE kind = 'schedule' AND id IN (?1)", tick, bun.List(ids))
		for seen := 0; seen < schedules; {
			if e := <-watch.Events(); e.Kind == event.OccurrenceChanged {
				seen++
				committed = append(committed, time.Since(tick))
			}
		}
		watch.Close()
		p.until(b, "SELECT count(*) FROM execution WHERE state = 'queued' AND attempt = 0 AND id NOT IN (SELECT args->>'executionId' FROM river_job WHERE attempted_at IS NOT NULL AND kind = 'execution_step')", 0)
		p.until(b, "SELECT count(*) FROM execution WHERE attempt = 0", 0)
		var starts, attempts []time.Time
		require.NoError(b, p.db.Read(b.Context(), p.owner, func(ctx context.Context, tx bun.Tx) error {
			err := tx.NewRaw(`SELECT min(a.sent_at) FROM execution_attempt a JOIN execution e ON e.id = a.execution_id
				JOIN occurrence o ON o.id = e.occurrence_id WHERE o.schedule_id IN (?) GROUP BY e.id`, bun.List(ids)).Scan(ctx, &attempts)
			if err != nil {
				return err
			}
			return tx.NewRaw(`SELECT min(j.attempted_at) FROM river_job j JOIN execution e ON e.id = j.args->>'executionId'
				JOIN occurrence o ON o.id = e.occurrence_id WHERE o.schedule_id IN (?) AND j.kind = 'execution_step' GROUP BY e.id`, bun.List(ids)).Scan(ctx, &starts)
		}))
		require.Len(b, starts, schedules)
		require.Len(b, attempts, schedules)
		for i := range starts {
			begun, sent = append(begun, starts[i].Sub(tick)), append(sent, attempts[i].Sub(tick))
		}
		p.exec("UPDATE schedule SET deleted_at = now() WHERE id IN (?)", bun.List(ids))
		p.exec("DELETE FROM schedule_due")
		p.exec("DELETE FROM execution_work")
		p.exec("DELETE FROM execution_place")
	}
	quantiles(b, "committed", committed)
	quantiles(b, "begun", begun)
	quantiles(b, "sent", sent)
}

// until waits until a count is as wanted.
func (p *atSpeed) until(b *testing.B, count string, wanted int) {
	b.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for n := -1; n != wanted; <-tick.C {
		require.NoError(b, p.db.Read(b.Context(), p.owner, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw(count).Scan(ctx, &n)
		}))
		if n == wanted {
			return
		}
	}
}

// BenchmarkBareTick measures, beside it, 500 River jobs that do nothing,
// inserted in one transaction: from its begin until a worker has begun each.
func BenchmarkBareTick(b *testing.B) {
	const jobs = 500
	p := newAtSpeed(b)
	var begun []time.Duration
	for b.Loop() {
		wanted := make([]river.InsertManyParams, jobs)
		for i := range wanted {
			wanted[i] = river.InsertManyParams{Args: bareArgs{i}}
		}
		p.exec("DELETE FROM river_job")
		tick := time.Now()
		require.NoError(b, p.jobs.InsertNow(b.Context(), wanted))
		p.until(b, "SELECT count(*) FROM river_job WHERE kind = 'bare' AND attempted_at IS NULL", 0)
		var starts []time.Time
		require.NoError(b, p.db.Read(b.Context(), p.owner, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT attempted_at FROM river_job WHERE kind = 'bare'").Scan(ctx, &starts)
		}))
		for _, at := range starts {
			begun = append(begun, at.Sub(tick))
		}
	}
	quantiles(b, "begun", begun)
}

// store makes schedules that are due far from now, without the checks of Create.
func (f *fixture) store(b *testing.B, n int) {
	b.Helper()
	first := f.create(func(c *Content) { c.Rule = every("30 6 1 1 *") })
	// In one transaction: the process looks for schedules that have no next instant.
	statements := []string{
		`INSERT INTO schedule (id, query_id, name, name_key, description, parameter_values, window_spec, rule, settle, catch_up, overlap, jitter_seconds,
			timeout_seconds, pause_after, state, failures, pause_cause, pause_class, pause_message, pause_next, responsible_id, version,
			created_by, created_at, updated_by, updated_at)
		 SELECT id || '-' || g, query_id, name || ' ' || g, name_key || ' ' || g, description, parameter_values, window_spec, rule, settle, catch_up, overlap, jitter_seconds,
			timeout_seconds, pause_after, state, failures, pause_cause, pause_class, pause_message, pause_next, responsible_id, version,
			created_by, created_at, updated_by, updated_at FROM schedule, generate_series(1, ?1) AS g WHERE id = ?0`,
		`INSERT INTO schedule_target SELECT schedule_id || '-' || g, instance_id, position, parameter_values FROM schedule_target, generate_series(1, ?1) AS g WHERE schedule_id = ?0`,
		`INSERT INTO schedule_due SELECT kind, id || '-' || g, schedule_id || '-' || g, due_at + g * interval '1 second', at + g * interval '1 second', 0, NULL
			FROM schedule_due, generate_series(1, ?1) AS g WHERE id = ?0`,
	}
	require.NoError(b, f.db.Write(b.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
		for _, statement := range statements {
			if _, err := tx.NewRaw(statement, first.ID, n).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
	f.exec("ANALYZE")
}

// BenchmarkStored measures what schedules cost that are stored and not due, on
// PostgreSQL: the processor time that a process takes with nothing to do, in
// percent of one core (PostgreSQL itself is not in it), and asking what is due.
func BenchmarkStored(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := newAtSpeed(b)
			p.store(b, n)
			var asked []time.Duration
			for range 500 {
				begun := time.Now()
				_, err := p.rounds[0].due(b.Context())
				require.NoError(b, err)
				require.NoError(b, p.db.Write(b.Context(), follower, func(ctx context.Context, tx bun.Tx) error {
					due, err := p.claim(ctx, tx, p.config.Batch)
					require.Empty(b, due)
					return err
				}))
				asked = append(asked, time.Since(begun))
			}
			const idle = 10 * time.Second
			before := processorTime(b)
			<-time.After(idle)
			used := processorTime(b) - before
			for b.Loop() { // one schedule that is due among them
				p.exec("UPDATE schedule_due SET at = now(), due_at = date_trunc('second', now()) WHERE id IN (SELECT id FROM schedule_due WHERE at > now() + interval '1 hour' ORDER BY id LIMIT 1)")
				p.poke()
				p.until(b, "SELECT count(*) FROM schedule_due WHERE at <= now()", 0)
			}
			quantiles(b, "due", asked) // the loop begins by forgetting what was reported
			b.ReportMetric(100*float64(used)/float64(idle), "idle-percent")
		})
	}
}

// processorTime is what this process has used of processors.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
