package execution

import (
	"context"
	"fmt"
	"time"

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

// UsageSoFar says what executions have used that have not ended, for budgets. What
// has ended meanwhile, or has not begun, is left out.
func UsageSoFar(ctx context.Context, tx bun.Tx, ids []actor.ExecutionID, now time.Time) (map[actor.ExecutionID]budget.Usage, error) {
	var open []struct {
		Execution `bun:",extend"`

		Runs int64 `bun:"runs"`
	}
	err := tx.NewSelect().Model(&open).Column("id", "state", "created_at", "submitted_at", "running_at", "amazon_finished_at", "finished_at").
		ColumnExpr("(SELECT count(*) FROM execution_attempt AS a WHERE a.execution_id = execution.id AND a.outcome = ?) AS runs", Accepted).
		Where("id IN (?) AND finished_at IS NULL", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what open executions have used: %w", err)
	}
	used := make(map[actor.ExecutionID]budget.Usage, len(open))
	for _, e := range open {
		usage := budget.Usage{Runs: e.Runs}
		if e.RunningAt != nil {
			usage.Computing = e.Timings(now).Amazon
		}
		used[e.ID] = usage
	}
	return used, nil
}

var _ Costs = (*budget.Service)(nil)
