package access

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/sso"
)

var (
	errOtherPerson = fault.New(fault.Unauthorized, "proof.other_person", "Somebody else has signed in at the provider, so nothing is proven.").
			WithNext("Sign in there with the account that you sign in here with.")
	// errProofNotAnew is what a provider says who was to ask and did not.
	errProofNotAnew = sso.ErrNotAnew.WithMessage("The sign-in provider did not ask who you are, although it was to, so nothing is proven.")
)

// DepartToProve sends the acting person to the provider by which they are known, to
// prove that it is still them. The provider is told to ask. Errors: ErrForbidden for a
// token, provider.not_found, sso.off, ErrTooMany, and those of package sso.
func (s *Service) DepartToProve(ctx context.Context, a actor.Actor, by Method, from From) (Departure, error) {
	if a.SessionID == "" {
		return Departure{}, errBySession
	}
	if by != BySingleSignOn { // no other says when it asked
		return Departure{}, errNoProvider
	}
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		known, err := tx.NewSelect().Model((*identityRow)(nil)).Where("person_id = ? AND provider = ?", a.PersonID, by).Exists(ctx)
		if err != nil {
			return fmt.Errorf("see whether a provider knows a person: %w", err)
		}
		if !known {
			return errNoProvider
		}
		return nil
	})
	if err != nil {
		return Departure{}, err
	}
	if err := s.countAttempt(ctx, departCounters(from.Origin)); err != nil {
		return Departure{}, err
	}
	return s.depart(ctx, &requestRow{Provider: by, SessionID: a.SessionID, PersonID: a.PersonID, Next: "/proven", Anew: true, Proves: true}, from.Local)
}

// proveByProvider notes that whoever uses the acting session was asked by their
// provider since they were sent there. Errors: proof.other_person,
// session.provider_silent, sso.not_anew.
func (s *Service) proveByProvider(ctx context.Context, a actor.Actor, request requestRow, who sso.Identity, counters []counter) error {
	var person personRow
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := admitted(ctx, tx, request.PersonID)
		if err != nil {
			return err
		}
		person = *row
		known, err := identityOf(ctx, tx, who)
		switch {
		case err != nil:
			return err
		case known == nil || known.PersonID != a.PersonID || known.Provider != request.Provider:
			return errOtherPerson
		case who.AskedAt.IsZero():
			return errProviderSilent
		case who.AskedAt.Before(request.CreatedAt.Add(-clockSkew)):
			return errProofNotAnew
		}
		at := who.AskedAt
		if now := s.clock.Now(); at.After(now) {
			at = now
		}
		_, err = tx.NewUpdate().Model((*sessionRow)(nil)).Set("proven_at = ?", at).
			Where("session_id = ? AND person_id = ? AND ended_at IS NULL AND (proven_at IS NULL OR proven_at < ?)", a.SessionID, a.PersonID, at).Exec(ctx)
		if err != nil {
			return fmt.Errorf("note a proof: %w", err)
		}
		if err := s.forgive(ctx, tx, counters); err != nil {
			return err
		}
		return s.record(ctx, tx, a, audit.What{Act: audit.SessionProven, ID: string(a.SessionID), Changes: audit.Changes{}.Is("by", request.Provider)})
	})
	for _, refusal := range []*fault.Error{errOtherPerson, errProviderSilent, errProofNotAnew} {
		if errors.Is(err, refusal) {
			return errorOr(s.recordFailure(ctx, a, audit.ProofFailed, person, refusal), err)
		}
	}
	return err
}
