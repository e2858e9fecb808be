package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// fillBackfills begins cells of backfills as far as they have room, and says of
// how many backfills.
func (s *Service) fillBackfills(ctx context.Context) (filled int, err error) {
	var due []dueRow
	err = s.db.Read(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&due).Where("kind = ? AND at <= ?", backfillDuty, s.clock.Now()).OrderExpr("at").Limit(lookBatch).Scan(ctx)
	})
	if err != nil {
		return 0, fmt.Errorf("find backfills with room: %w", err)
	}
	var errs []error
	for _, row := range due {
		done := false
		err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) (err error) {
			return guarded(func() error {
				done, err = s.fill(ctx, tx, actor.BackfillID(row.ID))
				return err
			})
		})
		if errors.Is(err, errDeleted) {
			done = true
			_, err = s.CancelBackfill(ctx, follower, actor.BackfillID(row.ID))
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("go on with backfill %s: %w", row.ID, err), s.fillLater(ctx, row.ID))
		} else if done {
			filled++
		}
	}
	return filled, errors.Join(errs...)
}

// fillLater sets aside a backfill that could not go on.
func (s *Service) fillLater(ctx context.Context, id string) error {
	err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*dueRow)(nil)).Set("at = ?", s.clock.Now().Add(later)).Where("kind = ? AND id = ? AND at IS NOT NULL", backfillDuty, id).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("set backfill %s aside: %w", id, err)
	}
	return nil
}

// errDeleted tells of a backfill whose schedule was deleted while it runs.
var errDeleted = errors.New("the schedule of the backfill is deleted")

// fill begins the next cells of a backfill; false when somebody else does.
// Errors: errDeleted.
func (s *Service) fill(ctx context.Context, tx bun.Tx, id actor.BackfillID) (bool, error) {
	due := new(dueRow)
	err := database.SkipLockedRows(tx.NewSelect().Model(due).Where("kind = ? AND id = ? AND at IS NOT NULL", backfillDuty, id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	fleet := new(Backfill)
	if err := database.LockRows(tx.NewSelect().Model(fleet).Where("id = ?", id)).Scan(ctx); err != nil {
		return false, err
	}
	if fleet.State != BackfillRunning {
		return true, deleteDue(ctx, tx, backfillDuty, string(id))
	}
	if err := freeAllStopped(ctx, tx, id); err != nil {
		return false, err
	}
	p, err := s.progressOf(ctx, tx, follower, id)
	if err != nil {
		return false, err
	}
	b, err := s.open(ctx, tx, follower, []actor.ScheduleID{fleet.ScheduleID})
	if err != nil {
		return false, err
	}
	if b.definitions[fleet.ScheduleID].DeletedAt != nil {
		return false, errDeleted
	}
	b.changes = append(b.changes, event.Change{Kind: event.BackfillChanged, SubjectID: string(id)})
	if p.Unbegun == 0 && p.Open == 0 {
		fleet.State, fleet.EndedAt = BackfillFinished, &b.now
		if _, err := tx.NewUpdate().Model(fleet).Column("state", "ended_at").WherePK().Exec(ctx); err != nil {
			return false, fmt.Errorf("end backfill: %w", err)
		}
		if err := deleteDue(ctx, tx, backfillDuty, string(id)); err != nil {
			return false, err
		}
		return true, b.flush(ctx)
	}
	due.At = nil // until something of it ends, or the data of the next are complete
	if p.Settling > 0 {
		due.At = &p.SettlesAt
	}
	b.dues = append(b.dues, due)
	if room := fleet.Parallel - p.Open; room > 0 && p.Unbegun > 0 {
		if err := b.beginCells(ctx, fleet, room); err != nil {
			return false, err
		}
	}
	return true, b.flush(ctx)
}

// beginCells begins the first cells that have not begun and wait for nothing, at most room.
func (b *batch) beginCells(ctx context.Context, fleet *Backfill, room int) error {
	var next []struct {
		OccurrenceID actor.OccurrenceID
		InstanceID   actor.InstanceID
	}
	err := b.tx.NewSelect().Model((*cellRow)(nil)).Column("cell.occurrence_id", "cell.instance_id").
		Join("JOIN occurrence AS o ON o.id = cell.occurrence_id").
		Where("o.backfill_id = ? AND cell.execution_id IS NULL AND cell.refused_code = '' AND o.start_at <= ?", fleet.ID, b.now).
		OrderExpr("o.due_at, cell.position").Limit(int64(room)).Scan(ctx, &next)
	if err != nil {
		return fmt.Errorf("find the next cells: %w", err)
	}
	wanted := map[actor.OccurrenceID][]actor.InstanceID{}
	var ids []actor.OccurrenceID
	for _, cell := range next {
		if wanted[cell.OccurrenceID] == nil {
			ids = append(ids, cell.OccurrenceID)
		}
		wanted[cell.OccurrenceID] = append(wanted[cell.OccurrenceID], cell.InstanceID)
	}
	if len(ids) == 0 {
		return nil
	}
	rows, cells, err := readOccurrences(ctx, b.tx, ids)
	if err != nil {
		return err
	}
	if err := b.readSubjects(ctx, rows, cells); err != nil {
		return err
	}
	for _, row := range rows {
		begin := slices.DeleteFunc(slices.Clone(cells[row.ID]), func(c *cellRow) bool { return !slices.Contains(wanted[row.ID], c.InstanceID) })
		b.adopt(row, begin)
		row.FinishedAt, row.ErrorClass = nil, ""
		if err := b.begin(b.definitions[row.ScheduleID], row, begin); err != nil {
			return err
		}
	}
	return nil
}
