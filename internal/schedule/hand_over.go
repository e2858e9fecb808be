package schedule

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// HandOver is for access.Dependencies: it makes to responsible for the schedules
// that from was responsible for and to may run on all their instances; those that
// stood still for want of somebody go on. The others, and all of them without to,
// pause at once and say so. It may be called again.
func (s *Service) HandOver(ctx context.Context, tx bun.Tx, by actor.Actor, from, to actor.PersonID) (handed, left int, err error) {
	var ids []actor.ScheduleID
	err = tx.NewSelect().Model((*scheduleRow)(nil)).Column("id").Where("responsible_id = ? AND deleted_at IS NULL", from).Order("id").Scan(ctx, &ids)
	if err != nil {
		return 0, 0, fmt.Errorf("find the schedules of person %s: %w", from, err)
	}
	if len(ids) == 0 {
		return 0, 0, nil
	}
	// Whoever follows one of them right now is waited for; all are locked at once,
	// as others lock several in the order of their ids.
	var dues []*dueRow
	err = database.LockRows(tx.NewSelect().Model(&dues).Where("kind = ? AND id IN (?)", fireDuty, bun.List(ids)).Order("id")).Scan(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("lock schedules: %w", err)
	}
	all := len(ids)
	if ids, err = s.runnable(ctx, tx, to, ids); err != nil {
		return 0, 0, err
	}
	if err := s.leave(ctx, tx, by, from, without(dues, ids)); err != nil {
		return 0, 0, err
	}
	left = all - len(ids)
	if len(ids) == 0 {
		return 0, left, nil
	}
	_, err = tx.NewUpdate().Model((*scheduleRow)(nil)).
		Set("responsible_id = ?, updated_by = ?, updated_at = ?, version = version + 1", to, by.PersonID, s.clock.Now()).
		Where("id IN (?)", bun.List(ids)).Exec(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("hand schedules over: %w", err)
	}
	if err := storeVersions(ctx, tx, ids); err != nil {
		return 0, 0, err
	}
	changes := make([]event.Change, len(ids))
	for i, id := range ids {
		changes[i] = event.Change{Kind: event.ScheduleChanged, SubjectID: string(id)}
	}
	s.events.RecordAll(ctx, by, changes)
	var rows []*scheduleRow
	if err := tx.NewSelect().Model(&rows).Column("id", "name").Where("id IN (?)", bun.List(ids)).Order("id").Scan(ctx); err != nil {
		return 0, 0, fmt.Errorf("read what was handed over: %w", err)
	}
	acts := make([]deed, len(rows))
	for i, row := range rows {
		acts[i] = row.on(audit.ScheduleHandedOver, audit.Changes{}.From("responsible", from, to))
	}
	if err := record(ctx, tx, by, s.clock.Now(), acts...); err != nil {
		return 0, 0, err
	}
	return len(ids), left, s.goOn(ctx, tx, by, of(dues, ids))
}

// of are the rows of some schedules.
func of(dues []*dueRow, some []actor.ScheduleID) []*dueRow {
	return slices.DeleteFunc(slices.Clone(dues), func(due *dueRow) bool { return !slices.Contains(some, due.ScheduleID) })
}

// without are the rows of all other schedules.
func without(dues []*dueRow, some []actor.ScheduleID) []*dueRow {
	return slices.DeleteFunc(slices.Clone(dues), func(due *dueRow) bool { return slices.Contains(some, due.ScheduleID) })
}

// leave pauses the schedules of a person who has left and whom nobody follows, and
// tells those who can mend it. What is paused already stays as it is.
func (s *Service) leave(ctx context.Context, tx bun.Tx, by actor.Actor, from actor.PersonID, dues []*dueRow) error {
	var name string
	if err := tx.NewSelect().Table("person").Column("name").Where("id = ?", from).Scan(ctx, &name); err != nil {
		return fmt.Errorf("read who leaves: %w", err)
	}
	why := Reason{
		reasonLost.Code, name + ", who is responsible for it, cannot sign in any more, and nobody took it over.",
		"Make somebody responsible who may run it; it then goes on.",
	}
	return s.each(ctx, tx, by, dues, func(b *batch, def *definition, due *dueRow) error {
		if def.State == Active {
			b.lose(def, due, why)
		}
		return nil
	})
}

// goOn has schedules go on that stood still because nobody could be responsible.
func (s *Service) goOn(ctx context.Context, tx bun.Tx, by actor.Actor, dues []*dueRow) error {
	return s.each(ctx, tx, by, dues, func(b *batch, def *definition, due *dueRow) error {
		if def.State != Paused || def.PauseCause != ByAccess {
			return nil
		}
		if err := s.resolved(ctx, tx, def.ID); err != nil {
			return err
		}
		return b.resume(def, due)
	})
}

// each changes schedules together; their rows of schedule_due are locked.
func (s *Service) each(ctx context.Context, tx bun.Tx, by actor.Actor, dues []*dueRow,
	act func(b *batch, def *definition, due *dueRow) error,
) error {
	if len(dues) == 0 {
		return nil
	}
	ids := make([]actor.ScheduleID, len(dues))
	for i, due := range dues {
		ids[i] = due.ScheduleID
	}
	b, err := s.open(ctx, tx, by, ids)
	if err != nil {
		return err
	}
	for _, due := range dues {
		if def := b.definitions[due.ScheduleID]; def != nil {
			if err := act(b, def, due); err != nil {
				return err
			}
		}
	}
	return b.flush(ctx)
}

// HeldBy counts the schedules that rest on a person, and those of them that another
// one may run on all their instances.
func (s *Service) HeldBy(ctx context.Context, a actor.Actor, person, to actor.PersonID) (all, takes int, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var ids []actor.ScheduleID
		err := tx.NewSelect().Model((*scheduleRow)(nil)).Column("id").Where("responsible_id = ? AND deleted_at IS NULL", person).Where("?", sees(a)).Scan(ctx, &ids)
		if err != nil {
			return err
		}
		all = len(ids)
		ids, err = s.runnable(ctx, tx, to, ids)
		takes = len(ids)
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("count the schedules of person %s: %w", person, err)
	}
	return all, takes, nil
}

// runnable are those of some schedules that a person may run on all their
// instances; nobody may run any.
func (s *Service) runnable(ctx context.Context, tx bun.Tx, person actor.PersonID, ids []actor.ScheduleID) ([]actor.ScheduleID, error) {
	if person == "" || len(ids) == 0 {
		return nil, nil
	}
	if s.actors == nil {
		return ids, nil
	}
	found, err := s.actors(ctx, tx, []actor.PersonID{person})
	if err != nil {
		return nil, err
	}
	var targets []targetRow
	err = tx.NewSelect().Model(&targets).Column("schedule_id", "instance_id").Where("schedule_id IN (?)", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("find what schedules run on: %w", err)
	}
	refused := map[actor.ScheduleID]bool{}
	for _, t := range targets {
		if !found[person].May(actor.Run, t.InstanceID) {
			refused[t.ScheduleID] = true
		}
	}
	return slices.DeleteFunc(ids, func(id actor.ScheduleID) bool { return refused[id] }), nil
}
