package execution

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
)

// submit writes an attempt down and sends it.
func (s *Service) submit(ctx context.Context, l lease, e *Execution) error {
	if e.State == Waiting {
		if err := s.knock(ctx, e); err != nil {
			return s.change(ctx, system("submit"), e.ID, &l, func(ctx context.Context, x *edit) error {
				return x.setback(ctx, problemOf(err), Submitting)
			})
		}
	}
	sql, err := s.sentSQL(ctx, e)
	if err != nil {
		return err
	}
	attempt, err := s.intend(ctx, l, e.ID)
	if err != nil {
		return err
	}
	if attempt == nil {
		return s.awaitCensus(ctx, e.ID)
	}
	amazon, err := s.instances.Amazon(ctx, e.InstanceID)
	if err != nil {
		return s.refused(ctx, l, e.ID, problemOf(err), "")
	}
	request, err := e.request(attempt, sql)
	if err != nil {
		return err
	}
	// Past this instant nothing may leave: others may have concluded that
	// nothing did. SendGuard holds it to the last moment.
	sending, cancel := context.WithDeadline(WithSendBy(ctx, attempt.SentAt.Add(s.config.SendWithin)), attempt.SentAt.Add(s.config.AnswerWithin))
	defer cancel()
	run, err := amazon.CreateExecution(sending, request)
	if err == nil {
		return s.accepted(ctx, l, e.ID, run, false)
	}
	failure, answered := errors.AsType[*amc.Error](err)
	if answered && failure.Unsure() {
		return s.unsure(ctx, l, e.ID, failure)
	}
	return s.refused(ctx, l, e.ID, problemOf(err), requestIDOf(failure))
}

// knock finds out whether Amazon is there again, and lets us in, before an
// execution that waits for it writes one more attempt down.
func (s *Service) knock(ctx context.Context, e *Execution) error {
	amazon, err := s.instances.Amazon(ctx, e.InstanceID)
	if err != nil || e.Problem.Code != codeUnreachable && e.Problem.Class != NeedsReconnect {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.AskWithin)
	defer cancel()
	for _, err := range amazon.ListExecutions(ctx, amc.ListExecutionsParams{CreatedFrom: s.clock.Now()}) {
		return err
	}
	return nil
}

// intend takes a slot and makes the next attempt durable. Without a free slot
// the attempt is nil and the execution stays where it is.
func (s *Service) intend(ctx context.Context, l lease, id actor.ExecutionID) (attempt *Attempt, err error) {
	err = s.change(ctx, system("submit"), id, &l, func(ctx context.Context, x *edit) error {
		attempt = nil
		if x.e.CancelRequestedAt != nil {
			return x.become(Cancelled, "Cancelled before a run was started.")
		}
		switch may, err := x.mayRun(ctx); {
		case err != nil:
			return err
		case !may:
			return x.setback(ctx, lostAccess, Submitting)
		}
		free, err := x.claimSlot(ctx)
		if err != nil {
			return err
		}
		if !free {
			x.parked = true // whoever frees a slot wakes it
			return nil
		}
		x.e.Attempt++
		attempt = &Attempt{
			ID: actor.NewID[actor.AttemptID](), ExecutionID: x.e.ID, InstanceID: x.e.InstanceID,
			Number: x.e.Attempt, Outcome: Unsure, SentAt: x.now,
			SettleAfter: x.now.Add(s.config.SendWithin + s.config.Gateway + s.config.Visibility),
		}
		if _, err := x.tx.NewInsert().Model(attempt).Exec(ctx); err != nil {
			return fmt.Errorf("write down attempt %d of %s: %w", x.e.Attempt, x.e.ID, err)
		}
		x.keep = true
		return x.become(Submitting, fmt.Sprintf("Attempt %d is written down and goes to Amazon.", attempt.Number))
	})
	return attempt, err
}

// accepted records that Amazon has the run.
func (s *Service) accepted(ctx context.Context, l lease, id actor.ExecutionID, run amc.Execution, adopted bool) error {
	return s.change(ctx, system("submit"), id, &l, func(ctx context.Context, x *edit) error {
		attempt, err := x.current(ctx)
		if err != nil {
			return err
		}
		attempt.Outcome, attempt.Adopted, attempt.AmazonID = Accepted, adopted, run.ID
		attempt.Status, attempt.RequestID = string(run.Status), cmp.Or(run.RequestID, attempt.RequestID)
		if err := x.saveAttempt(ctx, attempt); err != nil {
			return err
		}
		message := "Amazon accepted the run."
		if adopted {
			message = "The answer was lost; the run was found at Amazon by its mark."
		}
		x.well()
		x.e.SubmittedAt = &x.now
		if x.e.UsualMS, err = usualMS(ctx, x.tx, x.e); err != nil {
			return err
		}
		if err := x.become(Pending, message); err != nil {
			return err
		}
		if x.e.CancelRequestedAt != nil {
			x.dueIn(0)
		}
		return x.pollIn(ctx, s.config.Pace.Least/2)
	})
}

// refused records that the attempt certainly started nothing.
func (s *Service) refused(ctx context.Context, l lease, id actor.ExecutionID, p Problem, requestID string) error {
	return s.change(ctx, system("submit"), id, &l, func(ctx context.Context, x *edit) error {
		if err := x.closeAttempt(ctx, Refused, p, requestID); err != nil {
			return err
		}
		if err := x.freeSlot(ctx); err != nil {
			return err
		}
		return x.setback(ctx, p, Submitting)
	})
}

// unsure records that nobody can tell whether the attempt started a run. It
// keeps its slot until that is settled.
func (s *Service) unsure(ctx context.Context, l lease, id actor.ExecutionID, failure *amc.Error) error {
	return s.change(ctx, system("submit"), id, &l, func(ctx context.Context, x *edit) error {
		attempt, err := x.current(ctx)
		if err != nil {
			return err
		}
		p := amazonProblem(failure)
		attempt.Problem, attempt.RequestID = p, failure.RequestID
		if failure.Status != 0 && !fromGateway(failure.Status) {
			// Amazon has finished with the request; only its list may lag.
			attempt.SettleAfter = x.now.Add(s.config.Visibility)
		}
		if err := x.saveAttempt(ctx, attempt); err != nil {
			return err
		}
		x.e.Problem = p
		x.note("The answer to the submission was lost. Looking for the run at Amazon before anything else.")
		x.dueIn(0)
		return nil
	})
}

// fromGateway reports whether an answer may be that of a gateway in front of
// Amazon's servers, which says nothing about what goes on behind it.
func fromGateway(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// closeAttempt ends the newest attempt without a run.
func (x *edit) closeAttempt(ctx context.Context, outcome Outcome, p Problem, requestID string) error {
	attempt, err := x.current(ctx)
	if err != nil {
		return err
	}
	attempt.Outcome, attempt.Problem, attempt.FinishedAt = outcome, p, &x.now
	attempt.RequestID = cmp.Or(requestID, attempt.RequestID)
	return x.saveAttempt(ctx, attempt)
}

func requestIDOf(e *amc.Error) string {
	if e == nil {
		return ""
	}
	return e.RequestID
}
