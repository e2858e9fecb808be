package amcsandbox

import "github.com/recomamp/recomamp/amcsandbox/internal/store"

func (s *Sandbox) listAccounts(c *call) (reply, error) {
	page, err := c.page()
	if err != nil {
		return reply{}, err
	}
	var accounts []store.Account
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		accounts, err = tx.Accounts()
		return err
	}); err != nil {
		return reply{}, err
	}
	accounts, next := cut(page, accounts, func(a store.Account) string { return a.ID })
	type account struct {
		AccountID     string `json:"accountId"`
		AccountName   string `json:"accountName"`
		MarketplaceID string `json:"marketplaceId"`
	}
	listed := make([]account, len(accounts))
	for i, a := range accounts {
		listed[i] = account{a.ID, a.Name, a.MarketplaceID}
	}
	return ok(jsonType, object{"amcAccounts": listed, "nextToken": next}), nil
}
