package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
)

// pause has a schedule make no further occurrences by itself.
func (b *batch) pause(def *definition, due *dueRow, p *Pause) {
	def.setPause(p)
	b.acts = append(b.acts, def.pausedBy(p))
	b.schedules[def.ID] = true
	due.At = nil
	b.dues = append(b.dues, due)
}

// resume accounts for the time of a pause and has a schedule go on.
func (b *batch) resume(def *definition, due *dueRow) error {
	if err := b.account(def, due, b.now); err != nil {
		return err
	}
	def.setPause(nil)
	b.acts = append(b.acts, def.pausedBy(nil))
	def.Failures = 0
	b.schedules[def.ID] = true
	if due.DueAt == nil {
		b.end(def)
	}
	due.At = due.DueAt
	b.dues = append(b.dues, due)
	return nil
}

// ConnectionCause is the cause of notices of schedules that a connection has stopped.
const ConnectionCause = "schedules:connection"

// disconnect pauses a schedule until Amazon is connected again. An execution
// may tell of a connection that has been mended since: that pauses nothing.
func (b *batch) disconnect(ctx context.Context, def *definition, due *dueRow) error {
	if def.State == Paused || def.DeletedAt != nil || b.reached(def) {
		return nil
	}
	b.pause(def, due, &Pause{
		Cause: ByConnection, Class: string(execution.NeedsReconnect), At: b.now,
		Message: "Amazon no longer accepts the connection that reaches its instances.",
		Next:    "An owner connects Amazon again under Connections. The schedule then goes on by itself.",
	})
	n := Notice{
		Kind: NoticePaused, Cause: ConnectionCause, ScheduleID: def.ID, Name: def.Name,
		Subject: "Amazon must be connected again", Text: fmt.Sprintf("The schedule %s is paused: Amazon no longer accepts the connection.", def.Name),
		Next: "An owner connects Amazon again under Connections. Schedules then go on by themselves.",
	}
	for _, t := range def.targets {
		n.InstanceIDs = append(n.InstanceIDs, t.InstanceID)
	}
	return b.s.raise(ctx, b.tx, n)
}

// reached reports whether no instance of a schedule waits for a consent.
func (b *batch) reached(def *definition) bool {
	return !slices.ContainsFunc(def.targets, func(t targetRow) bool {
		on, known := b.instances[t.InstanceID]
		health := on.Health()
		return known && (health == instance.NeedsReconnect || health == instance.Disconnected)
	})
}

// Reconnected has schedules go on that are paused because Amazon had to be
// connected again, and whose instances can all be reached. It may be called in
// any process, and for nothing.
func (s *Service) Reconnected(ctx context.Context) error {
	var ids []actor.ScheduleID
	err := s.db.Read(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model((*scheduleRow)(nil)).Column("id").
			Where("pause_cause = ? AND deleted_at IS NULL", ByConnection).
			Where(`NOT EXISTS (SELECT 1 FROM schedule_target AS t JOIN instance AS i ON i.id = t.instance_id
				LEFT JOIN connection AS c ON c.id = i.connection_id
				WHERE t.schedule_id = schedule.id AND i.gone_at IS NULL AND coalesce(c.state, 'pending') IN ('needs_reconnect', 'pending'))`).Order("id").Scan(ctx, &ids)
	})
	if err != nil {
		return fmt.Errorf("find schedules that wait for a consent: %w", err)
	}
	var errs []error
	for _, id := range ids {
		errs = append(errs, s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
			due, err := lockDue(ctx, tx, id)
			if errors.Is(err, ErrNotFound) {
				return nil // deleted meanwhile
			}
			if err != nil {
				return err
			}
			b, err := s.open(ctx, tx, follower, []actor.ScheduleID{id})
			if err != nil {
				return err
			}
			def := b.definitions[id]
			if def == nil || def.PauseCause != ByConnection || !b.reached(def) {
				return nil
			}
			def.setPause(nil)
			b.schedules[id] = true
			due.At = due.DueAt // what was missed is caught up with as the schedule says
			b.dues = append(b.dues, due)
			return b.flush(ctx)
		}))
	}
	if err := errors.Join(errs...); err != nil {
		s.logger.WarnContext(ctx, "schedules that waited for a consent do not all go on", slog.Any("error", err))
		return err
	}
	return nil
}
