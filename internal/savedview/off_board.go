package savedview

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Own counts the saved views of instances, deleted ones as well.
func Own(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) (int, error) {
	n, err := tx.NewSelect().Table("saved_view").Where("instance_id IN (?)", bun.List(instances)).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count saved views: %w", err)
	}
	return int(n), nil
}

// Forget removes the saved views of instances: their filters hold values of rows.
func Forget(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) error {
	if _, err := tx.NewRaw("DELETE FROM saved_view WHERE instance_id IN (?)", bun.List(instances)).Exec(ctx); err != nil {
		return fmt.Errorf("forget saved views: %w", err)
	}
	return nil
}
