package execution

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// Pause has no new runs begin on an instance until Resume. What runs goes on;
// what is asked for waits. It may be called twice. Errors: NotFound of the instance, access.ErrForbidden.
func (s *Service) Pause(ctx context.Context, a actor.Actor, id actor.InstanceID) error {
	now := s.clock.Now()
	return s.setPaused(ctx, a, id, &now, audit.InstancePaused)
}

// Resume ends a pause and starts what has waited. It may be called twice.
// Errors: NotFound of the instance, access.ErrForbidden.
func (s *Service) Resume(ctx context.Context, a actor.Actor, id actor.InstanceID) error {
	return s.setPaused(ctx, a, id, nil, audit.InstanceResumed)
}

func (s *Service) setPaused(ctx context.Context, a actor.Actor, id actor.InstanceID, at *time.Time, act audit.Act) error {
	in, err := s.instances.Find(ctx, a, id)
	if err != nil {
		return err
	}
	if err := access.Need(a, actor.Pause, in.ID, in.ClientID); err != nil {
		return err
	}
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := lockAccount(ctx, tx, in.Account); err != nil {
			return err
		}
		if err := ensureInstance(ctx, tx, in); err != nil {
			return err
		}
		result, err := tx.NewUpdate().Model((*lane)(nil)).Set("paused_at = ?, paused_by = ?", at, a.Setting()).
			Where("kind = ? AND id = ? AND (paused_at IS NULL) = ?", instanceLane, in.ID, at != nil).Exec(ctx)
		if err != nil {
			return fmt.Errorf("pause or resume instance %s: %w", in.ID, err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return err // it was so already
		}
		name, err := audit.NameOf(ctx, tx, "instance", string(in.ID))
		if err != nil {
			return err
		}
		err = audit.Record(ctx, tx, a, s.clock.Now(), audit.What{Act: act, ID: string(in.ID), Name: name, ClientID: in.ClientID, InstanceID: in.ID})
		if err != nil {
			return err
		}
		s.events.Record(ctx, a, event.Change{Kind: event.InstanceChanged, SubjectID: string(in.ID), InstanceID: in.ID})
		return database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error { return s.serve(ctx, tx, in.Account) })
	})
}

// Paused says since when the instances that are paused are.
func (s *Service) Paused(ctx context.Context, a actor.Actor) (map[actor.InstanceID]time.Time, error) {
	var lanes []lane
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return database.Visible(tx.NewSelect().Model(&lanes), a, "id").Where("kind = ? AND paused_at IS NOT NULL", instanceLane).Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("read paused instances: %w", err)
	}
	paused := make(map[actor.InstanceID]time.Time, len(lanes))
	for _, l := range lanes {
		paused[actor.InstanceID(l.ID)] = *l.PausedAt
	}
	return paused, nil
}
