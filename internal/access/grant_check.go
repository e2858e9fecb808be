package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// checkGrant names the fields that are wrong. What a may not see does not exist.
func (s *Service) checkGrant(ctx context.Context, tx bun.Tx, a actor.Actor, row *grantRow, c GrantContent, at string, now time.Time) (*fault.Error, error) {
	wrong := errGrantInvalid
	exists := func(table, id, field string) error {
		query := tx.NewSelect().Table(table).Where("id = ?", id)
		if table == "person" {
			query.Where("disabled_at IS NULL")
		}
		known, err := query.Exists(ctx)
		if err == nil && !known {
			wrong = wrong.WithField(at+field, "does not exist")
		}
		return err
	}
	var err error
	switch {
	case row.PersonID != "":
		err = exists("person", string(row.PersonID), "/personId")
	case row.GroupID != "":
		err = exists("person_group", string(row.GroupID), "/groupId")
	}
	if err != nil {
		return nil, fmt.Errorf("find who is given access: %w", err)
	}
	switch {
	case (c.ClientID == "") == (c.InstanceID == ""):
		wrong = wrong.WithField(at+"/clientId", "or instanceId is required, not both")
	case c.ClientID != "" && !a.MayClient(actor.See, c.ClientID):
		wrong = wrong.WithField(at+"/clientId", "does not exist")
	case c.InstanceID != "" && !a.May(actor.See, c.InstanceID):
		wrong = wrong.WithField(at+"/instanceId", "does not exist")
	case c.ClientID != "":
		err = exists("client", string(c.ClientID), "/clientId")
	default:
		err = exists("instance", string(c.InstanceID), "/instanceId")
	}
	if err != nil {
		return nil, fmt.Errorf("find what access is given to: %w", err)
	}
	if leaves, err := leaves(ctx, tx, c); err != nil {
		return nil, err
	} else if field := map[bool]string{true: "/clientId", false: "/instanceId"}[c.ClientID != ""]; leaves {
		wrong = wrong.WithField(at+field, "is of a client that is being off-boarded")
	}
	return checkTerms(wrong, c, at, now), nil
}

// leaves reports whether what is given is of a client that is being off-boarded, or has left.
func leaves(ctx context.Context, tx bun.Tx, c GrantContent) (bool, error) {
	found, err := tx.NewSelect().Table("client").Where("off_boarded_at IS NOT NULL").
		Where("id = ? OR id = (SELECT client_id FROM instance WHERE instance.id = ?)", c.ClientID, c.InstanceID).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("find whether the client stays: %w", err)
	}
	return found, nil
}

func checkTerms(wrong *fault.Error, c GrantContent, at string, now time.Time) *fault.Error {
	if c.Rank < actor.Viewer || c.Rank > actor.Administrator {
		wrong = wrong.WithField(at+"/role", "must be viewer, runner, author, manager or administrator")
	}
	if !c.Until.IsZero() && !c.Until.After(now) {
		wrong = wrong.WithField(at+"/until", "has passed")
	}
	if utf8.RuneCountInString(c.Reason) > 1000 {
		wrong = wrong.WithField(at+"/reason", "is longer than 1000 characters")
	}
	return wrong
}

// needToGive refuses who may not give, change or end a role there.
func needToGive(a actor.Actor, client actor.ClientID, instance actor.InstanceID, rank actor.Rank) error {
	has := a.RankOnClient(client)
	if instance != "" {
		has = a.RankOn(instance)
		if err := Need(a, actor.Grant, instance, client); err != nil {
			return err
		}
	} else if err := NeedClient(a, actor.Grant, client); err != nil {
		return err
	}
	if rank > has {
		return ErrForbidden.WithMessage(fmt.Sprintf("You can give no role above your own, which is %s.", has)).WithDetail(forbiddenRole, rank.String())
	}
	return nil
}

// outlasts refuses what would last longer than the access of who gives it: the
// end of one's own cannot be put off by giving it on, to oneself or to others.
// Take lockAccess before.
func (r *grantRow) outlasts(ctx context.Context, tx bun.Tx, a actor.Actor, at string) error {
	if a.SeesAll() {
		return nil
	}
	query := tx.NewSelect().Column("until").Where("person_id = ? AND rank >= ?", a.PersonID, r.Rank).OrderExpr("until DESC").Limit(1)
	if r.InstanceID != "" {
		query.Table("instance_access").Where("instance_id = ?", r.InstanceID)
	} else {
		query.Table("client_access").Where("client_id = ?", r.ClientID)
	}
	var own time.Time
	if err := query.Scan(ctx, &own); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read until when %s has access: %w", a.PersonID, err)
	}
	if r.Until.After(own) {
		return errGrantInvalid.WithField(at+"/until",
			fmt.Sprintf("must not be after %s, when your own access ends", own.UTC().Format("2006-01-02 15:04:05 UTC")))
	}
	return nil
}

// heldBy reports whether a person holds the grant, by themselves or by a group.
func (r *grantRow) heldBy(ctx context.Context, tx bun.Tx, person actor.PersonID) (bool, error) {
	people, err := r.holders(ctx, tx)
	return slices.Contains(people, person), err
}

// mayWiden refuses a change of a grant that makes it more than it was: nobody
// but owners widens what they hold themselves, or beyond the end of their own.
func (r *grantRow) mayWiden(ctx context.Context, tx bun.Tx, a actor.Actor, before grantRow) error {
	if a.SeesAll() || r.Rank <= before.Rank && !r.Until.After(before.Until) {
		return nil
	}
	held, err := r.heldBy(ctx, tx, a.PersonID)
	if err != nil {
		return err
	}
	if held {
		return ErrForbidden.WithMessage("Nobody gives themselves more access or more time.").
			WithNext("Ask an owner, or another administrator, to change it.")
	}
	return r.outlasts(ctx, tx, a, "")
}
