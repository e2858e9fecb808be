package schedule

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrOffBoarding refuses to resume what stops because its client leaves.
var ErrOffBoarding = fault.New(fault.Conflict, "schedule.off_boarding", "The schedule stops because its client is being off-boarded.").
	WithNext("An owner can take the client back, as long as its data are not destroyed.")

// On are the schedules that run on some instances: Own on no others, Shared on
// others too.
type On struct {
	Own, Shared []actor.ScheduleID
}

// OnInstances finds the schedules on instances that are not deleted.
func OnInstances(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) (found On, err error) {
	var rows []struct {
		ID     actor.ScheduleID `bun:"id"`
		Shared bool             `bun:"shared"`
	}
	err = tx.NewSelect().TableExpr("schedule AS s").Column("s.id").
		ColumnExpr("EXISTS (SELECT 1 FROM schedule_target AS t WHERE t.schedule_id = s.id AND t.instance_id NOT IN (?)) AS shared", bun.List(instances)).
		Where("s.deleted_at IS NULL AND EXISTS (SELECT 1 FROM schedule_target AS t WHERE t.schedule_id = s.id AND t.instance_id IN (?))", bun.List(instances)).
		Order("s.id").Scan(ctx, &rows)
	if err != nil {
		return On{}, fmt.Errorf("find schedules of instances: %w", err)
	}
	for _, r := range rows {
		if r.Shared {
			found.Shared = append(found.Shared, r.ID)
		} else {
			found.Own = append(found.Own, r.ID)
		}
	}
	return found, nil
}

// StopForOffBoarding pauses a schedule because its client leaves, and cancels
// its backfills. Nobody resumes it before the client is taken back. One that is paused for another
// reason keeps that. It may be called twice.
func (s *Service) StopForOffBoarding(ctx context.Context, a actor.Actor, id actor.ScheduleID, message string) error {
	_, err := s.change(ctx, a, id, anyVersion, audit.SchedulePaused, func(_ context.Context, b *batch, def *definition, due *dueRow) error {
		if def.State == Active {
			b.pause(def, due, &Pause{Cause: ByOffBoarding, Message: message, Next: ErrOffBoarding.Next, At: b.now})
		}
		return nil
	})
	if err != nil {
		return err
	}
	backfills, err := s.Backfills(ctx, a, id)
	if err != nil {
		return err
	}
	for _, f := range backfills {
		if f.State != BackfillRunning {
			continue
		}
		if _, err := s.CancelBackfill(ctx, a, f.ID); err != nil {
			return err
		}
	}
	return nil
}

// leaves reports whether a schedule stopped because a client leaves that has not
// been taken back.
func (b *batch) leaves(def *definition) bool {
	return def.PauseCause == ByOffBoarding && slices.ContainsFunc(def.targets, func(t targetRow) bool {
		return !b.instances[t.InstanceID].Client.OffBoardedAt.IsZero()
	})
}

// DeleteForOffBoarding ends a schedule whatever its version.
func (s *Service) DeleteForOffBoarding(ctx context.Context, a actor.Actor, id actor.ScheduleID) error {
	return s.delete(ctx, a, id, anyVersion)
}

// StoppedForOffBoarding lists those of some schedules that StopForOffBoarding paused.
func StoppedForOffBoarding(ctx context.Context, tx bun.Tx, among []actor.ScheduleID) (ids []actor.ScheduleID, err error) {
	err = tx.NewSelect().Table("schedule").Column("id").Where("id IN (?) AND pause_cause = ?", bun.List(among), ByOffBoarding).Order("id").Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("find stopped schedules: %w", err)
	}
	return ids, nil
}

// Forget removes what schedules say about instances: the values they ran with
// everywhere, and all texts of schedules that run on no others. Schedules that
// also run elsewhere lose these targets, in their versions too.
func Forget(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) error {
	on := bun.List(instances)
	const own = `(SELECT t.schedule_id FROM schedule_target AS t GROUP BY t.schedule_id HAVING sum(CASE WHEN t.instance_id IN (?0) THEN 0 ELSE 1 END) = 0)`
	for _, statement := range []string{
		`DELETE FROM schedule_version WHERE schedule_id IN ` + own,
		`UPDATE schedule SET name = '', name_key = '', description = '', parameter_values = '{}', pause_message = '' WHERE id IN ` + own,
		`UPDATE occurrence SET reason_message = '', reason_next = '' WHERE schedule_id IN ` + own,
		`UPDATE occurrence_execution SET parameter_values = '{}', refused_message = '', refused_next = '' WHERE instance_id IN (?0)`,
		`UPDATE schedule_target SET parameter_values = '{}' WHERE instance_id IN (?0)`,
	} {
		if _, err := tx.NewRaw(statement, on).Exec(ctx); err != nil {
			return fmt.Errorf("forget what schedules say: %w", err)
		}
	}
	found, err := OnInstances(ctx, tx, instances)
	if err != nil || len(found.Shared) == 0 {
		return err
	}
	_, err = tx.NewRaw(`DELETE FROM schedule_target WHERE instance_id IN (?) AND schedule_id IN (?)`, on, bun.List(found.Shared)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("take instances out of schedules: %w", err)
	}
	return forgetTargets(ctx, tx, found.Shared, instances)
}

// forgetTargets takes instances out of the versions of schedules.
func forgetTargets(ctx context.Context, tx bun.Tx, schedules []actor.ScheduleID, instances []actor.InstanceID) error {
	var rows []struct {
		ID      actor.ScheduleID `bun:"schedule_id"`
		Version int              `bun:"version"`
		Content string           `bun:"content"`
	}
	err := tx.NewSelect().Table("schedule_version").Column("schedule_id", "version", "content").Where("schedule_id IN (?)", bun.List(schedules)).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("read versions of schedules: %w", err)
	}
	for _, r := range rows {
		var content Content
		if err := json.Unmarshal([]byte(r.Content), &content); err != nil {
			return fmt.Errorf("read version %d of schedule %s: %w", r.Version, r.ID, err)
		}
		content.Targets = slices.DeleteFunc(content.Targets, func(t Target) bool { return slices.Contains(instances, t.InstanceID) })
		changed, err := json.Marshal(content)
		if err != nil {
			return err
		}
		_, err = tx.NewUpdate().Table("schedule_version").Set("content = ?", string(changed)).Where("schedule_id = ? AND version = ?", r.ID, r.Version).Exec(ctx)
		if err != nil {
			return fmt.Errorf("take instances out of a version of schedule %s: %w", r.ID, err)
		}
	}
	return nil
}
