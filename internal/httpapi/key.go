package httpapi

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/keyring"
)

// EncryptionKey is one key of those that seal secrets in the database.
type EncryptionKey struct {
	ID      string `json:"id" doc:"Names the key. It is no secret."`
	Primary bool   `json:"primary" doc:"It seals from now on."`
	Values  int    `json:"values" doc:"How many secrets it has sealed."`
}

// EncryptionKeys is what there is to know about them.
type EncryptionKeys struct {
	Keys            []EncryptionKey `json:"keys" doc:"The primary one first."`
	Left            int             `json:"left" doc:"Secrets that older keys have sealed and that a rotation still has to seal again."`
	Unknown         int             `json:"unknown" doc:"Secrets that none of the keys has sealed."`
	UnsealedResults int             `json:"unsealedResults" doc:"Results stored before results were sealed, which a background pass still has to seal with the keys of their clients."`
	RotatedAt       *time.Time      `json:"rotatedAt,omitempty" doc:"When the primary key was added; absent when it was there from the start."`
	// RetirableAt keeps a process that was stopped in the middle of sealing from losing what it sealed.
	RetirableAt *time.Time `json:"retirableAt,omitempty" doc:"From when older keys can be removed, once nothing is left."`
}

func (s *Server) keyRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/encryption-keys", "getEncryptionKeys", "keys", "The keys that seal secrets, and how far a rotation is"),
		http.StatusForbidden), s.getKeys)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, "/encryption-keys/rotation", "rotateEncryptionKeys", "keys", "Add a key and seal everything with it, while everything runs"), audit.KeyRotated), access.KeyRotation),
		http.StatusForbidden, http.StatusConflict), s.rotateKeys)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, "/encryption-keys/retirement", "retireEncryptionKeys", "keys", "Remove the keys that seal nothing any more"), audit.KeyRetired), access.KeyRotation),
		http.StatusForbidden, http.StatusConflict), s.retireKeys)
}

func (s *Server) getKeys(ctx context.Context, a actor.Actor, _ *none) (*body[EncryptionKeys], error) {
	status, err := s.deps.Keys.Status(ctx, a)
	if err != nil {
		return nil, err
	}
	return &body[EncryptionKeys]{Body: EncryptionKeysOf(status)}, nil
}

func (s *Server) rotateKeys(ctx context.Context, a actor.Actor, in *OnceOnly) (*body[EncryptionKeys], error) {
	once, err := idempotency.NewKey(in.IdempotencyKey, "rotateEncryptionKeys", nil)
	if err != nil {
		return nil, err
	}
	if err := s.unlessDone(ctx, a, once, func() error { return s.secondForKeys(ctx, a, "Rotate the encryption keys") }); err != nil {
		return nil, err
	}
	if err := s.deps.Keys.Begin(ctx, a, once); err != nil {
		return nil, err
	}
	return s.getKeys(ctx, a, nil)
}

func (s *Server) retireKeys(ctx context.Context, a actor.Actor, in *OnceOnly) (*body[EncryptionKeys], error) {
	once, err := idempotency.NewKey(in.IdempotencyKey, "retireEncryptionKeys", nil)
	if err != nil {
		return nil, err
	}
	if err := s.unlessDone(ctx, a, once, func() error { return s.secondForKeys(ctx, a, "Remove the older encryption keys for good") }); err != nil {
		return nil, err
	}
	if err := s.deps.Keys.Retire(ctx, a, once); err != nil {
		return nil, err
	}
	return s.getKeys(ctx, a, nil)
}

// secondForKeys asks a second person about an act on the keys; who may not do it is refused by the act itself.
func (s *Server) secondForKeys(ctx context.Context, a actor.Actor, words string) error {
	if !a.MayOrganisation(actor.Organise) {
		return nil
	}
	return s.needSecond(ctx, a, approval.KeyRotation, words)
}

// EncryptionKeysOf puts how the keys stand into the words of the API.
func EncryptionKeysOf(status keyring.Status) EncryptionKeys {
	keys := EncryptionKeys{Keys: []EncryptionKey{}, Left: status.Left(), Unknown: status.Unknown, UnsealedResults: status.UnsealedResults, RotatedAt: timeOrNone(status.Rotated), RetirableAt: timeOrNone(status.Retirable())}
	for _, k := range status.Keys {
		keys.Keys = append(keys.Keys, EncryptionKey{ID: strconv.FormatUint(uint64(k.ID), 10), Primary: k.Primary, Values: k.Values})
	}
	return keys
}
