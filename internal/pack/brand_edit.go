package pack

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Brands lists the brands of a client by name, with archived also those.
// Errors: client.not_found.
func (s *Service) Brands(ctx context.Context, a actor.Actor, client actor.ClientID, archived bool) ([]Brand, error) {
	var rows []brandRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := seesClient(ctx, tx, a, client); err != nil {
			return err
		}
		query := brands(tx, &rows, a).Where("brand.client_id = ?", client).Order("brand.name_key", "brand.id")
		if !archived {
			query = query.Where("brand.archived_at IS NULL")
		}
		return query.Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list brands of client %s: %w", client, err)
	}
	found := make([]Brand, len(rows))
	for i, row := range rows {
		found[i] = row.brand()
	}
	return found, nil
}

// Brand returns one brand, or ErrBrandNotFound.
func (s *Service) Brand(ctx context.Context, a actor.Actor, id actor.BrandID) (Brand, error) {
	var found Brand
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findBrand(ctx, tx, a, id)
		if err == nil {
			found = row.brand()
		}
		return err
	})
	return found, err
}

// CreateBrand makes a brand of a client. Errors: ErrBrandTaken, client.not_found,
// access.ErrForbidden, idempotency.ErrReused.
func (s *Service) CreateBrand(ctx context.Context, a actor.Actor, client actor.ClientID, name string, key idempotency.Key) (Brand, error) {
	kept, nameKey, err := cleanName(name)
	if err != nil {
		return Brand{}, err
	}
	var made Brand
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		id, _, err := idempotency.Once(ctx, tx, a, key, now, func() (actor.BrandID, error) {
			row := &brandRow{
				ID: actor.NewID[actor.BrandID](), ClientID: client, Name: kept, NameKey: nameKey, Version: 1,
				CreatedBy: a.PersonID, CreatedAt: now, UpdatedBy: a.PersonID, UpdatedAt: now,
			}
			if err := seesClient(ctx, tx, a, client); err != nil {
				return "", err
			}
			if err := access.NeedWithin(a, actor.Write, client); err != nil {
				return "", err
			}
			if err := brandNameFree(ctx, tx, row); err != nil {
				return "", err
			}
			if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
				return "", retryTaken(fmt.Errorf("insert brand: %w", err))
			}
			return row.ID, s.brandChanged(ctx, tx, a, audit.BrandCreated, row, audit.Changes{}.Is("client", client))
		})
		if err != nil {
			return err
		}
		row, err := findBrand(ctx, tx, a, id)
		if err == nil {
			made = row.brand()
		}
		return err
	})
	return made, err
}

// seesClient is client.not_found for a client that a does not know of.
func seesClient(ctx context.Context, tx bun.Tx, a actor.Actor, client actor.ClientID) error {
	known, err := tx.NewSelect().Table("client").Where("id = ?", client).Where("?", database.SeesClient(a, "id")).Exists(ctx)
	if err != nil {
		return fmt.Errorf("find client %s: %w", client, err)
	}
	if !known {
		return errClientNotFound
	}
	return nil
}

// UpdateBrand changes a brand that is still at version. Errors: ErrBrandNotFound,
// ErrBrandConflict with the present state, ErrBrandTaken, ErrUsed of one of its
// packs, access.ErrForbidden.
func (s *Service) UpdateBrand(ctx context.Context, a actor.Actor, id actor.BrandID, version int, patch Patch) (Brand, error) {
	var changed Brand
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findBrand(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := access.NeedWithin(a, actor.Write, row.ClientID); err != nil {
			return err
		}
		if row.Version != version {
			return ErrBrandConflict.WithDetail("currentVersion", row.Version).WithDetail("currentName", row.Name).WithDetail("currentBy", row.UpdatedByName)
		}
		before := *row
		if patch.Name != nil {
			if row.Name, row.NameKey, err = cleanName(*patch.Name); err != nil {
				return err
			}
		}
		now := s.clock.Now()
		row.ArchivedAt = patch.archivedAt(row.ArchivedAt, now)
		if row.Name == before.Name && row.ArchivedAt == before.ArchivedAt {
			changed = row.brand()
			return nil
		}
		if err := brandNameFree(ctx, tx, row); err != nil {
			return err
		}
		if before.ArchivedAt == nil && row.ArchivedAt != nil {
			if err := s.brandUnused(ctx, tx, a, id); err != nil {
				return err
			}
		}
		row.Version, row.UpdatedBy, row.UpdatedAt = row.Version+1, a.PersonID, now
		if err := updateOne(ctx, tx, row, version); err != nil {
			return retryTaken(fmt.Errorf("update brand %s: %w", id, err))
		}
		changes := audit.Changes{}.From("name", before.Name, row.Name).From("archived", before.ArchivedAt != nil, row.ArchivedAt != nil)
		if err := s.brandChanged(ctx, tx, a, audit.BrandChanged, row, changes); err != nil {
			return err
		}
		if row, err = findBrand(ctx, tx, a, id); err == nil {
			changed = row.brand()
		}
		return err
	})
	return changed, err
}

// brandNameFree is ErrBrandTaken when another brand of the client has the name.
func brandNameFree(ctx context.Context, tx bun.Tx, row *brandRow) error {
	if row.ArchivedAt != nil {
		return nil
	}
	taken, err := tx.NewSelect().Model((*brandRow)(nil)).
		Where("client_id = ? AND name_key = ? AND archived_at IS NULL AND id <> ?", row.ClientID, row.NameKey, row.ID).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for a brand of the name: %w", err)
	}
	if taken {
		return ErrBrandTaken.WithField("/name", "is taken")
	}
	return nil
}

// brandUnused is ErrUsed when something is filled with a pack of the brand.
func (s *Service) brandUnused(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.BrandID) error {
	var ids []actor.PackID
	if err := tx.NewSelect().Model((*packRow)(nil)).Column("id").Where("brand_id = ? AND archived_at IS NULL", id).Scan(ctx, &ids); err != nil {
		return fmt.Errorf("read packs of brand %s: %w", id, err)
	}
	return s.unused(ctx, tx, a, ids)
}
