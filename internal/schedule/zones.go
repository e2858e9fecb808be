package schedule

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// zonesEvery is how often a process looks for instants that were worked out by
// older zone data than its own. Only a new release brings such data, and while it
// is rolled out a process of the old one may still work some out.
const zonesEvery = time.Hour

// followZones works the next instants of schedules out anew that were worked out
// by older zone data than those of this process. What a newer process has worked
// out is left alone, so that two releases that run side by side do not undo each
// other: in the end the newer one's word stands.
func (s *Service) followZones(ctx context.Context) error {
	var last actor.ScheduleID
	for {
		var ids []actor.ScheduleID
		err := s.db.Read(ctx, watcher, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewSelect().Model((*dueRow)(nil)).Column("schedule_id").
				Where("kind = ? AND due_at IS NOT NULL AND zones < ? AND id > ?", fireDuty, s.zones, last).
				Order("id").Limit(int64(s.config.Batch)).Scan(ctx, &ids)
		})
		if err != nil {
			return fmt.Errorf("find schedules that follow older zone data: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		last = ids[len(ids)-1]
		if err := s.db.Write(ctx, watcher, func(ctx context.Context, tx bun.Tx) error { return s.rezone(ctx, tx, ids) }); err != nil {
			return fmt.Errorf("have schedules follow the present zone data: %w", err)
		}
	}
}

// rezone works the next instants of schedules out anew: each is the first after
// all that is accounted for, and so after the last change of the schedule, up to
// which everything is. One that should have come before now is due at once.
func (s *Service) rezone(ctx context.Context, tx bun.Tx, ids []actor.ScheduleID) error {
	locked, err := lockSchedules(ctx, tx, ids)
	if err != nil || len(locked) == 0 {
		return err
	}
	var dues []*dueRow
	if err := tx.NewSelect().Model(&dues).Where("kind = ? AND id IN (?)", fireDuty, bun.List(locked)).Scan(ctx); err != nil {
		return err
	}
	b, err := s.open(ctx, tx, watcher, locked)
	if err != nil {
		return err
	}
	accounted, err := readAccounted(ctx, tx, locked)
	if err != nil {
		return err
	}
	for _, due := range dues {
		due.Zones = s.zones
		b.dues = append(b.dues, due)
		def := b.definitions[due.ScheduleID]
		if def == nil || def.DeletedAt != nil || def.compile() != nil {
			continue // firing tells of it
		}
		after := def.UpdatedAt
		if at := accounted[def.ID]; at.After(after) {
			after = at
		}
		first := firstAfter(def.rule, after)
		if first.IsZero() || due.DueAt != nil && first.Equal(*due.DueAt) {
			continue
		}
		s.logger.InfoContext(ctx, "a schedule is due at another instant by newer zone data", slog.String("schedule", string(def.ID)), slog.Time("at", first))
		due.DueAt = &first
		if due.At != nil && due.Failures == 0 {
			due.At = &first
		}
	}
	return b.flush(ctx)
}

// readAccounted reads up to which instant each schedule is accounted for.
func readAccounted(ctx context.Context, tx bun.Tx, ids []actor.ScheduleID) (map[actor.ScheduleID]time.Time, error) {
	var rows []struct {
		ScheduleID actor.ScheduleID
		At         bun.NullTime
	}
	err := tx.NewSelect().Model((*occurrenceRow)(nil)).ColumnExpr("schedule_id, max(through_at) AS at").
		Where("schedule_id IN (?) AND series = ?", bun.List(ids), dueSeries).Group("schedule_id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("find what schedules have accounted for: %w", err)
	}
	found := make(map[actor.ScheduleID]time.Time, len(rows))
	for _, row := range rows {
		found[row.ScheduleID] = row.At.Time
	}
	return found, nil
}
