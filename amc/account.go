package amc

import (
	"context"
	"iter"
	"net/http"
)

// Account is one AMC account that the connection's person can see.
type Account struct {
	ID            string `json:"accountId"` // ENTITY…
	Name          string `json:"accountName"`
	MarketplaceID string `json:"marketplaceId"`
}

// ListAccounts gives the accounts of the connection. The list is empty when the
// person has no access in the AMC console, even if the API was approved.
func (c *Client) ListAccounts(ctx context.Context) iter.Seq2[Account, error] {
	return list[Account](ctx, c, call{method: http.MethodGet, path: "/amc/accounts"}, "amcAccounts")
}
