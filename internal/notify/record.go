package notify

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// recordChannel writes an act on a channel down, with what may be shown of its
// address. One for a single client belongs to that.
func (s *Service) recordChannel(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *channelRow) error {
	what := audit.What{Act: act, ID: string(row.ID), Name: row.Name}
	if len(row.Clients) == 1 {
		what.ClientID = row.Clients[0]
	}
	if act != audit.ChannelTested {
		what.Changes = audit.Changes{}.Is("service", row.Service).Is("address", row.Shown).Is("active", row.Active).
			Is("clients", row.Clients).Is("person", row.PersonID)
	}
	return audit.Record(ctx, tx, a, s.clock.Now(), what)
}
