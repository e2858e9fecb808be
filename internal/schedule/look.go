package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// lookBatch bounds how many occurrences are looked at in one go.
const lookBatch = 64

// lookAtOccurrences learns what came of executions that have ended, each
// occurrence in a transaction of its own, and says of how many.
func (s *Service) lookAtOccurrences(ctx context.Context) (looked int, err error) {
	var ids []actor.OccurrenceID
	err = s.db.Read(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model((*lookRow)(nil)).Column("occurrence_id").Where("at <= ?", s.clock.Now()).Group("occurrence_id").
			OrderExpr("min(id)").Limit(lookBatch).Scan(ctx, &ids)
	})
	if err != nil {
		return 0, fmt.Errorf("find occurrences to look at: %w", err)
	}
	var errs []error
	for _, id := range ids {
		done := false
		err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) (err error) {
			return guarded(func() error {
				done, err = s.lookAt(ctx, tx, id)
				return err
			})
		})
		if err != nil {
			errs = append(errs, fmt.Errorf("look at occurrence %s: %w", id, err), s.lookLater(ctx, id))
		} else if done {
			looked++
		}
	}
	return looked, errors.Join(errs...)
}

// later is how long is waited with a look, or a backfill, that failed: it holds
// up no other.
const later = time.Minute

// lookLater sets what is told of an occurrence aside.
func (s *Service) lookLater(ctx context.Context, id actor.OccurrenceID) error {
	err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*lookRow)(nil)).Set("at = ?", s.clock.Now().Add(later)).Where("occurrence_id = ?", id).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("set occurrence %s aside: %w", id, err)
	}
	return nil
}

// guarded has a panic of act be an error, so that it ends no process.
func guarded(act func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return act()
}

// lookAt settles an occurrence as far as its executions allow, and what follows
// from it for its schedule. It reports whether anything was to be looked at.
func (s *Service) lookAt(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) (bool, error) {
	row := new(occurrenceRow)
	err := tx.NewSelect().Model(row).Where("occurrence.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return true, forgetLooks(ctx, tx, id, nil)
	}
	if err != nil {
		return false, err
	}
	due, err := s.hold(ctx, tx, row.ScheduleID)
	if err != nil || due == nil {
		return false, err
	}
	var looks []int64
	if err := tx.NewSelect().Model((*lookRow)(nil)).Column("id").Where("occurrence_id = ?", id).Scan(ctx, &looks); err != nil || len(looks) == 0 {
		return false, err
	}
	// What was locked meanwhile may have changed the occurrence.
	if err := tx.NewSelect().Model(row).WherePK().Scan(ctx); err != nil {
		return false, err
	}
	b, err := s.open(ctx, tx, follower, []actor.ScheduleID{row.ScheduleID})
	if err != nil {
		return false, err
	}
	def := b.definitions[row.ScheduleID]
	if row.BackfillID != "" { // it may have room, whatever the occurrence makes of it
		if err := freeStopped(ctx, tx, row); err != nil {
			return false, err
		}
		b.dues = append(b.dues, &dueRow{Duty: backfillDuty, ID: string(row.BackfillID), ScheduleID: row.ScheduleID, At: &b.now})
	}
	if row.State == Running && def != nil {
		cells, err := readOutcomes(ctx, tx, id)
		if err != nil {
			return false, err
		}
		if err := b.settle(ctx, def, due, row, cells); err != nil {
			return false, err
		}
	}
	if err := forgetLooks(ctx, tx, id, looks); err != nil {
		return false, err
	}
	return true, b.flush(ctx)
}

// hold locks a schedule, also one that is deleted; nil when it is locked by
// somebody else right now.
func (s *Service) hold(ctx context.Context, tx bun.Tx, id actor.ScheduleID) (*dueRow, error) {
	row := new(dueRow)
	query := tx.NewSelect().Model(row).Where("kind = ? AND id = ?", fireDuty, id)
	err := database.SkipLockedRows(query).Scan(ctx)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return row, err
	}
	there, err := tx.NewSelect().Model((*dueRow)(nil)).Where("kind = ? AND id = ?", fireDuty, id).Exists(ctx)
	if err != nil || there {
		return nil, err
	}
	return row, nil // deleted: nobody contends
}

func forgetLooks(ctx context.Context, tx bun.Tx, id actor.OccurrenceID, looks []int64) error {
	query := tx.NewDelete().Model((*lookRow)(nil)).Where("occurrence_id = ?", id)
	if looks != nil {
		query.Where("id IN (?)", bun.List(looks))
	}
	if _, err := query.Exec(ctx); err != nil {
		return fmt.Errorf("note that occurrence %s was looked at: %w", id, err)
	}
	return nil
}
