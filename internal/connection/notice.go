package connection

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/notify"
)

// cause names a connection as what stops things; whatever else it stops joins
// the same notice.
func cause(id actor.ConnectionID) string { return notify.Cause("connection", string(id)) }

// raise says in tx that a person must consent again.
func (s *Service) raise(ctx context.Context, tx bun.Tx, id actor.ConnectionID) error {
	row, err := findRow(ctx, tx, system, id)
	if err != nil {
		return err
	}
	var reached []struct {
		ID       actor.InstanceID `bun:"id"`
		Name     string           `bun:"name"`
		ClientID actor.ClientID   `bun:"client_id"`
	}
	err = tx.NewSelect().Table("instance").Column("id", "name", "client_id").
		Where("connection_id = ? AND gone_at IS NULL", id).Order("name", "id").Scan(ctx, &reached)
	if err != nil {
		return fmt.Errorf("list instances of connection %s: %w", id, err)
	}
	subjects := []notify.Subject{{Kind: "connection", ID: string(id), Name: row.PersonName + ", " + row.Region}}
	for _, i := range reached {
		subjects = append(subjects, notify.Subject{Kind: "instance", ID: string(i.ID), Name: i.Name, ClientID: i.ClientID, InstanceID: i.ID})
	}
	return s.notices.Raise(ctx, tx, system, notify.Raise{
		Kind: notify.KindConnection, Severity: notify.Urgent, Cause: cause(id),
		Title:    fmt.Sprintf("Amazon no longer accepts the connection of %s (%s)", row.PersonName, row.Region),
		Body:     "Whatever runs through it waits until somebody consents again.",
		Next:     notify.Next{Label: "Reconnect", Path: "/connections"},
		Subjects: subjects,
	})
}
