package execution

import (
	"context"
	"errors"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
)

// Cancel asks for an execution to stop. Where no run is open at Amazon it is
// cancelled at once; else Amazon is asked, and the outcome is what Amazon
// says: a run that finishes first succeeds. Asking twice is the same as once;
// an execution that has ended is ErrEnded. Errors: ErrNotFound, ErrEnded,
// access.ErrForbidden.
func (s *Service) Cancel(ctx context.Context, a actor.Actor, id actor.ExecutionID) (*Detail, error) {
	found, err := s.Get(ctx, a, id)
	if err != nil {
		return nil, err
	}
	if err := access.Need(a, cancelRight(a, &found.Execution), found.InstanceID, ""); err != nil {
		return nil, err
	}
	err = s.change(ctx, a, id, nil, func(ctx context.Context, x *edit) error {
		x.dueIn(0)
		if x.e.CancelRequestedAt != nil {
			return nil
		}
		x.e.CancelRequestedAt = &x.now
		if err := x.recordCancel(ctx); err != nil {
			return err
		}
		none, err := x.noRun(ctx)
		switch {
		case err != nil:
			return err
		case x.e.State == Collecting || x.e.State == Waiting && x.e.Resume == Collecting:
			return x.become(Cancelled, "Cancelled while the rows were collected. Amazon had finished the run.")
		case none:
			return x.become(Cancelled, "Cancelled before a run was started.")
		default:
			x.note("Stopping was asked for.")
			return nil
		}
	})
	if errors.Is(err, errFinal) {
		return nil, ErrEnded
	}
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, a, id)
}

// cancelRight is what it takes to stop an execution: less for one's own.
func cancelRight(a actor.Actor, e *Execution) actor.Right {
	if a.PersonID != "" && e.CreatedBy == a.PersonID {
		return actor.Run
	}
	return actor.CancelOthers
}

// noRun reports that no run of the execution can be open at Amazon.
func (x *edit) noRun(ctx context.Context) (bool, error) {
	if x.e.Attempt == 0 {
		return true, nil
	}
	if x.e.State != Waiting {
		return false, nil
	}
	attempt, err := x.current(ctx)
	return err == nil && attempt.Outcome != Unsure, err
}

// stop asks Amazon to end the run. The poller sees what becomes of it.
func (s *Service) stop(ctx context.Context, l lease, e *Execution, attempt *Attempt) error {
	amazon, err := s.instances.Amazon(ctx, e.InstanceID)
	if err == nil {
		err = amazon.CancelExecution(ctx, attempt.AmazonID)
	}
	return s.change(ctx, system("cancel"), e.ID, &l, func(ctx context.Context, x *edit) error {
		if err == nil {
			x.note("Amazon was asked to stop the run.")
			return x.pollIn(ctx, 0)
		}
		x.e.Tries++
		x.quiet = true
		if failure, ok := errors.AsType[*amc.Error](err); ok && failure.Status >= 400 && failure.Status < 500 && !failure.Transient() && !failure.Unauthorized() {
			// Most likely it has just finished, and its status tells. If it has not,
			// it does not show yet: Amazon is asked once more when it must.
			x.dueIn(max(s.config.Visibility, s.config.pause(x.e.Tries, Problem{Class: Transient})))
			return x.pollIn(ctx, 0)
		}
		p := problemOf(err)
		if x.e.Problem.Code != p.Code {
			x.e.Problem = p
			x.note("Amazon could not be asked to stop the run: " + p.Message)
		}
		x.dueIn(s.config.pause(x.e.Tries, p))
		return nil
	})
}
