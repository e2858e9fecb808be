package schedule

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// RunParams say how a schedule is run now.
type RunParams struct {
	// Resume ends a pause for failures once the run has succeeded.
	Resume bool
	Key    idempotency.Key
}

// Run makes an occurrence now, whose logical time is the present. It waits for
// nothing and may be asked of a paused schedule. A request that comes again
// with its key gets the first one's occurrence. Errors: ErrNotFound,
// idempotency.ErrReused, and those of package window.
func (s *Service) Run(ctx context.Context, a actor.Actor, id actor.ScheduleID, p RunParams) (Occurrence, error) {
	var made actor.OccurrenceID
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		made, _, err = idempotency.Once(ctx, tx, a, p.Key, s.clock.Now(), func() (actor.OccurrenceID, error) {
			return s.runNow(ctx, tx, a, id, p)
		})
		return err
	})
	if err != nil {
		return Occurrence{}, err
	}
	return s.Occurrence(ctx, a, made)
}

// openToRun locks and reads a schedule for somebody who may have it run.
func (s *Service) openToRun(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ScheduleID) (*batch, *definition, error) {
	if _, err := lockDue(ctx, tx, id); err != nil {
		return nil, nil, err
	}
	if err := mayChange(ctx, tx, a, id); err != nil {
		return nil, nil, err
	}
	b, err := s.open(ctx, tx, a, []actor.ScheduleID{id})
	if err != nil {
		return nil, nil, err
	}
	return b, b.definitions[id], nil
}

func (s *Service) runNow(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ScheduleID, p RunParams) (actor.OccurrenceID, error) {
	b, def, err := s.openToRun(ctx, tx, a, id)
	if err != nil {
		return "", err
	}
	if err := def.compile(); err != nil {
		return "", err
	}
	at := b.now
	var last bun.NullTime
	err = tx.NewSelect().Model((*occurrenceRow)(nil)).ColumnExpr("max(due_at)").Where("schedule_id = ? AND series = ?", id, manualSeries).Scan(ctx, &last)
	if err != nil {
		return "", fmt.Errorf("find the last run of schedule %s: %w", id, err)
	}
	if !at.After(last.Time) {
		at = last.Add(clock.Precision) // each has an instant of its own, also when a clock was set back
	}
	row := b.newOccurrence(def, at, Manual, manualSeries)
	b.acts = append(b.acts, def.on(audit.ScheduleRun, audit.Changes{}.Is("occurrence", row.ID)))
	row.AskedBy, row.Resumes = a.PersonID, p.Resume
	if cells, ok := b.resolve(def, row); ok {
		b.cells = append(b.cells, cells...)
		if err := b.begin(def, row, cells); err != nil {
			return "", err
		}
	}
	return row.ID, b.flush(ctx)
}

// Retry runs once more what failed of an occurrence that has ended, with the
// same window and values, and with what packs hold by then, as new executions. Errors: ErrOccurrenceNotFound,
// ErrUnfinished, ErrNothingFailed, idempotency.ErrReused.
func (s *Service) Retry(ctx context.Context, a actor.Actor, id actor.OccurrenceID, key idempotency.Key) (Occurrence, error) {
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, _, err := idempotency.Once(ctx, tx, a, key, s.clock.Now(), func() (actor.OccurrenceID, error) {
			return id, s.retry(ctx, tx, a, id)
		})
		return err
	})
	if err != nil {
		return Occurrence{}, err
	}
	return s.Occurrence(ctx, a, id)
}

func (s *Service) retry(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.OccurrenceID) error {
	rows, _, err := readOccurrences(ctx, tx, []actor.OccurrenceID{id})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return ErrOccurrenceNotFound
	}
	if err := mayChange(ctx, tx, a, rows[0].ScheduleID); errors.Is(err, ErrNotFound) {
		return ErrOccurrenceNotFound
	} else if err != nil {
		return err
	}
	if _, err := lockDue(ctx, tx, rows[0].ScheduleID); err != nil {
		return err
	}
	rows, cells, err := readOccurrences(ctx, tx, []actor.OccurrenceID{id}) // as it is under the lock
	if err != nil {
		return err
	}
	row := rows[0]
	if !row.State.IsFinal() {
		return ErrUnfinished
	}
	outcomes, err := readOutcomes(ctx, tx, id)
	if err != nil {
		return err
	}
	var again []*cellRow
	for i, cell := range cells[id] {
		if one := sum(outcomes[i : i+1]); one.failed+one.cancelled+one.unbegun > 0 {
			cell.Refused, cell.Stopped = Reason{}, false
			again = append(again, cell)
		}
	}
	if len(again) == 0 {
		return ErrNothingFailed
	}
	b, err := s.open(ctx, tx, a, []actor.ScheduleID{row.ScheduleID})
	if err != nil {
		return err
	}
	if err := b.readSubjects(ctx, rows, cells); err != nil {
		return err
	}
	b.adopt(row, again)
	def := b.definitions[row.ScheduleID]
	b.acts = append(b.acts, deed{def.ID, audit.What{Act: audit.OccurrenceRetried, ID: string(id), Name: def.Name, Changes: audit.Changes{}.Is("executions", len(again))}})
	row.FinishedAt = nil // the class is kept: it tells that its failure was counted
	if err := b.begin(def, row, again); err != nil {
		return err
	}
	return b.flush(ctx)
}
