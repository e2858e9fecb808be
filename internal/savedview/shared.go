package savedview

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// SharedBy counts the views that a person shares with others, of those that a sees.
func (s *Service) SharedBy(ctx context.Context, a actor.Actor, person actor.PersonID) (n int, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := database.Visible(tx.NewSelect().Model((*viewRow)(nil)), a, "saved_view.instance_id")
		found, err := query.Where("saved_view.owner_id = ? AND saved_view.shared AND saved_view.deleted_at IS NULL", person).Count(ctx)
		n = int(found)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count the views that person %s shares: %w", person, err)
	}
	return n, nil
}
