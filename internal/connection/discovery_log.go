package connection

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/instance"
)

// errStopped ends a discovery that somebody has cancelled.
var errStopped = errors.New("discovery cancelled")

// beginDiscovery writes down that a discovery begins, and makes room for it.
func (s *Service) beginDiscovery(ctx context.Context, a actor.Actor, of connectionRow) (discoveryRow, error) {
	now := s.clock.Now()
	row := discoveryRow{
		ID: actor.NewID[actor.DiscoveryID](), ConnectionID: of.ID, Region: of.Region, PersonID: a.PersonID, PersonName: a.Name,
		State: Looking, StartedAt: now, AliveAt: now,
	}
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewUpdate().Model((*discoveryRow)(nil)).
			Where("connection_id = ? AND state IN (?) AND alive_at < ?", of.ID, bun.List([]DiscoveryState{Looking, Stopping}), now.Add(-silence)).
			Set("state = ?, ended_at = alive_at", Interrupted).Exec(ctx)
		if err != nil {
			return err
		}
		newest := tx.NewSelect().Model((*discoveryRow)(nil)).Column("id").Where("connection_id = ?", of.ID).
			Order("started_at DESC", "id DESC").Limit(keptDiscoveries)
		_, err = tx.NewDelete().Model((*discoveryRow)(nil)).Where("connection_id = ? AND id NOT IN (?)", of.ID, newest).Exec(ctx)
		s.events.Record(ctx, a, event.Change{Kind: event.ConnectionChanged, SubjectID: string(of.ID)})
		return err
	})
	if err != nil {
		return discoveryRow{}, fmt.Errorf("begin discovery of connection %s: %w", of.ID, err)
	}
	return row, nil
}

// advance writes down how far a discovery is. It answers errStopped when
// somebody wants it to end.
func (s *Service) advance(ctx context.Context, a actor.Actor, row discoveryRow, accounts, instances int) error {
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewUpdate().Model((*discoveryRow)(nil)).Where("id = ? AND state = ?", row.ID, Looking).
			Set("accounts = ?, instances = ?, alive_at = ?", accounts, instances, s.clock.Now()).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(errStopped, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.ConnectionChanged, SubjectID: string(row.ConnectionID)})
		return nil
	})
	if err != nil && !errors.Is(err, errStopped) {
		return fmt.Errorf("note progress of discovery %s: %w", row.ID, err)
	}
	return err
}

// endDiscovery writes down, in tx, how a discovery ended. It answers errStopped
// when somebody has cancelled what would be complete.
func (s *Service) endDiscovery(ctx context.Context, tx bun.Tx, a actor.Actor, row *discoveryRow, state DiscoveryState, recorded instance.Recorded) error {
	now := s.clock.Now()
	row.State, row.AliveAt, row.EndedAt = state, now, now
	row.Added, row.Changed = recorded.Count(instance.Added), recorded.Count(instance.Changed)
	row.Returned, row.Gone = recorded.Count(instance.Returned), recorded.Count(instance.Lost)
	query := tx.NewUpdate().Model(row).WherePK()
	if state == Complete || state == Incomplete {
		query = query.Where("state = ?", Looking)
	}
	result, err := query.Exec(ctx)
	if err != nil {
		return fmt.Errorf("end discovery %s: %w", row.ID, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(errStopped, err)
	}
	changes := make([]discoveryChangeRow, len(recorded))
	for i, change := range recorded {
		facts, err := json.Marshal(append([]instance.Fact{}, change.Facts...))
		if err != nil {
			return fmt.Errorf("note changes of discovery %s: %w", row.ID, err)
		}
		changes[i] = discoveryChangeRow{
			DiscoveryID: row.ID, Position: i, InstanceID: change.InstanceID, Kind: change.Kind, Name: change.Name, Facts: string(facts),
		}
	}
	if len(changes) > 0 {
		if _, err := tx.NewInsert().Model(&changes).Exec(ctx); err != nil {
			return fmt.Errorf("note changes of discovery %s: %w", row.ID, err)
		}
	}
	s.events.Record(ctx, a, event.Change{Kind: event.ConnectionChanged, SubjectID: string(row.ConnectionID)})
	return nil
}
