package pack

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// Filter chooses packs; its zero values leave them all.
type Filter struct {
	ClientID   actor.ClientID
	BrandID    actor.BrandID
	InstanceID actor.InstanceID // ours or Amazon's: packs of its client
	Search     string           // part of the pack's or the brand's name
	Archived   bool             // also what is archived, itself or by its brand
	After      *Key
}

// Key is the place of a pack in lists.
type Key struct {
	Brand string
	Name  string
	ID    actor.PackID
}

// Key is the place of the pack in lists.
func (p Pack) Key() Key { return Key{strings.ToLower(p.BrandName), strings.ToLower(p.Name), p.ID} }

// List returns up to limit packs after the filter's key, by brand and name.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter, limit int64) ([]Pack, error) {
	var rows []packRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := packs(tx, &rows, a).Order("brand.name_key", "pack.name_key", "pack.id").Limit(limit)
		if f.ClientID != "" {
			query = query.Where("pack.client_id = ?", f.ClientID)
		}
		if f.BrandID != "" {
			query = query.Where("pack.brand_id = ?", f.BrandID)
		}
		if f.InstanceID != "" {
			query = query.Where("pack.client_id IN (SELECT client_id FROM instance WHERE (id = ? OR amazon_id = ?) AND ?)",
				f.InstanceID, f.InstanceID, database.Sees(a, "id"))
		}
		if text := strings.ToLower(strings.TrimSpace(f.Search)); text != "" {
			pattern := database.LikePattern(text)
			query = query.Where(`(pack.name_key LIKE ? ESCAPE '\' OR brand.name_key LIKE ? ESCAPE '\')`, pattern, pattern)
		}
		if !f.Archived {
			query = query.Where("pack.archived_at IS NULL AND brand.archived_at IS NULL")
		}
		if f.After != nil {
			query = query.Where("(brand.name_key, pack.name_key, pack.id) > (?, ?, ?)", f.After.Brand, f.After.Name, f.After.ID)
		}
		return query.Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list packs: %w", err)
	}
	found := make([]Pack, len(rows))
	for i, row := range rows {
		found[i] = row.pack()
	}
	return found, nil
}

// Get returns one pack, or ErrNotFound.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.PackID) (Pack, error) {
	var found Pack
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findPack(ctx, tx, a, id)
		if err == nil {
			found = row.pack()
		}
		return err
	})
	return found, err
}

// Placed is a value with its place in the pack, from 0.
type Placed struct {
	Place int
	Value string
}

// Values returns up to limit values of a pack from a place on, those that hold
// search in any case, and how many such there are.
func (s *Service) Values(ctx context.Context, a actor.Actor, id actor.PackID, search string, from, limit int) (found []Placed, total int, err error) {
	var content contentRow
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if _, err := findPack(ctx, tx, a, id); err != nil {
			return err
		}
		content, err = readContent(ctx, tx, id)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	search = strings.ToLower(strings.TrimSpace(search))
	for place, value := range content.values() {
		if search != "" && !strings.Contains(strings.ToLower(value), search) {
			continue
		}
		total++
		if place >= from && len(found) < limit {
			found = append(found, Placed{place, value})
		}
	}
	return found, total, nil
}
