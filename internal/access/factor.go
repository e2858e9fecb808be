package access

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

var (
	errFactorSelf = fault.New(fault.Conflict, "factor.own", "Nobody resets their own second factor: it would protect nothing.").
			WithNext("Remove it on the page “Your account”, which takes your password, or ask another owner.")
	errNoFactor = fault.New(fault.Conflict, "factor.none", "There is no second factor to do this with.").
			WithNext("Add a code generator first.")
)

// mustAdd holds in SQL for a person of the table person who has to add a second
// factor before anything else.
const mustAdd = "EXISTS (SELECT 1 FROM sign_in_policy WHERE second_factor_required) AND NOT (" + hasFactor + ")"

// hasFactor holds in SQL for a person of the table person who has a second factor.
const hasFactor = hasGenerator + " OR " + hasPasskey

// hasGenerator and hasPasskey hold in SQL for a person of the table person who has one.
const (
	hasGenerator = "EXISTS (SELECT 1 FROM person_totp AS totp WHERE totp.person_id = person.id AND totp.confirmed_at IS NOT NULL)"
	hasPasskey   = "EXISTS (SELECT 1 FROM passkey AS pk WHERE pk.person_id = person.id)"
)

func mustAddFactor(ctx context.Context, tx bun.Tx, id actor.PersonID) (bool, error) {
	must, err := tx.NewSelect().Model((*personRow)(nil)).Where("id = ?", id).Where(mustAdd).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("see whether a second factor is needed: %w", err)
	}
	return must, nil
}

// MustAddFactor reports whether a person has to add a second factor before
// anything else.
func (s *Service) MustAddFactor(ctx context.Context, id actor.PersonID) (must bool, err error) {
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		must, err = mustAddFactor(ctx, tx, id)
		return err
	})
	return must, err
}

// Factors are what a person proves besides the password.
type Factors struct {
	GeneratorSince time.Time // when the code generator was confirmed; zero without one
	Passkeys       int
	RecoveryCodes  int  // that are left
	Required       bool // of everybody
	HasPassword    bool // who comes by a provider only has none
}

// Factors returns the acting person's factors.
func (s *Service) Factors(ctx context.Context, a actor.Actor) (f Factors, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found, err := findGenerator(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		f.GeneratorSince = found.ConfirmedAt
		left, err := tx.NewSelect().Table("recovery_code").Where("person_id = ? AND used_at IS NULL", a.PersonID).Count(ctx)
		if err != nil {
			return err
		}
		f.RecoveryCodes = int(left)
		keys, err := tx.NewSelect().Model((*passkeyRow)(nil)).Where("person_id = ?", a.PersonID).Count(ctx)
		if err != nil {
			return err
		}
		f.Passkeys = int(keys)
		f.HasPassword, err = tx.NewSelect().Model((*personRow)(nil)).Where("id = ? AND password_hash <> ''", a.PersonID).Exists(ctx)
		if err != nil {
			return err
		}
		f.Required, err = factorRequired(ctx, tx)
		return err
	})
	if err != nil {
		return Factors{}, fmt.Errorf("read second factors: %w", err)
	}
	return f, nil
}

// ResetFactors takes all second factors from a person who has lost them, ends
// their sessions at once and tells them. It says how many sessions. The next
// sign-in takes the password alone, and adds a factor where one is required.
// Errors: ErrForbidden, ErrPersonNotFound, factor.own.
func (s *Service) ResetFactors(ctx context.Context, a actor.Actor, id actor.PersonID) (ended int, err error) {
	err = s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		if a.PersonID == id {
			return errFactorSelf
		}
		row, err := lockPerson(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := dropFactors(ctx, tx, id); err != nil {
			return err
		}
		if ended, err = s.endSessions(ctx, tx, a, id, ""); err != nil {
			return err
		}
		if err := s.recordPerson(ctx, tx, a, audit.FactorReset, row, audit.Changes{}.Was("sessions", ended)); err != nil {
			return err
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(id)})
		return s.tell(ctx, tx, a, AccountNotice{
			PersonID: row.ID, About: "factors",
			Title: "Your second factor was reset",
			Body: fmt.Sprintf("%s took the code generator, the passkeys and the recovery codes from your account, and your sessions ended. "+
				"If you did not ask for it, tell another owner.", a.Name),
		})
	})
	return ended, err
}

// dropFactors deletes the second factors of a person.
func dropFactors(ctx context.Context, tx bun.Tx, id actor.PersonID) error {
	return drop(ctx, tx, id, "person_totp", "passkey", "recovery_code")
}

// dropCodes deletes the recovery codes of a person who has no second factor left
// to be replaced by one.
func dropCodes(ctx context.Context, tx bun.Tx, id actor.PersonID) error {
	has, err := holds(ctx, tx, id, hasFactor)
	if err != nil || has {
		return err
	}
	return drop(ctx, tx, id, "recovery_code")
}

func drop(ctx context.Context, tx bun.Tx, id actor.PersonID, tables ...string) error {
	for _, table := range tables {
		if _, err := tx.NewDelete().Table(table).Where("person_id = ?", id).Exec(ctx); err != nil {
			return fmt.Errorf("delete from %s what is of %s: %w", table, id, err)
		}
	}
	return nil
}

// holds reports whether a condition in SQL holds for a person.
func holds(ctx context.Context, tx bun.Tx, id actor.PersonID, condition string) (bool, error) {
	found, err := tx.NewSelect().Model((*personRow)(nil)).Where("id = ?", id).Where("(" + condition + ")").Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("look at how %s signs in: %w", id, err)
	}
	return found, nil
}

// AccountNotice is something that a person is told about their account.
type AccountNotice struct {
	PersonID actor.PersonID // all owners when empty
	About    string         // names what happened; of one thing there is one notice
	Title    string         // one line without a full stop
	Body     string         // sentences
}

func (s *Service) tell(ctx context.Context, tx bun.Tx, by actor.Actor, notice AccountNotice) error {
	if s.tells == nil {
		return nil
	}
	return s.tells(ctx, tx, by, notice)
}
