package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// Rates lists the rate cards of all instances; those without one have version 0.
func (c *Client) Rates(ctx context.Context) ([]httpapi.RateCard, error) {
	var list httpapi.List[httpapi.RateCard]
	err := c.call(ctx, http.MethodGet, "/rates", nil, nil, &list)
	return list.Items, err
}

// SetRate replaces the rate card of an instance, by its id here or at Amazon,
// that is still at version.
func (c *Client) SetRate(ctx context.Context, instance string, version int, change httpapi.RateChange) (httpapi.RateCard, error) {
	var set httpapi.RateCard
	err := c.call(ctx, http.MethodPut, "/instances/"+url.PathEscape(instance)+"/rate", onVersion(version), change, &set)
	return set, err
}

// Costs lists what each client cost in a month of a zone, such as 2026-03; the
// present one for "".
func (c *Client) Costs(ctx context.Context, month, zone string) ([]httpapi.ClientCosts, error) {
	var list httpapi.List[httpapi.ClientCosts]
	words := url.Values{"zone": {zone}}
	if month != "" {
		words.Set("month", month)
	}
	err := c.call(ctx, http.MethodGet, "/costs?"+words.Encode(), nil, nil, &list)
	return list.Items, err
}

// Budgets lists all budgets as they stand this month.
func (c *Client) Budgets(ctx context.Context) ([]httpapi.Budget, error) {
	var list httpapi.List[httpapi.Budget]
	err := c.call(ctx, http.MethodGet, "/budgets", nil, nil, &list)
	return list.Items, err
}

// SetBudget replaces the budget of a client or query that is still at version.
func (c *Client) SetBudget(ctx context.Context, subject, id string, version int, change httpapi.BudgetChange) (httpapi.Budget, error) {
	var set httpapi.Budget
	err := c.call(ctx, http.MethodPut, budgetPath(subject, id), onVersion(version), change, &set)
	return set, err
}

// RemoveBudget ends the budget of a client or query that is still at version.
func (c *Client) RemoveBudget(ctx context.Context, subject, id string, version int) error {
	return c.call(ctx, http.MethodDelete, budgetPath(subject, id), onVersion(version), nil, nil)
}

func budgetPath(subject, id string) string {
	return "/budgets/" + url.PathEscape(subject) + "/" + url.PathEscape(id)
}

// onVersion is the header of an edit.
func onVersion(version int) http.Header {
	return http.Header{"If-Match": {strconv.Quote(strconv.Itoa(version))}}
}
