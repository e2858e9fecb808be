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
	Month       string            `bun:"month"`
	Currency    string            `bun:"currency"`
	Reserved    int64             `bun:"reserved"`
	Cost        *int64            `bun:"cost"`
	At          time.Time         `bun:"at"`
}

// Reserve sets an estimate aside for an execution that is about to be stored in
// tx, a Write's of a. It is ErrSpent when a hard limit does not leave room for
// it, ErrCurrency when a budget is in another currency than the rate card.
// Without a rate card nothing is charged.
func (s *Service) Reserve(ctx context.Context, tx bun.Tx, a actor.Actor, what Subject) error {
	rate, err := rateOf(ctx, tx, what.InstanceID)
	if err != nil || rate.Version == 0 {
		return err
	}
	now := s.clock.Now()
	c := &charge{
		ExecutionID: what.ExecutionID, InstanceID: what.InstanceID, ClientID: what.ClientID, QueryID: what.QueryID,
		Month: monthOf(now), Currency: rate.Currency, At: now,
	}
	budgets, err := lockBudgets(ctx, tx, c)
	if err != nil {
		return err
	}
	if c.Reserved, err = estimate(ctx, tx, rate, c); err != nil {
		return err
	}
	for _, b := range budgets {
		if err := b.admit(ctx, tx, c); err != nil {
			return err
		}
	}
	if _, err := tx.NewInsert().Model(c).Exec(ctx); err != nil {
		return fmt.Errorf("reserve for %s: %w", what.ExecutionID, err)
	}
	return s.warn(ctx, tx, a, budgets, c.Month)
}

// ReserveAll is Reserve for many. What a budget or its currency refuses is told
// by its execution and sets nothing aside; the rest is not kept from going on.
func (s *Service) ReserveAll(ctx context.Context, tx bun.Tx, a actor.Actor, all []Subject) (map[actor.ExecutionID]error, error) {
	charged, err := rated(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	refused := map[actor.ExecutionID]error{}
	for _, what := range all {
		if !charged[what.InstanceID] {
			continue
		}
		err := s.Reserve(ctx, tx, a, what)
		if errors.Is(err, ErrSpent) || errors.Is(err, ErrCurrency) {
			refused[what.ExecutionID] = err
		} else if err != nil {
			return nil, err
		}
	}
	return refused, nil
}

// rated tells which instances have a rate card.
func rated(ctx context.Context, tx bun.Tx, all []Subject) (map[actor.InstanceID]bool, error) {
	has := map[actor.InstanceID]bool{}
	for _, what := range all {
		has[what.InstanceID] = false
	}
	var found []actor.InstanceID
	err := tx.NewSelect().Model((*Rate)(nil)).Column("instance_id").
		Where("instance_id IN (?)", bun.List(slices.Collect(maps.Keys(has)))).Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("find rate cards: %w", err)
	}
	for _, id := range found {
		has[id] = true
	}
	return has, nil
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
	return s.warn(ctx, tx, a, budgets, c.Month)
}

// estimate is the mean of what the query, else anything, cost on the instance
// lately.
func estimate(ctx context.Context, tx bun.Tx, rate Rate, c *charge) (int64, error) {
	past := func(narrow func(*bun.SelectQuery)) (mean int64, known bool, err error) {
		var costs []int64
		query := tx.NewSelect().Model((*charge)(nil)).Column("cost").Order("at DESC").Limit(10).
			Where("instance_id = ? AND currency = ? AND cost > 0", c.InstanceID, rate.Currency)
		narrow(query)
		if err := query.Scan(ctx, &costs); err != nil || len(costs) == 0 {
			return 0, false, err
		}
		var sum int64
		for _, cost := range costs {
			sum += cost
		}
		n := int64(len(costs))
		return (sum + n - 1) / n, true, nil
	}
	if c.QueryID != "" {
		mean, known, err := past(func(query *bun.SelectQuery) { query.Where("query_id = ?", c.QueryID) })
		if err != nil || known {
			return mean, err
		}
	}
	mean, known, err := past(func(*bun.SelectQuery) {})
	if err != nil || known {
		return mean, err
	}
	return rate.guess(), nil
}
