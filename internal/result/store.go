package result

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/datakey"
)

// Save makes an ingested result visible when tx commits. It is
// datakey.ErrDestroyed when the key it was sealed with is gone meanwhile.
func Save(ctx context.Context, tx bun.Tx, r *Result) error {
	if err := datakey.Hold(ctx, tx, r.KeyID); err != nil {
		return err
	}
	if _, err := tx.NewInsert().Model(r).Exec(ctx); err != nil {
		return fmt.Errorf("save result of %s: %w", r.ExecutionID, err)
	}
	return nil
}

// IsSaved reports whether a row points to the file of an ingested result.
func IsSaved(ctx context.Context, tx bun.Tx, r *Result) (bool, error) {
	saved, err := tx.NewSelect().Model((*Result)(nil)).Where("execution_id = ? AND blob_key = ?", r.ExecutionID, r.BlobKey).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("look for result of %s: %w", r.ExecutionID, err)
	}
	return saved, nil
}

// Get reads the description of an execution's result. It is ErrNotFound for
// one that has none and for one that a may not see, ErrDropped once its rows were dropped.
func Get(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ExecutionID) (*Result, error) {
	found := new(Result)
	err := database.Visible(tx.NewSelect().Model(found), a, "instance_id").Where("execution_id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read result of %s: %w", id, err)
	}
	keeping, err := KeepingOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if keeping.DroppedAt != nil {
		gone, err := tx.NewSelect().TableExpr("instance AS i").Join("JOIN client AS c ON c.id = i.client_id").
			Where("i.id = ? AND c.off_boarded_at IS NOT NULL", found.InstanceID).Exists(ctx)
		if err != nil {
			return nil, fmt.Errorf("look whether the client of %s has left: %w", id, err)
		}
		if gone {
			return nil, ErrOffBoarded
		}
		return nil, ErrDropped.WithDetail("droppedAt", keeping.DroppedAt)
	}
	return found, nil
}

// KeepingOf says how long the rows of an execution stay; zero when it has none.
func KeepingOf(ctx context.Context, tx bun.Tx, id actor.ExecutionID) (Keeping, error) {
	var found Keeping
	err := tx.NewSelect().Model(&found).Where("execution_id = ?", id).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Keeping{}, fmt.Errorf("read keeping of %s: %w", id, err)
	}
	return found, nil
}
