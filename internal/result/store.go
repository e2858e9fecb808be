package result

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Save makes an ingested result visible when tx commits.
func Save(ctx context.Context, tx bun.Tx, r *Result) error {
	if _, err := tx.NewInsert().Model(r).Exec(ctx); err != nil {
		return fmt.Errorf("save result of %s: %w", r.ExecutionID, err)
	}
	return nil
}

// Get reads the description of an execution's result. It is ErrNotFound for
// one that has none and for one that a may not see.
func Get(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ExecutionID) (*Result, error) {
	found := new(Result)
	err := tx.NewSelect().Model(found).Where("execution_id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !a.SeesInstance(found.InstanceID) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read result of %s: %w", id, err)
	}
	return found, nil
}
