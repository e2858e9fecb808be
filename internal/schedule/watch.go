package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/zone"
)

// watchBatch bounds what one watch mends of each kind.
const watchBatch = 100

// Watch is the net below: it tells people, once, of schedules that are overdue,
// and mends what nobody would do any more; a schedule stays paused for no
// connection that is mended. Whatever makes something due says so
// by itself, so that it finds something only after a fault.
func (s *Service) Watch(ctx context.Context) error {
	return errors.Join(s.noticeOverdue(ctx), s.mendStrays(ctx), s.mendOccurrences(ctx), s.mendLines(ctx), s.Reconnected(ctx))
}

// noticeOverdue tells of schedules whose instant has passed without anybody
// accounting for it: a missing run, whatever the cause.
func (s *Service) noticeOverdue(ctx context.Context) error {
	now := s.clock.Now()
	err := s.db.Write(ctx, watcher, func(ctx context.Context, tx bun.Tx) error {
		var late []*dueRow
		query := tx.NewSelect().Model(&late).Where("kind = ? AND at <= ? AND noticed_at IS NULL", fireDuty, now.Add(-s.config.Overdue)).
			OrderExpr("at").Limit(watchBatch)
		if err := database.SkipLockedRows(query).Scan(ctx); err != nil || len(late) == 0 {
			return err
		}
		for _, row := range late {
			row.NoticedAt = &now
			of := new(scheduleRow)
			if err := tx.NewSelect().Model(of).Column("name", "rule").Where("id = ?", row.ScheduleID).Scan(ctx); err != nil {
				return fmt.Errorf("read name of schedule %s: %w", row.ScheduleID, err)
			}
			name := of.Name
			err := s.raise(ctx, tx, Notice{
				Kind: NoticeLate, Cause: "schedules:late", ScheduleID: row.ScheduleID, Name: name,
				Subject: fmt.Sprintf("The schedule %s is late", name),
				Text:    fmt.Sprintf("It was due on %s and has not run.", dueText(*row.DueAt, of.Rule.Zone)),
				Next:    "Check that the server has been running and that its clock is right. It is caught up with as the schedule says.",
			})
			if err != nil {
				return err
			}
		}
		return storeDue(ctx, tx, late...)
	})
	if err != nil {
		return fmt.Errorf("look for schedules that are late: %w", err)
	}
	return nil
}

// dueText is an instant for people, on the clocks of a schedule: "10 Mar 2026, 06:30 CET (Europe/Berlin)".
func dueText(at time.Time, name string) string {
	const form = "2 Jan 2006, 15:04"
	location, err := zone.Load(name)
	if err != nil {
		return at.UTC().Format(form + " UTC")
	}
	return at.In(location).Format(form+" MST") + " (" + name + ")"
}

// mendStrays makes active schedules due again that are due at no time.
func (s *Service) mendStrays(ctx context.Context) error {
	var ids []actor.ScheduleID
	err := s.db.Read(ctx, watcher, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`SELECT id FROM schedule WHERE state = ? AND deleted_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM schedule_due AS due WHERE due.kind = ? AND due.id = schedule.id AND due.at IS NOT NULL)
			ORDER BY id LIMIT ?`, Active, fireDuty, watchBatch).Scan(ctx, &ids)
	})
	if err != nil {
		return fmt.Errorf("look for schedules that nobody follows: %w", err)
	}
	for _, id := range ids {
		err := s.db.Write(ctx, watcher, func(ctx context.Context, tx bun.Tx) error {
			due, err := lockDue(ctx, tx, id)
			if errors.Is(err, ErrNotFound) {
				due, err = &dueRow{Duty: fireDuty, ID: string(id), ScheduleID: id}, nil
			}
			if err != nil {
				return err
			}
			b, err := s.open(ctx, tx, watcher, []actor.ScheduleID{id})
			if err != nil {
				return err
			}
			def := b.definitions[id]
			if def == nil || def.State != Active || def.DeletedAt != nil || due.At != nil {
				return nil
			}
			s.logger.WarnContext(ctx, "a schedule that nobody followed was found", slog.String("schedule", string(id)))
			if due.DueAt == nil {
				if err := b.restart(ctx, def, due); err != nil {
					return err
				}
			}
			due.At = due.DueAt
			b.dues = append(b.dues, due)
			return b.flush(ctx)
		})
		if err != nil {
			return fmt.Errorf("have schedule %s followed again: %w", id, err)
		}
	}
	return nil
}

// mendOccurrences brings on occurrences that would stay as they are: those that
// run although all their executions have ended, and those that wait for a time
// that schedule_due does not know.
func (s *Service) mendOccurrences(ctx context.Context) error {
	before := s.clock.Now().Add(-s.config.WatchEvery)
	err := s.db.Write(ctx, watcher, func(ctx context.Context, tx bun.Tx) error {
		var ended []actor.OccurrenceID
		err := tx.NewRaw(`SELECT id FROM occurrence AS o WHERE state = 'running' AND started_at < ?0
			AND NOT EXISTS (SELECT 1 FROM occurrence_look AS l WHERE l.occurrence_id = o.id)
			AND NOT EXISTS (SELECT 1 FROM occurrence_execution AS c LEFT JOIN execution AS e ON e.id = c.execution_id
				WHERE c.occurrence_id = o.id AND c.refused_code = '' AND (e.id IS NULL OR e.state NOT IN ('succeeded', 'failed', 'cancelled')))
			ORDER BY id LIMIT ?1`, before, watchBatch).Scan(ctx, &ended)
		if err != nil {
			return err
		}
		for _, id := range ended {
			s.logger.WarnContext(ctx, "an occurrence that nobody looked at was found", slog.String("occurrence", string(id)))
			if err := s.Told(ctx, tx, id); err != nil {
				return err
			}
		}
		var waiting []*occurrenceRow
		err = tx.NewSelect().Model(&waiting).Where("state = 'waiting' AND NOT queued AND backfill_id IS NULL AND created_at < ?", before).
			Where("NOT EXISTS (SELECT 1 FROM schedule_due AS due WHERE due.kind = ? AND due.id = occurrence.id)", beginDuty).
			Order("id").Limit(watchBatch).Scan(ctx)
		if err != nil {
			return err
		}
		for _, row := range waiting {
			err := storeDue(ctx, tx, &dueRow{Duty: beginDuty, ID: string(row.ID), ScheduleID: row.ScheduleID, At: &row.StartAt})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look for forgotten occurrences: %w", err)
	}
	return nil
}

// mendLines begins what waits in line although nothing of its schedule runs.
func (s *Service) mendLines(ctx context.Context) error {
	var ids []actor.ScheduleID
	err := s.db.Read(ctx, watcher, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`SELECT DISTINCT o.schedule_id FROM occurrence AS o JOIN schedule AS s ON s.id = o.schedule_id AND s.deleted_at IS NULL
			WHERE o.state = 'waiting' AND o.queued AND NOT EXISTS (
				SELECT 1 FROM occurrence AS r WHERE r.schedule_id = o.schedule_id AND r.state = 'running' AND r.kind <> ?
			) LIMIT ?`, BackfillOf, watchBatch).Scan(ctx, &ids)
	})
	if err != nil {
		return fmt.Errorf("look for lines that nobody moves on: %w", err)
	}
	for _, id := range ids {
		err := s.db.Write(ctx, watcher, func(ctx context.Context, tx bun.Tx) error {
			due, err := s.hold(ctx, tx, id)
			if err != nil || due == nil {
				return err
			}
			b, err := s.open(ctx, tx, watcher, []actor.ScheduleID{id})
			if err != nil {
				return err
			}
			def := b.definitions[id]
			if def == nil || def.DeletedAt != nil || def.overlap.running > 0 {
				return nil
			}
			if err := b.nextInLine(ctx, def); err != nil {
				return err
			}
			return b.flush(ctx)
		})
		if err != nil {
			return fmt.Errorf("move the line of schedule %s on: %w", id, err)
		}
	}
	return nil
}
