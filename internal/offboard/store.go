package offboard

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/instance"
)

type offBoardingRow struct {
	bun.BaseModel `bun:"table:off_boarding,alias:off_boarding"`

	ClientID    actor.ClientID `bun:"client_id,pk"`
	Reason      string         `bun:"reason"`
	BegunBy     actor.PersonID `bun:"begun_by"`
	BegunAt     time.Time      `bun:"begun_at"`
	DestroyAt   time.Time      `bun:"destroy_at"`
	DestroyedAt time.Time      `bun:"destroyed_at,nullzero"`
	EndedAt     time.Time      `bun:"ended_at,nullzero"`

	BegunByName string `bun:"begun_by_name,scanonly"`
}

type stepRow struct {
	bun.BaseModel `bun:"table:off_boarding_step,alias:step"`

	ClientID actor.ClientID `bun:"client_id,pk"`
	Name     string         `bun:"name,pk"`
	Position int            `bun:"position"`
	LeftOver int            `bun:"left_over"`
	Note     string         `bun:"note"`
	Problem  string         `bun:"problem"`
	DoneAt   time.Time      `bun:"done_at,nullzero"`
}

// findClient is the name of a client that a sees, or instance.ErrClientNotFound.
func findClient(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ClientID) (name string, err error) {
	err = tx.NewSelect().Table("client").Column("name").Where("id = ?", id).Where("?", database.SeesClient(a, "client.id")).Scan(ctx, &name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", instance.ErrClientNotFound
	}
	if err != nil {
		return "", fmt.Errorf("find client %s: %w", id, err)
	}
	return name, nil
}

// find reads the off-boarding of a client, nil when it stays.
func find(ctx context.Context, tx bun.Tx, id actor.ClientID) (*offBoardingRow, error) {
	var rows []offBoardingRow
	err := database.LockRows(tx.NewSelect().Model(&rows).ColumnExpr("off_boarding.*").
		ColumnExpr("(SELECT name FROM person WHERE person.id = begun_by) AS begun_by_name").Where("client_id = ?", id)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read off-boarding of client %s: %w", id, err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // a client that stays has none
	}
	return &rows[0], nil
}

func stepsOf(ctx context.Context, tx bun.Tx, id actor.ClientID) (rows []stepRow, err error) {
	if err := tx.NewSelect().Model(&rows).Where("client_id = ?", id).Order("position").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read steps of off-boarding client %s: %w", id, err)
	}
	return rows, nil
}

// subject reads who leaves.
func subject(ctx context.Context, tx bun.Tx, id actor.ClientID, row *offBoardingRow, now time.Time) (Subject, error) {
	of := Subject{ClientID: id}
	if row != nil {
		of.Reason, of.Destroyed, of.Forced = row.Reason, row.DestroyedAt, !row.DestroyAt.After(now)
	}
	if err := tx.NewSelect().Table("client").Column("name").Where("id = ?", id).Scan(ctx, &of.Name); err != nil {
		return of, fmt.Errorf("read client %s: %w", id, err)
	}
	if err := tx.NewSelect().Table("instance").Column("id").Where("client_id = ?", id).Order("id").Scan(ctx, &of.Instances); err != nil {
		return of, fmt.Errorf("read instances of client %s: %w", id, err)
	}
	return of, nil
}
