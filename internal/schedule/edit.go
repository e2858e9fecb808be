package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Create stores a schedule; its first instant is the first after now. A request
// that comes again with its key gets the schedule the first one made. Errors:
// ErrInvalid, those of packages recurrence and window, idempotency.ErrReused,
// access.ErrForbidden.
func (s *Service) Create(ctx context.Context, a actor.Actor, content Content, key idempotency.Key) (Schedule, error) {
	content = content.withDefaults(a)
	var id actor.ScheduleID
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		var err error
		id, _, err = idempotency.Once(ctx, tx, a, key, now, func() (actor.ScheduleID, error) {
			return s.insert(ctx, tx, a, content, now)
		})
		return err
	})
	if err != nil {
		return Schedule{}, err
	}
	return s.Get(ctx, a, id)
}

func (s *Service) insert(ctx context.Context, tx bun.Tx, a actor.Actor, content Content, now time.Time) (actor.ScheduleID, error) {
	checked, err := s.checkAll(ctx, tx, a, content, now)
	if err != nil {
		return "", err
	}
	row := &scheduleRow{
		ID: actor.NewIDAt[actor.ScheduleID](now), State: Active, Version: 1,
		CreatedBy: a.PersonID, CreatedAt: now, UpdatedBy: a.PersonID, UpdatedAt: now,
	}
	row.describe(content)
	// Nothing is given back: whoever stores it sees it only once it has targets.
	if _, err := tx.NewInsert().Model(row).Returning("NULL").Exec(ctx); err != nil {
		return "", fmt.Errorf("store schedule: %w", err)
	}
	if err := storeTargets(ctx, tx, row.ID, content.Targets); err != nil {
		return "", err
	}
	due := &dueRow{Duty: fireDuty, ID: string(row.ID), ScheduleID: row.ID, DueAt: checked.first, At: checked.first, Zones: s.zones}
	if err := storeDue(ctx, tx, due); err != nil {
		return "", err
	}
	if err := storeVersion(ctx, tx, row, content); err != nil {
		return "", err
	}
	s.changed(ctx, a, row.ID)
	return row.ID, record(ctx, tx, a, now, row.on(audit.ScheduleCreated, audit.Changes{}.Is("query", row.QueryID).Is("responsible", row.ResponsibleID)))
}

func storeTargets(ctx context.Context, tx bun.Tx, id actor.ScheduleID, targets []Target) error {
	rows := make([]*targetRow, len(targets))
	for i, t := range targets {
		rows[i] = &targetRow{ScheduleID: id, InstanceID: t.InstanceID, Position: i, Values: t.Values}
	}
	if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
		return fmt.Errorf("store targets of schedule %s: %w", id, err)
	}
	return nil
}

func (s *Service) changed(ctx context.Context, a actor.Actor, id actor.ScheduleID) {
	s.events.Record(ctx, a, event.Change{Kind: event.ScheduleChanged, SubjectID: string(id)})
	database.AfterCommit(ctx, s.poke)
}

// Save replaces what a schedule says, made on version. What is due by then is
// accounted for by the old definition first. Errors: those of Create,
// ErrNotFound, ErrConflict.
func (s *Service) Save(ctx context.Context, a actor.Actor, id actor.ScheduleID, version int, content Content) (Schedule, error) {
	content = content.withDefaults(a)
	return s.change(ctx, a, id, version, audit.ScheduleChanged, func(ctx context.Context, b *batch, def *definition, due *dueRow) error {
		if _, err := s.checkAll(ctx, b.tx, a, content, b.now); err != nil {
			return err
		}
		def.describe(content)
		def.rule = nil
		def.Version++
		if _, err := b.tx.NewDelete().Model((*targetRow)(nil)).Where("schedule_id = ?", id).Exec(ctx); err != nil {
			return fmt.Errorf("replace targets of schedule %s: %w", id, err)
		}
		if err := storeTargets(ctx, b.tx, id, content.Targets); err != nil {
			return err
		}
		def.UpdatedBy, def.UpdatedAt = a.PersonID, b.now
		if err := storeVersion(ctx, b.tx, def.scheduleRow, content); err != nil {
			return err
		}
		def.Failures = 0
		if def.PauseCause == ByEnd || def.PauseCause == ByAccess {
			def.setPause(nil)
			if err := s.resolved(ctx, b.tx, id); err != nil {
				return err
			}
		}
		return b.restart(ctx, def, due)
	})
}

// restart makes the next instant of a schedule due by its present definition:
// the first after now and after all that is accounted for, should a clock have
// been set back.
func (b *batch) restart(ctx context.Context, def *definition, due *dueRow) error {
	if err := def.compile(); err != nil {
		return err
	}
	var last bun.NullTime
	err := b.tx.NewSelect().Model((*occurrenceRow)(nil)).ColumnExpr("max(through_at)").
		Where("schedule_id = ? AND series = ?", def.ID, dueSeries).Scan(ctx, &last)
	if err != nil {
		return fmt.Errorf("find what schedule %s has accounted for: %w", def.ID, err)
	}
	after := b.now
	if last.After(after) {
		after = last.Time
	}
	for _, row := range b.occurrences { // not stored yet
		if row.ScheduleID == def.ID && row.ThroughAt.After(after) {
			after = row.ThroughAt
		}
	}
	due.DueAt, due.At, due.Failures, due.Zones = nil, nil, 0, b.s.zones
	if first := firstAfter(def.rule, after); !first.IsZero() {
		due.DueAt = &first
	} else if def.State == Active {
		b.end(def)
	}
	if def.State == Active {
		due.At = due.DueAt
	}
	return nil
}

// anyVersion stands for whichever version there is.
const anyVersion = -1

// change has act change a schedule, once what is due is accounted for by what
// it was before: a bounded step at a time, the last one with the change.
func (s *Service) change(ctx context.Context, a actor.Actor, id actor.ScheduleID, version int, done audit.Act,
	act func(ctx context.Context, b *batch, def *definition, due *dueRow) error,
) (Schedule, error) {
	for changed := false; !changed; {
		err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
			changed, err = s.changeStep(ctx, tx, a, id, version, done, act)
			return err
		})
		if err != nil {
			return Schedule{}, err
		}
	}
	return s.Get(ctx, a, id)
}

// changeStep changes a schedule, or accounts for a part of what is due before.
func (s *Service) changeStep(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ScheduleID, version int, done audit.Act,
	act func(ctx context.Context, b *batch, def *definition, due *dueRow) error,
) (changed bool, err error) {
	due, err := lockDue(ctx, tx, id)
	if err != nil {
		return false, err
	}
	if err := mayChange(ctx, tx, a, id); err != nil {
		return false, err
	}
	b, err := s.open(ctx, tx, a, []actor.ScheduleID{id})
	if err != nil {
		return false, err
	}
	def := b.definitions[id]
	if version != anyVersion && def.Version != version {
		return false, ErrConflict.WithDetail("currentVersion", def.Version)
	}
	if err := b.account(def, due, b.now); err != nil {
		return false, err
	}
	if due.DueAt != nil && !due.DueAt.After(b.now) {
		b.dues = append(b.dues, due)
		return false, b.flush(ctx)
	}
	before, byItself := *def.scheduleRow, len(b.acts)
	if err := act(ctx, b, def, due); err != nil {
		return false, err
	}
	b.acts = b.acts[:byItself] // what it did is told as one act
	if changes := def.changesSince(&before); len(changes) > 0 {
		b.acts = append(b.acts, def.on(done, changes))
	}
	if a.PersonID != "" {
		def.UpdatedBy = a.PersonID
	}
	def.UpdatedAt = b.now
	b.schedules[id] = true
	if def.DeletedAt == nil {
		b.dues = append(b.dues, due)
	}
	return true, b.flush(ctx)
}

// Pause has a schedule make no occurrences by itself until Resume. What runs
// goes on. It may be called twice. Errors: ErrNotFound.
func (s *Service) Pause(ctx context.Context, a actor.Actor, id actor.ScheduleID, message string) (Schedule, error) {
	return s.change(ctx, a, id, anyVersion, audit.SchedulePaused, func(_ context.Context, b *batch, def *definition, due *dueRow) error {
		if def.State == Paused && (def.PauseCause == ByPerson || def.PauseCause == ByOffBoarding) {
			return nil
		}
		b.pause(def, due, &Pause{Cause: ByPerson, Message: message, At: b.now, By: a.PersonID})
		return nil
	})
}

// Resume ends a pause. The instants in it are recorded as skipped, unless the
// pause was for a connection: those count as missed. It may be called twice.
// Errors: ErrNotFound, ErrEnded.
func (s *Service) Resume(ctx context.Context, a actor.Actor, id actor.ScheduleID) (Schedule, error) {
	return s.change(ctx, a, id, anyVersion, audit.ScheduleResumed, func(ctx context.Context, b *batch, def *definition, due *dueRow) error {
		if def.State == Active {
			return nil
		}
		if b.leaves(def) {
			return ErrOffBoarding
		}
		def.setPause(nil)
		def.Failures = 0
		if err := s.resolved(ctx, b.tx, id); err != nil {
			return err
		}
		if err := b.restart(ctx, def, due); err != nil {
			return err
		}
		if due.DueAt == nil {
			return ErrEnded
		}
		return nil
	})
}

// Delete ends a schedule and keeps its history. What runs goes on; what has not
// begun is skipped, and its backfills are cancelled. Errors: ErrNotFound, ErrConflict.
func (s *Service) Delete(ctx context.Context, a actor.Actor, id actor.ScheduleID, version int) error {
	backfills, err := s.Backfills(ctx, a, id) // of a schedule that a may see
	if err != nil {
		return err
	}
	if err := s.delete(ctx, a, id, version); err != nil {
		return err
	}
	for _, b := range backfills {
		if b.State != BackfillRunning {
			continue
		}
		if _, err := s.CancelBackfill(ctx, a, b.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) delete(ctx context.Context, a actor.Actor, id actor.ScheduleID, version int) error {
	_, err := s.change(ctx, a, id, version, audit.ScheduleDeleted, func(ctx context.Context, b *batch, def *definition, _ *dueRow) error {
		def.DeletedAt = &b.now
		if err := s.resolved(ctx, b.tx, id); err != nil {
			return err
		}
		for _, row := range b.occurrences { // of this moment, not stored yet
			if row.State == Waiting {
				b.skip(row, reasonDeleted)
			}
		}
		b.dues = nil
		var waiting []actor.OccurrenceID
		err := b.tx.NewSelect().Model((*occurrenceRow)(nil)).Column("id").
			Where("schedule_id = ? AND state = ? AND backfill_id IS NULL", id, Waiting).Scan(ctx, &waiting)
		if err != nil {
			return fmt.Errorf("find what waits of schedule %s: %w", id, err)
		}
		if len(waiting) > 0 {
			rows, cells, err := readOccurrences(ctx, b.tx, waiting)
			if err != nil {
				return err
			}
			for _, row := range rows {
				b.adopt(row, cells[row.ID])
				b.skip(row, reasonDeleted)
			}
		}
		if _, err := b.tx.NewDelete().Model((*dueRow)(nil)).Where("schedule_id = ? AND kind <> ?", id, backfillDuty).Exec(ctx); err != nil {
			return fmt.Errorf("end schedule %s: %w", id, err)
		}
		return nil
	})
	return err
}
