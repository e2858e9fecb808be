package pack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// CreateParams describe a new pack, which is empty.
type CreateParams struct {
	Name string
	Kind Kind
	Type amcsql.PlaceholderType // of Value; text when empty
}

// Create makes a pack of a brand. Errors: ErrBrandNotFound, ErrBrandArchived,
// ErrKind, ErrTaken, access.ErrForbidden, idempotency.ErrReused.
func (s *Service) Create(ctx context.Context, a actor.Actor, brand actor.BrandID, p CreateParams, key idempotency.Key) (Pack, error) {
	name, nameKey, err := cleanName(p.Name)
	if err != nil {
		return Pack{}, err
	}
	of, err := ruleOf(p.Kind, p.Type)
	if err != nil {
		return Pack{}, err
	}
	var made Pack
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		id, _, err := idempotency.Once(ctx, tx, a, key, now, func() (actor.PackID, error) {
			owner, err := findBrand(ctx, tx, a, brand)
			if err != nil {
				return "", err
			}
			if err := access.NeedWithin(a, actor.Write, owner.ClientID); err != nil {
				return "", err
			}
			if owner.ArchivedAt != nil {
				return "", ErrBrandArchived
			}
			row := &packRow{
				ID: actor.NewID[actor.PackID](), BrandID: owner.ID, ClientID: owner.ClientID, Name: name, NameKey: nameKey,
				Kind: of.kind, Type: of.typ, Version: 1, CreatedBy: a.PersonID, CreatedAt: now, UpdatedBy: a.PersonID, UpdatedAt: now,
			}
			return row.ID, s.insert(ctx, tx, a, row)
		})
		if err != nil {
			return err
		}
		row, err := findPack(ctx, tx, a, id)
		if err == nil {
			made = row.pack()
		}
		return err
	})
	return made, err
}

func (s *Service) insert(ctx context.Context, tx bun.Tx, a actor.Actor, row *packRow) error {
	if err := nameFree(ctx, tx, row); err != nil {
		return err
	}
	for _, one := range []any{row, &contentRow{PackID: row.ID, ClientID: row.ClientID}} {
		if _, err := tx.NewInsert().Model(one).Exec(ctx); err != nil {
			return retryTaken(fmt.Errorf("insert pack: %w", err))
		}
	}
	return s.packChanged(ctx, tx, a, audit.PackCreated, row, audit.Changes{}.Is("brand", row.BrandID).Is("kind", row.Kind).Is("type", row.Type))
}

// Update renames, archives or brings back a pack that is still at version.
// Errors: ErrNotFound, ErrConflict with the present state, ErrTaken, ErrUsed,
// access.ErrForbidden.
func (s *Service) Update(ctx context.Context, a actor.Actor, id actor.PackID, version int, patch Patch) (Pack, error) {
	return s.change(ctx, a, id, version, func(ctx context.Context, tx bun.Tx, row *packRow) (act audit.Act, changes audit.Changes, err error) {
		before := *row
		if patch.Name != nil {
			if row.Name, row.NameKey, err = cleanName(*patch.Name); err != nil {
				return "", nil, err
			}
		}
		row.ArchivedAt = patch.archivedAt(row.ArchivedAt, s.clock.Now())
		if err := nameFree(ctx, tx, row); err != nil {
			return "", nil, err
		}
		if before.ArchivedAt == nil && row.ArchivedAt != nil {
			if err := s.unused(ctx, tx, a, []actor.PackID{id}); err != nil {
				return "", nil, err
			}
		}
		changes = audit.Changes{}.From("name", before.Name, row.Name).From("archived", before.ArchivedAt != nil, row.ArchivedAt != nil)
		return audit.PackChanged, changes, nil
	})
}

// Preview says what a text would make of the values of a pack, and changes nothing.
// Errors: ErrNotFound, ErrTooMany, ErrTooLarge, and those of a text that cannot be read.
func (s *Service) Preview(ctx context.Context, a actor.Actor, id actor.PackID, source Source, mode Mode) (Pack, Change, error) {
	var row *packRow
	var present contentRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		if row, err = findPack(ctx, tx, a, id); err != nil {
			return err
		}
		present, err = readContent(ctx, tx, id)
		return err
	})
	if err != nil {
		return Pack{}, Change{}, err
	}
	change, err := rule{row.Kind, row.Type}.plan(present.values(), source, mode)
	return row.pack(), change, err
}

// Fill changes the values of a pack that is still at version by a text. With
// skip it goes on without the pieces that can be no value. Errors: those of
// Preview, ErrRefused, ErrArchived, ErrConflict with the present state,
// access.ErrForbidden.
func (s *Service) Fill(ctx context.Context, a actor.Actor, id actor.PackID, version int, source Source, mode Mode, skip bool) (Pack, Change, error) {
	var change Change
	changed, err := s.change(ctx, a, id, version, func(ctx context.Context, tx bun.Tx, row *packRow) (audit.Act, audit.Changes, error) {
		if row.ArchivedAt != nil {
			return "", nil, ErrArchived
		}
		content, err := readContent(ctx, tx, id)
		if err != nil {
			return "", nil, err
		}
		if change, err = (rule{row.Kind, row.Type}).plan(content.values(), source, mode); err != nil {
			return "", nil, err
		}
		if len(change.Refused) > 0 && !skip {
			return "", nil, change.refusal()
		}
		joined := strings.Join(change.values, "\n")
		if joined == content.Content {
			return "", nil, nil
		}
		content.Content = joined
		if _, err := tx.NewUpdate().Model(&content).WherePK().Exec(ctx); err != nil {
			return "", nil, fmt.Errorf("store values: %w", err)
		}
		changes := audit.Changes{}.From("values", row.Size, change.Size).Is("added", len(change.Added)).Is("removed", len(change.Removed))
		row.Size = change.Size
		return audit.PackFilled, changes, nil
	})
	return changed, change, err
}

// change runs edit on the row of a pack that is still at version and stores what
// edit made of it; without changes there is nothing to store.
func (s *Service) change(ctx context.Context, a actor.Actor, id actor.PackID, version int,
	edit func(ctx context.Context, tx bun.Tx, row *packRow) (audit.Act, audit.Changes, error),
) (Pack, error) {
	var changed Pack
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findPack(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := access.NeedWithin(a, actor.Write, row.ClientID); err != nil {
			return err
		}
		if row.Version != version {
			return ErrConflict.WithDetail("currentVersion", row.Version).WithDetail("currentName", row.Name).
				WithDetail("currentSize", row.Size).WithDetail("currentBy", row.UpdatedByName).WithDetail("currentAt", row.UpdatedAt)
		}
		act, changes, err := edit(ctx, tx, row)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			changed = row.pack()
			return nil
		}
		row.Version, row.UpdatedBy, row.UpdatedAt = row.Version+1, a.PersonID, s.clock.Now()
		if err := updateOne(ctx, tx, row, version); err != nil {
			return retryTaken(fmt.Errorf("update pack %s: %w", id, err))
		}
		if err := s.packChanged(ctx, tx, a, act, row, changes); err != nil {
			return err
		}
		if row, err = findPack(ctx, tx, a, id); err == nil {
			changed = row.pack()
		}
		return err
	})
	return changed, err
}

// nameFree is ErrTaken when another pack of the brand has the name.
func nameFree(ctx context.Context, tx bun.Tx, row *packRow) error {
	if row.ArchivedAt != nil {
		return nil
	}
	taken, err := tx.NewSelect().Model((*packRow)(nil)).
		Where("brand_id = ? AND name_key = ? AND archived_at IS NULL AND id <> ?", row.BrandID, row.NameKey, row.ID).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for a pack of the name: %w", err)
	}
	if taken {
		return ErrTaken.WithField("/name", "is taken")
	}
	return nil
}

// retryTaken has the transaction run again that lost a race for a name; it then
// finds the name taken.
func retryTaken(err error) error {
	if database.IsUnique(err) {
		return errors.Join(database.ErrRetry, err)
	}
	return err
}
