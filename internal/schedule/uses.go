package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
)

// Uses says what still needs the result of an execution, empty for nothing; it
// is for retention.Dependencies. A schedule that is not deleted needs the newest
// result it has on each instance, and a backfill those it has brought until it
// has ended.
func (s *Service) Uses(ctx context.Context, tx bun.Tx, id actor.ExecutionID) (by string, err error) {
	var cell struct {
		ScheduleID actor.ScheduleID
		InstanceID actor.InstanceID
		Name       string
		Series     string
		Backfill   string // its state
	}
	err = tx.NewRaw(`SELECT o.schedule_id, c.instance_id, s.name, o.series, coalesce(b.state, '') AS backfill
		FROM occurrence_execution AS c JOIN occurrence AS o ON o.id = c.occurrence_id JOIN schedule AS s ON s.id = o.schedule_id
		LEFT JOIN backfill AS b ON b.id = o.backfill_id
		WHERE c.execution_id = ? AND s.deleted_at IS NULL`, id).Scan(ctx, &cell)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find the schedule of execution %s: %w", id, err)
	}
	if cell.Backfill == string(BackfillRunning) {
		return "a backfill of the schedule " + cell.Name, nil
	}
	var newest []actor.ExecutionID
	err = tx.NewRaw(`SELECT e.id FROM occurrence AS o JOIN occurrence_execution AS c ON c.occurrence_id = o.id AND c.instance_id = ?
		JOIN execution AS e ON e.id = c.execution_id AND e.state = ?
		WHERE o.schedule_id = ? AND o.backfill_id IS NULL ORDER BY o.due_at DESC, o.id DESC LIMIT 1`,
		cell.InstanceID, execution.Succeeded, cell.ScheduleID).Scan(ctx, &newest)
	if err != nil {
		return "", fmt.Errorf("find the newest result of schedule %s: %w", cell.ScheduleID, err)
	}
	if len(newest) == 1 && newest[0] == id {
		return "the schedule " + cell.Name, nil
	}
	return "", nil
}
