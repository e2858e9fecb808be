package execution

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/result"
)

// Errors of this package that a person meets.
var (
	ErrNotFound = fault.New(fault.NotFound, "execution.not_found", "There is no such execution.")
	ErrNoResult = fault.New(fault.NotFound, "execution.no_result", "This execution has no result.").WithNext("A result is there once the execution has succeeded.")
	ErrNothing  = fault.New(fault.Invalid, "execution.nothing_to_run", "There is nothing to run.").WithNext("Name a saved query, or send SQL.")
	ErrBoth     = fault.New(fault.Invalid, "execution.query_and_sql", "Name a saved query or send SQL, not both.")
	ErrTimeout  = fault.New(fault.Invalid, "execution.timeout_invalid", "The time limit must be between 900 and 86,400 seconds.").WithField("/timeoutSeconds", "must be between 900 and 86400")
	ErrPriority = fault.New(fault.Invalid, "execution.priority_invalid", "There is no such priority.").WithField("/priority", "must be interactive, scheduled or backfill")
	ErrEnded    = fault.New(fault.Conflict, "execution.ended", "The execution has already ended.")
)

// Dependencies of a Service.
type Dependencies struct {
	DB        *database.DB
	Events    *event.Log
	Jobs      *job.Client // New registers this package's workers with it
	Results   *result.Service
	Instances Instances
	Queries   Queries
	Tables    Tables // nil: only Amazon's tables are known
	Costs     Costs  // nil: executions cost nothing
	// Actors gives people as actors with what they may do, in tx; who is missing
	// or disabled is left out. nil: whoever asked for an execution may run it.
	Actors func(ctx context.Context, tx bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error)
	// Responsible says, in tx, who is responsible for the schedule of an
	// occurrence; nil: whoever asked for its executions.
	Responsible func(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) (actor.PersonID, error)
	// Told hears, in the transaction of the change, of each execution of an
	// occurrence that ends or begins to wait for a consent; nil: nobody listens.
	Told func(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) error
	// Ended hears, in the transaction of the change and after it, of each execution
	// that ends; nil: nobody listens.
	Ended  func(ctx context.Context, tx bun.Tx, e *Execution) error
	Clock  clock.Clock
	Logger *slog.Logger
	Config Config
}

// Service makes executions and sees them through. It is safe for concurrent use.
type Service struct {
	db        *database.DB
	events    *event.Log
	results   *result.Service
	instances Instances
	queries   Queries
	tables    Tables
	costs     Costs

	actors      func(ctx context.Context, tx bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error)
	responsible func(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) (actor.PersonID, error)

	told   func(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) error
	ended  func(ctx context.Context, tx bun.Tx, e *Execution) error
	clock  clock.Clock
	logger *slog.Logger
	config Config

	// holder names this process on leases, for people who look.
	holder string
	sign   sign
	atWork atWork
	crew   *crew
	// enqueue hands leased work to whoever does it.
	enqueue func(ctx context.Context, leases []lease) error
	// enqueueIn does so when tx commits; nil where workers would not be woken by it.
	enqueueIn func(ctx context.Context, tx bun.Tx, leases []lease) error
	poked     chan struct{}
	// collecting bounds how many bring rows at once, which may take hours: it
	// leaves workers free to send and to stop runs.
	collecting chan struct{}

	standstill standstill

	cancel context.CancelFunc
	done   sync.WaitGroup
}

// New builds the service and registers its workers; nothing runs before Start.
func New(d Dependencies) (*Service, error) {
	config := d.Config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	s := &Service{
		db: d.DB, events: d.Events, results: d.Results, instances: d.Instances, queries: d.Queries, tables: d.Tables, costs: d.Costs,
		actors: d.Actors, responsible: d.Responsible, told: d.Told, ended: d.Ended,
		clock: d.Clock, logger: d.Logger, config: config,
		holder: uuid.NewString(),
		poked:  make(chan struct{}, 1),
		crew:   newCrew(config.Workers),

		collecting: make(chan struct{}, min(collectors, max(1, config.Workers/2))),
	}
	if d.Jobs != nil {
		s.register(d.Jobs)
	}
	return s, nil
}

// Start begins to look for due work until Stop. The context only bounds
// starting. Call it after the jobs were started.
func (s *Service) Start(ctx context.Context) error {
	if s.enqueue == nil {
		return errors.New("start executions: no jobs to work with")
	}
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.done.Go(func() { s.wake(ctx) })
	s.done.Go(func() { s.stayAlive(ctx) })
	if s.db.Dialect() == database.PostgreSQL {
		s.done.Go(func() { s.stayPresent(ctx) })
		s.done.Go(func() { s.buryDead(ctx) })
	}
	return nil
}

// Stop ends the looking, and lets no worker begin any more. Work in progress
// belongs to the jobs. It may be called twice, and before Start.
func (s *Service) Stop() {
	s.crew.stop()
	if s.cancel != nil {
		s.cancel()
		s.done.Wait()
	}
}

// Limits are the most runs that may be open at Amazon, per instance and per account.
func (s *Service) Limits() (perInstance, perAccount int) {
	return s.config.Slots, s.config.AccountSlots
}

// poke has this process look for due work at once.
func (s *Service) poke() {
	select {
	case s.poked <- struct{}{}:
	default: // a look is coming anyway
	}
}

// wake leases due work and enqueues it, woken by pokes, by the next due
// instant and by the slow look-around that finds what other processes left.
func (s *Service) wake(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	swept := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.poked:
		case <-timer.C:
		}
		wait := s.config.LookAround
		next, err := s.wakeOnce(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, database.ErrFull): // noted once, not at each look
		case err != nil:
			s.logger.WarnContext(ctx, "due executions could not be read", slog.Any("error", err))
		case !next.IsZero():
			wait = min(wait, max(next.Sub(s.clock.Now()), 0))
		}
		if time.Since(swept) > sweepEvery {
			swept = time.Now()
			if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
				s.logger.WarnContext(ctx, "waiting executions could not be looked at", slog.Any("error", err))
			}
		}
		timer.Reset(wait)
	}
}

// wakeOnce enqueues what is due and says when more will be.
func (s *Service) wakeOnce(ctx context.Context) (time.Time, error) {
	claimed, next, err := s.claimDue(ctx)
	if err != nil {
		s.noteWrite(ctx, err)
		return next, err
	}
	if len(claimed) == 0 {
		return next, nil
	}
	err = s.enqueue(ctx, claimed)
	s.noteWrite(ctx, err)
	if err != nil {
		return next, fmt.Errorf("enqueue %d pieces of work: %w", len(claimed), err) // their leases run out and they are found again
	}
	return next, nil
}

// system is the actor of this package's own work.
func system(what string) actor.Actor { return actor.System("execution." + what) }
