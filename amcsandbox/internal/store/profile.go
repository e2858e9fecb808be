package store

// Profile is who a person is at Login with Amazon.
type Profile struct {
	UserID string
	Email  string // empty when the account has none
	Name   string
}

// AddProfile keeps whose permission a consent is.
func (tx *Tx) AddProfile(consentID int64, p Profile) error {
	_, err := tx.exec("add profile", "INSERT INTO profile (consent_id, user_id, email, name) VALUES (?, ?, ?, ?)", consentID, p.UserID, p.Email, p.Name)
	return err
}

// Profile returns whose permission a consent is, or ErrNotFound.
func (tx *Tx) Profile(consentID int64) (Profile, error) {
	return one(tx, "read profile", func(row scanner) (p Profile, err error) {
		return p, row.Scan(&p.UserID, &p.Email, &p.Name)
	}, "SELECT user_id, email, name FROM profile WHERE consent_id = ?", consentID)
}
