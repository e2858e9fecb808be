package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/passkey"
)

// mostPasskeys bounds how many passkeys one person has.
const mostPasskeys = 20

var (
	errNoPasskey    = fault.New(fault.NotFound, "passkey.not_found", "You have no such passkey.")
	errPasskeyName  = fault.New(fault.Invalid, "passkey.invalid", "The passkey cannot be called that.")
	errPasskeysFull = fault.New(fault.Conflict, "passkey.too_many", fmt.Sprintf("Nobody has more than %d passkeys.", mostPasskeys)).
			WithNext("Remove one that you do not use any more.")
)

// hasUsablePasskey holds in SQL for a person of the table person who has a passkey
// for a host that lets them in.
const hasUsablePasskey = "EXISTS (SELECT 1 FROM passkey AS pk WHERE pk.person_id = person.id AND pk.host = ? AND pk.copied_at IS NULL)"

type passkeyRow struct {
	bun.BaseModel `bun:"table:passkey,alias:pk"`

	ID           actor.PasskeyID `bun:"id,pk"`
	PersonID     actor.PersonID  `bun:"person_id"`
	Name         string          `bun:"name"`
	Host         string          `bun:"host"`
	CredentialID string          `bun:"credential_id"`
	PublicKey    []byte          `bun:"public_key"`
	Counter      int64           `bun:"counter"`
	Transports   string          `bun:"transports"`
	Synced       bool            `bun:"synced"`
	CreatedAt    time.Time       `bun:"created_at"`
	UsedAt       time.Time       `bun:"used_at,nullzero"`
	CopiedAt     time.Time       `bun:"copied_at,nullzero"`
}

// Passkey is a key on a device of a person's that lets them in.
type Passkey struct {
	ID        actor.PasskeyID
	Name      string
	Host      string // that it is bound to
	Usable    bool   // Host is that of the program now, and it was not copied
	Synced    bool   // it may be on several devices
	CreatedAt time.Time
	UsedAt    time.Time // zero when never
	CopiedAt  time.Time // since when it may have been copied, and lets nobody in; zero: it was not
}

func (s *Service) passkeyOf(r passkeyRow) Passkey {
	return Passkey{
		ID: r.ID, Name: r.Name, Host: r.Host, Usable: r.Host == s.site.Host && r.CopiedAt.IsZero(), Synced: r.Synced,
		CreatedAt: r.CreatedAt, UsedAt: r.UsedAt, CopiedAt: r.CopiedAt,
	}
}

func (r passkeyRow) key() passkey.Key {
	return passkey.Key{
		CredentialID: r.CredentialID, PublicKey: r.PublicKey, Counter: uint32(r.Counter), Transports: r.Transports, Synced: r.Synced, //nolint:gosec // it was one
	}
}

// holderOf is a person with their passkeys for this site; usable leaves out those
// that let nobody in.
func (s *Service) holderOf(ctx context.Context, tx bun.Tx, person *personRow, usable bool) (passkey.Holder, error) {
	var rows []passkeyRow
	query := tx.NewSelect().Model(&rows).Where("person_id = ? AND host = ?", person.ID, s.site.Host).OrderExpr("id")
	if usable {
		query.Where("copied_at IS NULL")
	}
	if err := query.Scan(ctx); err != nil {
		return passkey.Holder{}, fmt.Errorf("read passkeys of %s: %w", person.ID, err)
	}
	holder := passkey.Holder{Handle: string(person.ID), Mail: person.Email, Name: person.Name}
	for _, row := range rows {
		holder.Keys = append(holder.Keys, row.key())
	}
	return holder, nil
}

// Passkeys returns the acting person's passkeys, the oldest first.
func (s *Service) Passkeys(ctx context.Context, a actor.Actor) ([]Passkey, error) {
	var rows []passkeyRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&rows).Where("person_id = ?", a.PersonID).OrderExpr("id").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list passkeys: %w", err)
	}
	found := make([]Passkey, len(rows))
	for i, row := range rows {
		found[i] = s.passkeyOf(row)
	}
	return found, nil
}

// checkPasskeyName is the name in the form in which it is stored. Errors: passkey.invalid.
func checkPasskeyName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 60 {
		return "", errPasskeyName.WithField("/name", "must have 1 to 60 characters")
	}
	return name, nil
}

// RenamePasskey renames a passkey of the acting person. Errors: ErrForbidden for a
// token, passkey.invalid, passkey.not_found.
func (s *Service) RenamePasskey(ctx context.Context, a actor.Actor, id actor.PasskeyID, name string) (renamed Passkey, err error) {
	if a.SessionID == "" {
		return Passkey{}, errBySession
	}
	if name, err = checkPasskeyName(name); err != nil {
		return Passkey{}, err
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockPasskey(ctx, tx, a, id)
		if err != nil {
			return err
		}
		was := row.Name
		row.Name = name
		if _, err := tx.NewUpdate().Model(&row).Column("name").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("rename passkey %s: %w", id, err)
		}
		renamed = s.passkeyOf(row)
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		return s.record(ctx, tx, a, audit.What{Act: audit.PasskeyRenamed, ID: string(id), Name: name, Changes: audit.Changes{}.From("name", was, name)})
	})
	return renamed, err
}

// RemovePasskey has a passkey let the acting person in no more, and ends their other
// sessions. Errors: ErrForbidden for a token, passkey.not_found, identity.last.
func (s *Service) RemovePasskey(ctx context.Context, a actor.Actor, id actor.PasskeyID) error {
	if a.SessionID == "" {
		return errBySession
	}
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		person, err := lockPerson(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		row, err := lockPasskey(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model(&row).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("remove passkey %s: %w", id, err)
		}
		if person.PasswordHash == "" {
			known, err := holds(ctx, tx, person.ID, hasPasskey+" OR "+hasAnyIdentity)
			if err != nil || !known {
				return errorOr(err, errLastWay)
			}
		}
		if err := dropCodes(ctx, tx, person.ID); err != nil {
			return err
		}
		ended, err := s.endSessions(ctx, tx, a, a.PersonID, a.SessionID)
		if err != nil {
			return err
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		return s.record(ctx, tx, a, audit.What{Act: audit.PasskeyRemoved, ID: string(id), Name: row.Name, Changes: audit.Changes{}.Was("sessions", ended)})
	})
}

// lockPasskey reads a passkey of the acting person. Errors: passkey.not_found.
func lockPasskey(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.PasskeyID) (row passkeyRow, err error) {
	err = database.LockRows(tx.NewSelect().Model(&row).Where("id = ? AND person_id = ?", id, a.PersonID)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return row, errNoPasskey
	}
	if err != nil {
		return row, fmt.Errorf("read passkey %s: %w", id, err)
	}
	return row, nil
}
