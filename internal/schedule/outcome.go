package schedule

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
)

// outcome is a cell with the standing of its execution.
type outcome struct {
	cellRow `bun:",extend"`

	State   execution.State `bun:"state"`
	Class   string          `bun:"class"`
	Code    string          `bun:"code"`
	Message string          `bun:"message"`
	Next    string          `bun:"next"`
}

func readOutcomes(ctx context.Context, tx bun.Tx, ids ...actor.OccurrenceID) ([]outcome, error) {
	var cells []outcome
	err := tx.NewSelect().Model(&cells).ColumnExpr("cell.*").
		ColumnExpr("coalesce(e.state, '') AS state, coalesce(e.error_class, '') AS class, coalesce(e.error_code, '') AS code").
		ColumnExpr("coalesce(e.error_message, '') AS message, coalesce(e.error_next, '') AS next").
		Join("LEFT JOIN execution AS e ON e.id = cell.execution_id").
		Where("cell.occurrence_id IN (?)", bun.List(ids)).OrderExpr("cell.occurrence_id, cell.position").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what came of occurrences: %w", err)
	}
	return cells, nil
}

// outcomes are what an occurrence amounts to.
type outcomes struct {
	open, unbegun, succeeded, failed, cancelled int
	left                                        int    // refused because their client leaves, which is no failure
	class                                       string // the first that failed
	reason                                      Reason // of it
	disconnected                                bool
}

func sum(cells []outcome) (r outcomes) {
	for _, cell := range cells {
		switch {
		case cell.Refused.Code == reasonStopped.Code:
			r.cancelled++
		case cell.Refused.Code == execution.ErrOffBoarded.Code:
			r.left++
		case !cell.Refused.IsZero():
			r.failed++
			if r.class == "" {
				r.class, r.reason = codeRefused, cell.Refused
			}
		case cell.ExecutionID == "":
			r.unbegun++
		case cell.State == execution.Succeeded:
			r.succeeded++
		case cell.State == execution.Cancelled:
			r.cancelled++
		case cell.State == execution.Failed:
			r.failed++
			if r.class == "" {
				r.class, r.reason = cell.Class, Reason{cell.Code, cell.Message, cell.Next}
			}
		default:
			r.open++
			r.disconnected = r.disconnected || cell.Class == string(execution.NeedsReconnect)
		}
	}
	return r
}

// state is the final state that the outcomes make.
func (r outcomes) state() OccurrenceState {
	switch {
	case r.left > 0 && r.succeeded == 0 && r.failed == 0:
		return Cancelled
	case r.failed == 0 && r.cancelled == 0:
		return Succeeded
	case r.failed == 0 && r.succeeded == 0:
		return Cancelled
	case r.succeeded == 0:
		return Failed
	default:
		return PartlyFailed
	}
}
