package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
)

func selectGrants(tx bun.Tx, into any) *bun.SelectQuery {
	return tx.NewSelect().Model(into).ColumnExpr("g.*").
		ColumnExpr("COALESCE(p.name, '') AS person_name, COALESCE(gr.name, '') AS group_name").
		ColumnExpr("c.id AS on_client_id, c.name AS client_name, c.color AS client_color").
		ColumnExpr("COALESCE(i.name, '') AS instance_name, COALESCE(i.amazon_id, '') AS amazon_id, COALESCE(i.type, '') AS instance_type").
		ColumnExpr("giver.name AS given_by_name").
		Join("LEFT JOIN person AS p ON p.id = g.person_id").
		Join("LEFT JOIN person_group AS gr ON gr.id = g.group_id").
		Join("LEFT JOIN instance AS i ON i.id = g.instance_id").
		Join("JOIN client AS c ON c.id = COALESCE(g.client_id, i.client_id)").
		Join("JOIN person AS giver ON giver.id = g.given_by")
}

type shownGrantRow struct {
	grantRow `bun:",extend"`

	PersonName   string         `bun:"person_name"`
	GroupName    string         `bun:"group_name"`
	OnClientID   actor.ClientID `bun:"on_client_id"`
	ClientName   string         `bun:"client_name"`
	ClientColor  string         `bun:"client_color"`
	InstanceName string         `bun:"instance_name"`
	AmazonID     string         `bun:"amazon_id"`
	InstanceType string         `bun:"instance_type"`
	GivenByName  string         `bun:"given_by_name"`
}

func (r shownGrantRow) grant() Grant {
	g := Grant{
		ID: r.ID, PersonID: r.PersonID, PersonName: r.PersonName, GroupID: r.GroupID, GroupName: r.GroupName,
		InstanceID: r.InstanceID, Instance: InstanceName{r.InstanceName, r.AmazonID, r.InstanceType},
		Client: ClientName{r.OnClientID, r.ClientName, r.ClientColor}, Rank: r.Rank, Until: r.Until, Reason: r.Reason,
		GivenBy: r.GivenBy, GivenByName: r.GivenByName, CreatedAt: r.CreatedAt, Revision: r.Revision,
	}
	if !g.Until.Before(forever) {
		g.Until = time.Time{}
	}
	return g
}

// seesGrants is the condition that a may see a grant: who may read people sees
// all, administrators those on what they administer, everybody their own.
func seesGrants(a actor.Actor) schema.QueryWithArgs {
	switch {
	case a.MayOrganisation(actor.ReadPeople):
		return bun.SafeQuery("TRUE")
	case a.PersonID == "" || a.Access == nil:
		return bun.SafeQuery("FALSE")
	}
	own := bun.SafeQuery("g.until > ? AND (g.person_id = ? OR g.group_id IN (SELECT group_id FROM group_member WHERE person_id = ?))",
		a.Access.At, a.PersonID, a.PersonID)
	return bun.SafeQuery(`(? OR g.instance_id IN (SELECT instance_id FROM instance_access WHERE person_id = ? AND rank >= ? AND until > ?)
		OR g.client_id IN (SELECT client_id FROM client_access WHERE person_id = ? AND rank >= ? AND until > ?))`,
		own, a.PersonID, actor.Grant.Least(), a.Access.At, a.PersonID, actor.Grant.Least(), a.Access.At)
}

// GrantFilter chooses grants. Zero fields choose all that have not ended.
type GrantFilter struct {
	PersonID   actor.PersonID   // held by them, also by a group
	PersonIDs  []actor.PersonID // held by one of them, also by a group
	GroupID    actor.GroupID
	ClientID   actor.ClientID   // on it and on its instances
	InstanceID actor.InstanceID // on it and on its client
	Ended      bool             // also those whose time is over
	Before     *actor.GrantID   // the last one of the page before
}

// Grants returns up to limit grants that a may see, newest first.
func (s *Service) Grants(ctx context.Context, a actor.Actor, f GrantFilter, limit int64) ([]Grant, error) {
	var rows []shownGrantRow
	err := s.readingPeople(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := selectGrants(tx, &rows).Where("?", seesGrants(a)).OrderExpr("g.id DESC").Limit(limit)
		if f.PersonID != "" {
			query.Where("(g.person_id = ? OR g.group_id IN (SELECT group_id FROM group_member WHERE person_id = ?))", f.PersonID, f.PersonID)
		}
		if len(f.PersonIDs) > 0 {
			query.Where("(g.person_id IN (?0) OR g.group_id IN (SELECT group_id FROM group_member WHERE person_id IN (?0)))", bun.List(f.PersonIDs))
		}
		if f.GroupID != "" {
			query.Where("g.group_id = ?", f.GroupID)
		}
		if f.ClientID != "" {
			query.Where("c.id = ?", f.ClientID)
		}
		if f.InstanceID != "" {
			query.Where("(g.instance_id = ? OR g.client_id = (SELECT client_id FROM instance WHERE id = ?))", f.InstanceID, f.InstanceID)
		}
		if !f.Ended {
			query.Where("g.until > ?", s.clock.Now())
		}
		if f.Before != nil {
			query.Where("g.id < ?", *f.Before)
		}
		return query.Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list grants: %w", err)
	}
	found := make([]Grant, len(rows))
	for i, row := range rows {
		found[i] = row.grant()
	}
	return found, nil
}

// Grant returns one grant. Errors: ErrGrantNotFound.
func (s *Service) Grant(ctx context.Context, a actor.Actor, id actor.GrantID) (found Grant, err error) {
	err = s.readingPeople(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found, err = readGrant(ctx, tx, a, id)
		return err
	})
	return found, err
}

func readGrant(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.GrantID) (Grant, error) {
	var row shownGrantRow
	err := selectGrants(tx, &row).Where("g.id = ?", id).Where("?", seesGrants(a)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Grant{}, ErrGrantNotFound
	}
	if err != nil {
		return Grant{}, fmt.Errorf("read grant %s: %w", id, err)
	}
	return row.grant(), nil
}
