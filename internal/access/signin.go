package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

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
