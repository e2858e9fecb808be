package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// beginDue begins occurrences that have waited for their data or their jitter,
// and says how many. One that cannot be begun holds up no other.
func (s *Service) beginDue(ctx context.Context) (begun int, err error) {
	due, begun, err := s.beginSome(ctx, "")
	if err == nil || ctx.Err() != nil || len(due) == 0 || errors.Is(err, database.ErrFull) {
		return begun, err
	}
	s.logger.WarnContext(ctx, "occurrences are begun one by one", slog.Any("error", err))
	var errs []error
	for _, one := range due {
		_, n, err := s.beginSome(ctx, one.ID)
		begun += n
		if err != nil {
			errs = append(errs, err, s.beginLater(ctx, one.ID, err))
		}
	}
	return begun, errors.Join(errs...)
}

// beginLater sets aside an occurrence that could not be begun.
func (s *Service) beginLater(ctx context.Context, id string, why error) error {
	err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		row := new(dueRow)
		err := database.LockRows(tx.NewSelect().Model(row).Where("kind = ? AND id = ?", beginDuty, id)).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // somebody else has begun it
		}
		if err != nil {
			return err
		}
		if err := s.setAside(ctx, tx, row, why); err != nil {
			return err
		}
		return storeDue(ctx, tx, row)
	})
	if err != nil {
		return fmt.Errorf("set occurrence %s aside: %w", id, err)
	}
	return nil
}

// beginSome begins in one transaction what is due to begin, or only one of it,
// and says which that was and of how many nobody else had the schedule.
func (s *Service) beginSome(ctx context.Context, only string) (due []*dueRow, begun int, err error) {
	err = s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		begun, due = 0, nil
		query := tx.NewSelect().Model(&due).Where("kind = ? AND at <= ?", beginDuty, s.clock.Now()).OrderExpr("at").Limit(int64(s.config.Batch))
		if only != "" {
			query.Where("id = ?", only)
		}
		if err := query.Scan(ctx); err != nil || len(due) == 0 {
			return err
		}
		ids := make([]actor.ScheduleID, 0, len(due))
		for _, row := range due {
			ids = append(ids, row.ScheduleID)
		}
		locked, err := lockSchedules(ctx, tx, ids)
		if err != nil || len(locked) == 0 {
			return err
		}
		var waiting []actor.OccurrenceID
		for _, row := range due {
			if slices.Contains(locked, row.ScheduleID) {
				waiting = append(waiting, actor.OccurrenceID(row.ID))
			}
		}
		begun = len(waiting)
		return guarded(func() error { return s.beginWaiting(ctx, tx, locked, waiting) })
	})
	if err != nil {
		return due, 0, fmt.Errorf("begin occurrences: %w", err)
	}
	return due, begun, nil
}

// lockSchedules locks those of the schedules that nobody else has locked.
func lockSchedules(ctx context.Context, tx bun.Tx, ids []actor.ScheduleID) (locked []actor.ScheduleID, err error) {
	slices.Sort(ids)
	var rows []*dueRow
	query := tx.NewSelect().Model(&rows).Where("kind = ? AND id IN (?)", fireDuty, bun.List(slices.Compact(ids))).Order("id")
	if err := database.SkipLockedRows(query).Scan(ctx); err != nil {
		return nil, fmt.Errorf("lock schedules: %w", err)
	}
	for _, row := range rows {
		locked = append(locked, row.ScheduleID)
	}
	return locked, nil
}

// beginWaiting begins occurrences of schedules that are locked, as far as they
// still wait.
func (s *Service) beginWaiting(ctx context.Context, tx bun.Tx, schedules []actor.ScheduleID, ids []actor.OccurrenceID) error {
	b, err := s.open(ctx, tx, follower, schedules)
	if err != nil {
		return err
	}
	rows, cells, err := readOccurrences(ctx, tx, ids)
	if err != nil {
		return err
	}
	if err := b.readSubjects(ctx, rows, cells); err != nil {
		return err
	}
	for _, row := range rows {
		def := b.definitions[row.ScheduleID]
		if row.State != Waiting || row.Queued || def == nil {
			continue
		}
		b.adopt(row, cells[row.ID])
		if why := b.unfit(def); !why.IsZero() && def.State == Active && row.Kind != Manual {
			due, err := lockDue(ctx, tx, def.ID)
			if err != nil {
				return err
			}
			b.lose(def, due, why)
		}
		if def.State == Paused && def.PauseCause != ByConnection && def.PauseCause != ByEnd {
			b.skip(row, def.pausedReason())
			continue
		}
		if err := b.beginOrWait(def, row, cells[row.ID]); err != nil {
			return err
		}
	}
	if _, err := tx.NewDelete().Model((*dueRow)(nil)).Where("kind = ? AND id IN (?)", beginDuty, bun.List(ids)).Exec(ctx); err != nil {
		return fmt.Errorf("end the waiting of occurrences: %w", err)
	}
	return b.flush(ctx)
}

// adopt has the batch write an occurrence that was stored before.
func (b *batch) adopt(row *occurrenceRow, cells []*cellRow) {
	b.occurrences = append(b.occurrences, row)
	b.cells = append(b.cells, cells...)
	b.changes = append(b.changes, event.Change{Kind: event.OccurrenceChanged, SubjectID: string(row.ID)})
}

// readOccurrences reads occurrences in the order of their instants, with their cells.
func readOccurrences(ctx context.Context, tx bun.Tx, ids []actor.OccurrenceID) ([]*occurrenceRow, map[actor.OccurrenceID][]*cellRow, error) {
	var rows []*occurrenceRow
	if err := tx.NewSelect().Model(&rows).Where("occurrence.id IN (?)", bun.List(ids)).Order("due_at", "id").Scan(ctx); err != nil {
		return nil, nil, fmt.Errorf("read occurrences: %w", err)
	}
	var cells []*cellRow
	if err := tx.NewSelect().Model(&cells).Where("occurrence_id IN (?)", bun.List(ids)).Order("occurrence_id", "position").Scan(ctx); err != nil {
		return nil, nil, fmt.Errorf("read what occurrences run: %w", err)
	}
	of := map[actor.OccurrenceID][]*cellRow{}
	for _, cell := range cells {
		of[cell.OccurrenceID] = append(of[cell.OccurrenceID], cell)
	}
	return rows, of, nil
}
