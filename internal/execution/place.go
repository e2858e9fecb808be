package execution

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Priority says which executions are given slots first.
type Priority string

// The priorities, first come the people who wait in front of a screen.
const (
	Interactive Priority = "interactive"
	Scheduled   Priority = "scheduled"
	Backfill    Priority = "backfill"
)

// Priorities lists all of them, first the first to be served.
func Priorities() []Priority { return []Priority{Interactive, Scheduled, Backfill} }

// rank orders priorities; the lowest is served first.
func (p Priority) rank() int {
	for i, known := range Priorities() {
		if p == known {
			return i
		}
	}
	return len(Priorities())
}

// place is where an execution that is not final stands: what it counts for when
// slots are given away, and the slot it holds. The unique key (instance, slot)
// makes a slot impossible to give away twice, whatever processes do or fail to do.
type place struct {
	bun.BaseModel `bun:"table:execution_place"`

	ExecutionID actor.ExecutionID `bun:"execution_id,pk"`
	InstanceID  actor.InstanceID  `bun:"instance_id"`
	Account     string            `bun:"account"`
	ClientID    actor.ClientID    `bun:"client_id"`
	PersonID    actor.PersonID    `bun:"person_id"`
	Priority    int               `bun:"priority"`
	Since       time.Time         `bun:"since"`
	// Waiting: it wants a slot right now.
	Waiting bool `bun:"waiting"`
	Slot    *int `bun:"slot"`
}

// newPlace is that of an execution that is about to be stored.
func newPlace(e *Execution, in Instance) *place {
	return &place{
		ExecutionID: e.ID, InstanceID: e.InstanceID, Account: in.Account, ClientID: in.ClientID, PersonID: e.CreatedBy,
		Priority: e.Priority.rank(), Since: e.CreatedAt, Waiting: true,
	}
}

func placeOf(ctx context.Context, tx bun.Tx, id actor.ExecutionID) (*place, error) {
	found := new(place)
	if err := tx.NewSelect().Model(found).Where("execution_id = ?", id).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read place of %s: %w", id, err)
	}
	return found, nil
}

// claimSlot takes a slot when one is free and it is the execution's turn, and
// reports whether it has one.
func (x *edit) claimSlot(ctx context.Context) (bool, error) {
	own, err := placeOf(ctx, x.tx, x.e.ID)
	if err != nil || own.Slot != nil {
		return err == nil, err
	}
	if err := lockAccount(ctx, x.tx, own.Account); err != nil {
		return false, err
	}
	if !own.Waiting {
		if err := x.setPlace(ctx, "waiting = TRUE"); err != nil {
			return false, err
		}
	}
	turn, err := x.s.whoseTurn(ctx, x.tx, own, false)
	if err != nil {
		return false, err
	}
	mine := false
	others := turn[:0]
	for _, p := range turn {
		if p.ExecutionID == own.ExecutionID {
			mine = true
			continue
		}
		others = append(others, p)
	}
	if !mine {
		return false, x.s.rouse(ctx, x.tx, others, x.now)
	}
	number, err := freeNumber(ctx, x.tx, own.InstanceID)
	if err != nil {
		return false, err
	}
	return true, x.setPlace(ctx, "waiting = FALSE, slot = ?", number)
}

// setPlace changes the place of the execution.
func (x *edit) setPlace(ctx context.Context, set string, args ...any) error {
	if _, err := x.tx.NewUpdate().Model((*place)(nil)).Set(set, args...).Where("execution_id = ?", x.e.ID).Exec(ctx); err != nil {
		return fmt.Errorf("change place of %s: %w", x.e.ID, err)
	}
	return nil
}

// freeNumber is the lowest number that no open run of the instance holds.
func freeNumber(ctx context.Context, tx bun.Tx, instance actor.InstanceID) (int, error) {
	var taken []int
	err := tx.NewSelect().Model((*place)(nil)).Column("slot").
		Where("instance_id = ? AND slot IS NOT NULL", instance).Order("slot").Scan(ctx, &taken)
	if err != nil {
		return 0, fmt.Errorf("read slots of %s: %w", instance, err)
	}
	number := 0
	for number < len(taken) && taken[number] == number {
		number++
	}
	return number, nil
}

// freeSlot gives the slot back, if held, or the wish for one, and wakes those
// whose turn it is.
func (x *edit) freeSlot(ctx context.Context) error {
	return x.yield(ctx, func() error { return x.setPlace(ctx, "slot = NULL, waiting = FALSE") })
}

// stopWaiting lets others go first until the execution wants a slot again. One
// that holds a slot keeps it.
func (x *edit) stopWaiting(ctx context.Context) error {
	own, err := placeOf(ctx, x.tx, x.e.ID)
	if err != nil || own.Slot != nil || !own.Waiting {
		return err
	}
	return x.freeSlot(ctx)
}

// leavePlace ends the standing of an execution that is final.
func (x *edit) leavePlace(ctx context.Context) error {
	return x.yield(ctx, func() error {
		if _, err := x.tx.NewDelete().Model((*place)(nil)).Where("execution_id = ?", x.e.ID).Exec(ctx); err != nil {
			return fmt.Errorf("leave place of %s: %w", x.e.ID, err)
		}
		return nil
	})
}

// yield makes way for others. Somebody who waited may have been woken for a
// slot that others can have now, so that this counts like a slot given back.
func (x *edit) yield(ctx context.Context, act func() error) error {
	own, err := placeOf(ctx, x.tx, x.e.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if own.Slot == nil && !own.Waiting {
		return act()
	}
	if err := lockAccount(ctx, x.tx, own.Account); err != nil {
		return err
	}
	if err := act(); err != nil {
		return err
	}
	return x.s.serve(ctx, x.tx, own.Account)
}
