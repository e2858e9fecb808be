package result

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Stored is how many results of some instances have rows, and the size of their files.
type Stored struct {
	Results int   `bun:"results"`
	Bytes   int64 `bun:"bytes"`
}

// StoredOn counts what is stored of instances.
func StoredOn(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) (found Stored, err error) {
	err = tx.NewSelect().Table("result").ColumnExpr("count(*) AS results, COALESCE(sum(bytes), 0) AS bytes").
		Where("instance_id IN (?) AND blob_key <> ''", bun.List(instances)).Scan(ctx, &found)
	if err != nil {
		return Stored{}, fmt.Errorf("count stored results: %w", err)
	}
	return found, nil
}

// TakeAway takes the results of instances from readers, with all that their rows
// say of what is in them; the files are deleted with DeleteAll.
func TakeAway(ctx context.Context, tx bun.Tx, instances []actor.InstanceID, now time.Time) error {
	_, err := tx.NewUpdate().Table("result").
		Set("dropped_at = COALESCE(dropped_at, ?), drop_at = NULL, columns = '[]', checksum = ''", now).
		Where("instance_id IN (?)", bun.List(instances)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("take results from readers: %w", err)
	}
	return nil
}

// ForgetFiles notes that the files of instances are deleted.
func ForgetFiles(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) error {
	_, err := tx.NewUpdate().Table("result").Set("blob_key = '', unsealed_key = NULL").
		Where("instance_id IN (?) AND dropped_at IS NOT NULL", bun.List(instances)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("forget the files of results: %w", err)
	}
	return nil
}
