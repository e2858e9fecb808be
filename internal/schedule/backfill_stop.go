package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
)

// CancelBackfill begins no more cells and asks open executions to stop. It may
// be called twice. Errors: ErrBackfillNotFound.
func (s *Service) CancelBackfill(ctx context.Context, a actor.Actor, id actor.BackfillID) (Backfill, error) {
	err := s.changeBackfill(ctx, a, id, func(ctx context.Context, b *batch, fleet *Backfill) error {
		if fleet.State != BackfillRunning {
			return nil
		}
		fleet.State, fleet.EndedAt = BackfillCancelled, &b.now
		if err := markStopped(ctx, b.tx, id); err != nil {
			return err
		}
		_, err := b.tx.NewRaw(`UPDATE occurrence_execution SET refused_code = ?, refused_message = ?, refused_next = ?
			WHERE execution_id IS NULL AND refused_code = '' AND occurrence_id IN (SELECT id FROM occurrence WHERE backfill_id = ?)`,
			reasonStopped.Code, reasonStopped.Message, reasonStopped.Next, id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("stop the cells that have not begun: %w", err)
		}
		var open []*occurrenceRow
		if err := b.tx.NewSelect().Model(&open).Where("backfill_id = ? AND state IN (?, ?)", id, Waiting, Running).Scan(ctx); err != nil {
			return fmt.Errorf("find its open occurrences: %w", err)
		}
		for _, row := range open {
			b.adopt(row, nil)
			row.State = Running // it ends as what came of its cells
			b.looks = append(b.looks, &lookRow{OccurrenceID: row.ID, At: b.now})
		}
		return nil
	})
	if err != nil {
		return Backfill{}, err
	}
	found, err := s.Backfill(ctx, a, id)
	if err != nil {
		return Backfill{}, err
	}
	for _, cell := range found.Cells {
		if cell.ExecutionID == "" || cell.State.IsFinal() || found.State != BackfillCancelled {
			continue
		}
		if _, err := s.executions.Cancel(ctx, a, cell.ExecutionID); err != nil && !errors.Is(err, execution.ErrEnded) {
			s.logger.WarnContext(ctx, "an execution of a cancelled backfill was not asked to stop", slog.String("execution", string(cell.ExecutionID)), slog.Any("error", err))
		}
	}
	return s.Backfill(ctx, a, id)
}

// markStopped notes of which cells the executions are stopped because of their
// backfill: those that are open and that no person has asked to stop before.
func markStopped(ctx context.Context, tx bun.Tx, id actor.BackfillID) error {
	_, err := tx.NewRaw(`UPDATE occurrence_execution SET stopped = TRUE WHERE occurrence_id IN (SELECT id FROM occurrence WHERE backfill_id = ?)
		AND execution_id IN (SELECT id FROM execution WHERE state NOT IN ('succeeded', 'failed', 'cancelled') AND cancel_requested_at IS NULL)`, id).Exec(ctx)
	if err != nil {
		return fmt.Errorf("note what is stopped with backfill %s: %w", id, err)
	}
	return nil
}

// ResumeBackfill goes on with a cancelled backfill: with what has not begun and
// what was stopped because of it, also where Amazon does so only later. What
// failed, and what a person cancelled by itself, is repeated by Retry of its
// occurrence. It may be called twice. Errors: ErrBackfillNotFound.
func (s *Service) ResumeBackfill(ctx context.Context, a actor.Actor, id actor.BackfillID) (Backfill, error) {
	err := s.changeBackfill(ctx, a, id, func(ctx context.Context, b *batch, fleet *Backfill) error {
		if fleet.State != BackfillCancelled {
			return nil
		}
		if b.definitions[fleet.ScheduleID].DeletedAt != nil {
			return ErrNotFound
		}
		fleet.State, fleet.EndedAt = BackfillRunning, nil
		_, err := b.tx.NewRaw(`UPDATE occurrence_execution SET refused_code = '', refused_message = '', refused_next = '', execution_id = NULL, stopped = FALSE
			WHERE occurrence_id IN (SELECT id FROM occurrence WHERE backfill_id = ?)
			AND (refused_code = ? OR stopped AND execution_id IN (SELECT id FROM execution WHERE state = ?))`, id, reasonStopped.Code, execution.Cancelled).Exec(ctx)
		if err != nil {
			return fmt.Errorf("have cancelled cells begin again: %w", err)
		}
		// One of which an execution has still not stopped goes on running.
		_, err = b.tx.NewRaw(`UPDATE occurrence SET finished_at = NULL, state = CASE WHEN EXISTS (
				SELECT 1 FROM occurrence_execution AS c JOIN execution AS e ON e.id = c.execution_id
				WHERE c.occurrence_id = occurrence.id AND c.refused_code = '' AND e.state NOT IN ('succeeded', 'failed', 'cancelled')
			) THEN 'running' ELSE 'waiting' END WHERE backfill_id = ?
			AND EXISTS (SELECT 1 FROM occurrence_execution AS c WHERE c.occurrence_id = occurrence.id AND c.execution_id IS NULL AND c.refused_code = '')`,
			id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("have its occurrences go on: %w", err)
		}
		b.dues = append(b.dues, &dueRow{Duty: backfillDuty, ID: string(id), ScheduleID: fleet.ScheduleID, At: &b.now})
		return nil
	})
	if err != nil {
		return Backfill{}, err
	}
	return s.Backfill(ctx, a, id)
}

// freeStopped has cells of an occurrence begin again whose executions have
// stopped only after their backfill, because of which they were, was resumed.
func freeStopped(ctx context.Context, tx bun.Tx, row *occurrenceRow) error {
	_, err := tx.NewRaw(`UPDATE occurrence_execution SET execution_id = NULL, stopped = FALSE WHERE occurrence_id = ? AND stopped
		AND execution_id IN (SELECT id FROM execution WHERE state = ?) AND EXISTS (SELECT 1 FROM backfill WHERE id = ? AND state = ?)`,
		row.ID, execution.Cancelled, row.BackfillID, BackfillRunning).Exec(ctx)
	if err != nil {
		return fmt.Errorf("have stopped cells of occurrence %s begin again: %w", row.ID, err)
	}
	return nil
}

// freeAllStopped is freeStopped for all occurrences of a backfill that runs:
// nobody may have looked yet at the one whose execution stopped last.
func freeAllStopped(ctx context.Context, tx bun.Tx, id actor.BackfillID) error {
	_, err := tx.NewRaw(`UPDATE occurrence_execution SET execution_id = NULL, stopped = FALSE
		WHERE occurrence_id IN (SELECT id FROM occurrence WHERE backfill_id = ?) AND stopped
		AND execution_id IN (SELECT id FROM execution WHERE state = ?)`, id, execution.Cancelled).Exec(ctx)
	if err != nil {
		return fmt.Errorf("have stopped cells of backfill %s begin again: %w", id, err)
	}
	return nil
}

// changeBackfill has act change a backfill whose schedule is locked.
func (s *Service) changeBackfill(ctx context.Context, a actor.Actor, id actor.BackfillID, act func(context.Context, *batch, *Backfill) error) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		fleet := new(Backfill)
		err := tx.NewSelect().Model(fleet).Where("id = ?", id).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrBackfillNotFound
		}
		if err != nil {
			return fmt.Errorf("read backfill %s: %w", id, err)
		}
		if _, err := lockDue(ctx, tx, fleet.ScheduleID); err != nil && !errors.Is(err, ErrNotFound) {
			return err // of a schedule that was deleted it can still be cancelled
		}
		if err := mayChange(ctx, tx, a, fleet.ScheduleID); errors.Is(err, ErrNotFound) {
			return ErrBackfillNotFound
		} else if err != nil {
			return err
		}
		// Whoever begins cells right now is waited for.
		if err := database.LockRows(tx.NewSelect().Model(fleet).WherePK()).Scan(ctx); err != nil {
			return fmt.Errorf("lock backfill %s: %w", id, err)
		}
		b, err := s.open(ctx, tx, a, []actor.ScheduleID{fleet.ScheduleID})
		if err != nil {
			return err
		}
		before := fleet.State
		if err := act(ctx, b, fleet); err != nil {
			return err
		}
		b.acts = append(b.acts, fleet.became(b.definitions[fleet.ScheduleID], before)...)
		if _, err := tx.NewUpdate().Model(fleet).Column("state", "ended_at").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("save backfill %s: %w", id, err)
		}
		b.changes = append(b.changes, event.Change{Kind: event.BackfillChanged, SubjectID: string(id)})
		return b.flush(ctx)
	})
}

// became is the act that cancelled or resumed a backfill; none when it was so already.
func (f *Backfill) became(def *definition, before BackfillState) []deed {
	if f.State == before {
		return nil
	}
	done := audit.BackfillResumed
	if f.State == BackfillCancelled {
		done = audit.BackfillCancelled
	}
	return []deed{{f.ScheduleID, audit.What{Act: done, ID: string(f.ID), Name: def.Name}}}
}
