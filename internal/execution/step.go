package execution

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// work does what a lease is for, renewing it meanwhile. What went wrong is
// logged here, once; the work comes back by itself.
func (s *Service) work(ctx context.Context, l lease) {
	s.sign.working.Add(1)
	defer s.sign.working.Add(-1)
	var err error
	if l.Duty == stepDuty {
		if !s.crew.begin(l) {
			s.handBack(context.WithoutCancel(ctx), l)
			return
		}
		defer func() {
			if s.crew.end() {
				s.poke() // there is work that was left
			}
		}()
	}
	if !s.isFresh(l) {
		if l, err = s.takeUp(ctx, l); err != nil {
			return // somebody else's by now, or found again when the lease runs out
		}
	}
	held, release := s.keep(ctx, l)
	if l.Duty == pollDuty {
		err = s.poll(held, l, actor.InstanceID(l.ID))
	} else {
		err = s.step(held, l, actor.ExecutionID(l.ID))
	}
	release()
	if err == nil || errors.Is(err, errLeaseLost) || errors.Is(err, errFinal) {
		return
	}
	if errors.Is(err, database.ErrFull) {
		s.noteWrite(ctx, err)
		return // not even giving back can be written; the lease runs out
	}
	if ctx.Err() == nil {
		s.logger.ErrorContext(ctx, "execution work failed", slog.String("duty", string(l.Duty)), slog.String("id", l.ID), slog.Any("error", err))
	}
	if err := s.postpone(context.WithoutCancel(ctx), l); err != nil && !errors.Is(err, errLeaseLost) {
		s.logger.WarnContext(ctx, "execution work could not be given back", slog.String("id", l.ID), slog.Any("error", err))
	}
}

// handBack lets others begin at once what a process that stops has not begun.
func (s *Service) handBack(ctx context.Context, l lease) {
	err := s.db.Write(ctx, waker, func(ctx context.Context, tx bun.Tx) error {
		held, err := hold(ctx, tx, l)
		if err != nil {
			return err
		}
		return giveBack(ctx, tx, held, held.DueAt, held.Failures, false)
	})
	if err != nil && !errors.Is(err, errLeaseLost) {
		s.logger.DebugContext(ctx, "work could not be handed back", slog.String("id", l.ID), slog.Any("error", err)) // its lease runs out
	}
}

// postpone gives work back that failed for a reason of ours, or that a stop cut short.
func (s *Service) postpone(ctx context.Context, l lease) error {
	return s.db.Write(ctx, system(string(l.Duty)), func(ctx context.Context, tx bun.Tx) error {
		held, err := hold(ctx, tx, l)
		if err != nil {
			return err
		}
		at := s.clock.Now().Add(s.config.Policies[Transient].wait(held.Failures+1, 0))
		return giveBack(ctx, tx, held, &at, held.Failures+1, false)
	})
}

// step brings one execution as far as it goes now.
func (s *Service) step(ctx context.Context, l lease, id actor.ExecutionID) error {
	e, attempt, err := s.load(ctx, system("step").On(l.Instance), id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	unsettled := attempt != nil && attempt.Outcome == Unsure
	switch {
	case e.State == Queued, e.State == Waiting && e.Resume == Submitting && !unsettled:
		return s.submit(ctx, l, e)
	case e.State == Submitting, e.State == Waiting && e.Resume == Submitting:
		return s.settle(ctx, l, e, attempt)
	case e.State.atAmazon() && e.CancelRequestedAt != nil:
		return s.stop(ctx, l, e, attempt)
	case e.State == Collecting, e.State == Waiting && e.Resume == Collecting:
		return s.collect(ctx, l, e, attempt)
	case e.State.atAmazon():
		// Nothing but asking brings it on. Make sure that somebody asks.
		return s.change(ctx, system("step"), id, &l, func(ctx context.Context, x *edit) error {
			return x.pollIn(ctx, 0)
		})
	case e.State.IsFinal():
		return s.change(ctx, system("step"), id, &l, func(context.Context, *edit) error { return nil })
	default:
		return fmt.Errorf("execution %s: nothing is known to do in state %s, to go on with %q", id, e.State, e.Resume)
	}
}

// setback ends a try that went wrong: the execution waits and goes on with
// resume, or fails when trying again is of no use. The run at Amazon, if any,
// must be known to have ended unless the attempt is unsure.
func (x *edit) setback(ctx context.Context, p Problem, resume State) error {
	same := x.e.Problem.Code == p.Code
	x.e.Problem = p
	if x.e.CancelRequestedAt != nil && resume == Submitting {
		if attempt, err := x.current(ctx); err == nil && attempt.Outcome != Unsure {
			return x.become(Cancelled, "Cancelled before a run was started.")
		}
	}
	policy := x.s.config.Policies[p.Class]
	if !x.spend(p.Class) {
		if policy.Tries > 0 {
			x.e.Problem.Next = fmt.Sprintf("We gave up after %d tries. Run it again once the cause is gone.", policy.Tries)
		}
		return x.become(Failed, p.Message)
	}
	if err := x.stopWaiting(ctx); err != nil {
		return err
	}
	at, err := x.inTurn(ctx, x.now.Add(policy.wait(x.e.Spent[p.Class], p.retryAfter)))
	if err != nil {
		return err
	}
	if x.e.State == Waiting && same {
		x.quiet = true // it may last for days: once is enough
	} else if x.e.State == Waiting {
		x.note(p.Message)
	} else if err := x.become(Waiting, p.Message); err != nil {
		return err
	}
	x.e.Resume, x.e.RetryAt, x.due = resume, &at, &at
	return nil
}
