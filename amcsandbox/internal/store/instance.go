package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Advertiser is a buyer whose signals an instance holds.
type Advertiser struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	Type          string `json:"type"`
	MarketplaceID string `json:"marketplaceId,omitempty"`
}

// InstanceDetails is what describes an instance.
type InstanceDetails struct {
	Name         string       `json:"name"`
	Type         string       `json:"type"`
	CustomerName string       `json:"customerName"`
	BucketName   string       `json:"bucketName,omitempty"`
	AWSAccountID string       `json:"awsAccountId,omitempty"`
	TimeZone     string       `json:"timeZone"`
	Advertisers  []Advertiser `json:"advertisers"`
	// DataInstanceID names the instance whose rows it answers from: itself,
	// unless it was made through the API.
	DataInstanceID string `json:"dataInstanceId"`
	// DataSets are what its advertiser uploads to, as the API describes them.
	DataSets []json.RawMessage `json:"dataSets,omitempty"`
}

// Instance is one AMC instance. Its creation status follows from the instants.
type Instance struct {
	ID          string
	AccountID   string
	RequestedAt time.Time
	WorkingAt   time.Time
	CompletedAt time.Time
	// DeletedAt is zero for a living instance.
	DeletedAt        time.Time
	IdempotencyToken string
	InstanceDetails
}

const instanceColumns = "id, account_id, requested_at, working_at, completed_at, deleted_at, idempotency_token, document"

func scanInstance(row scanner) (Instance, error) {
	var (
		i                            Instance
		requested, working, complete int64
		deleted                      sql.NullInt64
		document                     []byte
	)
	if err := row.Scan(&i.ID, &i.AccountID, &requested, &working, &complete, &deleted, &i.IdempotencyToken, &document); err != nil {
		return i, err
	}
	i.RequestedAt, i.WorkingAt, i.CompletedAt = instant(requested), instant(working), instant(complete)
	i.DeletedAt = nullInstant(deleted)
	if err := json.Unmarshal(document, &i.InstanceDetails); err != nil {
		return i, fmt.Errorf("instance %s: %w", i.ID, err)
	}
	return i, nil
}

// PutInstance adds an instance, or overwrites it.
func (tx *Tx) PutInstance(i Instance) error {
	document, err := json.Marshal(i.InstanceDetails)
	if err != nil {
		return fmt.Errorf("write instance %s: %w", i.ID, err)
	}
	_, err = tx.exec("write instance "+i.ID, `
		INSERT INTO instance (`+instanceColumns+`, position)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM instance))
		ON CONFLICT (id) DO UPDATE SET document = excluded.document, deleted_at = excluded.deleted_at`,
		i.ID, i.AccountID, micros(i.RequestedAt), micros(i.WorkingAt), micros(i.CompletedAt),
		nullMicros(i.DeletedAt), i.IdempotencyToken, string(document))
	return err
}

// Instance returns a living instance, or ErrNotFound.
func (tx *Tx) Instance(id string) (Instance, error) {
	return one(tx, "read instance "+id, scanInstance,
		"SELECT "+instanceColumns+" FROM instance WHERE id = ? AND deleted_at IS NULL", id)
}

// Instances returns the living instances of an account in the order they were
// added; of all accounts when accountID is empty.
func (tx *Tx) Instances(accountID string) ([]Instance, error) {
	return many(tx, "list instances", scanInstance,
		"SELECT "+instanceColumns+" FROM instance WHERE deleted_at IS NULL AND (? = '' OR account_id = ?) ORDER BY position",
		accountID, accountID)
}

// AdvertiserChange is what an update adds and removes.
type AdvertiserChange struct {
	Add    []Advertiser `json:"add"`
	Remove []Advertiser `json:"remove"`
}

// AdvertiserUpdate is an asynchronous change of an instance's advertisers.
type AdvertiserUpdate struct {
	InstanceID  string
	ID          int
	RequestedAt time.Time
	WorkingAt   time.Time
	CompletedAt time.Time
	Applied     bool
	AdvertiserChange
}

const updateColumns = "instance_id, id, requested_at, working_at, completed_at, applied, document"

func scanUpdate(row scanner) (AdvertiserUpdate, error) {
	var (
		u                            AdvertiserUpdate
		requested, working, complete int64
		document                     []byte
	)
	if err := row.Scan(&u.InstanceID, &u.ID, &requested, &working, &complete, &u.Applied, &document); err != nil {
		return u, err
	}
	u.RequestedAt, u.WorkingAt, u.CompletedAt = instant(requested), instant(working), instant(complete)
	if err := json.Unmarshal(document, &u.AdvertiserChange); err != nil {
		return u, fmt.Errorf("advertiser update %d: %w", u.ID, err)
	}
	return u, nil
}

// AddAdvertiserUpdate keeps an update under the next free number of its
// instance and returns that number.
func (tx *Tx) AddAdvertiserUpdate(u AdvertiserUpdate) (int, error) {
	document, err := json.Marshal(u.AdvertiserChange)
	if err != nil {
		return 0, fmt.Errorf("add advertiser update: %w", err)
	}
	return one(tx, "add advertiser update", func(row scanner) (id int, err error) { return id, row.Scan(&id) }, `
		INSERT INTO advertiser_update (`+updateColumns+`)
		VALUES (?1, (SELECT COALESCE(MAX(id), -1) + 1 FROM advertiser_update WHERE instance_id = ?1), ?, ?, ?, 0, ?)
		RETURNING id`, u.InstanceID, micros(u.RequestedAt), micros(u.WorkingAt), micros(u.CompletedAt), string(document))
}

// AdvertiserUpdates returns the updates of an instance, oldest first.
func (tx *Tx) AdvertiserUpdates(instanceID string) ([]AdvertiserUpdate, error) {
	return many(tx, "list advertiser updates", scanUpdate,
		"SELECT "+updateColumns+" FROM advertiser_update WHERE instance_id = ? ORDER BY id", instanceID)
}

// DueAdvertiserUpdates returns the updates to apply by now.
func (tx *Tx) DueAdvertiserUpdates(now time.Time) ([]AdvertiserUpdate, error) {
	return many(tx, "list due advertiser updates", scanUpdate,
		"SELECT "+updateColumns+" FROM advertiser_update WHERE applied = 0 AND completed_at <= ? ORDER BY instance_id, id", micros(now))
}

// MarkAdvertiserUpdateApplied says that the advertisers are changed.
func (tx *Tx) MarkAdvertiserUpdateApplied(instanceID string, id int) error {
	return tx.execOne("mark advertiser update", "UPDATE advertiser_update SET applied = 1 WHERE instance_id = ? AND id = ?", instanceID, id)
}
