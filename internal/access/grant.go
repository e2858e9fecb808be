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
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
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

// GrantChange changes what is set and leaves the rest.
type GrantChange struct {
	Rank   *actor.Rank
	Until  *time.Time // zero: it does not end by itself any more
	Reason *string
}

// UpdateGrant changes a grant, made on revision. Nobody but owners widens one
// that they hold themselves, or beyond the end of their own access. Errors: ErrForbidden,
// ErrGrantNotFound, grant.invalid, grant.version_conflict.
func (s *Service) UpdateGrant(ctx context.Context, a actor.Actor, id actor.GrantID, revision int, change GrantChange) (Grant, error) {
	err := s.changeGrant(ctx, a, id, func(ctx context.Context, tx bun.Tx, a actor.Actor, row *grantRow) error {
		before := *row
		if row.Revision != revision {
			return errGrantConflict.WithDetail("currentRevision", row.Revision).WithDetail("currentRole", row.Rank.String())
		}
		terms := GrantContent{Rank: row.Rank, Reason: row.Reason}
		if change.Rank != nil {
			terms.Rank = *change.Rank
			row.Rank = terms.Rank
		}
		if change.Until != nil {
			terms.Until = *change.Until
			row.Until = stored(terms.Until)
		}
		if change.Reason != nil {
			terms.Reason = *change.Reason
			row.Reason = terms.Reason
		}
		now := s.clock.Now()
		if wrong := checkTerms(errGrantInvalid, terms, "", now); len(wrong.Fields) > 0 {
			return wrong
		}
		if err := needToGive(a, row.ClientID, row.InstanceID, row.Rank); err != nil {
			return err
		}
		if err := row.mayWiden(ctx, tx, a, before); err != nil {
			return err
		}
		row.Revision, row.UpdatedAt = row.Revision+1, now
		if _, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("change grant %s: %w", id, err)
		}
		changes := audit.Changes{}.From("role", before.Rank.String(), row.Rank.String()).From("until", before.ends(), row.ends()).
			From("reason", before.Reason, row.Reason)
		return s.recordGrant(ctx, tx, a, audit.GrantChanged, row, changes)
	})
	if err != nil {
		return Grant{}, err
	}
	return s.Grant(ctx, a, id)
}

// EndGrant ends a grant. Errors: ErrForbidden, ErrGrantNotFound.
func (s *Service) EndGrant(ctx context.Context, a actor.Actor, id actor.GrantID) error {
	return s.changeGrant(ctx, a, id, s.endGrant)
}

// changeGrant has act change a grant that a may change, and computes what
// follows from it.
func (s *Service) changeGrant(ctx context.Context, a actor.Actor, id actor.GrantID,
	act func(ctx context.Context, tx bun.Tx, a actor.Actor, row *grantRow) error,
) error {
	return s.changing(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		if _, err := readGrant(ctx, tx, a, id); err != nil {
			return err
		}
		row := new(grantRow)
		if err := database.LockRows(tx.NewSelect().Model(row).Where("id = ?", id)).Scan(ctx); err != nil {
			return fmt.Errorf("read grant %s: %w", id, err)
		}
		if err := needToGive(a, row.ClientID, row.InstanceID, row.Rank); err != nil {
			return err
		}
		people, err := row.holders(ctx, tx)
		if err != nil {
			return err
		}
		if err := act(ctx, tx, a, row); err != nil {
			return err
		}
		s.events.Record(ctx, a, row.changed())
		return s.recompute(ctx, tx, a, people)
	})
}
