package query

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// record writes an act on a query down. Its text is in its versions.
func record(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *queryRow, changes audit.Changes) error {
	return audit.Record(ctx, tx, a, row.UpdatedAt, audit.What{
		Act: act, ID: string(row.ID), Name: row.Name, ClientID: row.ClientID, InstanceID: row.InstanceID, Changes: changes,
	})
}

// changesSince says what an edit made of a query.
func (r *queryRow) changesSince(before *queryRow) audit.Changes {
	return audit.Changes{}.From("name", before.Name, r.Name).From("description", before.Description, r.Description).
		From("version", before.Version, r.Version).From("archived", before.ArchivedAt != nil, r.ArchivedAt != nil).
		From("client", before.ClientID, r.ClientID).From("instance", before.InstanceID, r.InstanceID)
}
