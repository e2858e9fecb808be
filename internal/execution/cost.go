package execution

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/budget"
)

// Costs prices executions and holds them within budgets; *budget.Service does.
// Both run in the transaction of the change, and an error undoes it.
type Costs interface {
	// ReserveAll sets an estimate aside for each. Those that a budget does not
	// cover are refused, by their ids; the others go on.
	ReserveAll(ctx context.Context, tx bun.Tx, a actor.Actor, all []budget.Subject) (refused map[actor.ExecutionID]error, err error)
	// Settle fixes what an execution has cost. It may be called twice.
	Settle(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ExecutionID, usage budget.Usage) error
}

// settleCost fixes the cost of an execution that has just ended: of every run
// that Amazon took on, the computing of the last, and the rows.
func (x *edit) settleCost(ctx context.Context) error {
	if x.s.costs == nil || !x.e.State.IsFinal() {
		return nil
	}
	runs, err := x.tx.NewSelect().Model((*Attempt)(nil)).Where("execution_id = ? AND outcome = ?", x.e.ID, Accepted).Count(ctx)
	if err != nil {
		return fmt.Errorf("count runs of %s: %w", x.e.ID, err)
	}
	usage := budget.Usage{Runs: runs}
	if x.e.RunningAt != nil {
		usage.Computing = x.e.Timings(x.now).Amazon
	}
	if x.e.ResultBytes != nil {
		usage.Bytes = *x.e.ResultBytes
	}
	return x.s.costs.Settle(ctx, x.tx, x.by, x.e.ID, usage)
}

var _ Costs = (*budget.Service)(nil)
