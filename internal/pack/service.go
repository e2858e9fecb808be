package pack

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// Dependencies are what the service works with.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Events *event.Log
	// Used names, in tx, what is filled with one of the packs and must not lose
	// them, such as "the schedule Weekly reach"; empty for nothing. It may be nil.
	Used func(ctx context.Context, tx bun.Tx, a actor.Actor, ids []actor.PackID) (by string, err error)
}

// Service keeps brands and packs. It is safe for concurrent use. What the actor
// may not see is not found.
type Service struct {
	db     *database.DB
	clock  clock.Clock
	events *event.Log
	used   func(ctx context.Context, tx bun.Tx, a actor.Actor, ids []actor.PackID) (by string, err error)
}

// New returns the service.
func New(d Dependencies) *Service {
	return &Service{db: d.DB, clock: d.Clock, events: d.Events, used: d.Used}
}

// brands begins a query for the brands that a sees.
func brands(tx bun.Tx, rows any, a actor.Actor) *bun.SelectQuery {
	return tx.NewSelect().Model(rows).ColumnExpr("brand.*").ColumnExpr("person.name AS updated_by_name").
		ColumnExpr("(SELECT count(*) FROM pack WHERE pack.brand_id = brand.id AND pack.archived_at IS NULL) AS packs").
		Join("JOIN person ON person.id = brand.updated_by").
		Where("?", database.SeesClient(a, "brand.client_id"))
}

// packs begins a query for the packs that a sees.
func packs(tx bun.Tx, rows any, a actor.Actor) *bun.SelectQuery {
	return tx.NewSelect().Model(rows).ColumnExpr("pack.*").ColumnExpr("person.name AS updated_by_name").
		ColumnExpr("brand.name AS brand_name, brand.name_key AS brand_key, brand.archived_at AS brand_archived_at").
		Join("JOIN brand ON brand.id = pack.brand_id").Join("JOIN person ON person.id = pack.updated_by").
		Where("?", database.SeesClient(a, "pack.client_id"))
}

func findBrand(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.BrandID) (*brandRow, error) {
	row := new(brandRow)
	err := brands(tx, row, a).Where("brand.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrBrandNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("find brand %s: %w", id, err)
	}
	return row, nil
}

func findPack(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.PackID) (*packRow, error) {
	row := new(packRow)
	err := packs(tx, row, a).Where("pack.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("find pack %s: %w", id, err)
	}
	return row, nil
}

func readContent(ctx context.Context, tx bun.Tx, id actor.PackID) (contentRow, error) {
	var row contentRow
	if err := tx.NewSelect().Model(&row).Where("pack_id = ?", id).Scan(ctx); err != nil {
		return contentRow{}, fmt.Errorf("read values of pack %s: %w", id, err)
	}
	return row, nil
}

// updateOne changes a row that is still at a version; when it is not, another
// transaction was faster and this one is run again.
func updateOne(ctx context.Context, tx bun.Tx, row any, version int) error {
	result, err := tx.NewUpdate().Model(row).WherePK().Where("version = ?", version).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(database.ErrRetry, err)
	}
	return nil
}

func (s *Service) brandChanged(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *brandRow, changes audit.Changes) error {
	s.events.Record(ctx, a, event.Change{Kind: event.BrandChanged, SubjectID: string(row.ID), ClientID: row.ClientID})
	return audit.Record(ctx, tx, a, row.UpdatedAt, audit.What{Act: act, ID: string(row.ID), Name: row.Name, ClientID: row.ClientID, Changes: changes})
}

func (s *Service) packChanged(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *packRow, changes audit.Changes) error {
	s.events.Record(ctx, a, event.Change{Kind: event.PackChanged, SubjectID: string(row.ID), ClientID: row.ClientID})
	return audit.Record(ctx, tx, a, row.UpdatedAt, audit.What{Act: act, ID: string(row.ID), Name: row.Name, ClientID: row.ClientID, Changes: changes})
}

// unused is ErrUsed when something is filled with one of the packs.
func (s *Service) unused(ctx context.Context, tx bun.Tx, a actor.Actor, ids []actor.PackID) error {
	if s.used == nil || len(ids) == 0 {
		return nil
	}
	by, err := s.used(ctx, tx, a, ids)
	if err != nil || by == "" {
		return err
	}
	return ErrUsed.WithMessage("It cannot be archived: " + by + " is filled with it.")
}
