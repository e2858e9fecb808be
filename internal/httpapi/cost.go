package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/budget"
	"github.com/recomamp/recomamp/internal/execution"
)

// Money is an amount of a currency.
type Money struct {
	Amount   int64  `json:"amount" doc:"In minor units of the currency, such as cents."`
	Currency string `json:"currency" pattern:"^[A-Z]{3}$" example:"EUR"`
}

// RateCard is what executions of an instance cost.
type RateCard struct {
	Instance  InstanceRef `json:"instance"`
	Currency  string      `json:"currency,omitempty" doc:"Absent while the instance has no rate card."`
	PerRun    int64       `json:"perRun" doc:"In minor units, as all amounts."`
	PerMinute int64       `json:"perMinute" doc:"Of computing at AMC; a minute that has begun is whole."`
	PerGB     int64       `json:"perGB" doc:"Of stored result, 10^9 bytes."`
	Version   int         `json:"version" doc:"0 while there is none; edits carry it as If-Match."`
}

// Budget is what a client or a query may cost in a month, and how it stands.
type Budget struct {
	ID       actor.BudgetID `json:"id"`
	Subject  string         `json:"subject" enum:"client,query"`
	OwnerID  string         `json:"ownerId" doc:"Id of the client or the query."`
	Name     string         `json:"name" doc:"Of the client or the query."`
	Currency string         `json:"currency"`
	Soft     *int64         `json:"soft,omitempty" doc:"In minor units; passing it warns."`
	Hard     *int64         `json:"hard,omitempty" doc:"In minor units; what would pass it is refused."`
	Version  int            `json:"version"`
	Zone     string         `json:"zone" doc:"Whose months they are, an IANA name." example:"Europe/Berlin"`
	Month    string         `json:"month" doc:"In the zone." example:"2026-03"`
	Spent    int64          `json:"spent" doc:"By executions that have ended."`
	Reserved int64          `json:"reserved" doc:"For executions under way: estimated, or what they have cost so far where that is more."`
	// Uncounted is apart because nothing else tells that a budget watches nothing.
	Uncounted int64  `json:"uncounted" doc:"Executions of the month that are priced in another currency and are not counted."`
	Forecast  *int64 `json:"forecast,omitempty" doc:"Of the month at its end, from the days so far; absent on the first."`
	Level     string `json:"level" enum:"within,over_soft,at_hard"`
}

// ClientCosts is what a client cost in a month, apart by currency.
type ClientCosts struct {
	ClientID   actor.ClientID `json:"clientId"`
	Name       string         `json:"name"`
	Currency   string         `json:"currency"`
	Spent      int64          `json:"spent"`
	Reserved   int64          `json:"reserved"`
	Forecast   *int64         `json:"forecast,omitempty"`
	Executions int64          `json:"executions"`
}

// RateChange is a rate card as it shall be.
type RateChange struct {
	Currency  string `json:"currency" pattern:"^[A-Z]{3}$"`
	PerRun    int64  `json:"perRun" minimum:"0"`
	PerMinute int64  `json:"perMinute" minimum:"0"`
	PerGB     int64  `json:"perGB" minimum:"0"`
}

// BudgetChange is a budget as it shall be.
type BudgetChange struct {
	Currency string `json:"currency" pattern:"^[A-Z]{3}$"`
	Soft     *int64 `json:"soft,omitempty" minimum:"0"`
	Hard     *int64 `json:"hard,omitempty" minimum:"0"`
	Zone     string `json:"zone,omitempty" doc:"Whose months they are, an IANA name; UTC when absent." example:"Europe/Berlin"`
}

type setRateInput struct {
	OnVersion
	ID   actor.InstanceID `path:"id" doc:"Ours or Amazon's."`
	Body RateChange
}

// BudgetOwner names whose budget it is.
type BudgetOwner struct {
	Subject string `path:"subject" enum:"client,query"`
	ID      string `path:"id"`
}

type setBudgetInput struct {
	OnVersion
	BudgetOwner
	Body BudgetChange
}

type removeBudgetInput struct {
	OnVersion
	BudgetOwner
}

type costsInput struct {
	Month string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"The present one when absent." example:"2026-03"`
	Zone  string `query:"zone" default:"UTC" doc:"Whose month it is, an IANA name."`
}

func (s *Server) costRoutes() {
	signedIn(s, operation(http.MethodGet, "/rates", "listRates", "costs", "Rate cards of all instances"), s.listRates)
	signedIn(s, failing(acting(operation(http.MethodPut, "/instances/{id}/rate", "setRate", "costs", `Set the rate card of an instance; If-Match is "0" for the first`), audit.RateSet),
		http.StatusNotFound, http.StatusConflict), s.setRate)
	signedIn(s, operation(http.MethodGet, "/costs", "listCosts", "costs", "What each client cost in a month"), s.listCosts)
	signedIn(s, operation(http.MethodGet, "/budgets", "listBudgets", "costs", "Budgets and how they stand this month"), s.listBudgets)
	signedIn(s, failing(acting(operation(http.MethodPut, "/budgets/{subject}/{id}", "setBudget", "costs", `Set the budget of a client or a query; If-Match is "0" for the first`), audit.BudgetSet),
		http.StatusNotFound, http.StatusConflict), s.setBudget)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/budgets/{subject}/{id}", "removeBudget", "costs", "End the budget of a client or a query"), audit.BudgetRemoved),
		http.StatusNotFound, http.StatusConflict), s.removeBudget)
}

func (s *Server) listRates(ctx context.Context, a actor.Actor, _ *none) (*body[List[RateCard]], error) {
	instances, err := s.instanceRefs(ctx, a, "")
	if err != nil {
		return nil, err
	}
	rates, err := s.deps.Budgets.Rates(ctx, a)
	if err != nil {
		return nil, err
	}
	cards := make(map[actor.InstanceID]budget.Rate, len(rates))
	for _, r := range rates {
		cards[r.InstanceID] = r
	}
	return listOf(byName(instances), func(in InstanceRef) RateCard { return rateCardOf(cards[in.ID], in) }), nil
}

func (s *Server) setRate(ctx context.Context, a actor.Actor, in *setRateInput) (*versioned[RateCard], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	found, err := s.deps.Instances.Find(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	set, err := s.deps.Budgets.SetRate(ctx, a, budget.Rate{
		InstanceID: found.ID, Currency: b.Currency, PerRun: b.PerRun, PerMinute: b.PerMinute, PerGB: b.PerGB, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return &versioned[RateCard]{ETag: etag(set.Version), Body: rateCardOf(set, instanceRefOf(found))}, nil
}

func (s *Server) listCosts(ctx context.Context, a actor.Actor, in *costsInput) (*body[List[ClientCosts]], error) {
	found, err := s.deps.Budgets.Costs(ctx, a, in.Month, in.Zone)
	if err != nil {
		return nil, err
	}
	return listOf(found, func(c budget.ClientCosts) ClientCosts {
		return ClientCosts{
			ClientID: c.ClientID, Name: c.ClientName, Currency: c.Currency,
			Spent: c.Spent, Reserved: c.Reserved, Forecast: c.Forecast, Executions: c.Executions,
		}
	}), nil
}

func (s *Server) listBudgets(ctx context.Context, a actor.Actor, _ *none) (*body[List[Budget]], error) {
	found, err := s.deps.Budgets.Budgets(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, budgetOf), nil
}

func (s *Server) setBudget(ctx context.Context, a actor.Actor, in *setBudgetInput) (*versioned[Budget], error) {
	wanted, err := in.budget(in.OnVersion)
	if err != nil {
		return nil, err
	}
	wanted.Currency, wanted.Soft, wanted.Hard, wanted.Zone = in.Body.Currency, in.Body.Soft, in.Body.Hard, in.Body.Zone
	set, err := s.deps.Budgets.Set(ctx, a, wanted)
	if err != nil {
		return nil, err
	}
	all, err := s.deps.Budgets.Budgets(ctx, a)
	if err != nil {
		return nil, err
	}
	out := budgetOf(budget.Standing{Budget: set})
	for _, standing := range all {
		if standing.ID == set.ID {
			out = budgetOf(standing)
		}
	}
	return &versioned[Budget]{ETag: etag(out.Version), Body: out}, nil
}

func (s *Server) removeBudget(ctx context.Context, a actor.Actor, in *removeBudgetInput) (*none, error) {
	wanted, err := in.budget(in.OnVersion)
	if err != nil {
		return nil, err
	}
	return nil, s.deps.Budgets.Remove(ctx, a, wanted)
}

// budget names a budget by its owner, at a version.
func (o BudgetOwner) budget(on OnVersion) (b budget.Budget, err error) {
	if b.Version, err = on.revision(); err != nil {
		return b, err
	}
	if o.Subject == "client" {
		b.ClientID = actor.ClientID(o.ID)
	} else {
		b.QueryID = actor.QueryID(o.ID)
	}
	return b, nil
}

func rateCardOf(r budget.Rate, in InstanceRef) RateCard {
	return RateCard{Instance: in, Currency: r.Currency, PerRun: r.PerRun, PerMinute: r.PerMinute, PerGB: r.PerGB, Version: r.Version}
}

func budgetOf(b budget.Standing) Budget {
	out := Budget{
		ID: b.ID, Subject: "client", OwnerID: string(b.ClientID), Name: b.ClientName, Currency: b.Currency,
		Soft: b.Soft, Hard: b.Hard, Version: b.Version, Zone: b.Zone, Month: b.Month,
		Spent: b.Spent, Reserved: b.Reserved, Uncounted: b.Uncounted, Forecast: b.Forecast, Level: string(b.Level()),
	}
	if b.QueryID != "" {
		out.Subject, out.OwnerID, out.Name = "query", string(b.QueryID), b.QueryName
	}
	return out
}

// costOf is what an execution cost, or is expected to; nil without a rate card.
func costOf(e *execution.Execution) (cost, estimate *Money) {
	switch {
	case e.Cost != nil:
		return &Money{*e.Cost, e.Currency}, nil
	case e.Reserved != nil:
		return nil, &Money{*e.Reserved, e.Currency}
	default:
		return nil, nil
	}
}
