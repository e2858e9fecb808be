package execution

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// Use is how much of an instance is in use, and when it last brought something.
type Use struct {
	InstanceID actor.InstanceID
	// LastSuccess is when the newest execution that succeeded ended; zero for none.
	LastSuccess time.Time
	Held        int // slots that our executions hold
	Waiting     int // executions of ours that want one right now
	Elsewhere   int // slots taken by runs that are not ours, as far as is known
	Slots       int // that there are, as the program is set up
}

// Uses tells the use of every instance that a sees.
func (s *Service) Uses(ctx context.Context, a actor.Actor) (map[actor.InstanceID]Use, error) {
	var rows []struct {
		ID          actor.InstanceID
		LastSuccess bun.NullTime
		Held        int
		Waiting     int
	}
	var lanes []lane
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		// Ids of executions are in the order of time: the newest that succeeded is found at the end of an index.
		err := database.Visible(tx.NewSelect().Table("instance").ColumnExpr("instance.id").
			ColumnExpr(`(SELECT e.finished_at FROM execution AS e WHERE e.instance_id = instance.id AND e.state = ? ORDER BY e.id DESC LIMIT 1) AS last_success`, Succeeded).
			ColumnExpr("(SELECT count(*) FROM execution_place AS p WHERE p.instance_id = instance.id AND p.slot IS NOT NULL) AS held").
			ColumnExpr("(SELECT count(*) FROM execution_place AS p WHERE p.instance_id = instance.id AND p.waiting) AS waiting"), a, "instance.id").Scan(ctx, &rows)
		if err != nil {
			return err
		}
		return database.Visible(tx.NewSelect().Model(&lanes), a, "id").Where("kind = ? AND elsewhere > 0", instanceLane).Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("read the use of instances: %w", err)
	}
	uses := make(map[actor.InstanceID]Use, len(rows))
	for _, row := range rows {
		uses[row.ID] = Use{InstanceID: row.ID, LastSuccess: row.LastSuccess.UTC(), Held: row.Held, Waiting: row.Waiting, Slots: s.config.Slots}
	}
	for _, l := range lanes {
		if use, seen := uses[actor.InstanceID(l.ID)]; seen {
			use.Elsewhere = l.elsewhere(s.clock.Now())
			uses[use.InstanceID] = use
		}
	}
	return uses, nil
}
