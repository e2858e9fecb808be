package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrSignIn answers every wrong pair of address and password.
var ErrSignIn = fault.New(fault.Unauthorized, "session.wrong_credentials", "The e-mail address or the password is wrong.").
	WithNext("Check both and try again.")

// SignInParams are an attempt to sign in.
type SignInParams struct {
	Email    string
	Password string
	Origin   string // network address the attempt comes from
}

// SignIn checks address and password and returns the person, ErrSignIn, or
// ErrTooMany. It starts no session.
func (s *Service) SignIn(ctx context.Context, params SignInParams) (Person, error) {
	counters := counters(params.Email, params.Origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return Person{}, err
	}
	row, err := s.findByEmail(ctx, params.Email)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return Person{}, err
	}
	stored := row.PasswordHash
	if stored == "" {
		stored = s.hasher.decoy // as slow as for a person who exists
	}
	matches, err := s.hasher.matches(ctx, stored, params.Password)
	if err != nil {
		return Person{}, err
	}
	if !matches || row.ID == "" {
		if err := s.recordFailure(ctx, actor.Actor{}, audit.SignInFailed, row, ErrSignIn); err != nil {
			return Person{}, err
		}
		return Person{}, ErrSignIn
	}
	err = s.db.Write(ctx, row.person().Actor(), func(ctx context.Context, tx bun.Tx) error {
		return s.forgive(ctx, tx, counters)
	})
	if err != nil {
		return Person{}, fmt.Errorf("forgive failed sign-ins: %w", err)
	}
	return row.person(), nil
}

// recordFailure writes down that somebody failed to prove that they are a person, if
// there is one. What was typed for an address that nobody has is not kept: it may be a
// password. Attempts that are blocked are not written down; those that led to it are.
func (s *Service) recordFailure(ctx context.Context, a actor.Actor, act audit.Act, row personRow, why *fault.Error) error {
	err := s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		return audit.RecordRefused(ctx, tx, a, s.clock.Now(), audit.Attempt{
			What: audit.What{Act: act, ID: string(row.ID), Name: row.Name}, Code: why.Code,
		})
	})
	if err != nil {
		return fmt.Errorf("record a failed proof: %w", err)
	}
	return nil
}
