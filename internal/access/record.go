package access

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// record writes an act down in its transaction.
func (s *Service) record(ctx context.Context, tx bun.Tx, a actor.Actor, what audit.What) error {
	return audit.Record(ctx, tx, a, s.clock.Now(), what)
}

// recordPerson writes down an act on a person.
func (s *Service) recordPerson(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *personRow, changes audit.Changes) error {
	return s.record(ctx, tx, a, audit.What{Act: act, ID: string(row.ID), Name: row.Name, Changes: changes})
}

// recordOwn writes down what a person did with their own account.
func (s *Service) recordOwn(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, changes audit.Changes) error {
	return s.record(ctx, tx, a, audit.What{Act: act, ID: string(a.PersonID), Name: a.Name, Changes: changes})
}

// recordGroup writes down an act on a group.
func (s *Service) recordGroup(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *groupRow, changes audit.Changes) error {
	return s.record(ctx, tx, a, audit.What{Act: act, ID: string(row.ID), Name: row.Name, Changes: changes})
}

// recordGrant writes down an act on a grant, under the name of who holds it.
func (s *Service) recordGrant(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *grantRow, changes audit.Changes) error {
	table, id, kind := "person", string(row.PersonID), "person"
	if row.GroupID != "" {
		table, id, kind = "person_group", string(row.GroupID), "group"
	}
	name, err := audit.NameOf(ctx, tx, table, id)
	if err != nil {
		return err
	}
	return s.record(ctx, tx, a, audit.What{
		Act: act, ID: string(row.ID), Name: name, ClientID: row.ClientID, InstanceID: row.InstanceID, Changes: changes.Is(kind, id),
	})
}

// terms are what a grant gives, for the audit log.
func (r *grantRow) terms() audit.Changes {
	return audit.Changes{}.Is("role", r.Rank.String()).Is("until", r.ends()).Is("reason", r.Reason)
}

// ends is when a grant ends by itself; nil when it does not.
func (r *grantRow) ends() any {
	if !r.Until.Before(forever) {
		return nil
	}
	return r.Until
}
