package schedule

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/pack"
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

// packs are those that the values of a schedule stand for.
func (c Content) packs() []actor.PackID {
	values := []map[string]json.RawMessage{c.Values}
	for _, t := range c.Targets {
		values = append(values, t.Values)
	}
	return pack.References(values...)
}

// UsesPacks names a schedule that is filled with one of the packs, for
// pack.Dependencies: "the schedule Weekly reach", or that there is one which a
// may not see. It is empty for none. Deleted schedules use nothing.
func (s *Service) UsesPacks(ctx context.Context, tx bun.Tx, a actor.Actor, ids []actor.PackID) (by string, err error) {
	err = database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
		var rows []struct {
			Name       string
			InstanceID actor.InstanceID
			Own        string // the values of the schedule
			Beside     string // those of the target
		}
		err := tx.NewRaw(`SELECT s.name, t.instance_id, s.parameter_values AS own, t.parameter_values AS beside
			FROM schedule AS s JOIN schedule_target AS t ON t.schedule_id = s.id
			WHERE s.deleted_at IS NULL AND (s.parameter_values LIKE ?0 OR t.parameter_values LIKE ?0) ORDER BY s.name, t.position`, `%"pack"%`).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("find schedules that use packs: %w", err)
		}
		for _, row := range rows {
			var own, beside map[string]json.RawMessage
			if err := errors.Join(json.Unmarshal([]byte(row.Own), &own), json.Unmarshal([]byte(row.Beside), &beside)); err != nil {
				return fmt.Errorf("read values of schedule %s: %w", row.Name, err)
			}
			if !slices.ContainsFunc(pack.References(own, beside), func(id actor.PackID) bool { return slices.Contains(ids, id) }) {
				continue
			}
			if a.May(actor.See, row.InstanceID) {
				by = "the schedule " + row.Name
				return nil
			}
			by = "a schedule that you may not see"
		}
		return nil
	})
	return by, err
}
