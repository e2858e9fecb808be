package execution

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
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
		usual, err = pastRuns(ctx, tx, id, instance.ID)
		return err
	})
	return usual, err
}

// usualMS is what is usual for the query of an execution on its instance, else
// on any. It is nil for SQL that was not saved and for a query that has not run.
func usualMS(ctx context.Context, tx bun.Tx, e *Execution) (*int64, error) {
	if e.QueryID == "" {
		return nil, nil //nolint:nilnil // nothing is usual yet
	}
	usual, err := pastRuns(ctx, tx, e.QueryID, e.InstanceID)
	if err == nil && usual.Runs == 0 {
		usual, err = pastRuns(ctx, tx, e.QueryID, "")
	}
	if err != nil || usual.Runs == 0 {
		return nil, err
	}
	return new(usual.Median.Milliseconds()), nil
}

// UsualOf is Usual in a transaction, for a query and an instance, or any for
// "", that the caller may see.
func UsualOf(ctx context.Context, tx bun.Tx, id actor.QueryID, on actor.InstanceID) (Usual, error) {
	return pastRuns(ctx, tx, id, on)
}

// pastRuns looks at the last runs of a query that succeeded on an instance, or
// on any for "".
func pastRuns(ctx context.Context, tx bun.Tx, id actor.QueryID, on actor.InstanceID) (Usual, error) {
	var runs []Execution
	past := tx.NewSelect().Model(&runs).Column("submitted_at", "amazon_finished_at").
		Where("query_id = ? AND state = ?", id, Succeeded).
		Where("submitted_at IS NOT NULL AND amazon_finished_at IS NOT NULL").
		Order("id DESC").Limit(usualRuns)
	if on != "" {
		past.Where("instance_id = ?", on)
	}
	if err := past.Scan(ctx); err != nil {
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
