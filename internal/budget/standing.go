package budget

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/zone"
)

// Budgets lists the budgets a may see with how they stand this month.
func (s *Service) Budgets(ctx context.Context, a actor.Actor) ([]Standing, error) {
	now := s.clock.Now()
	var found []Standing
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var rows []struct {
			Budget `bun:",extend"`

			ClientName string `bun:"client_name"`
			QueryName  string `bun:"query_name"`
		}
		err := tx.NewSelect().Model(&rows).ColumnExpr("budget.*").
			ColumnExpr("COALESCE((SELECT name FROM client WHERE client.id = budget.client_id), '') AS client_name").
			ColumnExpr("COALESCE((SELECT name FROM query WHERE query.id = budget.query_id), '') AS query_name").
			Where("?", sees(a)).Order("client_name", "query_name").Scan(ctx)
		if err != nil {
			return err
		}
		found = make([]Standing, len(rows))
		for i, row := range rows {
			m, err := row.month(now)
			if err != nil {
				return err
			}
			var soFar Spending
			var uncounted int64
			err = database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error { // also what an instance cost that has left the client
				if soFar, err = s.spending(ctx, tx, row.Budget, m); err != nil {
					return err
				}
				uncounted, err = row.uncounted(ctx, tx, m)
				return err
			})
			if err != nil {
				return err
			}
			found[i] = Standing{
				Budget: row.Budget, Spending: soFar, Month: m.name, Uncounted: uncounted, Forecast: m.forecast(soFar.Total(), now),
				ClientName: row.ClientName, QueryName: row.QueryName,
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list budgets: %w", err)
	}
	return found, nil
}

// ClientCosts is what the executions of a client came to in a month and currency.
type ClientCosts struct {
	Spending

	ClientID   actor.ClientID `bun:"client_id"`
	ClientName string         `bun:"client_name"`
	Currency   string         `bun:"currency"`
	Executions int64          `bun:"executions"`
	Forecast   *int64         `bun:"-"` // of the present month
}

// Costs lists what each client cost on the instances that a sees in a month of a zone, such as 2026-03; the
// present one for "". What an instance cost counts for the client that it belongs to by now. Errors: ErrZone.
func (s *Service) Costs(ctx context.Context, a actor.Actor, name, in string) ([]ClientCosts, error) {
	location, err := zone.Load(cmp.Or(in, "UTC"))
	if err != nil {
		return nil, ErrZone
	}
	now := s.clock.Now()
	m := monthOf(now, location)
	if name != "" && name != m.name {
		first, err := time.ParseInLocation(monthForm, name, location)
		if err != nil {
			return nil, fmt.Errorf("read month: %w", err)
		}
		m = monthFrom(first)
	}
	var found []ClientCosts
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return m.during(database.Visible(tx.NewSelect().Model((*charge)(nil)), a, "instance_id")).
			Join("JOIN instance AS i ON i.id = charge.instance_id").Join("JOIN client AS c ON c.id = i.client_id").
			ColumnExpr("c.id AS client_id, c.name AS client_name, currency, count(*) AS executions").
			ColumnExpr("COALESCE(SUM(cost), 0) AS spent").
			ColumnExpr("COALESCE(SUM(CASE WHEN cost IS NULL THEN reserved END), 0) AS reserved").
			GroupExpr("c.id, c.name, currency").OrderExpr("client_name, currency").Scan(ctx, &found)
	})
	if err != nil {
		return nil, fmt.Errorf("sum costs of %s: %w", m.name, err)
	}
	if now.Before(m.end) && !now.Before(m.begin) {
		for i := range found {
			found[i].Forecast = m.forecast(found[i].Total(), now)
		}
	}
	return found, nil
}
