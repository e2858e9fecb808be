package execution

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// Usual is how long runs of a query usually are open at Amazon.
type Usual struct {
	Runs   int // that were looked at; 0 where nothing is known
	Median time.Duration
}

// usualRuns is how many past runs are looked at: so few that a query which has
// grown is soon told as it is now.
const usualRuns = 20

// Usual tells how long the last runs of a query on an instance took that
// succeeded. It is NotFound for a query or an instance that a may not see.
func (s *Service) Usual(ctx context.Context, a actor.Actor, id actor.QueryID, on actor.InstanceID) (Usual, error) {
	if _, err := s.queries.Get(ctx, a, id); err != nil {
		return Usual{}, err
	}
	instance, err := s.instances.Find(ctx, a, on)
	if err != nil {
		return Usual{}, err
	}
	var usual Usual
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		usual, err = pastRuns(ctx, tx, id, onInstance(instance.ID))
		return err
	})
	return usual, err
}

// usualMS is what is usual for the query of an execution on its instance, else
// on those of its client. It is nil for SQL that was not saved and for a query
// that has not run. Whoever sees the execution sees it.
func usualMS(ctx context.Context, tx bun.Tx, e *Execution) (*int64, error) {
	if e.QueryID == "" {
		return nil, nil //nolint:nilnil // nothing is usual yet
	}
	usual, err := pastRuns(ctx, tx, e.QueryID, onInstance(e.InstanceID))
	if err == nil && usual.Runs == 0 {
		usual, err = pastRuns(ctx, tx, e.QueryID, func(query *bun.SelectQuery) *bun.SelectQuery {
			return query.Where(`instance_id IN (SELECT other.id FROM instance AS other
				JOIN instance AS mine ON mine.client_id = other.client_id WHERE mine.id = ?)`, e.InstanceID)
		})
	}
	if err != nil || usual.Runs == 0 {
		return nil, err
	}
	return new(usual.Median.Milliseconds()), nil
}

// UsualOf is Usual in a transaction, over all the instances that a sees, for a
// query that a may know of.
func UsualOf(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.QueryID) (Usual, error) {
	return pastRuns(ctx, tx, id, func(query *bun.SelectQuery) *bun.SelectQuery { return database.Visible(query, a, "instance_id") })
}

func onInstance(id actor.InstanceID) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(query *bun.SelectQuery) *bun.SelectQuery { return query.Where("instance_id = ?", id) }
}

// pastRuns looks at the last runs of a query that succeeded, on the instances
// that among narrows them to.
func pastRuns(ctx context.Context, tx bun.Tx, id actor.QueryID, among func(*bun.SelectQuery) *bun.SelectQuery) (Usual, error) {
	var runs []Execution
	past := tx.NewSelect().Model(&runs).Column("submitted_at", "amazon_finished_at").
		Where("query_id = ? AND state = ?", id, Succeeded).
		Where("submitted_at IS NOT NULL AND amazon_finished_at IS NOT NULL").
		Order("id DESC").Limit(usualRuns)
	if err := among(past).Scan(ctx); err != nil {
		return Usual{}, fmt.Errorf("read past runs of query %s: %w", id, err)
	}
	if len(runs) == 0 {
		return Usual{}, nil
	}
	took := make([]time.Duration, len(runs))
	for i, run := range runs {
		took[i] = run.AmazonFinishedAt.Sub(*run.SubmittedAt)
	}
	slices.Sort(took)
	return Usual{Runs: len(took), Median: took[len(took)/2]}, nil
}
