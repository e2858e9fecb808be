package access

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Errors about grants.
var (
	ErrGrantNotFound = fault.New(fault.NotFound, "grant.not_found", "There is no such grant.")
	errGrantInvalid  = fault.New(fault.Invalid, "grant.invalid", "Access cannot be given like this.").
				WithNext("Correct the fields named and try again.")
	errGrantConflict = fault.New(fault.Conflict, "grant.version_conflict", "The grant was changed in the meantime.").
				WithNext("Look at the present one and make your change again.")
)

// Grant gives a person or a group a role on a client or an instance. Exactly
// one of PersonID and GroupID is set.
type Grant struct {
	ID         actor.GrantID
	PersonID   actor.PersonID
	PersonName string
	GroupID    actor.GroupID
	GroupName  string
	// InstanceID is empty when the grant covers the whole client.
	InstanceID  actor.InstanceID
	Instance    InstanceName
	Client      ClientName // of the instance, or the client itself
	Rank        actor.Rank
	Until       time.Time // zero when it does not end by itself
	Reason      string
	GivenBy     actor.PersonID
	GivenByName string
	CreatedAt   time.Time
	Revision    int
}

// On says what the grant is on: client or instance.
func (g Grant) On() string {
	if g.InstanceID != "" {
		return "instance"
	}
	return "client"
}

// ClientName names a client.
type ClientName struct {
	ID          actor.ClientID
	Name, Color string
}

// InstanceName names an instance.
type InstanceName struct{ Name, AmazonID, Type string }

// GrantContent is what is given. Exactly one of ClientID and InstanceID is set.
type GrantContent struct {
	ClientID   actor.ClientID
	InstanceID actor.InstanceID
	Rank       actor.Rank
	Until      time.Time // zero: it does not end by itself
	Reason     string
}

type grantRow struct {
	bun.BaseModel `bun:"table:access_grant,alias:g"`

	ID         actor.GrantID    `bun:"id,pk"`
	PersonID   actor.PersonID   `bun:"person_id,nullzero"`
	GroupID    actor.GroupID    `bun:"group_id,nullzero"`
	ClientID   actor.ClientID   `bun:"client_id,nullzero"`
	InstanceID actor.InstanceID `bun:"instance_id,nullzero"`
	Rank       actor.Rank       `bun:"rank"`
	Until      time.Time        `bun:"until"`
	Reason     string           `bun:"reason"`
	GivenBy    actor.PersonID   `bun:"given_by"`
	Revision   int              `bun:"revision"`
	CreatedAt  time.Time        `bun:"created_at"`
	UpdatedAt  time.Time        `bun:"updated_at"`
}

// GiveParams say who is given what.
type GiveParams struct {
	PersonID actor.PersonID // this or GroupID
	GroupID  actor.GroupID
	GrantContent

	Key idempotency.Key
}

// Give gives a person or a group a role, for no longer than who gives it has it
// themselves, unless that is an owner. Errors: ErrForbidden, grant.invalid,
// idempotency.ErrReused.
func (s *Service) Give(ctx context.Context, a actor.Actor, p GiveParams) (Grant, error) {
	if (p.PersonID == "") == (p.GroupID == "") {
		return Grant{}, errGrantInvalid.WithField("/personId", "or groupId is required, not both")
	}
	var id actor.GrantID
	err := s.changing(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		now := s.clock.Now()
		var err error
		id, _, err = idempotency.Once(ctx, tx, a, p.Key, now, func() (actor.GrantID, error) {
			row := &grantRow{PersonID: p.PersonID, GroupID: p.GroupID}
			if err := s.give(ctx, tx, a, row, p.GrantContent, "", now); err != nil {
				return "", err
			}
			people, err := row.holders(ctx, tx)
			if err != nil {
				return "", err
			}
			return row.ID, s.recompute(ctx, tx, a, people)
		})
		return err
	})
	if err != nil {
		return Grant{}, err
	}
	return s.Grant(ctx, a, id)
}

// give stores a grant for the person or group of row; what follows from it is
// the caller's to compute. Wrong fields are named below at.
func (s *Service) give(ctx context.Context, tx bun.Tx, a actor.Actor, row *grantRow, c GrantContent, at string, now time.Time) error {
	wrong, err := s.checkGrant(ctx, tx, a, row, c, at, now)
	if err != nil {
		return err
	}
	if len(wrong.Fields) > 0 {
		return wrong
	}
	if err := needToGive(a, c.ClientID, c.InstanceID, c.Rank); err != nil {
		return err
	}
	row.ID, row.ClientID, row.InstanceID = actor.NewIDAt[actor.GrantID](now), c.ClientID, c.InstanceID
	row.Rank, row.Until, row.Reason = c.Rank, stored(c.Until), c.Reason
	if err := row.outlasts(ctx, tx, a, at); err != nil {
		return err
	}
	row.GivenBy, row.Revision, row.CreatedAt, row.UpdatedAt = a.PersonID, 1, now, now
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("give access: %w", err)
	}
	s.events.Record(ctx, a, row.changed())
	return s.recordGrant(ctx, tx, a, audit.GrantGiven, row, row.terms())
}

// stored is an end as the database has it.
func stored(until time.Time) time.Time {
	if until.IsZero() {
		return forever
	}
	return until.UTC().Truncate(clock.Precision)
}

// changed says to those who give access there that the grant changed.
func (r *grantRow) changed() event.Change {
	return event.Change{Kind: event.GrantChanged, SubjectID: string(r.ID), InstanceID: r.InstanceID, ClientID: r.ClientID}
}

// holders are the people whose access the grant is part of.
func (r *grantRow) holders(ctx context.Context, tx bun.Tx) ([]actor.PersonID, error) {
	if r.GroupID != "" {
		return membersOf(ctx, tx, r.GroupID)
	}
	return []actor.PersonID{r.PersonID}, nil
}
