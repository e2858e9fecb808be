package connection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/seal"
)

var system = actor.System("connection")

// leaseLook is how often a process looks whether another has finished its refresh.
const leaseLook = 50 * time.Millisecond

// clockSkew is how far the clocks of processes may differ without one taking
// another's lease for over.
const clockSkew = 10 * time.Minute

// tokenStore keeps the tokens of one connection in its row, and implements
// lwa.Guard across processes.
type tokenStore struct {
	service *Service
	id      actor.ConnectionID
	version int // token_version of the last Load, for the Save that follows
}

var _ lwa.Guard = (*tokenStore)(nil)

func tokenPlace(id actor.ConnectionID, column string) seal.Place {
	return seal.Place{Table: "connection", Row: string(id), Column: column}
}

func (s *Service) sealTokens(id actor.ConnectionID, token lwa.Token) (access, refresh []byte, err error) {
	if access, err = s.box.Seal(token.Access, tokenPlace(id, "access_token")); err != nil {
		return nil, nil, err
	}
	refresh, err = s.box.Seal(token.Refresh, tokenPlace(id, "refresh_token"))
	return access, refresh, err
}

// Load implements lwa.Store.
func (t *tokenStore) Load(ctx context.Context) (lwa.Token, error) {
	row, err := t.service.find(ctx, system, t.id)
	if err != nil {
		return lwa.Token{}, err
	}
	t.version = row.TokenVersion
	if len(row.RefreshToken) == 0 {
		return lwa.Token{}, lwa.ErrNoToken
	}
	token := lwa.Token{Expiry: row.AccessExpiresAt}
	if token.Refresh, err = t.service.box.Open(row.RefreshToken, tokenPlace(t.id, "refresh_token")); err != nil {
		return lwa.Token{}, err
	}
	if len(row.AccessToken) > 0 {
		if token.Access, err = t.service.box.Open(row.AccessToken, tokenPlace(t.id, "access_token")); err != nil {
			return lwa.Token{}, err
		}
	}
	return token, nil
}

// Save implements lwa.Store. Tokens of a newer consent stay.
func (t *tokenStore) Save(ctx context.Context, token lwa.Token) error {
	s := t.service
	access, refresh, err := s.sealTokens(t.id, token)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*connectionRow)(nil)).
			Where("id = ? AND token_version = ?", t.id, t.version).
			Set("access_token = ?, refresh_token = ?, access_expires_at = ?", access, refresh, token.Expiry.UTC().Truncate(clock.Precision)).
			Set("token_version = token_version + 1, state = ?, problem_code = '', problem = ''", Healthy).
			Set("refreshed_at = ?, updated_at = ?", now, now).
			Exec(ctx)
		if err != nil {
			return fmt.Errorf("store tokens of connection %s: %w", t.id, err)
		}
		s.events.Record(ctx, system, event.Change{Kind: event.ConnectionChanged, SubjectID: string(t.id)})
		return s.notices.Resolve(ctx, tx, system, cause(t.id))
	})
}

// Exclusively implements lwa.Guard with a lease on the connection's row. A
// holder that dies loses it: once its time is long over, or once somebody has
// waited for as long as a lease lasts. The second goes by the waiting process's
// own clock, so that clocks which differ leave nobody waiting.
func (t *tokenStore) Exclusively(ctx context.Context, act func(ctx context.Context, locked lwa.Store) error) error {
	holder, since := actor.NewID[string](), t.service.clock.Now()
	var other string // who has it, since when by our clock
	for {
		dead := ""
		if t.service.clock.Now().Sub(since) >= t.service.config.Lease {
			dead = other
		}
		has, err := t.lease(ctx, holder, dead)
		if err != nil {
			return err
		}
		if has == holder {
			break
		}
		if has != other {
			other, since = has, t.service.clock.Now()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for another refresh of connection %s: %w", t.id, context.Cause(ctx))
		case <-time.After(leaseLook):
		}
	}
	err := act(ctx, &tokenStore{service: t.service, id: t.id})
	return errors.Join(err, t.release(context.WithoutCancel(ctx), holder))
}

// lease takes the lease if nobody has it, or dead does, and tells who has it now.
func (t *tokenStore) lease(ctx context.Context, holder, dead string) (has string, err error) {
	s := t.service
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		result, err := tx.NewUpdate().Model((*connectionRow)(nil)).
			Where("id = ? AND (lease_holder IN ('', ?) OR lease_until IS NULL OR lease_until <= ?)", t.id, dead, now.Add(-clockSkew)).
			Set("lease_holder = ?, lease_until = ?", holder, now.Add(s.config.Lease)).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			has = holder
			return err
		}
		row, err := findRow(ctx, tx, system, t.id) // waiting for a row that is gone would never end
		has = row.LeaseHolder
		return err
	})
	if err != nil {
		return "", fmt.Errorf("lease connection %s: %w", t.id, err)
	}
	return has, nil
}

func (t *tokenStore) release(ctx context.Context, holder string) error {
	err := t.service.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*connectionRow)(nil)).
			Where("id = ? AND lease_holder = ?", t.id, holder).
			Set("lease_holder = '', lease_until = NULL").Exec(ctx)
		return err
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("release connection %s: %w", t.id, err)
	}
	return nil
}

// SealedColumns are the columns whose values this package seals.
func SealedColumns() []keyring.Column {
	return []keyring.Column{
		{Table: "connection", Key: "id", Name: "access_token"},
		{Table: "connection", Key: "id", Name: "refresh_token"},
		{Table: "consent_request", Key: "state_hash", Name: "verifier", Brief: true},
	}
}
