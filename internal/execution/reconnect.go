package execution

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Reconnected has what waits for a consent go on now instead of at its next
// try. It may be called in any process, and for nothing.
func (s *Service) Reconnected(ctx context.Context) error {
	now := s.clock.Now()
	err := s.db.Write(ctx, system("reconnected"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*work)(nil)).Set("due_at = ?", now).
			Where("due_at > ? AND lease_until IS NULL", now).
			WhereGroup(" AND ", func(which *bun.UpdateQuery) *bun.UpdateQuery {
				return which.
					Where("kind = ? AND id IN (SELECT id FROM execution WHERE state = ? AND error_class = ?)",
						stepDuty, Waiting, NeedsReconnect).
					WhereOr("kind = ? AND id IN (SELECT instance_id FROM execution WHERE state IN (?, ?) AND error_class = ?)",
						pollDuty, Pending, Running, NeedsReconnect)
			}).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("wake what waits for a consent: %w", err)
	}
	s.poke()
	return nil
}
