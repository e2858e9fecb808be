package selftest

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/job"
)

// Errors a person can meet.
var (
	ErrNotFound = fault.New(fault.NotFound, "self_test.not_found", "There is no such self-test.")
	ErrRuns     = fault.New(fault.Conflict, "self_test.runs", "A self-test is under way already.").WithNext("Wait for its end, and look at what it found.")
)

// Dependencies are what the service works with, beside what it looks at.
type Dependencies struct {
	Subjects

	Clock  clock.Clock
	Logger *slog.Logger
	Jobs   *job.Client
	Host   string // the name of this machine
}

// Service runs self-tests for people. It is safe for concurrent use, by any number
// of processes on one database.
type Service struct {
	Dependencies

	stopped context.Context //nolint:containedctx // what it runs ends with it
	stop    context.CancelFunc
	done    sync.WaitGroup
}

// New returns the service and registers its worker.
func New(d Dependencies) *Service {
	s := &Service{Dependencies: d}
	s.stopped, s.stop = context.WithCancel(context.Background())
	job.Register(d.Jobs, &pulseWorker{service: s})
	return s
}

// Stop breaks off what runs, which is told as interrupted. It may be called twice.
func (s *Service) Stop() {
	s.stop()
	s.done.Wait()
}

// Params say how a self-test is run.
type Params struct {
	// InstanceID is where a query is tried; empty for any one of the sandbox's, and
	// for none at Amazon, where it takes a slot.
	InstanceID actor.InstanceID
	Origin     execution.Origin
	// Key makes a request that is repeated give the self-test begun first.
	Key idempotency.Key
}

// Begin begins a self-test in the background, for owners. Errors: ErrRuns,
// access.ErrForbidden and idempotency.ErrReused.
func (s *Service) Begin(ctx context.Context, a actor.Actor, p Params) (Test, error) {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return Test{}, err
	}
	fresh := row{ID: actor.NewID[actor.SelfTestID](), PersonID: a.PersonID, Host: s.Host, Verdict: OK, StartedAt: s.Clock.Now()}
	fresh.AliveAt = fresh.StartedAt
	checks, err := s.running(ctx, a, fresh.ID, p)
	if err != nil {
		return Test{}, err
	}
	fresh.Outcomes = waiting(checks)
	id, repeated, err := s.insert(ctx, a, fresh, p.Key)
	if err != nil {
		return Test{}, err
	}
	if !repeated {
		s.done.Go(func() { s.run(fresh.ID, checks) })
	}
	return s.Get(ctx, a, id)
}

func (s *Service) insert(ctx context.Context, a actor.Actor, fresh row, key idempotency.Key) (id actor.SelfTestID, repeated bool, err error) {
	err = s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		id, repeated, err = idempotency.Once(ctx, tx, a, key, fresh.StartedAt, func() (actor.SelfTestID, error) {
			if err := noneRuns(ctx, tx, fresh.StartedAt); err != nil {
				return "", err
			}
			if err := fresh.insert(ctx, tx); err != nil {
				return "", err
			}
			return fresh.ID, audit.Record(ctx, tx, a, fresh.StartedAt, audit.What{Act: audit.SelfTestRun, ID: string(fresh.ID), Name: fresh.Host})
		})
		return err
	})
	return id, repeated, err
}

// run does the checks and keeps how far they are.
func (s *Service) run(id actor.SelfTestID, checks []Check) {
	ctx, end := context.WithCancel(s.stopped)
	var alive sync.WaitGroup
	alive.Go(func() { clock.Repeat(ctx, signEvery, func(ctx context.Context) { s.log(ctx, s.sign(ctx, id)) }) })
	outcomes, err := Run(ctx, checks, s.Logger, func(now []Outcome) error { return s.keep(ctx, id, now, time.Time{}) })
	if err == nil {
		err = s.keep(ctx, id, outcomes, s.Clock.Now())
	}
	s.log(ctx, err)
	end()
	alive.Wait()
}

func (s *Service) log(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		s.Logger.WarnContext(ctx, "a self-test could not be kept", slog.Any("error", err))
	}
}

// Get returns a self-test, to owners. Errors: ErrNotFound.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.SelfTestID) (Test, error) {
	found, err := s.find(ctx, a, id)
	if err != nil {
		return Test{}, err
	}
	return found.test(s.Clock.Now()), nil
}

// List returns the newest self-tests, newest first, to owners.
func (s *Service) List(ctx context.Context, a actor.Actor, most int64) ([]Test, error) {
	if !a.SeesAll() {
		return nil, nil
	}
	var rows []row
	err := s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return selected(tx, &rows).Order("self_test.started_at DESC", "self_test.id DESC").Limit(most).Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list self-tests: %w", err)
	}
	tests := make([]Test, len(rows))
	for i, r := range rows {
		tests[i] = r.test(s.Clock.Now())
	}
	return tests, nil
}
