package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/passkey"
)

// passkeyCounters of an attempt to sign in with a passkey. Nothing can be guessed
// there; this keeps anybody from making us look.
func passkeyCounters(origin string) []counter {
	return []counter{{key: "passkey:" + digest(origin), limit: 50}, {key: "origin:" + digest(origin), limit: 50}}
}

// AskSignIn begins to sign in with a passkey, whoever's it is: the answer is the same
// for all. Errors: passkey.no_site.
func (s *Service) AskSignIn(ctx context.Context) (asked PasskeyAsked, err error) {
	question, err := s.site.SignIn(nil)
	if err != nil {
		return PasskeyAsked{}, err
	}
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		asked, err = s.keep(ctx, tx, passkeyRequestRow{Purpose: toSignIn}, question)
		return err
	})
	return asked, err
}

// AskFactor begins to finish signing in by a passkey, for whoever holds the secret of
// a step. Errors: ErrStep, passkey.no_site, passkey.refused.
func (s *Service) AskFactor(ctx context.Context, step string) (asked PasskeyAsked, err error) {
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		var open stepRow
		if err := s.openStep(tx, step, &open).Scan(ctx); err != nil {
			return stepError(err)
		}
		asked, err = s.askOf(ctx, tx, passkeyRequestRow{Purpose: asFactor, PersonID: open.PersonID, StepHash: open.TokenHash})
		return err
	})
	return asked, err
}

// AskProof begins to prove anew, by a passkey, whose the acting session is. Errors:
// ErrForbidden for a token, passkey.no_site, passkey.refused.
func (s *Service) AskProof(ctx context.Context, a actor.Actor) (asked PasskeyAsked, err error) {
	if a.SessionID == "" {
		return PasskeyAsked{}, errBySession
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		asked, err = s.askOf(ctx, tx, passkeyRequestRow{Purpose: toProve, PersonID: a.PersonID, SessionID: a.SessionID})
		return err
	})
	return asked, inSession(err)
}

// askOf asks for a passkey of the person of a request.
func (s *Service) askOf(ctx context.Context, tx bun.Tx, request passkeyRequestRow) (PasskeyAsked, error) {
	person, err := lockPerson(ctx, tx, request.PersonID)
	if err != nil {
		return PasskeyAsked{}, err
	}
	holder, err := s.holderOf(ctx, tx, person, true)
	if err != nil {
		return PasskeyAsked{}, err
	}
	question, err := s.site.SignIn(&holder)
	if err != nil {
		return PasskeyAsked{}, err
	}
	return s.keep(ctx, tx, request, question)
}

// EnterByPasskey finds who signs in by what a passkey answered. It starts no session.
// Errors: passkey.request, passkey.refused for everything else that is wrong but a
// key that may have been copied, passkey.copied, ErrTooMany.
func (s *Service) EnterByPasskey(ctx context.Context, given PasskeyAnswer, origin string) (Person, error) {
	counters := passkeyCounters(origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return Person{}, err
	}
	request, err := s.takeAsked(ctx, toSignIn, given.Secret, "", "")
	if err != nil {
		return Person{}, err
	}
	var person personRow
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if err := s.usePasskey(ctx, tx, request, given.Answer, &person); err != nil {
			return err
		}
		return s.forgive(ctx, tx, counters)
	})
	if err != nil {
		return Person{}, s.passkeyFailed(ctx, actor.Actor{}, given.Answer, person, err)
	}
	return person.person(), nil
}

// finishByPasskey is finish with what a passkey answered in place of a code.
func (s *Service) finishByPasskey(ctx context.Context, step string, given PasskeyAnswer, origin string) (Person, Method, error) {
	request, err := s.takeAsked(ctx, asFactor, given.Secret, "", step)
	if err != nil {
		return Person{}, "", err
	}
	person, by, err := s.finishBy(ctx, step, origin, func(ctx context.Context, tx bun.Tx, _ *personRow) error {
		return s.usePasskey(ctx, tx, request, given.Answer, new(personRow))
	})
	if err != nil {
		return Person{}, "", s.passkeyFailed(ctx, actor.Actor{}, given.Answer, person, err)
	}
	return person.person(), by, nil
}

// proveByPasskey takes what a passkey of the acting person answered. Errors:
// ErrTooMany, and those of EnterByPasskey.
func (s *Service) proveByPasskey(ctx context.Context, a actor.Actor, given PasskeyAnswer, origin string) error {
	counters := codeCounters(a.PersonID, origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return err
	}
	request, err := s.takeAsked(ctx, toProve, given.Secret, a.SessionID, "")
	if err != nil {
		return inSession(err)
	}
	var person personRow
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := s.usePasskey(ctx, tx, request, given.Answer, &person); err != nil {
			return err
		}
		return s.forgive(ctx, tx, counters)
	})
	if err != nil {
		return inSession(s.passkeyFailed(ctx, a, given.Answer, person, err))
	}
	return nil
}

// usePasskey checks what a passkey answered to a request, and counts the use. Whose
// passkey it says that it is goes into person, also when it was refused. Errors:
// passkey.refused, passkey.copied.
func (s *Service) usePasskey(ctx context.Context, tx bun.Tx, request passkeyRequestRow, given string, person *personRow) error {
	answer, err := passkey.ReadAnswer([]byte(given))
	if err != nil {
		return err
	}
	row, err := passkeyNamed(ctx, tx, answer.CredentialID)
	if err != nil {
		return err
	}
	if row == nil || row.Host != s.site.Host || request.PersonID != "" && request.PersonID != row.PersonID {
		return passkey.ErrRefused
	}
	found, err := lockPerson(ctx, tx, row.PersonID)
	if err != nil {
		return err
	}
	*person = *found
	// The person is locked before the passkey everywhere; by now it may be gone.
	if err := database.LockRows(tx.NewSelect().Model(row).WherePK()).Scan(ctx); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return passkey.ErrRefused
		}
		return fmt.Errorf("read a passkey: %w", err)
	}
	holder := passkey.Holder{Handle: string(found.ID), Mail: found.Email, Name: found.Name, Keys: []passkey.Key{row.key()}}
	if request.PersonID != "" { // the library compares with all that were asked for
		if holder, err = s.holderOf(ctx, tx, found, false); err != nil {
			return err
		}
	}
	used, err := s.site.Proven(holder, request.Kept, answer)
	switch {
	case err != nil:
		return err
	case !row.CopiedAt.IsZero():
		return passkey.ErrCopied
	case !found.DisabledAt.IsZero():
		return passkey.ErrRefused
	}
	row.Counter, row.UsedAt = int64(used.Counter), s.clock.Now()
	if _, err := tx.NewUpdate().Model(row).Column("counter", "used_at").WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("count the use of a passkey: %w", err)
	}
	return nil
}

// passkeyNamed finds a passkey by what its device calls it; nil when nobody has it.
func passkeyNamed(ctx context.Context, tx bun.Tx, credential string) (*passkeyRow, error) {
	row := new(passkeyRow)
	err := tx.NewSelect().Model(row).Where("credential_id = ?", credential).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // nobody has it
	}
	if err != nil {
		return nil, fmt.Errorf("look up a passkey: %w", err)
	}
	return row, nil
}

// passkeyFailed writes down that a passkey let nobody in, and gives back why. One that
// may have been copied lets nobody in from then on, and its person is told.
func (s *Service) passkeyFailed(ctx context.Context, a actor.Actor, given string, person personRow, why error) error {
	copied := errors.Is(why, passkey.ErrCopied)
	switch {
	case !copied && errors.Is(why, passkey.ErrRefused):
		return errorOr(s.recordFailure(ctx, a, audit.PasskeyFailed, person, passkey.ErrRefused), why)
	case !copied:
		return why
	}
	answer, err := passkey.ReadAnswer([]byte(given))
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		row, err := passkeyNamed(ctx, tx, answer.CredentialID)
		if err != nil || row == nil || !row.CopiedAt.IsZero() {
			return err
		}
		row.CopiedAt = s.clock.Now()
		if _, err := tx.NewUpdate().Model(row).Column("copied_at").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("block a passkey: %w", err)
		}
		s.events.Record(ctx, system, event.Change{Kind: event.PersonChanged, SubjectID: string(row.PersonID)})
		return s.tell(ctx, tx, system, AccountNotice{
			PersonID: row.PersonID, About: "passkey-copied:" + string(row.ID), Title: "A passkey of yours may have been copied",
			Body: fmt.Sprintf("“%s” was used, but counts fewer uses than before, so that somebody may have a copy of it. It lets nobody in any more. "+
				"Remove it on the page “Your account”, add a new one, and tell an owner.", row.Name),
		})
	})
	if err != nil {
		return err
	}
	return errorOr(s.recordFailure(ctx, a, audit.PasskeyFailed, person, passkey.ErrCopied), why)
}
