package budget

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Subject is what is charged: an execution, where it belongs and what it runs.
type Subject struct {
	ExecutionID actor.ExecutionID
	InstanceID  actor.InstanceID
	ClientID    actor.ClientID
	QueryID     actor.QueryID // empty for SQL that was not saved
}

// charge is a row of the ledger.
type charge struct {
	bun.BaseModel `bun:"table:charge"`

	ExecutionID actor.ExecutionID `bun:"execution_id,pk"`
	InstanceID  actor.InstanceID  `bun:"instance_id"`
	ClientID    actor.ClientID    `bun:"client_id"`
	QueryID     actor.QueryID     `bun:"query_id,nullzero"`
	Currency    string            `bun:"currency"`
	Reserved    int64             `bun:"reserved"`
	Cost        *int64            `bun:"cost"`
	At          time.Time         `bun:"at"`
}

// Settle fixes the cost of an execution that ends in tx, a Write's of a. It may
// be called twice; what was fixed stays.
func (s *Service) Settle(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ExecutionID, usage Usage) error {
	c := new(charge)
	err := tx.NewSelect().Model(c).Where("execution_id = ? AND cost IS NULL", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read charge of %s: %w", id, err)
	}
	rate, err := rateOf(ctx, tx, c.InstanceID)
	if err != nil {
		return err
	}
	cost := rate.price(usage)
	_, err = tx.NewUpdate().Model((*charge)(nil)).Set("cost = ?, currency = ?", cost, rate.Currency).
		Where("execution_id = ? AND cost IS NULL", id).Exec(ctx)
	if err != nil {
		return fmt.Errorf("settle %s: %w", id, err)
	}
	if cost <= c.Reserved {
		return nil
	}
	budgets, err := budgetsOf(ctx, tx, c)
	if err != nil {
		return err
	}
	return s.warn(ctx, tx, a, budgets)
}

// raise has open charges reserve what their executions have cost so far, where
// that is more than was expected of them.
func (s *Service) raise(ctx context.Context, tx bun.Tx, open []charge) error {
	if s.soFar == nil || len(open) == 0 {
		return nil
	}
	ids, on := make([]actor.ExecutionID, len(open)), map[actor.InstanceID]bool{}
	for i, c := range open {
		ids[i], on[c.InstanceID] = c.ExecutionID, true
	}
	used, err := s.soFar(ctx, tx, ids, s.clock.Now())
	if err != nil {
		return err
	}
	var rates []Rate
	if err := tx.NewSelect().Model(&rates).Where("instance_id IN (?)", bun.List(slices.Collect(maps.Keys(on)))).Scan(ctx); err != nil {
		return fmt.Errorf("read rate cards: %w", err)
	}
	for i, c := range open {
		for _, rate := range rates {
			if rate.InstanceID == c.InstanceID && rate.Currency == c.Currency {
				open[i].Reserved = max(c.Reserved, rate.price(used[c.ExecutionID]))
			}
		}
	}
	return nil
}
