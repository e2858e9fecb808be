package savedview

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// CreateParams describe a new saved view.
type CreateParams struct {
	Name   string
	Shared bool
	State  State
	// Default has the results of the query open with it for who makes it.
	Default bool
}

// Create saves a view that was looked at on a result. Errors: ErrNoQuery, ErrTaken,
// ErrTooMany, those of State.Check, access.ErrForbidden, idempotency.ErrReused.
func (s *Service) Create(ctx context.Context, a actor.Actor, on On, p CreateParams, key idempotency.Key) (View, error) {
	name, nameKey, err := cleanName(p.Name)
	if err != nil {
		return View{}, err
	}
	if on.QueryID == "" {
		return View{}, ErrNoQuery
	}
	if err := p.State.Check(on.Result); err != nil {
		return View{}, err
	}
	var made View
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		id, _, err := idempotency.Once(ctx, tx, a, key, now, func() (actor.SavedViewID, error) {
			row := &viewRow{
				ID: actor.NewID[actor.SavedViewID](), QueryID: on.QueryID, InstanceID: on.InstanceID, OwnerID: a.PersonID, Name: name, NameKey: nameKey,
				Shared: p.Shared, State: p.State, Columns: columnsOf(on.Result), Version: 1, CreatedAt: now, UpdatedBy: a.PersonID, UpdatedAt: now,
			}
			if err := s.insert(ctx, tx, a, row, now); err != nil {
				return "", err
			}
			if p.Default {
				return row.ID, choose(ctx, tx, a, row)
			}
			return row.ID, nil
		})
		if err != nil {
			return err
		}
		row, err := find(ctx, tx, a, id)
		if err == nil {
			made = row.view()
		}
		return err
	})
	return made, err
}

func (s *Service) insert(ctx context.Context, tx bun.Tx, a actor.Actor, row *viewRow, now time.Time) error {
	if row.Shared {
		if err := needShare(a, row); err != nil {
			return err
		}
	}
	if err := removeDeleted(ctx, tx, row, now); err != nil {
		return err
	}
	own, err := tx.NewSelect().Model((*viewRow)(nil)).Where("query_id = ? AND owner_id = ? AND deleted_at IS NULL", row.QueryID, row.OwnerID).Count(ctx)
	if err != nil {
		return fmt.Errorf("count saved views: %w", err)
	}
	if own >= maxViews {
		return ErrTooMany
	}
	if err := nameFree(ctx, tx, row); err != nil {
		return err
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return retryTaken(fmt.Errorf("insert saved view: %w", err))
	}
	return s.changed(ctx, tx, a, audit.SavedViewCreated, row, audit.Changes{}.Is("query", row.QueryID).Is("shared", row.Shared))
}

// removeDeleted removes for good what its owner deleted long ago.
func removeDeleted(ctx context.Context, tx bun.Tx, row *viewRow, now time.Time) error {
	_, err := tx.NewDelete().Model((*viewRow)(nil)).
		Where("query_id = ? AND owner_id = ? AND deleted_at < ?", row.QueryID, row.OwnerID, now.Add(-keptDeleted)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("remove deleted views: %w", err)
	}
	return nil
}

// Patch is what changes of a view; what is nil stays.
type Patch struct {
	Name   *string
	Shared *bool
	// State replaces the whole; On is the result it was looked at on.
	State State
	On    *On
}

// Update changes a view that is still at version. Errors: ErrNotFound, ErrConflict,
// ErrTaken, those of State.Check, access.ErrForbidden.
func (s *Service) Update(ctx context.Context, a actor.Actor, id actor.SavedViewID, version int, patch Patch) (View, error) {
	if patch.State != nil {
		if err := patch.State.Check(patch.On.Result); err != nil {
			return View{}, err
		}
	}
	return s.change(ctx, a, id, version, func(row *viewRow) (audit.Act, audit.Changes, error) {
		if row.DeletedAt != nil {
			return "", nil, ErrNotFound
		}
		before := *row
		var err error
		if patch.Name != nil {
			if row.Name, row.NameKey, err = cleanName(*patch.Name); err != nil {
				return "", nil, err
			}
		}
		if patch.Shared != nil {
			row.Shared = *patch.Shared
		}
		changes := audit.Changes{}.From("name", before.Name, row.Name).From("shared", before.Shared, row.Shared)
		if patch.State != nil {
			if patch.On.QueryID != row.QueryID {
				return "", nil, errState.WithField("/executionId", "is of another query")
			}
			row.State, row.Columns = patch.State, columnsOf(patch.On.Result)
			changes = changes.Is("content", true)
		}
		return audit.SavedViewChanged, changes, nil
	})
}

// Delete puts a view away, from where Restore brings it back. It may be called twice.
// Errors: ErrNotFound, access.ErrForbidden.
func (s *Service) Delete(ctx context.Context, a actor.Actor, id actor.SavedViewID) error {
	now := s.clock.Now()
	_, err := s.change(ctx, a, id, 0, func(row *viewRow) (audit.Act, audit.Changes, error) {
		if row.DeletedAt != nil {
			return "", nil, nil
		}
		row.DeletedAt = &now
		return audit.SavedViewDeleted, audit.Changes{}.Is("query", row.QueryID), nil
	})
	return err
}

// Restore brings a deleted view back. It may be called twice. Errors: ErrNotFound,
// ErrTaken, access.ErrForbidden.
func (s *Service) Restore(ctx context.Context, a actor.Actor, id actor.SavedViewID) (View, error) {
	return s.change(ctx, a, id, 0, func(row *viewRow) (audit.Act, audit.Changes, error) {
		if row.DeletedAt == nil {
			return "", nil, nil
		}
		row.DeletedAt = nil
		return audit.SavedViewRestored, audit.Changes{}.Is("query", row.QueryID), nil
	})
}

// change runs edit on a view that is still at version, or at any when that is 0, and
// stores what edit made of it; without changes there is nothing to store.
func (s *Service) change(ctx context.Context, a actor.Actor, id actor.SavedViewID, version int,
	edit func(row *viewRow) (audit.Act, audit.Changes, error),
) (View, error) {
	var changed View
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := find(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := needChange(a, row); err != nil {
			return err
		}
		if version != 0 && row.Version != version {
			return ErrConflict.WithDetail("currentVersion", row.Version).WithDetail("currentName", row.Name).
				WithDetail("currentBy", row.UpdatedByName).WithDetail("currentAt", row.UpdatedAt)
		}
		was := *row
		act, changes, err := edit(row)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			changed = row.view()
			return nil
		}
		if row.Shared && !was.Shared {
			if err := needShare(a, row); err != nil {
				return err
			}
		}
		if row.DeletedAt == nil {
			if err := nameFree(ctx, tx, row); err != nil {
				return err
			}
		}
		row.Version, row.UpdatedBy, row.UpdatedAt = was.Version+1, a.PersonID, s.clock.Now()
		if err := update(ctx, tx, row, was.Version); err != nil {
			return err
		}
		if err := s.changed(ctx, tx, a, act, row, changes); err != nil {
			return err
		}
		changed = row.view()
		if row.Shared || row.OwnerID == a.PersonID {
			row, err = find(ctx, tx, a, id)
			if err == nil {
				changed = row.view()
			}
		}
		return err
	})
	return changed, err
}

func update(ctx context.Context, tx bun.Tx, row *viewRow, version int) error {
	found, err := tx.NewUpdate().Model(row).WherePK().Where("version = ?", version).Exec(ctx)
	if err != nil {
		return retryTaken(fmt.Errorf("update saved view %s: %w", row.ID, err))
	}
	if n, err := found.RowsAffected(); err != nil || n == 0 {
		return errors.Join(database.ErrRetry, err)
	}
	return nil
}
