package approval

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Forget removes what was asked for about a client, its instances and their
// results, but for its off-boarding: names of queries, filters of exports, reasons
// of grants. That it was asked, decided and done stays in the audit log.
func Forget(ctx context.Context, tx bun.Tx, client actor.ClientID, instances []actor.InstanceID) error {
	// An export names the execution in its path: /api/v1/executions/<id>/…
	const exports = `DELETE FROM approval WHERE kind = ? AND EXISTS (
		SELECT 1 FROM execution AS e WHERE e.instance_id IN (?) AND e.id = substr(approval.target, length('/api/v1/executions/') + 1, 36))`
	if _, err := tx.NewRaw(exports, LargeExport, bun.List(instances)).Exec(ctx); err != nil {
		return fmt.Errorf("forget approvals of exports of client %s: %w", client, err)
	}
	ids := []string{string(client)}
	for _, id := range instances {
		ids = append(ids, string(id))
	}
	for _, id := range ids {
		const named = `DELETE FROM approval WHERE kind <> ? AND (target LIKE ? OR body LIKE ?)`
		if _, err := tx.NewRaw(named, OffBoarding, "%"+id+"%", "%"+id+"%").Exec(ctx); err != nil {
			return fmt.Errorf("forget approvals about client %s: %w", client, err)
		}
	}
	return nil
}
