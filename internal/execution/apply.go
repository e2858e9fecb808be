package execution

import (
	"context"
	"time"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/result"
)

// overdue reports a run that has outlived every limit.
func (s *Service) overdue(run open) bool {
	limit := time.Duration(run.Execution.TimeoutSeconds)*time.Second + s.config.Overrun
	return s.clock.Now().After(run.Attempt.SentAt.Add(limit))
}

// apply brings an execution in line with what Amazon says about its run; known
// is false when Amazon does not name it any more.
func (s *Service) apply(ctx context.Context, l lease, run open, status amc.Execution, known bool) error {
	if !s.news(run, status, known) {
		return nil
	}
	return s.change(ctx, system("poll"), run.Execution.ID, &l, func(ctx context.Context, x *edit) error {
		attempt, err := x.current(ctx)
		if err != nil {
			return err
		}
		if !x.e.State.atAmazon() || attempt.ID != run.Attempt.ID {
			return nil // it moved on while Amazon was asked
		}
		if err := x.learn(ctx, attempt, status, known); err != nil {
			return err
		}
		return x.saveAttempt(ctx, attempt)
	})
}

// news reports whether there is anything to write: most turns find nothing.
func (s *Service) news(run open, status amc.Execution, known bool) bool {
	return !known || status.Status.IsFinal() || s.overdue(run) || !run.Execution.Problem.IsZero() || run.Attempt.MissingSince != nil ||
		run.Attempt.Status != string(status.Status) ||
		run.Execution.State == Pending && isRunning(status.Status)
}

func isRunning(status amc.ExecutionStatus) bool {
	return status == amc.ExecutionRunning || status == amc.ExecutionPublishing
}

func (x *edit) learn(ctx context.Context, attempt *Attempt, run amc.Execution, known bool) error {
	switch {
	case known && run.Status.IsFinal():
		attempt.Status, attempt.FinishedAt, attempt.MissingSince = string(run.Status), &x.now, nil
		return x.ended(ctx, attempt, run)
	case x.s.overdue(open{x.e, attempt}):
		attempt.FinishedAt = &x.now
		return x.giveUp("amazon.stuck", "The run stayed open far beyond its time limit and was given up.")
	case !known && attempt.MissingSince == nil:
		attempt.MissingSince = &x.now
		return nil
	case !known && x.now.Sub(*attempt.MissingSince) > x.s.config.Missing:
		attempt.FinishedAt = &x.now
		return x.giveUp("amazon.vanished", "Amazon no longer knows the run.")
	case !known:
		return nil
	}
	attempt.Status, attempt.MissingSince = string(run.Status), nil
	if !x.e.Problem.IsZero() {
		x.e.Problem = Problem{}
		x.note("Amazon answers again.")
	}
	if x.e.State == Pending && isRunning(run.Status) {
		x.e.RunningAt = &x.now
		return x.become(Running, "Amazon computes the rows.")
	}
	if !run.Status.IsKnown() {
		x.note("Amazon reports the status " + clip(string(run.Status)) + ", which is new to us. Waiting for the end of the run.")
	}
	return nil // a status that goes backwards changes nothing
}

// ended follows a run that is over.
func (x *edit) ended(ctx context.Context, attempt *Attempt, run amc.Execution) error {
	if err := x.freeSlot(ctx); err != nil {
		return err
	}
	x.e.AmazonFinishedAt = &x.now
	switch run.Status {
	case amc.ExecutionSucceeded:
		x.well()
		x.e.OutputColumns = declaredColumns(run)
		x.dueIn(0)
		message := "Amazon has finished. The rows are being collected."
		if x.e.CancelRequestedAt != nil {
			message = "Amazon had finished before it could be stopped. The rows are being collected."
		}
		return x.become(Collecting, message)
	case amc.ExecutionCancelled:
		if x.e.CancelRequestedAt != nil {
			return x.become(Cancelled, "Amazon stopped the run as asked.")
		}
		return x.become(Cancelled, "The run was cancelled at Amazon, not by RecomAMP.")
	default:
		p := runProblem(run)
		attempt.Problem = p
		if x.e.CancelRequestedAt != nil {
			x.e.Problem = p
			return x.become(Cancelled, "The run failed before it could be stopped: "+p.Message)
		}
		return x.setback(ctx, p, Submitting)
	}
}

// giveUp fails an execution whose run cannot be followed any more.
func (x *edit) giveUp(code, message string) error {
	x.e.Problem = Problem{Class: Unknown, Code: code, Message: message, Next: "Run it again. If it happens again, give Amazon's support the run's id."}
	return x.become(Failed, message)
}

func declaredColumns(run amc.Execution) []result.Declared {
	columns := make([]result.Declared, len(run.OutputColumns))
	for i, c := range run.OutputColumns {
		kind := c.DataType.String()
		if c.DataType.Array {
			kind = "ARRAY"
		}
		columns[i] = result.Declared{Name: c.Name, Type: kind, Role: string(c.ColumnType)}
	}
	return columns
}
