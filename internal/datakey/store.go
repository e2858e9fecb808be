package datakey

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/seal"
)

const table, column = "client_key", "keyset"

type row struct {
	bun.BaseModel `bun:"table:client_key,alias:client_key"`

	ID          actor.DataKeyID `bun:"id,pk"`
	ClientID    actor.ClientID  `bun:"client_id"`
	Keyset      []byte          `bun:"keyset"` // nil: destroyed
	CreatedAt   time.Time       `bun:"created_at"`
	LostAt      time.Time       `bun:"lost_at,nullzero"`
	DestroyedAt time.Time       `bun:"destroyed_at,nullzero"`
}

func (r row) place() seal.Place {
	return seal.Place{Table: table, Row: string(r.ID), Column: column}
}

// SealedColumns are the columns whose values this package seals.
func SealedColumns() []keyring.Column {
	return []keyring.Column{{Table: table, Key: "id", Name: column}}
}

// of reads the keys of the client of an instance that are not lost: one that
// seals, or destroyed ones.
func of(ctx context.Context, tx bun.Tx, instance actor.InstanceID) (rows []row, err error) {
	err = tx.NewSelect().Model(&rows).Where("client_id = (SELECT client_id FROM instance WHERE id = ?)", instance).
		Where("lost_at IS NULL").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the key of the client of instance %s: %w", instance, err)
	}
	return rows, nil
}

// Hold keeps a key from being destroyed until tx commits. It is ErrDestroyed
// when it has been.
func Hold(ctx context.Context, tx bun.Tx, id actor.DataKeyID) error {
	var there []actor.DataKeyID
	query := tx.NewSelect().Model((*row)(nil)).Column("id").Where("id = ? AND keyset IS NOT NULL", id)
	if database.DialectOf(tx) == database.PostgreSQL {
		query.For("SHARE") // many results of a client may be stored at once
	}
	if err := query.Scan(ctx, &there); err != nil {
		return fmt.Errorf("hold key %s: %w", id, err)
	}
	if len(there) == 0 {
		return ErrDestroyed
	}
	return nil
}

// Destroy destroys the keys of a client, in tx, and tells how many there were.
// A client that has none yet gets one that is destroyed: it gets no other.
func Destroy(ctx context.Context, tx bun.Tx, client actor.ClientID, now time.Time) (int, error) {
	// First, so that whoever makes the client's first key at this instant is waited for.
	none := &row{ID: actor.NewID[actor.DataKeyID](), ClientID: client, CreatedAt: now, DestroyedAt: now}
	if _, err := tx.NewInsert().Model(none).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
		return 0, fmt.Errorf("mark client %s as one without a key: %w", client, err)
	}
	done, err := tx.NewUpdate().Model((*row)(nil)).Set("keyset = NULL, destroyed_at = ?", now).
		Where("client_id = ? AND keyset IS NOT NULL", client).Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("destroy the key of client %s: %w", client, err)
	}
	n, err := done.RowsAffected()
	return int(n), err
}
