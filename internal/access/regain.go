package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

var errNotOwner = fault.New(fault.Conflict, "person.not_owner", "This is for owners of the organisation.").
	WithNext("An owner makes a recovery link, and resets the second factor, for everybody else.")

// Regain makes the secret of a link with which an owner who has lost everything
// gets into their account again: it sets a password and takes the second factor
// away. Only who works on the machine itself may have it made. The first owner is
// meant when email is empty. All owners are told, at once and when it is used.
// Errors: ErrPersonNotFound, person.not_owner.
func (s *Service) Regain(ctx context.Context, email string) (Invitation, string, error) {
	find := s.Owner
	if email != "" {
		find = func(ctx context.Context) (Person, error) { return s.PersonByEmail(ctx, email) }
	}
	owner, err := find(ctx)
	if err != nil {
		return Invitation{}, "", err
	}
	var made invitationRow
	secret := newSecret()
	err = s.db.Write(ctx, machine, func(ctx context.Context, tx bun.Tx) error {
		if err := lockAccess(ctx, tx); err != nil {
			return err
		}
		row, err := lockPerson(ctx, tx, owner.ID)
		if err != nil {
			return err
		}
		switch {
		case !row.DisabledAt.IsZero():
			return ErrPersonNotFound
		case row.Role != actor.Owner:
			return errNotOwner
		}
		if err := deleteLinks(ctx, tx, row.ID); err != nil {
			return err
		}
		now := s.clock.Now()
		link := &linkRow{
			ID: actor.NewID[actor.InvitationID](), PersonID: row.ID, Kind: Recovery, TokenHash: digest(secret), DropsFactors: true,
			CreatedBy: row.ID, CreatedAt: now, ExpiresAt: now.Add(s.config.RegainFor),
		}
		if _, err := tx.NewInsert().Model(link).Exec(ctx); err != nil {
			return fmt.Errorf("make link: %w", err)
		}
		if err := s.recordPerson(ctx, tx, machine, audit.RegainOffered, row, audit.Changes{}.Is("linkEnds", link.ExpiresAt)); err != nil {
			return err
		}
		s.events.Record(ctx, machine, event.Change{Kind: event.PersonChanged, SubjectID: string(row.ID)})
		if err := s.tellRegaining(ctx, tx, *row, "A link to regain the account of %s was made on the machine"); err != nil {
			return err
		}
		return selectInvitations(tx, &made).Where("link.id = ?", link.ID).Scan(ctx)
	})
	if err != nil {
		return Invitation{}, "", err
	}
	return made.invitation(), secret, nil
}

// machine acts for who works on the machine itself.
var machine = actor.System("access.regain")

// tellRegaining tells all owners, each time anew.
func (s *Service) tellRegaining(ctx context.Context, tx bun.Tx, owner personRow, what string) error {
	return s.tell(ctx, tx, machine, AccountNotice{
		About: fmt.Sprintf("regain:%s:%d", owner.ID, s.clock.Now().UnixMilli()),
		Title: fmt.Sprintf(what, owner.Name),
		Body: fmt.Sprintf("Whoever has the link sets a new password for %s and signs in without the second factor. It takes access to the machine "+
			"that RecomAMP runs on. If nobody of you did it, somebody else has that access.", owner.Email),
	})
}
