package budget

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// Reserve sets an estimate aside for an execution that is about to be stored in
// tx, a Write's of a. It is ErrSpent when a hard limit does not leave room for
// it, ErrCurrency when a budget is in another currency than the rate card.
// Without a rate card nothing is charged.
func (s *Service) Reserve(ctx context.Context, tx bun.Tx, a actor.Actor, what Subject) error {
	refused, err := s.ReserveAll(ctx, tx, a, []Subject{what})
	if err != nil {
		return err
	}
	return refused[what.ExecutionID]
}

// ReserveAll is Reserve for many. What a budget or its currency refuses is told
// by its execution and sets nothing aside; the rest is not kept from going on.
// A transaction calls it once: it takes the locks of its budgets in an order.
func (s *Service) ReserveAll(ctx context.Context, tx bun.Tx, a actor.Actor, all []Subject) (refused map[actor.ExecutionID]error, err error) {
	err = database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error { // others count on the same budgets
		refused, err = s.reserveAll(ctx, tx, a, all)
		return err
	})
	return refused, err
}

func (s *Service) reserveAll(ctx context.Context, tx bun.Tx, a actor.Actor, all []Subject) (map[actor.ExecutionID]error, error) {
	asked, err := s.charges(ctx, tx, all)
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	found, err := lockBudgets(ctx, tx, asked)
	if err != nil {
		return nil, err
	}
	refused, admitted, touched := map[actor.ExecutionID]error{}, []*charge{}, map[*Budget]bool{}
	for _, c := range asked {
		budgets := found.of(c)
		if err := s.admit(ctx, tx, a, budgets, c); isRefusal(err) {
			refused[c.ExecutionID] = err
			continue
		} else if err != nil {
			return nil, err
		}
		admitted = append(admitted, c)
		for _, b := range budgets {
			b.add(c)
			touched[b.Budget] = true
		}
	}
	if len(admitted) == 0 {
		return refused, nil
	}
	if _, err := tx.NewInsert().Model(&admitted).Exec(ctx); err != nil {
		return nil, fmt.Errorf("reserve for %d executions: %w", len(admitted), err)
	}
	var warned []*Budget
	for _, b := range found {
		if touched[b.Budget] {
			warned = append(warned, b.Budget)
		}
	}
	return refused, s.warn(ctx, tx, a, warned)
}

// charges are those of the subjects on instances with a rate card, with what
// they are expected to cost.
func (s *Service) charges(ctx context.Context, tx bun.Tx, all []Subject) ([]*charge, error) {
	on := map[actor.InstanceID]Rate{}
	for _, what := range all {
		on[what.InstanceID] = Rate{}
	}
	if len(on) == 0 {
		return nil, nil
	}
	var rates []Rate
	if err := tx.NewSelect().Model(&rates).Where("instance_id IN (?)", bun.List(slices.Collect(maps.Keys(on)))).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read rate cards: %w", err)
	}
	for _, rate := range rates {
		on[rate.InstanceID] = rate
	}
	now := s.clock.Now()
	var asked []*charge
	for _, what := range all {
		rate := on[what.InstanceID]
		if rate.Version == 0 {
			continue
		}
		asked = append(asked, &charge{
			ExecutionID: what.ExecutionID, InstanceID: what.InstanceID, ClientID: what.ClientID, QueryID: what.QueryID,
			Currency: rate.Currency, Reserved: rate.guess(), At: now,
		})
	}
	return asked, estimate(ctx, tx, asked)
}

// ran is what ran where.
type ran struct {
	InstanceID actor.InstanceID `bun:"instance_id"`
	QueryID    actor.QueryID    `bun:"query_id"`
	Currency   string           `bun:"currency"`
}

// estimate has charges reserve the mean of what the query, else anything, cost
// on the instance lately; what has no past keeps its guess.
func estimate(ctx context.Context, tx bun.Tx, asked []*charge) error {
	if len(asked) == 0 {
		return nil
	}
	distinct := map[ran]int64{}
	for _, c := range asked {
		distinct[ran{c.InstanceID, c.QueryID, c.Currency}] = c.Reserved
	}
	sorts := slices.Collect(maps.Keys(distinct))
	const mean = `(SELECT (CAST(SUM(cost) AS BIGINT) + COUNT(*) - 1) / COUNT(*) FROM (SELECT cost FROM charge
		WHERE charge.instance_id = ran.instance_id AND charge.currency = ran.currency AND cost > 0 %s ORDER BY at DESC LIMIT 10) AS lately)`
	var known []struct {
		ran `bun:",extend"`

		Mean int64 `bun:"mean"`
	}
	err := tx.NewSelect().With("ran", tx.NewValues(&sorts)).TableExpr("ran").ColumnExpr("ran.*").
		ColumnExpr("COALESCE("+fmt.Sprintf(mean, "AND charge.query_id = ran.query_id")+", "+fmt.Sprintf(mean, "")+", -1) AS mean").
		Scan(ctx, &known)
	if err != nil {
		return fmt.Errorf("estimate what %d executions cost: %w", len(asked), err)
	}
	for _, k := range known {
		if k.Mean >= 0 {
			distinct[k.ran] = k.Mean
		}
	}
	for _, c := range asked {
		c.Reserved = distinct[ran{c.InstanceID, c.QueryID, c.Currency}]
	}
	return nil
}

// locked is a budget that nobody else counts on until the commit.
type locked struct {
	*Budget

	soFar *Spending // of the month, once it was asked for
}

type lockedBudgets []*locked

// lockBudgets reads the budgets that charges count for and keeps others from
// counting until the commit. All take the locks in the same order.
func lockBudgets(ctx context.Context, tx bun.Tx, asked []*charge) (found lockedBudgets, err error) {
	clients, queries := map[actor.ClientID]bool{}, map[actor.QueryID]bool{}
	for _, c := range asked {
		clients[c.ClientID], queries[c.QueryID] = true, true
	}
	var budgets []*Budget
	query := tx.NewSelect().Model(&budgets).Order("id").
		Where("client_id IN (?) OR query_id IN (?)", bun.List(slices.Collect(maps.Keys(clients))), bun.List(slices.Collect(maps.Keys(queries))))
	if err := database.LockRows(query).Scan(ctx); err != nil {
		return nil, fmt.Errorf("lock budgets for %d executions: %w", len(asked), err)
	}
	for _, b := range budgets {
		found = append(found, &locked{Budget: b})
	}
	return found, nil
}

// of are the budgets that a charge counts for.
func (all lockedBudgets) of(c *charge) (some lockedBudgets) {
	for _, b := range all {
		if b.ClientID != "" && b.ClientID == c.ClientID || b.QueryID != "" && b.QueryID == c.QueryID {
			some = append(some, b)
		}
	}
	return some
}

// add counts a charge that was admitted.
func (b *locked) add(c *charge) {
	if b.soFar != nil && b.Currency == c.Currency {
		b.soFar.Reserved += c.Reserved
	}
}

// admit refuses a charge that a hard limit leaves no room for.
func (s *Service) admit(ctx context.Context, tx bun.Tx, a actor.Actor, budgets lockedBudgets, c *charge) error {
	for _, b := range budgets {
		if b.Hard == nil {
			continue
		}
		if b.Currency != c.Currency {
			return ErrCurrency
		}
		if b.soFar == nil {
			m, err := b.month(c.At)
			if err != nil {
				return err
			}
			soFar, err := s.spending(ctx, tx, *b.Budget, m)
			if err != nil {
				return err
			}
			b.soFar = &soFar
		}
		if b.soFar.Total()+c.Reserved > *b.Hard {
			if !b.tells(a) {
				return ErrSpent
			}
			return ErrSpent.WithDetail("budgetId", b.ID).WithDetail("currency", b.Currency).WithDetail("hard", *b.Hard).
				WithDetail("spent", b.soFar.Spent).WithDetail("reserved", b.soFar.Reserved).WithDetail("estimate", c.Reserved)
		}
	}
	return nil
}

func isRefusal(err error) bool { return errors.Is(err, ErrSpent) || errors.Is(err, ErrCurrency) }
