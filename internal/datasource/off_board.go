package datasource

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Forget removes what is known about the data sources and data sets of instances.
func Forget(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) error {
	for _, table := range []string{"data_set", "instance_data_source"} {
		if _, err := tx.NewDelete().Table(table).Where("instance_id IN (?)", bun.List(instances)).Exec(ctx); err != nil {
			return fmt.Errorf("forget data sources: %w", err)
		}
	}
	return nil
}
