package store

// Account holds instances in one marketplace.
type Account struct {
	ID            string
	Name          string
	MarketplaceID string
	Region        string
}

func scanAccount(row scanner) (Account, error) {
	var a Account
	return a, row.Scan(&a.ID, &a.Name, &a.MarketplaceID, &a.Region)
}

// PutAccount adds an account, or overwrites it.
func (tx *Tx) PutAccount(a Account) error {
	_, err := tx.exec("write account "+a.ID, `
		INSERT INTO account (id, name, marketplace_id, region, position)
		VALUES (?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM account))
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, marketplace_id = excluded.marketplace_id, region = excluded.region`,
		a.ID, a.Name, a.MarketplaceID, a.Region)
	return err
}

// Account returns one account, or ErrNotFound.
func (tx *Tx) Account(id string) (Account, error) {
	return one(tx, "read account "+id, scanAccount,
		"SELECT id, name, marketplace_id, region FROM account WHERE id = ?", id)
}

// Accounts returns all accounts in the order they were added.
func (tx *Tx) Accounts() ([]Account, error) {
	return many(tx, "list accounts", scanAccount,
		"SELECT id, name, marketplace_id, region FROM account ORDER BY position")
}
