package execution

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
)

const (
	// stayFor and stayWait say when a poller waits in place for its next turn
	// instead of giving its work back: while runs are young and turns are close.
	stayFor  = 30 * time.Second
	stayWait = time.Second
)

// open is an execution at Amazon with its attempt.
type open struct {
	Execution *Execution
	Attempt   *Attempt
}

// poll asks about all open runs of an instance by one list, for as long as
// turns are close.
func (s *Service) poll(ctx context.Context, l lease, instance actor.InstanceID) error {
	for began := s.clock.Now(); ; {
		problem, err := s.pollOnce(ctx, l, instance)
		if err != nil {
			return err
		}
		stay := problem.IsZero() && s.clock.Now().Sub(began) < stayFor
		wait, err := s.endTurn(ctx, l, instance, problem, stay)
		if err != nil || wait == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(wait):
		}
	}
}

// pollOnce is one turn. A call that failed is the Problem.
func (s *Service) pollOnce(ctx context.Context, l lease, instance actor.InstanceID) (Problem, error) {
	runs, err := s.openRuns(ctx, instance)
	if err != nil {
		return Problem{}, err
	}
	count, err := s.beginCensus(ctx, instance)
	if err != nil || len(runs) == 0 && !count.due {
		return Problem{}, err
	}
	amazon, err := s.instances.Amazon(ctx, instance)
	if err == nil {
		var found map[string]amc.Execution
		if found, err = s.ask(ctx, amazon, runs, count); err == nil {
			if err := s.applyAll(ctx, l, amazon, runs, found); err != nil {
				return Problem{}, err
			}
			return Problem{}, s.endCensus(ctx, l, instance, count)
		}
	}
	if ctx.Err() != nil {
		return Problem{}, context.Cause(ctx)
	}
	p := problemOf(err)
	return p, s.applyProblem(ctx, l, runs, p)
}

// openRuns reads the executions of an instance that Amazon has not finished.
func (s *Service) openRuns(ctx context.Context, instance actor.InstanceID) (runs []open, err error) {
	err = s.db.Read(ctx, system("poll"), func(ctx context.Context, tx bun.Tx) error {
		var found []*Execution
		err := tx.NewSelect().Model(&found).
			Where("instance_id = ?", instance).Where("state IN (?, ?)", Pending, Running).Scan(ctx)
		if err != nil {
			return err
		}
		for _, e := range found {
			attempt, err := currentAttempt(ctx, tx, e)
			if err != nil {
				return err
			}
			runs = append(runs, open{e, attempt})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read open runs of %s: %w", instance, err)
	}
	return runs, nil
}

// ask lists what Amazon knows about the runs, by their ids, and takes the
// census on the way.
func (s *Service) ask(ctx context.Context, amazon Amazon, runs []open, count *census) (map[string]amc.Execution, error) {
	oldest := count.begun
	if count.due {
		oldest = oldest.Add(-censusBack)
	}
	missing := map[string]bool{}
	for _, run := range runs {
		missing[run.Attempt.AmazonID] = true
		if run.Attempt.SentAt.Before(oldest) {
			oldest = run.Attempt.SentAt
		}
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.AskWithin)
	defer cancel()
	found := map[string]amc.Execution{}
	for run, err := range amazon.ListExecutions(ctx, amc.ListExecutionsParams{CreatedFrom: oldest.Add(-s.config.ClockSkew)}) {
		if err != nil {
			return nil, err
		}
		if missing[run.ID] {
			found[run.ID] = run
			delete(missing, run.ID)
		}
		count.count(run)
		if len(missing) == 0 && count.done() {
			break
		}
	}
	for id := range missing { // the list may lag or skip; the run itself is the last word
		run, err := amazon.GetExecution(ctx, id)
		if failure, ok := errors.AsType[*amc.Error](err); ok && failure.NotFound() {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[id] = run
	}
	return found, nil
}

func (s *Service) applyAll(ctx context.Context, l lease, amazon Amazon, runs []open, found map[string]amc.Execution) error {
	for _, run := range runs {
		status, known := found[run.Attempt.AmazonID]
		if s.overdue(run) {
			// Best effort: the run is given up either way.
			_ = amazon.CancelExecution(ctx, run.Attempt.AmazonID)
		}
		if err := s.apply(ctx, l, run, status, known); err != nil && !errors.Is(err, errFinal) {
			return err
		}
	}
	return nil
}

// applyProblem shows on every open run that Amazon could not be asked.
func (s *Service) applyProblem(ctx context.Context, l lease, runs []open, p Problem) error {
	for _, run := range runs {
		if run.Execution.Problem.Code == p.Code {
			continue
		}
		err := s.change(ctx, system("poll"), run.Execution.ID, &l, func(_ context.Context, x *edit) error {
			if x.e.State.atAmazon() {
				x.e.Problem = p
				x.note("Amazon could not be asked about the run: " + p.Message)
			}
			return nil
		})
		if err != nil && !errors.Is(err, errFinal) {
			return err
		}
	}
	return nil
}

// endTurn plans the next turn. It gives the lease back, or answers how long
// to wait in place. Whether runs are open is read under the lock of the poll
// row, which a run that becomes open must take as well: none is forgotten.
func (s *Service) endTurn(ctx context.Context, l lease, instance actor.InstanceID, p Problem, stay bool) (wait time.Duration, err error) {
	err = s.db.Write(ctx, system("poll"), func(ctx context.Context, tx bun.Tx) error {
		wait = 0
		held, err := hold(ctx, tx, l)
		if err != nil {
			return err
		}
		var runs []Execution
		err = tx.NewSelect().Model(&runs).Column("submitted_at", "usual_ms").
			Where("instance_id = ?", instance).Where("state IN (?, ?)", Pending, Running).Scan(ctx)
		if err != nil {
			return fmt.Errorf("find open runs of %s: %w", instance, err)
		}
		now := s.clock.Now()
		pause, failures := s.nextList(runs, now), 0
		if len(runs) == 0 {
			crowded, err := s.isCrowded(ctx, tx, instance)
			if err != nil || !crowded {
				return errors.Join(err, giveBack(ctx, tx, l, nil, 0, false))
			}
			pause = censusEvery
		}
		if !p.IsZero() {
			failures = held.Failures + 1
			pause = s.config.pause(failures, p)
		}
		if stay && pause <= stayWait {
			wait = pause
			return nil
		}
		at := now.Add(pause)
		return giveBack(ctx, tx, l, &at, failures, false)
	})
	if err == nil && wait == 0 {
		s.poke()
	}
	return wait, err
}
