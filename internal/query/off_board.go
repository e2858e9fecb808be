package query

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Own counts the queries of a client and of its instances alone. Those that are
// for every client are nobody's.
func Own(ctx context.Context, tx bun.Tx, client actor.ClientID, instances []actor.InstanceID) (int, error) {
	n, err := tx.NewSelect().Table("query").Where("(client_id = ? OR instance_id IN (?)) AND name <> ''", client, bun.List(instances)).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count queries of client %s: %w", client, err)
	}
	return int(n), nil
}

// Forget removes the texts of the queries of a client and of its instances, and
// archives what is left of them: executions refer to it.
func Forget(ctx context.Context, tx bun.Tx, client actor.ClientID, instances []actor.InstanceID, now time.Time) error {
	for _, statement := range []string{
		`UPDATE query_version SET sql = '', parameters = '[]', placeholders = '[]', note = ''
			WHERE query_id IN (SELECT id FROM query WHERE client_id = ?0 OR instance_id IN (?1))`,
		`UPDATE query SET name = '', name_key = '', description = '', archived_at = COALESCE(archived_at, ?2) WHERE client_id = ?0 OR instance_id IN (?1)`,
	} {
		if _, err := tx.NewRaw(statement, client, bun.List(instances), now).Exec(ctx); err != nil {
			return fmt.Errorf("forget queries of client %s: %w", client, err)
		}
	}
	return nil
}
