package execution

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// open is an execution at Amazon with its attempt.
type open struct {
	Execution *Execution
	Attempt   *Attempt
}

// poll is one turn: it asks about all open runs of an instance by one list and
// plans the next turn. Nobody holds the work in between, so that a process that
// dies seldom takes a turn with it.
func (s *Service) poll(ctx context.Context, l lease, instance actor.InstanceID) error {
	problem, err := s.follow(ctx, l, instance)
	if err != nil {
		return err
	}
	return s.endTurn(ctx, l, instance, problem)
}

// follow brings the open runs in line with Amazon. A call that failed is the Problem.
func (s *Service) follow(ctx context.Context, l lease, instance actor.InstanceID) (Problem, error) {
	runs, count, err := s.openRuns(ctx, instance)
	if err != nil || len(runs) == 0 && !count.due {
		return Problem{}, err
	}
	amazon, err := s.instances.Amazon(ctx, instance)
	if err == nil {
		var found map[string]amc.Execution
		if found, err = s.ask(ctx, amazon, runs, count); err == nil {
			if err := s.applyAll(ctx, l, amazon, runs, found, count.begun); err != nil {
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

// isOpen narrows to the executions of an instance that Amazon has not finished.
// The last condition is what the index that leaves out all that went well says
// of itself: no turn walks an instance's past.
func isOpen(query *bun.SelectQuery, instance actor.InstanceID) *bun.SelectQuery {
	return query.Where("instance_id = ? AND state IN (?, ?) AND state <> 'succeeded'", instance, Pending, Running)
}

// openRuns reads the executions of an instance that Amazon has not finished, and
// whether a census is due.
func (s *Service) openRuns(ctx context.Context, instance actor.InstanceID) (runs []open, count *census, err error) {
	err = s.db.Read(ctx, system("poll").On(instance), func(ctx context.Context, tx bun.Tx) (err error) {
		runs = nil
		if count, err = s.beginCensus(ctx, tx, instance); err != nil {
			return err
		}
		var found []*Execution
		if err := isOpen(tx.NewSelect().Model(&found), instance).Scan(ctx); err != nil {
			return err
		}
		if len(found) == 0 {
			return nil
		}
		ids := make([]actor.ExecutionID, len(found))
		for i, e := range found {
			ids[i] = e.ID
		}
		var attempts []*Attempt
		if err := tx.NewSelect().Model(&attempts).Where("execution_id IN (?)", bun.List(ids)).Order("number").Scan(ctx); err != nil {
			return err
		}
		newest := make(map[actor.ExecutionID]*Attempt, len(found))
		for _, a := range attempts {
			newest[a.ExecutionID] = a
		}
		for _, e := range found {
			runs = append(runs, open{e, newest[e.ID]})
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read open runs of %s: %w", instance, err)
	}
	return runs, count, nil
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
	for _, run := range runs { // the list may skip one; the run itself is the last word
		id := run.Attempt.AmazonID
		if !missing[id] || s.mayLag(run, count.begun) {
			continue
		}
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

// mayLag reports whether a run is so young that Amazon's list need not show it
// yet, and to ask about it alone would cost a call to hear the same. It shows in
// one of the next lists.
func (s *Service) mayLag(run open, asked time.Time) bool {
	return asked.Sub(orElse(run.Execution.SubmittedAt, asked)) < s.config.Visibility
}

// applyAll brings the runs in line with what was found about them at a time.
func (s *Service) applyAll(ctx context.Context, l lease, amazon Amazon, runs []open, found map[string]amc.Execution, asked time.Time) error {
	for _, run := range runs {
		status, known := found[run.Attempt.AmazonID]
		if !known && s.mayLag(run, asked) {
			continue
		}
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

// endTurn plans the next turn and gives the lease back. Whether runs are open
// is read under the lock of the poll row, which a run that becomes open must
// take as well: none is forgotten.
func (s *Service) endTurn(ctx context.Context, l lease, instance actor.InstanceID, p Problem) error {
	return s.db.Write(ctx, system("poll"), func(ctx context.Context, tx bun.Tx) error {
		database.AfterCommit(ctx, s.poke)
		held, err := hold(ctx, tx, l)
		if err != nil {
			return err
		}
		var runs []Execution
		err = isOpen(tx.NewSelect().Model(&runs).Column("submitted_at", "usual_ms"), instance).Scan(ctx)
		if err != nil {
			return fmt.Errorf("find open runs of %s: %w", instance, err)
		}
		now := s.clock.Now()
		pause, failures := s.nextList(runs, now), 0
		if len(runs) == 0 {
			crowded, err := s.isCrowded(ctx, tx, instance)
			if err != nil || !crowded {
				return errors.Join(err, giveBack(ctx, tx, held, nil, 0, false))
			}
			pause = censusEvery
		}
		if !p.IsZero() {
			failures = held.Failures + 1
			pause = s.config.pause(failures, p)
		}
		at := now.Add(pause)
		return giveBack(ctx, tx, held, &at, failures, false)
	})
}
