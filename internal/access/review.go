package access

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

var errReviewAll = fault.New(fault.Invalid, "access.review_too_wide", "Say of which client, instance or person.").
	WithField("query.client", "or instance or person is required")

var errReviewMuch = fault.New(fault.Invalid, "access.review_too_wide", "That is more than one review can hold.").
	WithNext("Ask for one client after the other, or for an instance.")

// ReviewFilter says of what access is reviewed; one field at least is set.
type ReviewFilter struct {
	ClientID   actor.ClientID
	InstanceID actor.InstanceID
	PersonID   actor.PersonID
}

// ReviewEntry says that a person can see an instance, and why.
type ReviewEntry struct {
	PersonID   actor.PersonID
	PersonName string
	Email      string
	Client     ClientName
	InstanceID actor.InstanceID
	Instance   InstanceName
	Rank       actor.Rank
	Owner      bool      // sees everything without a grant
	Since      time.Time // when the first of Grants was given
	Until      time.Time // when the last of Grants ends; zero when one does not
	Grants     []Grant   // what gives it, the highest role first
	LastUsedAt time.Time // when the person last used the program at all
}

type reviewRow struct {
	GrantID      actor.GrantID
	PersonID     actor.PersonID
	PersonName   string
	Email        string
	GroupID      actor.GroupID
	GroupName    string
	OnInstance   actor.InstanceID
	InstanceName string
	AmazonID     string
	InstanceType string
	ClientID     actor.ClientID
	ClientName   string
	ClientColor  string
	ByInstance   bool
	Rank         actor.Rank
	Until        time.Time
	Reason       string
	GivenBy      actor.PersonID
	GivenByName  string
	CreatedAt    time.Time
}

// Review says who can see what, by client, instance and person. Who may not read
// people sees themselves, and who can see what they administer. Errors:
// access.review_too_wide.
func (s *Service) Review(ctx context.Context, a actor.Actor, f ReviewFilter) ([]ReviewEntry, error) {
	if f == (ReviewFilter{}) {
		return nil, errReviewAll
	}
	var found []ReviewEntry
	err := s.readingPeople(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		rows, err := s.reviewed(ctx, tx, a, f)
		if err != nil {
			return err
		}
		owners, err := s.ownersReviewed(ctx, tx, a, f)
		if err != nil {
			return err
		}
		found = append(gathered(rows), owners...)
		return s.addLastUse(ctx, tx, found)
	})
	if err != nil {
		return nil, fmt.Errorf("review access: %w", err)
	}
	slices.SortStableFunc(found, compareEntries)
	return found, nil
}

// mayReview is the condition that a may know who sees the instance i.
func mayReview(a actor.Actor, person string) schema.QueryWithArgs {
	if a.MayOrganisation(actor.ReadPeople) {
		return bun.SafeQuery("TRUE")
	}
	if a.Access == nil {
		return bun.SafeQuery("FALSE")
	}
	return bun.SafeQuery("(? = ? OR i.id IN (SELECT instance_id FROM instance_access WHERE person_id = ? AND rank >= ? AND until > ?))",
		bun.Ident(person), a.PersonID, a.PersonID, actor.Grant.Least(), a.Access.At)
}

func (s *Service) reviewed(ctx context.Context, tx bun.Tx, a actor.Actor, f ReviewFilter) ([]reviewRow, error) {
	where := bun.SafeQuery("r.until > ? AND ?", s.clock.Now(), mayReview(a, "r.person_id"))
	if f.PersonID != "" {
		where = bun.SafeQuery("? AND r.person_id = ?", where, f.PersonID)
	}
	if f.InstanceID != "" {
		where = bun.SafeQuery("? AND r.on_instance = ?", where, f.InstanceID)
	}
	if f.ClientID != "" {
		where = bun.SafeQuery("? AND r.on_client = ?", where, f.ClientID)
	}
	var rows []reviewRow
	err := tx.NewRaw("WITH "+held+", "+reached+` SELECT r.grant_id, r.person_id, p.name AS person_name, p.email,
			COALESCE(r.group_id, '') AS group_id, COALESCE(gr.name, '') AS group_name,
			r.on_instance, i.name AS instance_name, i.amazon_id, i.type AS instance_type,
			c.id AS client_id, c.name AS client_name, c.color AS client_color,
			r.instance_id IS NOT NULL AS by_instance, r.rank, r.until, g.reason, g.given_by, giver.name AS given_by_name, g.created_at
		FROM reached AS r JOIN access_grant AS g ON g.id = r.grant_id JOIN person AS p ON p.id = r.person_id
		JOIN instance AS i ON i.id = r.on_instance JOIN client AS c ON c.id = r.on_client
		JOIN person AS giver ON giver.id = g.given_by LEFT JOIN person_group AS gr ON gr.id = r.group_id
		WHERE ? AND p.role <> ? ORDER BY r.person_id, r.on_instance, r.rank DESC, g.created_at, g.id LIMIT ?`,
		where, actor.Owner, s.config.MostReviewed+1).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("read what grants reach: %w", err)
	}
	return rows, s.checkReviewed(rows)
}

// checkReviewed refuses a review that would be cut off: who could see what is left
// out would seem not to.
func (s *Service) checkReviewed(rows []reviewRow) error {
	if len(rows) > s.config.MostReviewed {
		return errReviewMuch
	}
	return nil
}

// gathered makes one entry of all grants of a person on an instance.
func gathered(rows []reviewRow) (found []ReviewEntry) {
	for _, r := range rows {
		last := len(found) - 1
		if last < 0 || found[last].PersonID != r.PersonID || found[last].InstanceID != r.OnInstance {
			found = append(found, ReviewEntry{
				PersonID: r.PersonID, PersonName: r.PersonName, Email: r.Email, Client: ClientName{r.ClientID, r.ClientName, r.ClientColor},
				InstanceID: r.OnInstance, Instance: InstanceName{r.InstanceName, r.AmazonID, r.InstanceType},
				Rank: r.Rank, Since: r.CreatedAt, Until: r.Until,
			})
			last++
		}
		e := &found[last]
		if r.CreatedAt.Before(e.Since) {
			e.Since = r.CreatedAt
		}
		if r.Until.After(e.Until) {
			e.Until = r.Until
		}
		g := Grant{
			ID: r.GrantID, GroupID: r.GroupID, GroupName: r.GroupName, Client: e.Client, Instance: e.Instance,
			Rank: r.Rank, Until: r.Until, Reason: r.Reason, GivenBy: r.GivenBy, GivenByName: r.GivenByName, CreatedAt: r.CreatedAt,
		}
		if r.ByInstance {
			g.InstanceID = r.OnInstance
		}
		if !g.Until.Before(forever) {
			g.Until = time.Time{}
		}
		e.Grants = append(e.Grants, g)
	}
	for i := range found {
		if !found[i].Until.Before(forever) {
			found[i].Until = time.Time{}
		}
	}
	return found
}

// ownersReviewed are the owners, who see every instance.
func (s *Service) ownersReviewed(ctx context.Context, tx bun.Tx, a actor.Actor, f ReviewFilter) ([]ReviewEntry, error) {
	var rows []reviewRow
	query := tx.NewSelect().TableExpr("person AS p").Join("CROSS JOIN instance AS i").Join("JOIN client AS c ON c.id = i.client_id").
		ColumnExpr("p.id AS person_id, p.name AS person_name, p.email, i.id AS on_instance, i.name AS instance_name, i.amazon_id, i.type AS instance_type").
		ColumnExpr("c.id AS client_id, c.name AS client_name, c.color AS client_color").
		Where("p.role = ? AND p.disabled_at IS NULL", actor.Owner).Where("?", mayReview(a, "p.id")).OrderExpr("p.id, i.id").Limit(int64(s.config.MostReviewed + 1))
	if f.PersonID != "" {
		query.Where("p.id = ?", f.PersonID)
	}
	if f.InstanceID != "" {
		query.Where("i.id = ?", f.InstanceID)
	}
	if f.ClientID != "" {
		query.Where("i.client_id = ?", f.ClientID)
	}
	if err := query.Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("read owners: %w", err)
	}
	if err := s.checkReviewed(rows); err != nil {
		return nil, err
	}
	found := make([]ReviewEntry, len(rows))
	for i, r := range rows {
		found[i] = ReviewEntry{
			PersonID: r.PersonID, PersonName: r.PersonName, Email: r.Email, Client: ClientName{r.ClientID, r.ClientName, r.ClientColor},
			InstanceID: r.OnInstance, Instance: InstanceName{r.InstanceName, r.AmazonID, r.InstanceType}, Rank: actor.Administrator, Owner: true,
		}
	}
	return found, nil
}

func (s *Service) addLastUse(ctx context.Context, tx bun.Tx, entries []ReviewEntry) error {
	people := map[actor.PersonID]time.Time{}
	ids := []actor.PersonID{}
	for _, e := range entries {
		if _, twice := people[e.PersonID]; !twice {
			people[e.PersonID] = time.Time{}
			ids = append(ids, e.PersonID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	for table, column := range map[string]string{"session": "used_at", "api_token": "last_used_at"} {
		var rows []struct {
			PersonID actor.PersonID
			At       bun.NullTime
		}
		err := tx.NewSelect().Table(table).Column("person_id").ColumnExpr("max(?) AS at", bun.Ident(column)).
			Where("person_id IN (?)", bun.List(ids)).Group("person_id").Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("read when people were last here: %w", err)
		}
		for _, row := range rows {
			if row.At.After(people[row.PersonID]) {
				people[row.PersonID] = row.At.Time
			}
		}
	}
	for i := range entries {
		entries[i].LastUsedAt = people[entries[i].PersonID]
	}
	return nil
}

func compareEntries(x, y ReviewEntry) int {
	return cmp.Or(
		cmp.Compare(strings.ToLower(x.Client.Name), strings.ToLower(y.Client.Name)), cmp.Compare(x.Client.ID, y.Client.ID),
		cmp.Compare(strings.ToLower(x.Instance.Name), strings.ToLower(y.Instance.Name)), cmp.Compare(x.InstanceID, y.InstanceID),
		cmp.Compare(strings.ToLower(x.PersonName), strings.ToLower(y.PersonName)), cmp.Compare(x.PersonID, y.PersonID),
	)
}

// PreviewAs gives a person and the actor they would be, for a look at what they
// would see. Administrators look at members only, and at no more of them than
// what they have on the instances and clients that the administrator gives
// access to. Errors: ErrForbidden, ErrPersonNotFound.
func (s *Service) PreviewAs(ctx context.Context, a actor.Actor, id actor.PersonID) (Person, actor.Actor, error) {
	if err := needPeople(a); err != nil {
		return Person{}, actor.Actor{}, err
	}
	person, err := s.Person(ctx, id)
	if err != nil {
		return Person{}, actor.Actor{}, err
	}
	if person.Role != actor.Member {
		if err := NeedOrganisation(a, actor.ReadPeople); err != nil {
			return Person{}, actor.Actor{}, err
		}
	}
	as, err := s.ActorOfPerson(ctx, id)
	if !a.MayOrganisation(actor.ReadPeople) {
		as = within(a, as)
	}
	return person, as, err
}

// within is a member with what they have where a gives access.
func within(a, member actor.Actor) actor.Actor {
	if member.Access == nil {
		return member
	}
	some := *member.Access // shared and never changed
	some.EndsAt = time.Time{}
	some.Instances, some.Clients = map[actor.InstanceID]actor.Place{}, map[actor.ClientID]actor.Rank{}
	for id, place := range member.Access.Instances {
		if a.May(actor.Grant, id) {
			some.Instances[id], some.Clients[place.ClientID] = place, 0
		}
	}
	for id, rank := range member.Access.Clients {
		if a.MayClient(actor.Grant, id) {
			some.Clients[id] = rank
		}
	}
	return member.With(&some)
}
