package savedview

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Choose has the results of the view's query open with it for a, and with no other.
// Errors: ErrNotFound.
func (s *Service) Choose(ctx context.Context, a actor.Actor, id actor.SavedViewID) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := find(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if row.DeletedAt != nil {
			return ErrNotFound
		}
		return choose(ctx, tx, a, row)
	})
}

func choose(ctx context.Context, tx bun.Tx, a actor.Actor, row *viewRow) error {
	chosen := &defaultRow{PersonID: a.PersonID, QueryID: row.QueryID, ViewID: row.ID}
	if _, err := tx.NewInsert().Model(chosen).On("CONFLICT (person_id, query_id) DO UPDATE").Set("view_id = EXCLUDED.view_id").Exec(ctx); err != nil {
		return fmt.Errorf("choose saved view %s: %w", row.ID, err)
	}
	return nil
}

// Unchoose has results open as they were stored again. Errors: ErrNotFound.
func (s *Service) Unchoose(ctx context.Context, a actor.Actor, id actor.SavedViewID) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if _, err := find(ctx, tx, a, id); err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model((*defaultRow)(nil)).Where("person_id = ? AND view_id = ?", a.PersonID, id).Exec(ctx); err != nil {
			return fmt.Errorf("choose no saved view: %w", err)
		}
		return nil
	})
}
