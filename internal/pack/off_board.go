package pack

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Own counts the packs of a client, archived ones as well.
func Own(ctx context.Context, tx bun.Tx, client actor.ClientID) (int, error) {
	n, err := tx.NewSelect().Table("pack").Where("client_id = ?", client).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count packs of client %s: %w", client, err)
	}
	return int(n), nil
}

// Forget deletes the brands and packs of a client.
func Forget(ctx context.Context, tx bun.Tx, client actor.ClientID) error {
	if _, err := tx.NewRaw("DELETE FROM brand WHERE client_id = ?", client).Exec(ctx); err != nil {
		return fmt.Errorf("forget brands of client %s: %w", client, err)
	}
	return nil
}
