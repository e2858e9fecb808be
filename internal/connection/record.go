package connection

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// record writes an act on a connection down, under the name of its region.
func (s *Service) record(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, id actor.ConnectionID, region string, changes audit.Changes) error {
	return audit.Record(ctx, tx, a, s.clock.Now(), audit.What{Act: act, ID: string(id), Name: "Amazon " + region, Changes: changes})
}
