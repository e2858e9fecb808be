package amcsandbox

import (
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
)

// seed makes the default accounts and instances in an empty folder. Later
// changes through the API stay.
func (s *Sandbox) seed(tx *store.Tx) error {
	accounts, err := tx.Accounts()
	if err != nil || len(accounts) > 0 {
		return err
	}
	for _, account := range synthetic.DefaultAccounts() {
		if err := tx.PutAccount(store.Account{
			ID: account.ID, Name: account.Name, MarketplaceID: account.MarketplaceID, Region: string(account.Region),
		}); err != nil {
			return err
		}
	}
	for _, instance := range synthetic.DefaultInstances() {
		if err := tx.PutInstance(seeded(instance)); err != nil {
			return err
		}
	}
	return nil
}

func seeded(instance synthetic.Instance) store.Instance {
	advertisers := make([]store.Advertiser, len(instance.Advertisers))
	for i, a := range instance.Advertisers {
		advertisers[i] = store.Advertiser{ID: a.ID, Name: a.Name, Type: string(a.Type), MarketplaceID: a.MarketplaceID}
	}
	created := instance.CreatedAt.Truncate(time.Microsecond)
	return store.Instance{
		ID: instance.ID, AccountID: instance.Account.ID,
		RequestedAt: created.Add(-4 * time.Minute), WorkingAt: created.Add(-3 * time.Minute), CompletedAt: created,
		InstanceDetails: store.InstanceDetails{
			Name: instance.Name, Type: string(instance.Type), CustomerName: instance.CustomerName,
			TimeZone: instance.TimeZone, Advertisers: advertisers, DataInstanceID: instance.ID,
		},
	}
}

// dataInstance is the synthetic instance whose rows an instance answers from.
func dataInstance(instance store.Instance) (synthetic.Instance, bool) {
	for _, candidate := range synthetic.DefaultInstances() {
		if candidate.ID == instance.DataInstanceID {
			return candidate, true
		}
	}
	return synthetic.Instance{}, false
}
