package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
)

var (
	errPasswordWrong = fault.New(fault.Invalid, "password.wrong", "This is not your password.").
				WithField("/currentPassword", "is not your password").
				WithNext("Type the password that you sign in with. If you have forgotten it, ask an owner for a recovery link.")
	errSignInAnew = fault.New(fault.Conflict, "proof.sign_in_anew", "You have no password here, so this takes a session that was begun a moment ago.").
			WithNext("Sign out, sign in again, and do it within ten minutes.")
	errBySession = ErrForbidden.WithMessage("This is done by a person in the web app, not with an API token.").
			WithNext("Sign in to the web app and do it on the page “Your account”.")
)

// prove checks the password of the acting person anew, for what a session alone
// must not be enough for. Attempts count as those to sign in do. Who has no
// password proves it by a session that was begun just now. Errors: ErrForbidden for
// a token, password.wrong, proof.sign_in_anew, ErrTooMany.
func (s *Service) prove(ctx context.Context, a actor.Actor, password, origin string) (personRow, error) {
	if a.SessionID == "" {
		return personRow{}, errBySession
	}
	row, err := s.findPerson(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", a.PersonID) })
	if err != nil {
		return personRow{}, err
	}
	if row.PasswordHash == "" {
		return row, s.proveBySession(ctx, a)
	}
	counters := counters(row.Email, origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return personRow{}, err
	}
	matches, err := s.hasher.matches(ctx, row.PasswordHash, password)
	if err != nil {
		return personRow{}, err
	}
	if !matches {
		if err := s.recordFailure(ctx, a, audit.ProofFailed, row, errPasswordWrong); err != nil {
			return personRow{}, err
		}
		return personRow{}, errPasswordWrong
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error { return s.forgive(ctx, tx, counters) })
	if err != nil {
		return personRow{}, fmt.Errorf("forgive failed attempts: %w", err)
	}
	return row, nil
}

// freshFor is how long a session proves by itself that its person is there, when
// they have no password.
const freshFor = 10 * time.Minute

// proveBySession is prove for who has no password: whoever lets them in has just
// made sure who they are, or does not say when they did. Errors: ErrReauthenticate for
// who can prove it in another way, proof.sign_in_anew.
func (s *Service) proveBySession(ctx context.Context, a actor.Actor) error {
	return s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var session sessionRow
		err := tx.NewSelect().Model(&session).Where("session_id = ? AND person_id = ?", a.SessionID, a.PersonID).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return errSignInAnew
		}
		if err != nil {
			return fmt.Errorf("see when a session was begun: %w", err)
		}
		since := session.ProvenAt
		if since.IsZero() {
			since = session.CreatedAt
		}
		if s.clock.Now().Sub(since) < freshFor {
			return nil
		}
		asked := s.askProof(ctx, tx, a, session, OwnSignIn, freshFor)
		if ways, told := fault.Of(asked).Details["ways"].([]string); errors.Is(asked, ErrReauthenticate) && told && len(ways) > 0 {
			return asked
		}
		if errors.Is(asked, ErrReauthenticate) || errors.Is(asked, errProviderSilent) {
			return errSignInAnew
		}
		return asked
	})
}

// ChangePasswordParams are a new password and the proof that one may set it.
type ChangePasswordParams struct {
	Current, New string
	Origin       string // network address it comes from
}

// ChangePassword sets the acting person's password and ends their other
// sessions; it says how many. API tokens stay. Errors: ErrForbidden for a token,
// password.wrong, ErrTooMany, person.invalid.
func (s *Service) ChangePassword(ctx context.Context, a actor.Actor, p ChangePasswordParams) (ended int, err error) {
	was, err := s.prove(ctx, a, p.Current, p.Origin)
	if err != nil {
		return 0, err
	}
	if wrong := checkPassword(errPersonInvalid, p.New, was.Name, was.Email); len(wrong.Fields) > 0 {
		return 0, wrong
	}
	hash, err := s.hasher.hash(ctx, p.New)
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockPerson(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		if row.PasswordHash != was.PasswordHash || !row.DisabledAt.IsZero() {
			return errPasswordWrong // it was changed while we looked
		}
		row.PasswordHash = hash
		if err := s.savePerson(ctx, tx, a, row); err != nil {
			return err
		}
		if ended, err = s.endSessions(ctx, tx, a, a.PersonID, a.SessionID); err != nil {
			return err
		}
		return s.recordPerson(ctx, tx, a, audit.PasswordChanged, row, audit.Changes{}.Was("sessions", ended))
	})
	return ended, err
}
