package notify

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Forget removes the notices about a client and its instances, with what was to
// be sent of them. Of notices about several clients it removes the subjects.
func Forget(ctx context.Context, tx bun.Tx, client actor.ClientID, instances []actor.InstanceID) error {
	const about = `(SELECT id FROM notice WHERE client_id = ?0 OR instance_id IN (?1))`
	for _, statement := range []string{
		`DELETE FROM message WHERE id IN (SELECT message_id FROM delivery WHERE notice_id IN ` + about + `)`,
		`DELETE FROM notice WHERE client_id = ?0 OR instance_id IN (?1)`,
		`DELETE FROM notice_subject WHERE client_id = ?0 OR instance_id IN (?1)`,
	} {
		if _, err := tx.NewRaw(statement, client, bun.List(instances)).Exec(ctx); err != nil {
			return fmt.Errorf("forget notices of client %s: %w", client, err)
		}
	}
	return nil
}
