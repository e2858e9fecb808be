package connection

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Serving is a connection that reaches instances of a client.
type Serving struct {
	ID     actor.ConnectionID
	Region string
	Person string
	// Others are the names of the other clients that it reaches.
	Others []string
}

// ServingClient lists the connections that reach instances of a client, each
// with the other clients that it reaches and that have not left.
func ServingClient(ctx context.Context, tx bun.Tx, client actor.ClientID) ([]Serving, error) {
	var rows []struct {
		ID     actor.ConnectionID `bun:"id"`
		Region string             `bun:"region"`
		Person string             `bun:"person"`
		Other  string             `bun:"other"`
	}
	err := tx.NewSelect().TableExpr("connection AS c").Join("JOIN person AS p ON p.id = c.person_id").
		Join("LEFT JOIN instance AS i ON i.connection_id = c.id AND i.client_id <> ? AND i.gone_at IS NULL", client).
		Join("LEFT JOIN client AS o ON o.id = i.client_id AND o.off_boarded_at IS NULL").
		ColumnExpr("DISTINCT c.id, c.region, p.name AS person, COALESCE(o.name, '') AS other").
		Where("c.id IN (SELECT connection_id FROM instance WHERE client_id = ?)", client).OrderExpr("c.id, other").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("find connections of client %s: %w", client, err)
	}
	var found []Serving
	for _, r := range rows {
		if len(found) == 0 || found[len(found)-1].ID != r.ID {
			found = append(found, Serving{ID: r.ID, Region: r.Region, Person: r.Person})
		}
		if last := &found[len(found)-1]; r.Other != "" {
			last.Others = append(last.Others, r.Other)
		}
	}
	return found, nil
}

// Detach takes a client's instances from the connections that reach them.
func Detach(ctx context.Context, tx bun.Tx, client actor.ClientID) error {
	if _, err := tx.NewUpdate().Table("instance").Set("connection_id = NULL").Where("client_id = ?", client).Exec(ctx); err != nil {
		return fmt.Errorf("take the instances of client %s from their connections: %w", client, err)
	}
	return nil
}
