package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/sso"
)

// requestLifetime is how long somebody may take at the provider.
const requestLifetime = 15 * time.Minute

type requestRow struct {
	bun.BaseModel `bun:"table:sign_in_request,alias:request"`

	StateHash   string          `bun:"state_hash,pk"`
	BrowserHash string          `bun:"browser_hash"`
	Provider    Method          `bun:"provider"`
	SessionID   actor.SessionID `bun:"session_id"`
	PersonID    actor.PersonID  `bun:"person_id,nullzero"`
	LinkHash    string          `bun:"link_hash"`
	Next        string          `bun:"next"`
	Anew        bool            `bun:"anew"`
	Proves      bool            `bun:"proves"` // who went is signed in, and proves that it is still them
	CreatedAt   time.Time       `bun:"created_at"`
	ExpiresAt   time.Time       `bun:"expires_at"`
}

// Departure is where a browser goes to sign in, and the secret that it keeps in
// a cookie until it comes back.
type Departure struct {
	URL    string
	Secret string
	Lasts  time.Duration
}

// DepartParams say who goes where to sign in.
type DepartParams struct {
	Provider   Method
	Invitation string // secret of the one-time link by which somebody comes; empty without
	Next       string // path to go to afterwards
	Anew       bool   // somebody has signed out in this browser: the provider is to ask who it is
	From       From
}

// From is where a request comes from.
type From struct {
	Origin string // network address
	Local  bool   // it never left the machine
}

// departCounters of an attempt to sign in with a provider. Nothing can be guessed
// there; this keeps anybody from making us call it.
func departCounters(origin string) []counter {
	return []counter{{key: "provider:" + digest(origin), limit: 50}}
}

// Depart begins to sign in with a provider. Errors: provider.not_found, sso.off,
// amazon_sign_in.off, amazon_sign_in.sandbox, ErrLink, ErrTooMany, and those of
// package sso.
func (s *Service) Depart(ctx context.Context, p DepartParams) (Departure, error) {
	row := &requestRow{Provider: p.Provider, Next: p.Next, Anew: p.Anew}
	if p.Invitation != "" {
		if _, err := s.CheckInvitation(ctx, p.Invitation, p.From.Origin); err != nil {
			return Departure{}, err
		}
		row.LinkHash = digest(p.Invitation)
	}
	if err := s.countAttempt(ctx, departCounters(p.From.Origin)); err != nil {
		return Departure{}, err
	}
	return s.depart(ctx, row, p.From.Local)
}

// AddIdentity begins to add a provider to the ways in which the acting person
// signs in. Errors: ErrForbidden for a token, password.wrong, ErrTooMany, and those
// of Depart.
func (s *Service) AddIdentity(ctx context.Context, a actor.Actor, provider Method, password string, from From) (Departure, error) {
	if _, err := s.prove(ctx, a, password, from.Origin); err != nil {
		return Departure{}, err
	}
	return s.depart(ctx, &requestRow{Provider: provider, SessionID: a.SessionID, PersonID: a.PersonID, Next: "/account"}, from.Local)
}

func (s *Service) depart(ctx context.Context, row *requestRow, local bool) (Departure, error) {
	state, secret := newSecret(), newSecret()
	asked, err := s.provider(ctx, row.Provider, local)
	if err != nil {
		return Departure{}, err
	}
	address, err := asked.Begin(ctx, secretsOf(state, secret), row.Anew)
	if err != nil {
		return Departure{}, err
	}
	now := s.clock.Now()
	row.StateHash, row.BrowserHash, row.CreatedAt, row.ExpiresAt = digest(state), digest(secret), now, now.Add(requestLifetime)
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(row).Exec(ctx)
		return err
	})
	if err != nil {
		return Departure{}, fmt.Errorf("begin to sign in with a provider: %w", err)
	}
	return Departure{URL: address, Secret: secret, Lasts: requestLifetime}, nil
}

// secretsOf makes what goes to the provider out of the state and the secret that
// only the browser has, so that nothing here is worth stealing.
func secretsOf(state, secret string) sso.Secrets {
	derived := func(what string) string {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(what + ":" + state))
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	return sso.Secrets{State: state, Nonce: derived("nonce"), Verifier: derived("verifier")}
}
