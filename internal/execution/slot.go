package execution

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// slot is a numbered place for one open run of an instance. The primary key
// (instance, number) makes a place impossible to give away twice, whatever
// processes do or fail to do.
type slot struct {
	bun.BaseModel `bun:"table:execution_slot"`

	InstanceID  actor.InstanceID  `bun:"instance_id,pk"`
	Number      int               `bun:"number,pk"`
	ExecutionID actor.ExecutionID `bun:"execution_id"`
}

// claimSlot takes a free place below the limit and reports whether there was one.
func claimSlot(ctx context.Context, tx bun.Tx, instance actor.InstanceID, id actor.ExecutionID, limit int) (bool, error) {
	var taken []slot
	if err := tx.NewSelect().Model(&taken).Where("instance_id = ?", instance).Scan(ctx); err != nil {
		return false, fmt.Errorf("read slots of %s: %w", instance, err)
	}
	used := map[int]bool{}
	for _, s := range taken {
		if s.ExecutionID == id {
			return true, nil
		}
		used[s.Number] = true
	}
	for number := range limit {
		if used[number] {
			continue
		}
		inserted, err := tx.NewInsert().Model(&slot{InstanceID: instance, Number: number, ExecutionID: id}).
			On("CONFLICT DO NOTHING").Exec(ctx)
		if err != nil {
			return false, fmt.Errorf("claim slot of %s: %w", instance, err)
		}
		if n, err := inserted.RowsAffected(); err != nil || n == 1 {
			return n == 1, err
		}
	}
	return false, nil
}

// freeSlot gives the place back, if held, and wakes whoever has waited longest for one.
func (x *edit) freeSlot(ctx context.Context) error {
	freed, err := x.tx.NewDelete().Model((*slot)(nil)).Where("execution_id = ?", x.e.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("free slot of %s: %w", x.e.ID, err)
	}
	if n, err := freed.RowsAffected(); err != nil || n == 0 {
		return err
	}
	// One that is locked is being worked on right now and will see the place itself.
	var parked []work
	query := x.tx.NewSelect().Model(&parked).
		Where("instance_id = ? AND kind = ?", x.e.InstanceID, stepDuty).
		Where("parked").
		OrderExpr("id").Limit(1)
	if err := database.SkipLockedRows(query).Scan(ctx); err != nil {
		return fmt.Errorf("find who waits for a slot: %w", err)
	}
	for _, w := range parked {
		if err := wakeAt(ctx, x.tx, stepDuty, w.ID, w.InstanceID, x.now); err != nil {
			return err
		}
	}
	return nil
}
