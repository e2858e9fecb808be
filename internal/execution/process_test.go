package execution

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/window"
)

// process is one server process as far as executions go: its own database
// handle, jobs, and waker, at real speed.
type process struct {
	*Service

	db   *database.DB
	jobs *job.Client
	hub  *event.Hub
	dead bool
}

// world is what processes share.
type world struct {
	config    database.Config
	settings  Config
	results   *result.Service
	instances *fakeInstances
	amazon    *fakeAmazon
	instance  actor.InstanceID
	owner     actor.Actor
}

// hasty are policies that try again quickly, where they do, and so often.
func hasty(tries int) Policies {
	all := DefaultPolicies()
	for class, p := range all {
		if p.Tries > 0 {
			p.Tries = tries
		}
		p.First, p.Longest = 20*time.Millisecond, 200*time.Millisecond
		all[class] = p
	}
	return all
}

// impatient are settings that make a chaotic life short.
func impatient() Config {
	return Config{
		Lease: 2 * time.Second, LookAround: 100 * time.Millisecond, SendWithin: 500 * time.Millisecond, Gateway: 500 * time.Millisecond,
		Visibility: 300 * time.Millisecond, ClockSkew: time.Minute, Policies: hasty(1000), RetryEvery: time.Millisecond,
		Pace: Pace{Least: 50 * time.Millisecond, Most: 50 * time.Millisecond},
	}
}

func newWorld(tb testing.TB, config database.Config, settings Config) *world {
	tb.Helper()
	w := &world{config: config, settings: settings, amazon: newFake(clock.System{})}
	db, err := database.Open(tb.Context(), config)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	w.results = newResults(tb, clock.System{}, db)
	w.owner, w.instance = seed(tb, db)
	w.instances = &fakeInstances{
		known:  map[actor.InstanceID]Instance{w.instance: {ID: w.instance}},
		amazon: map[actor.InstanceID]Amazon{w.instance: w.amazon},
	}
	return w
}

func (w *world) start(tb testing.TB) *process {
	tb.Helper()
	logger := slog.New(slog.DiscardHandler)
	db, err := database.Open(tb.Context(), w.config)
	require.NoError(tb, err)
	jobs, err := job.New(job.Dependencies{DB: db, Logger: logger}, job.Config{Queues: Queues(0), SoftStop: time.Millisecond})
	require.NoError(tb, err)
	events := event.NewLog(clock.System{})
	service, err := New(Dependencies{
		DB: db, Events: events, Jobs: jobs, Results: w.results, Instances: w.instances,
		Clock: clock.System{}, Logger: logger, Config: w.settings,
	})
	require.NoError(tb, err)
	p := &process{Service: service, db: db, jobs: jobs, hub: event.NewHub(db, events, logger, event.HubConfig{})}
	require.NoError(tb, p.hub.Start(tb.Context()))
	require.NoError(tb, jobs.Start(tb.Context()))
	require.NoError(tb, service.Start(tb.Context()))
	tb.Cleanup(func() { p.end(tb) })
	return p
}

// end stops the process in good order, unless it was killed.
func (p *process) end(tb testing.TB) {
	tb.Helper()
	if p.dead {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), 20*time.Second)
	defer cancel()
	p.Stop()
	require.NoError(tb, p.jobs.Stop(ctx))
	p.hub.Stop()
	require.NoError(tb, p.db.Close())
}

// kill takes the database away first, so that nothing can be tidied up. River
// goes on for some seconds trying to; it cannot any more and nobody waits for it.
func (p *process) kill() {
	p.dead = true
	_ = p.db.Close()
	p.hub.Stop()
	p.Stop()
	ctx, giveUp := context.WithCancel(context.Background())
	giveUp()
	_ = p.jobs.Stop(ctx)
}

func (w *world) params() CreateParams {
	return CreateParams{
		InstanceID: w.instance, SQL: "SELECT 1",
		Window: window.Spec{From: "2026-02-01", To: "2026-03-01", Zone: "UTC"},
	}
}

// ended waits for the end of an execution.
func (p *process) ended(tb testing.TB, owner actor.Actor, id actor.ExecutionID) *Detail {
	tb.Helper()
	return p.reaches(tb, owner, id, func(d *Detail) bool { return d.State.IsFinal() })
}

// reaches waits by its events until an execution is as wanted.
func (p *process) reaches(tb testing.TB, owner actor.Actor, id actor.ExecutionID, wanted func(*Detail) bool) *Detail {
	tb.Helper()
	watch, err := p.hub.Subscribe(tb.Context(), owner, event.Latest)
	require.NoError(tb, err)
	defer func() { watch.Close() }()
	timeout := time.After(4 * time.Minute) // for machines that are busy with other things
	for {
		d, err := p.Get(tb.Context(), owner, id)
		require.NoError(tb, err)
		if wanted(d) {
			return d
		}
		select {
		case _, open := <-watch.Events():
			if !open { // we were too slow for it: looking without pause would keep us so
				watch, err = p.hub.Subscribe(tb.Context(), owner, event.Latest)
				require.NoError(tb, err)
			}
		case <-timeout:
			require.Fail(tb, "never got there", "%s is %s: %+v", id, d.State, d.Problem)
		}
	}
}

func TestAnExecutionRunsOnJobsAndTellsItsChanges(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		w := newWorld(t, config, impatient())
		p := w.start(t)
		watch, err := p.hub.Subscribe(t.Context(), w.owner, event.Latest)
		require.NoError(t, err)
		made, err := p.Create(t.Context(), w.owner, w.params())
		require.NoError(t, err)
		d := p.ended(t, w.owner, made.ID)
		require.Equal(t, Succeeded, d.State)
		select {
		case e := <-watch.Events():
			require.Equal(t, event.ExecutionChanged, e.Kind)
			require.Equal(t, string(made.ID), e.SubjectID)
		case <-time.After(time.Second):
			require.Fail(t, "no event within a second")
		}
	})
}

func countFinal(tb testing.TB, db *database.DB, by actor.Actor) (n int64) {
	tb.Helper()
	require.NoError(tb, db.Read(tb.Context(), by, func(ctx context.Context, tx bun.Tx) (err error) {
		n, err = tx.NewSelect().Model((*Execution)(nil)).Where("state IN (?, ?, ?)", Succeeded, Failed, Cancelled).Count(ctx)
		return err
	}))
	return n
}
