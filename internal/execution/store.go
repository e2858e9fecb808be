package execution

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// errFinal says that the execution has ended and nothing may change it.
var errFinal = errors.New("the execution has ended")

// edit is one change of an execution, inside its transaction.
type edit struct {
	s   *Service
	tx  bun.Tx
	by  actor.Actor
	now time.Time

	e *Execution
	// held is the work as it was when its lease was checked; nil without a lease.
	held *work
	was  Class // of its problem, before
	// due is when the execution is worked on next; nil until it is woken.
	due      *time.Time
	failures int
	parked   bool // only a slot is missing
	keep     bool // the lease goes on: there is more to do at once
	quiet    bool // the row changed in a way that is not worth an event
	messages []string
}

// become moves the execution on. The message is for people: one sentence.
func (x *edit) become(next State, message string) error {
	if !x.e.State.canBecome(next) {
		return fmt.Errorf("execution %s: %s cannot become %s", x.e.ID, x.e.State, next)
	}
	x.e.State = next
	x.e.RetryAt, x.e.Resume = nil, ""
	if next.IsFinal() {
		x.e.FinishedAt = &x.now
	}
	x.note(message)
	return nil
}

// note records something worth telling that leaves the state as it is.
func (x *edit) note(message string) { x.messages = append(x.messages, message) }

// dueIn makes the execution due after d.
func (x *edit) dueIn(d time.Duration) {
	at := x.now.Add(d)
	x.due = &at
}

// change runs fn on a locked execution and stores what fn did, with its event
// rows, in one transaction. With a lease it is errLeaseLost when the lease is
// no longer ours; without one, whoever works on the execution meets the change
// at its own next one. A final execution is errFinal.
func (s *Service) change(ctx context.Context, by actor.Actor, id actor.ExecutionID, l *lease, fn func(ctx context.Context, x *edit) error) error {
	return s.db.Write(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		// Locks are taken in this order everywhere: execution, then work.
		e := new(Execution)
		err := database.LockRows(tx.NewSelect().Model(e).Where("id = ?", id)).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("read execution %s: %w", id, err)
		}
		var held *work
		if l != nil {
			if held, err = hold(ctx, tx, *l); err != nil {
				return err
			}
		}
		if e.State.IsFinal() {
			return errFinal
		}
		if err := database.SeeAll(ctx, tx); err != nil { // whose turn is next is told by all of the account
			return err
		}
		x := &edit{s: s, tx: tx, by: by, now: s.clock.Now(), e: e, held: held, was: e.Problem.Class}
		if err := fn(ctx, x); err != nil {
			return err
		}
		if err := x.save(ctx); err != nil {
			return err
		}
		if err := x.settleCost(ctx); err != nil {
			return err
		}
		if err := x.tell(ctx); err != nil {
			return err
		}
		if s.ended != nil && x.e.State.IsFinal() {
			if err := s.ended(ctx, tx, x.e); err != nil {
				return fmt.Errorf("tell of the end of execution %s: %w", x.e.ID, err)
			}
		}
		return x.schedule(ctx)
	})
}

// tell lets the occurrence of an execution know that something came of it.
func (x *edit) tell(ctx context.Context) error {
	disconnected := x.e.Problem.Class == NeedsReconnect && x.was != NeedsReconnect
	if x.s.told == nil || x.e.OccurrenceID == "" || !x.e.State.IsFinal() && !disconnected {
		return nil
	}
	if err := x.s.told(ctx, x.tx, x.e.OccurrenceID); err != nil {
		return fmt.Errorf("tell the occurrence of execution %s: %w", x.e.ID, err)
	}
	return nil
}

// save stores the row and one event row per message.
func (x *edit) save(ctx context.Context) error {
	if len(x.messages) == 0 && !x.quiet {
		return nil
	}
	for _, message := range x.messages {
		x.e.Revision++
		row := &Event{
			ExecutionID: x.e.ID, Number: x.e.Revision, InstanceID: x.e.InstanceID,
			At: x.now, State: x.e.State, Message: message, Actor: x.by.Setting(),
		}
		if _, err := x.tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return fmt.Errorf("record event of %s: %w", x.e.ID, err)
		}
	}
	if _, err := x.tx.NewUpdate().Model(x.e).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("save execution %s: %w", x.e.ID, err)
	}
	x.s.events.Record(ctx, x.by, event.Change{Kind: event.ExecutionChanged, SubjectID: string(x.e.ID), InstanceID: x.e.InstanceID})
	return nil
}

// schedule says when the execution is worked on next.
func (x *edit) schedule(ctx context.Context) error {
	database.AfterCommit(ctx, x.s.poke)
	if x.e.State.IsFinal() {
		if err := x.leavePlace(ctx); err != nil {
			return err
		}
		_, err := x.tx.NewDelete().Model((*work)(nil)).Where("kind = ? AND id = ?", stepDuty, x.e.ID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end work on %s: %w", x.e.ID, err)
		}
		return nil
	}
	switch {
	case x.keep:
		return nil
	case x.held != nil && x.held.Duty == stepDuty:
		return giveBack(ctx, x.tx, x.held, x.due, x.failures, x.parked)
	case x.due != nil: // from the poller, or from outside
		return wakeAt(ctx, x.tx, stepDuty, string(x.e.ID), x.e.InstanceID, *x.due)
	}
	return nil
}

// pollIn has somebody ask Amazon about the instance's runs after d.
func (x *edit) pollIn(ctx context.Context, d time.Duration) error {
	return wakeAt(ctx, x.tx, pollDuty, string(x.e.InstanceID), x.e.InstanceID, x.now.Add(d))
}

// current reads the newest attempt.
func (x *edit) current(ctx context.Context) (*Attempt, error) {
	return currentAttempt(ctx, x.tx, x.e)
}

func currentAttempt(ctx context.Context, tx bun.Tx, e *Execution) (*Attempt, error) {
	found := new(Attempt)
	err := tx.NewSelect().Model(found).Where("execution_id = ? AND number = ?", e.ID, e.Attempt).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read attempt %d of %s: %w", e.Attempt, e.ID, err)
	}
	return found, nil
}

func (x *edit) saveAttempt(ctx context.Context, a *Attempt) error {
	if _, err := x.tx.NewUpdate().Model(a).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("save attempt %s: %w", a.ID, err)
	}
	return nil
}

// load reads an execution with its newest attempt, which is nil before there is one.
func (s *Service) load(ctx context.Context, by actor.Actor, id actor.ExecutionID) (*Execution, *Attempt, error) {
	e, attempt := new(Execution), (*Attempt)(nil)
	err := s.db.Read(ctx, by, func(ctx context.Context, tx bun.Tx) error {
		err := withText(tx.NewSelect().Model(e)).Where("id = ?", id).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err == nil && e.Attempt > 0 {
			attempt, err = currentAttempt(ctx, tx, e)
		}
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("load execution %s: %w", id, err)
	}
	return e, attempt, nil
}
