// Package idempotency makes a request that is sent twice happen once.
//
// The caller chooses a key per intent. The first request writes the key in the
// same transaction as the thing it makes; a repeat finds the key and gets the
// same thing. There is no moment, not even a crash, between the two. Keys
// belong to a person and are forgotten after Retention.
package idempotency

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

// Retention is how long a key is remembered.
const Retention = 24 * time.Hour

// ErrReused says that a key came again with another request.
var ErrReused = fault.New(fault.Invalid, "idempotency.key_reused", "This Idempotency-Key was used for a different request.").
	WithField("header.Idempotency-Key", "was used for a different request").
	WithNext("Send a new key for a new request.")

// Key is the caller's key and a digest of what was asked. The zero Key means
// that the caller sent none and every request stands for itself.
type Key struct {
	value  string
	digest string
}

// NewKey binds the caller's value to the operation and its input. An empty
// value gives the zero Key.
func NewKey(value, operation string, input any) (Key, error) {
	if value == "" {
		return Key{}, nil
	}
	encoded, err := json.Marshal(input)
	if err != nil {
		return Key{}, fmt.Errorf("digest request: %w", err)
	}
	sum := sha256.New()
	sum.Write([]byte(operation))
	sum.Write([]byte{0})
	sum.Write(encoded)
	return Key{value: value, digest: hex.EncodeToString(sum.Sum(nil))}, nil
}

type row struct {
	bun.BaseModel `bun:"table:idempotency_key"`

	PersonID  actor.PersonID `bun:"person_id,pk"`
	Key       string         `bun:"key,pk"`
	Digest    string         `bun:"request_hash"`
	SubjectID string         `bun:"subject_id"`
	CreatedAt time.Time      `bun:"created_at"`
}

// Once runs create in tx, a Write's, unless a request with the same key has
// done so before; then it returns what that one made, with repeated true. The
// same key with another request is ErrReused. create returns the id of what it
// made.
func Once[T ~string](ctx context.Context, tx bun.Tx, a actor.Actor, key Key, now time.Time, create func() (T, error)) (id T, repeated bool, err error) {
	if key == (Key{}) {
		id, err = create()
		return id, false, err
	}
	if id, repeated, err = Find[T](ctx, tx, a, key); err != nil || repeated {
		return id, repeated, err
	}
	if id, err = create(); err != nil {
		return "", false, err
	}
	made := &row{PersonID: a.PersonID, Key: key.value, Digest: key.digest, SubjectID: string(id), CreatedAt: now}
	if _, err := tx.NewInsert().Model(made).Exec(ctx); err != nil {
		if database.IsUnique(err) {
			return "", false, fmt.Errorf("keep idempotency key: %w", errors.Join(database.ErrRetry, err))
		}
		return "", false, fmt.Errorf("keep idempotency key: %w", err)
	}
	return id, false, nil
}

// Find looks for what a request with the same key has made; the zero Key finds
// nothing. The same key with another request is ErrReused.
func Find[T ~string](ctx context.Context, tx bun.Tx, a actor.Actor, key Key) (id T, found bool, err error) {
	if key == (Key{}) {
		return "", false, nil
	}
	var made row
	err = tx.NewSelect().Model(&made).Where("person_id = ? AND key = ?", a.PersonID, key.value).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("look up idempotency key: %w", err)
	case made.Digest != key.digest:
		return "", false, ErrReused
	}
	return T(made.SubjectID), true, nil
}

// DeleteBefore forgets keys older than t.
func DeleteBefore(ctx context.Context, tx bun.Tx, t time.Time) error {
	if _, err := tx.NewDelete().Model((*row)(nil)).Where("created_at < ?", t).Exec(ctx); err != nil {
		return fmt.Errorf("forget idempotency keys: %w", err)
	}
	return nil
}
