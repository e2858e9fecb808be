package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

var (
	// ErrLink says that a one-time link is wrong, used up, taken back or too old.
	ErrLink = fault.New(fault.Forbidden, "invitation.link_invalid", "This link is not valid any more.").
		WithNext("Ask whoever gave it to you for a new one.")
	errInvitationNotFound = fault.New(fault.NotFound, "invitation.not_found", "There is no such link waiting.")
	errEmailTaken         = fault.New(fault.Conflict, "person.email_taken", "There is a person with this address.").
				WithField("/email", "is taken").WithNext("Look for them among the people; a recovery link lets them in again.")
	errLinkMade = fault.New(fault.Conflict, "invitation.already_made",
		"This request made a link before; it was shown then and cannot be shown again.").
		WithNext("Make a recovery link for the person.")
)

// LinkKind says what a one-time link is for.
type LinkKind string

// The kinds of link.
const (
	Invite   LinkKind = "invitation" // for somebody who comes for the first time
	Recovery LinkKind = "recovery"   // for somebody who has forgotten the password
)

type linkRow struct {
	bun.BaseModel `bun:"table:person_link,alias:link"`

	ID        actor.InvitationID `bun:"id,pk"`
	PersonID  actor.PersonID     `bun:"person_id"`
	Kind      LinkKind           `bun:"kind"`
	TokenHash string             `bun:"token_hash"`
	CreatedBy actor.PersonID     `bun:"created_by"`
	CreatedAt time.Time          `bun:"created_at"`
	ExpiresAt time.Time          `bun:"expires_at"`
	// DropsFactors: it takes the second factor away as well.
	DropsFactors bool `bun:"drops_factors"`
}

// Invitation is a one-time link that waits to be used, with the person it is for.
type Invitation struct {
	ID            actor.InvitationID
	Kind          LinkKind
	PersonID      actor.PersonID
	Name, Email   string
	Role          actor.Role
	CreatedBy     actor.PersonID
	CreatedByName string
	CreatedAt     time.Time
	ExpiresAt     time.Time
}

type invitationRow struct {
	linkRow `bun:",extend"`

	Name          string     `bun:"name"`
	Email         string     `bun:"email"`
	Role          actor.Role `bun:"role"`
	CreatedByName string     `bun:"created_by_name"`
}

func selectInvitations(tx bun.Tx, into any) *bun.SelectQuery {
	return tx.NewSelect().Model(into).ColumnExpr("link.*").
		ColumnExpr("p.name, p.email, p.role, inviter.name AS created_by_name").
		Join("JOIN person AS p ON p.id = link.person_id").
		Join("JOIN person AS inviter ON inviter.id = link.created_by")
}

func (r invitationRow) invitation() Invitation {
	return Invitation{
		ID: r.ID, Kind: r.Kind, PersonID: r.PersonID, Name: r.Name, Email: r.Email, Role: r.Role,
		CreatedBy: r.CreatedBy, CreatedByName: r.CreatedByName, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
	}
}

// InviteParams say who is invited and what they may do from the start.
type InviteParams struct {
	Email  string
	Name   string // what comes before the @ when empty
	Role   actor.Role
	Grants []GrantContent
	Groups []actor.GroupID
	Key    idempotency.Key
}

// Invite makes a person who cannot sign in yet, with their grants, and the
// secret of a link with which they set a password; it is known only now. Errors:
// ErrForbidden, person.invalid, person.email_taken, grant.invalid,
// invitation.already_made.
func (s *Service) Invite(ctx context.Context, a actor.Actor, p InviteParams) (Invitation, string, error) {
	if err := NeedOrganisation(a, actor.Organise); err != nil {
		return Invitation{}, "", err
	}
	if p.Name = strings.TrimSpace(p.Name); p.Name == "" {
		p.Name, _, _ = strings.Cut(strings.TrimSpace(p.Email), "@")
	}
	wrong := checkEmail(checkPersonName(errPersonInvalid, p.Name), p.Email)
	if !slices.Contains(actor.Roles(), p.Role) {
		wrong = wrong.WithField("/role", "must be owner, auditor or member")
	}
	if len(wrong.Fields) > 0 {
		return Invitation{}, "", wrong
	}
	return s.makeLink(ctx, a, p.Key, func(ctx context.Context, tx bun.Tx, a actor.Actor, now time.Time) (actor.PersonID, LinkKind, error) {
		row := &personRow{
			ID: actor.NewID[actor.PersonID](), Email: strings.TrimSpace(p.Email), EmailKey: emailKey(p.Email), Name: p.Name, Role: p.Role,
			Revision: 1, CreatedAt: now, UpdatedAt: now,
		}
		_, err := tx.NewInsert().Model(row).Exec(ctx)
		if database.IsUnique(err) {
			return "", "", errEmailTaken
		}
		if err != nil {
			return "", "", fmt.Errorf("make an account for who is invited: %w", err)
		}
		for i, content := range p.Grants {
			grant := &grantRow{PersonID: row.ID}
			if err := s.give(ctx, tx, a, grant, content, fmt.Sprintf("/grants/%d", i), now); err != nil {
				return "", "", err
			}
		}
		for i, group := range p.Groups {
			if err := s.join(ctx, tx, a, group, row.ID); errors.Is(err, ErrGroupNotFound) {
				return "", "", errPersonInvalid.WithField(fmt.Sprintf("/groupIds/%d", i), "does not exist")
			} else if err != nil {
				return "", "", err
			}
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(row.ID)})
		return row.ID, Invite, s.recompute(ctx, tx, a, []actor.PersonID{row.ID})
	})
}

// Recover makes the secret of a link with which a person sets a new password.
// Links made before end. Errors: ErrForbidden, ErrPersonNotFound, invitation.already_made.
func (s *Service) Recover(ctx context.Context, a actor.Actor, id actor.PersonID, key idempotency.Key) (Invitation, string, error) {
	return s.makeLink(ctx, a, key, func(ctx context.Context, tx bun.Tx, _ actor.Actor, _ time.Time) (actor.PersonID, LinkKind, error) {
		row, err := lockPerson(ctx, tx, id)
		if err != nil {
			return "", "", err
		}
		switch row.state() {
		case Disabled:
			return "", "", ErrPersonNotFound
		case Invited:
			return id, Invite, nil
		default:
			return id, Recovery, nil
		}
	})
}

// makeLink makes a link for the person that find gives, once per key, for who
// may organise.
func (s *Service) makeLink(ctx context.Context, a actor.Actor, key idempotency.Key,
	find func(ctx context.Context, tx bun.Tx, a actor.Actor, now time.Time) (actor.PersonID, LinkKind, error),
) (Invitation, string, error) {
	var made invitationRow
	secret := newSecret()
	err := s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		now := s.clock.Now()
		id, repeated, err := idempotency.Once(ctx, tx, a, key, now, func() (actor.InvitationID, error) {
			person, kind, err := find(ctx, tx, a, now)
			if err != nil {
				return "", err
			}
			if err := deleteLinks(ctx, tx, person); err != nil {
				return "", err
			}
			lasts := s.config.RecoverFor
			if kind == Invite {
				lasts = s.config.InviteFor
			}
			row := &linkRow{
				ID: actor.NewID[actor.InvitationID](), PersonID: person, Kind: kind, TokenHash: digest(secret),
				CreatedBy: a.PersonID, CreatedAt: now, ExpiresAt: now.Add(lasts),
			}
			if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
				return "", fmt.Errorf("make link: %w", err)
			}
			return row.ID, s.recordLink(ctx, tx, a, row)
		})
		if err != nil {
			return err
		}
		if repeated {
			return errLinkMade
		}
		return selectInvitations(tx, &made).Where("link.id = ?", id).Scan(ctx)
	})
	if err != nil {
		return Invitation{}, "", err
	}
	return made.invitation(), secret, nil
}

// recordLink writes down for whom a link was made.
func (s *Service) recordLink(ctx context.Context, tx bun.Tx, a actor.Actor, link *linkRow) error {
	var row personRow
	if err := tx.NewSelect().Model(&row).Where("id = ?", link.PersonID).Scan(ctx); err != nil {
		return fmt.Errorf("read for whom a link is: %w", err)
	}
	act, changes := audit.RecoveryOffered, audit.Changes{}.Is("linkEnds", link.ExpiresAt)
	if link.Kind == Invite {
		act = audit.PersonInvited
		changes.Is("email", row.Email).Is("role", row.Role)
	}
	return s.recordPerson(ctx, tx, a, act, &row, changes)
}

// Invitations lists the links that wait to be used, newest first. Errors: ErrForbidden.
func (s *Service) Invitations(ctx context.Context, a actor.Actor) ([]Invitation, error) {
	if err := NeedOrganisation(a, actor.ReadPeople); err != nil {
		return nil, err
	}
	var rows []invitationRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return selectInvitations(tx, &rows).OrderExpr("link.id DESC").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list links: %w", err)
	}
	found := make([]Invitation, len(rows))
	for i, row := range rows {
		found[i] = row.invitation()
	}
	return found, nil
}

// DeleteInvitation takes a link back. A person who never came is forgotten with
// it. Errors: ErrForbidden, invitation.not_found.
func (s *Service) DeleteInvitation(ctx context.Context, a actor.Actor, id actor.InvitationID) error {
	return s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		var link invitationRow
		err := selectInvitations(tx, &link).Where("link.id = ?", id).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return errInvitationNotFound
		}
		if err != nil {
			return fmt.Errorf("read link %s: %w", id, err)
		}
		if _, err := tx.NewDelete().Model(&link.linkRow).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("take back link %s: %w", id, err)
		}
		err = s.record(ctx, tx, a, audit.What{
			Act: audit.InvitationWithdrawn, ID: string(id), Name: link.Name, Changes: audit.Changes{}.Was("person", link.PersonID).Was("kind", link.Kind),
		})
		if err != nil {
			return err
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(link.PersonID)})
		if s.handOver != nil { // whoever is responsible for something stays
			if _, left, err := s.handOver(ctx, tx, a, link.PersonID, ""); err != nil || left > 0 {
				return err
			}
		}
		_, err = tx.NewDelete().Model((*personRow)(nil)).Where("id = ? AND joined_at IS NULL", link.PersonID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("forget person %s: %w", link.PersonID, err)
		}
		return nil
	})
}

// linkCounters of an attempt to use a link. Their secrets cannot be guessed;
// this keeps anybody from making us look.
func linkCounters(origin string) []counter {
	return []counter{{key: "link:" + digest(origin), limit: 50}}
}

// CheckInvitation says for whom a link is. Errors: ErrLink, ErrTooMany.
func (s *Service) CheckInvitation(ctx context.Context, secret, origin string) (Invitation, error) {
	counters := linkCounters(origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return Invitation{}, err
	}
	var found invitationRow
	err := s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) (err error) {
		if found, err = s.findLink(ctx, tx, secret); err != nil {
			return err
		}
		return s.forgive(ctx, tx, counters)
	})
	return found.invitation(), err
}

func (s *Service) findLink(ctx context.Context, tx bun.Tx, secret string) (invitationRow, error) {
	var found invitationRow
	err := selectInvitations(tx, &found).Where("link.token_hash = ? AND link.expires_at > ? AND p.disabled_at IS NULL", digest(secret), s.clock.Now()).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return found, ErrLink
	}
	if err != nil {
		return found, fmt.Errorf("look up link: %w", err)
	}
	return found, nil
}

// AcceptParams are what a person does with a link.
type AcceptParams struct {
	Secret   string
	Name     string // as before when empty; of an invitation only
	Password string
	Origin   string // network address it comes from
}

// AcceptInvitation sets a person's password by a link, which is used up, and
// ends the sessions and API tokens they had. One to recover an account also ends
// what providers know them by, and their passkeys. Errors: ErrLink, ErrTooMany, person.invalid,
// session.single_sign_on_only.
func (s *Service) AcceptInvitation(ctx context.Context, p AcceptParams) (Person, error) {
	wrong := checkPassword(errPersonInvalid, p.Password)
	if p.Name != "" {
		wrong = checkPersonName(wrong, p.Name)
	}
	if len(wrong.Fields) > 0 {
		return Person{}, wrong
	}
	// As for the owner: hashing is slow and must not hold a transaction, and the
	// check before it keeps strangers from making us hash.
	waiting, err := s.CheckInvitation(ctx, p.Secret, p.Origin)
	if err != nil {
		return Person{}, err
	}
	if wrong := checkPassword(errPersonInvalid, p.Password, p.Name, waiting.Name, waiting.Email); len(wrong.Fields) > 0 {
		return Person{}, wrong
	}
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error { return mayEnterBy(ctx, tx, ByPassword, waiting.Role) })
	if err != nil {
		return Person{}, err
	}
	hash, err := s.hasher.hash(ctx, p.Password)
	if err != nil {
		return Person{}, err
	}
	var row *personRow
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if err := lockAccess(ctx, tx); err != nil {
			return err
		}
		link, err := s.findLink(ctx, tx, p.Secret)
		if err != nil {
			return err
		}
		if row, err = lockPerson(ctx, tx, link.PersonID); err != nil {
			return err
		}
		row.PasswordHash = hash
		if row.JoinedAt.IsZero() {
			row.JoinedAt = s.clock.Now()
		}
		if p.Name != "" && link.Kind == Invite {
			row.Name = strings.TrimSpace(p.Name)
		}
		a := row.person().Actor()
		if err := s.savePerson(ctx, tx, a, row); err != nil {
			return err
		}
		if link.Kind == Recovery {
			if err := dropWays(ctx, tx, row.ID); err != nil { // somebody else may have added them
				return err
			}
		}
		if err := s.endLinks(ctx, tx, a, row, link.linkRow); err != nil {
			return err
		}
		return s.recordPerson(ctx, tx, a, cameBack(link.linkRow), row, nil)
	})
	if err != nil {
		return Person{}, err
	}
	return row.person(), nil
}

// cameBack is what using a link comes to in the audit log.
func cameBack(link linkRow) audit.Act {
	switch {
	case link.DropsFactors:
		return audit.PersonRegained
	case link.Kind == Recovery:
		return audit.PersonRecovered
	default:
		return audit.PersonJoined
	}
}

// endLinks uses up the links of a person who came by one, and ends the sessions and
// API tokens of before: somebody else may have made them.
func (s *Service) endLinks(ctx context.Context, tx bun.Tx, a actor.Actor, row *personRow, by linkRow) error {
	if err := deleteLinks(ctx, tx, row.ID); err != nil {
		return err
	}
	if by.DropsFactors {
		if err := dropFactors(ctx, tx, row.ID); err != nil {
			return err
		}
		if err := s.tellRegaining(ctx, tx, *row, "The account of %s was regained by a link from the machine"); err != nil {
			return err
		}
	}
	if _, err := s.endSessions(ctx, tx, a, row.ID, ""); err != nil {
		return err
	}
	_, err := s.endTokens(ctx, tx, a, row.ID)
	return err
}
