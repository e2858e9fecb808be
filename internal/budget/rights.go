package budget

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// sees is the condition that a may see a budget. Its sums are over instances, so
// that it takes seeing all that are in it: the whole client, or every instance
// that the query of an instance or a client has run on. A shared query's budget
// tells of all clients and is for owners.
func sees(a actor.Actor) schema.QueryWithArgs {
	return bun.SafeQuery(`(? OR EXISTS (SELECT 1 FROM query AS q WHERE q.id = budget.query_id AND (? OR q.instance_id IS NULL AND ?))
		AND NOT EXISTS (SELECT 1 FROM charge AS c WHERE c.query_id = budget.query_id AND NOT ?))`,
		database.SeesWholeClient(a, "budget.client_id"),
		database.Sees(a, "q.instance_id"), database.SeesWholeClient(a, "q.client_id"), database.Sees(a, "c.instance_id"))
}

// maySet refuses who may not set the budget, with ErrNotFound for whose client
// or query they may not see.
func (b Budget) maySet(ctx context.Context, tx bun.Tx, a actor.Actor) error {
	if b.ClientID != "" {
		if !a.MayClient(actor.See, b.ClientID) {
			return ErrNotFound
		}
		return access.NeedClient(a, actor.Spend, b.ClientID)
	}
	var of struct {
		InstanceID actor.InstanceID
		ClientID   actor.ClientID
	}
	err := tx.NewSelect().Table("query").ColumnExpr("COALESCE(instance_id, '') AS instance_id, COALESCE(client_id, '') AS client_id").
		Where("id = ?", b.QueryID).Scan(ctx, &of)
	if err != nil {
		return fmt.Errorf("find whose query %s is: %w", b.QueryID, err)
	}
	switch {
	case of.InstanceID != "":
		if !a.May(actor.See, of.InstanceID) {
			return ErrNotFound
		}
		return access.Need(a, actor.Spend, of.InstanceID, "")
	case of.ClientID != "":
		if !a.MayClient(actor.See, of.ClientID) {
			return ErrNotFound
		}
		return access.NeedClient(a, actor.Spend, of.ClientID)
	case !a.MayAnywhere(actor.See):
		return ErrNotFound
	default:
		return access.NeedOrganisation(a, actor.Organise)
	}
}

// tells reports whether a may learn how the budget stands.
func (b Budget) tells(a actor.Actor) bool {
	return a.SeesAll() || b.ClientID != "" && a.RankOnClient(b.ClientID) > 0
}
