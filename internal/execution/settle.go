package execution

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
)

// settle finds out whether an attempt whose answer is missing started a run.
// It is adopted as soon as Amazon's list shows its mark. That there is none
// is concluded only from a list asked for after the latest instant at which a
// run could have become visible.
func (s *Service) settle(ctx context.Context, l lease, e *Execution, attempt *Attempt) error {
	asked := s.clock.Now()
	run, err := s.search(ctx, e.InstanceID, attempt)
	switch {
	case err == nil:
		return s.accepted(ctx, l, e.ID, run, true)
	case !errors.Is(err, errNoRun):
		return s.change(ctx, system("settle"), e.ID, &l, func(ctx context.Context, x *edit) error {
			p := problemOf(err)
			if p.Class != NeedsReconnect {
				p.Class = Outage // whatever it is, the question stays open
			}
			return x.setback(ctx, p, Submitting)
		})
	case asked.Before(attempt.SettleAfter):
		return s.change(ctx, system("settle"), e.ID, &l, func(_ context.Context, x *edit) error {
			x.dueIn(min(lookAgain(x.now.Sub(attempt.SentAt)), max(attempt.SettleAfter.Sub(x.now), 0)))
			return nil
		})
	default:
		return s.absent(ctx, l, e.ID)
	}
}

// lookAgain is the wait before the next look for a run whose submission was sent
// so long ago. It grows with the time that has passed: a run that is there shows
// within seconds, and one that is not costs about ten lists, not one each second.
// It is drawn, so that executions whose answers were lost together look apart.
func lookAgain(since time.Duration) time.Duration {
	most := max(since/2, time.Second)
	return most - rand.N(most/4)
}

// absent records that the attempt never started a run. The next one may go.
func (s *Service) absent(ctx context.Context, l lease, id actor.ExecutionID) error {
	return s.change(ctx, system("settle"), id, &l, func(ctx context.Context, x *edit) error {
		p := Problem{
			Class: Transient, Code: "amazon.submission_lost",
			Message: "The submission never arrived at Amazon. It is sent again.", Next: goesOn,
		}
		if err := x.closeAttempt(ctx, Absent, p, ""); err != nil {
			return err
		}
		if err := x.freeSlot(ctx); err != nil {
			return err
		}
		return x.setback(ctx, p, Submitting)
	})
}

// errNoRun says that Amazon's list holds no run with the mark.
var errNoRun = errors.New("no run carries the mark")

// search looks for an attempt's run by its mark, cancelled ones included.
func (s *Service) search(ctx context.Context, instance actor.InstanceID, attempt *Attempt) (amc.Execution, error) {
	amazon, err := s.instances.Amazon(ctx, instance)
	if err != nil {
		return amc.Execution{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.AskWithin)
	defer cancel()
	runs := amazon.ListExecutions(ctx, amc.ListExecutionsParams{CreatedFrom: attempt.SentAt.Add(-s.config.ClockSkew)})
	for run, err := range runs {
		if err != nil {
			return amc.Execution{}, err
		}
		if markOf(run) == string(attempt.ID) {
			return run, nil
		}
	}
	return amc.Execution{}, errNoRun
}
