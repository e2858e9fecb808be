package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/passkey"
)

// AskPasskey begins to add a passkey to the acting person's account. Errors:
// ErrForbidden for a token, passkey.no_site, passkey.too_many.
func (s *Service) AskPasskey(ctx context.Context, a actor.Actor) (asked PasskeyAsked, err error) {
	if a.SessionID == "" {
		return PasskeyAsked{}, errBySession
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		holder, err := s.holderWithRoom(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		question, err := s.site.Register(holder)
		if err != nil {
			return err
		}
		asked, err = s.keep(ctx, tx, passkeyRequestRow{Purpose: toRegister, PersonID: a.PersonID, SessionID: a.SessionID}, question)
		return err
	})
	return asked, err
}

// holderWithRoom locks a person and reads their passkeys, which are to become
// one more. Errors: passkey.too_many.
func (s *Service) holderWithRoom(ctx context.Context, tx bun.Tx, id actor.PersonID) (passkey.Holder, error) {
	person, err := lockPerson(ctx, tx, id)
	if err != nil {
		return passkey.Holder{}, err
	}
	holder, err := s.holderOf(ctx, tx, person, false)
	if err == nil && len(holder.Keys) >= mostPasskeys {
		err = errPasskeysFull
	}
	return holder, err
}

// AddPasskey adds the passkey that a device has made to the acting person's account,
// and tells them. When it is their first second factor it gives recovery codes, the
// only time they are known, and ends their other sessions, which one factor has begun. Errors: ErrForbidden for
// a token, passkey.invalid, passkey.request, passkey.refused, passkey.too_many.
func (s *Service) AddPasskey(ctx context.Context, a actor.Actor, name string, answer PasskeyAnswer) (added Passkey, codes []string, err error) {
	if a.SessionID == "" {
		return Passkey{}, nil, errBySession
	}
	if name, err = checkPasskeyName(name); err != nil {
		return Passkey{}, nil, err
	}
	request, err := s.takeAsked(ctx, toRegister, answer.Secret, a.SessionID, "")
	if err != nil {
		return Passkey{}, nil, inSession(err)
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		holder, err := s.holderWithRoom(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		key, err := s.site.Registered(holder, request.Kept, []byte(answer.Answer))
		if err != nil {
			return err
		}
		first, err := holds(ctx, tx, a.PersonID, "NOT ("+hasFactor+")")
		if err != nil {
			return err
		}
		row := passkeyRow{
			ID: actor.NewID[actor.PasskeyID](), PersonID: a.PersonID, Name: name, Host: s.site.Host, CredentialID: key.CredentialID,
			PublicKey: key.PublicKey, Counter: int64(key.Counter), Transports: key.Transports, Synced: key.Synced, CreatedAt: s.clock.Now(),
		}
		_, err = tx.NewInsert().Model(&row).Exec(ctx)
		if database.IsUnique(err) {
			return passkey.ErrRefused // it is somebody else's
		}
		if err != nil {
			return fmt.Errorf("add a passkey: %w", err)
		}
		added = s.passkeyOf(row)
		changes := audit.Changes{}.Is("passkey", row.ID).Is("name", name).Is("host", row.Host)
		if codes = nil; first {
			if codes, err = s.makeRecoveryCodes(ctx, tx, a.PersonID); err != nil {
				return err
			}
			ended, err := s.endSessions(ctx, tx, a, a.PersonID, a.SessionID)
			if err != nil {
				return err
			}
			changes = changes.Was("sessions", ended)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		if err := s.recordOwn(ctx, tx, a, audit.PasskeyAdded, changes); err != nil {
			return err
		}
		return s.tell(ctx, tx, a, AccountNotice{
			PersonID: a.PersonID, About: "passkey:" + string(row.ID), Title: "A passkey was added to your account",
			Body: fmt.Sprintf("“%s” lets you in from now on. If it was not you who added it, remove it on the page “Your account”, change your password, and tell an owner.", name),
		})
	})
	return added, codes, inSession(err)
}
