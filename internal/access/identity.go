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
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/sso"
)

var (
	errIdentityTaken = fault.New(fault.Conflict, "identity.taken", "This account of the provider belongs to somebody else here.").
				WithNext("Sign in there with your own account and try again.")
	errNoIdentity = fault.New(fault.NotFound, "identity.not_found", "There is no such way to sign in.")
	errLastWay    = fault.New(fault.Conflict, "identity.last", "This is your only way to sign in.").
			WithNext("Ask an owner for a recovery link and set a password first.")
)

type identityRow struct {
	bun.BaseModel `bun:"table:person_identity,alias:identity"`

	Issuer    string         `bun:"issuer,pk"`
	Subject   string         `bun:"subject,pk"`
	PersonID  actor.PersonID `bun:"person_id"`
	Provider  Method         `bun:"provider"`
	Mail      string         `bun:"mail"`
	CreatedAt time.Time      `bun:"created_at"`
	UsedAt    time.Time      `bun:"used_at,nullzero"`
}

// hasIdentity holds in SQL for a person of the table person who is known to a provider.
const hasIdentity = "EXISTS (SELECT 1 FROM person_identity AS known WHERE known.person_id = person.id AND known.provider = ?)"

// hasAnyIdentity holds for one who is known to any.
const hasAnyIdentity = "EXISTS (SELECT 1 FROM person_identity AS known WHERE known.person_id = person.id)"

// Identity is who a person is at a provider.
type Identity struct {
	Provider  Method
	Mail      string // as the provider told it last
	CreatedAt time.Time
	UsedAt    time.Time // zero when never
}

// Identities returns by which providers a person signs in. Errors: ErrForbidden,
// ErrPersonNotFound.
func (s *Service) Identities(ctx context.Context, a actor.Actor, id actor.PersonID) ([]Identity, error) {
	if err := s.needAccount(ctx, a, id, actor.ReadPeople); err != nil {
		return nil, err
	}
	var rows []identityRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&rows).Where("person_id = ?", id).OrderExpr("provider").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("read identities of %s: %w", id, err)
	}
	found := make([]Identity, len(rows))
	for i, r := range rows {
		found[i] = Identity{Provider: r.Provider, Mail: r.Mail, CreatedAt: r.CreatedAt, UsedAt: r.UsedAt}
	}
	return found, nil
}

// identityOf finds whom an identity leads to; nil for nobody.
func identityOf(ctx context.Context, tx bun.Tx, who sso.Identity) (*identityRow, error) {
	row := new(identityRow)
	err := tx.NewSelect().Model(row).Where("issuer = ? AND subject = ?", who.Issuer, who.Subject).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // it leads to nobody
	}
	if err != nil {
		return nil, fmt.Errorf("look up an identity: %w", err)
	}
	return row, nil
}

// bind makes an identity a person's, in place of the one they had at the
// provider. Errors: identity.taken.
func (s *Service) bind(ctx context.Context, tx bun.Tx, a actor.Actor, person *personRow, provider Method, who sso.Identity) error {
	known, err := identityOf(ctx, tx, who)
	if err != nil {
		return err
	}
	if known != nil && known.PersonID != person.ID {
		return errIdentityTaken
	}
	if _, err := tx.NewDelete().Model((*identityRow)(nil)).Where("person_id = ? AND provider = ?", person.ID, provider).Exec(ctx); err != nil {
		return fmt.Errorf("replace an identity of %s: %w", person.ID, err)
	}
	row := &identityRow{Issuer: who.Issuer, Subject: who.Subject, PersonID: person.ID, Provider: provider, Mail: who.Mail, CreatedAt: s.clock.Now()}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("bind an identity to %s: %w", person.ID, err)
	}
	s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(person.ID)})
	return s.recordPerson(ctx, tx, a, audit.IdentityBound, person,
		audit.Changes{}.Is("provider", provider).Is("issuer", who.Issuer).Is("subject", who.Subject).Is("mail", who.Mail))
}

// dropWays has neither a provider nor a passkey let a person in any more.
func dropWays(ctx context.Context, tx bun.Tx, id actor.PersonID) error {
	if err := drop(ctx, tx, id, "person_identity", "passkey"); err != nil {
		return err
	}
	return dropCodes(ctx, tx, id)
}

// RemoveIdentity has a provider let the acting person in no more, and ends the
// other sessions. Errors: ErrForbidden for a token, password.wrong, ErrTooMany,
// identity.not_found, identity.last.
func (s *Service) RemoveIdentity(ctx context.Context, a actor.Actor, provider Method, password, origin string) error {
	if _, err := s.prove(ctx, a, password, origin); err != nil {
		return err
	}
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		person, err := lockPerson(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		if person.PasswordHash == "" {
			has, err := s.hasOtherWay(ctx, tx, person, provider)
			if err != nil || !has {
				return errorOr(err, errLastWay)
			}
		}
		return s.unbind(ctx, tx, a, person, provider, a.SessionID, audit.IdentityRemoved)
	})
}

// hasOtherWay reports whether a person without a password can sign in also without a
// provider: with a passkey, or with another provider.
func (s *Service) hasOtherWay(ctx context.Context, tx bun.Tx, person *personRow, without Method) (bool, error) {
	if has, err := holds(ctx, tx, person.ID, hasPasskey); err != nil || has {
		return has, err
	}
	for _, other := range []Method{BySingleSignOn, ByAmazon} {
		if other == without || mayEnterBy(ctx, tx, other, person.Role) != nil {
			continue
		}
		has, err := tx.NewSelect().Model((*identityRow)(nil)).Where("person_id = ? AND provider = ?", person.ID, other).Exists(ctx)
		if err != nil || has {
			return has, err
		}
	}
	return false, nil
}

// DropIdentity has a provider let a person in no more, and ends their sessions.
// Errors: ErrForbidden, ErrPersonNotFound, identity.not_found.
func (s *Service) DropIdentity(ctx context.Context, a actor.Actor, id actor.PersonID, provider Method) error {
	return s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		person, err := lockPerson(ctx, tx, id)
		if err != nil {
			return err
		}
		return s.unbind(ctx, tx, a, person, provider, "", audit.IdentityDropped)
	})
}

func (s *Service) unbind(ctx context.Context, tx bun.Tx, a actor.Actor, person *personRow, provider Method, keep actor.SessionID, act audit.Act) error {
	var gone identityRow
	err := tx.NewDelete().Model(&gone).Where("person_id = ? AND provider = ?", person.ID, provider).Returning("*").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return errNoIdentity
	}
	if err != nil {
		return fmt.Errorf("remove an identity of %s: %w", person.ID, err)
	}
	ended, err := s.endSessions(ctx, tx, a, person.ID, keep)
	if err != nil {
		return err
	}
	s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(person.ID)})
	return s.recordPerson(ctx, tx, a, act, person,
		audit.Changes{}.Was("provider", provider).Was("subject", gone.Subject).Was("mail", gone.Mail).Was("sessions", ended))
}
