package savedview

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/result"
)

// Filter chooses views; its zero values leave them all.
type Filter struct {
	QueryID    actor.QueryID
	InstanceID actor.InstanceID // ours or Amazon's
	After      *Key
}

// Key is the place of a view in lists.
type Key struct {
	Name string
	ID   actor.SavedViewID
}

// Key is the place of the view in lists.
func (v View) Key() Key { return Key{strings.ToLower(v.Name), v.ID} }

// List returns up to limit views after the filter's key, by name.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter, limit int64) ([]View, error) {
	var rows []viewRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found := views(tx, &rows, a).Where("saved_view.deleted_at IS NULL").Order("saved_view.name_key", "saved_view.id").Limit(limit)
		if f.QueryID != "" {
			found = found.Where("saved_view.query_id = ?", f.QueryID)
		}
		if f.InstanceID != "" {
			found = found.Where("(instance.id = ? OR instance.amazon_id = ?)", f.InstanceID, f.InstanceID)
		}
		if f.After != nil {
			found = found.Where("(saved_view.name_key, saved_view.id) > (?, ?)", f.After.Name, f.After.ID)
		}
		return found.Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list saved views: %w", err)
	}
	found := make([]View, len(rows))
	for i, row := range rows {
		found[i] = row.view()
	}
	return found, nil
}

// Get returns one view, also one that was deleted and can be restored; else ErrNotFound.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.SavedViewID) (View, error) {
	row, err := s.read(ctx, a, id)
	if err != nil {
		return View{}, err
	}
	return row.view(), nil
}

// Fitted is what a view is on a result, and what had to be left out.
type Fitted struct {
	View  View
	State State
	Lost  []Loss
}

// FitTo makes a view fit a result of its query. Errors: ErrNotFound, also for a
// view of another query.
func (s *Service) FitTo(ctx context.Context, a actor.Actor, id actor.SavedViewID, query actor.QueryID, r *result.Result) (Fitted, error) {
	row, err := s.read(ctx, a, id)
	if err != nil {
		return Fitted{}, err
	}
	if row.QueryID != query || row.DeletedAt != nil {
		return Fitted{}, ErrNotFound
	}
	fitted := Fitted{View: row.view()}
	fitted.State, fitted.Lost = row.State.Fit(row.Columns, r)
	return fitted, nil
}

func (s *Service) read(ctx context.Context, a actor.Actor, id actor.SavedViewID) (row *viewRow, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err = find(ctx, tx, a, id)
		return err
	})
	return row, err
}
