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
)

var (
	errPersonConflict = fault.New(fault.Conflict, "person.version_conflict", "The person was changed in the meantime.").
				WithNext("Look at the present state and make your change again.")
	errLastOwner = fault.New(fault.Conflict, "person.last_owner", "This is the only owner who can sign in.").
			WithNext("Make somebody else an owner first.")
	errHandOver = fault.New(fault.Invalid, "person.hand_over_invalid", "Nobody can be handed this over like this.").
			WithField("/handOverTo", "must be another person who can sign in")
)

// PersonState says whether a person can sign in.
type PersonState string

// The states of a person.
const (
	Invited  PersonState = "invited" // has not come yet
	Active   PersonState = "active"
	Disabled PersonState = "disabled"
)

// PersonDetail is a person as administrators see one. Groups, Grants, LastUsedAt
// and HasFactor are for those who may read people, and zero for others.
type PersonDetail struct {
	Person

	State      PersonState
	Groups     []GroupName
	Grants     int // held and not ended, also by groups
	Revision   int
	CreatedAt  time.Time
	DisabledAt time.Time
	LastUsedAt time.Time // of a session or a token; zero when never
	HasFactor  bool      // besides the password

	sortKey string
}

// GroupName names a group.
type GroupName struct {
	ID   actor.GroupID
	Name string
}

// PersonKey is the place of a person in a list: by name.
type PersonKey struct {
	Name string         `json:"n"`
	ID   actor.PersonID `json:"i"`
}

// Key is the person's place in a list.
func (p PersonDetail) Key() PersonKey { return PersonKey{p.sortKey, p.ID} }

// PeopleFilter chooses people. Zero fields choose all.
type PeopleFilter struct {
	Search string // part of the name or the address
	State  PersonState
	Role   actor.Role
	After  *PersonKey // the last one of the page before
}

type personDetailRow struct {
	personRow `bun:",extend"`

	SortKey   string       `bun:"sort_key"`
	Grants    int          `bun:"grants"`
	SessionAt bun.NullTime `bun:"session_at"`
	TokenAt   bun.NullTime `bun:"token_at"`
	HasFactor bool         `bun:"has_factor"`
}

func selectPeople(tx bun.Tx, into any, now time.Time) *bun.SelectQuery {
	return tx.NewSelect().Model(into).ColumnExpr("person.*").ColumnExpr("lower(person.name) AS sort_key").
		ColumnExpr(`(SELECT count(*) FROM access_grant AS g WHERE g.until > ? AND (g.person_id = person.id
			OR g.group_id IN (SELECT m.group_id FROM group_member AS m WHERE m.person_id = person.id))) AS grants`, now).
		ColumnExpr("(SELECT max(s.used_at) FROM session AS s WHERE s.person_id = person.id) AS session_at").
		ColumnExpr("(SELECT max(t.last_used_at) FROM api_token AS t WHERE t.person_id = person.id) AS token_at").
		ColumnExpr("(" + hasFactor + ") AS has_factor")
}

func (r personDetailRow) detail(a actor.Actor) PersonDetail {
	p := PersonDetail{
		Person: r.person(), State: r.state(), Revision: r.Revision, CreatedAt: r.CreatedAt, DisabledAt: r.DisabledAt, sortKey: r.SortKey,
	}
	if a.MayOrganisation(actor.ReadPeople) {
		p.Grants, p.LastUsedAt, p.HasFactor = r.Grants, r.SessionAt.Time, r.HasFactor
		if r.TokenAt.After(p.LastUsedAt) {
			p.LastUsedAt = r.TokenAt.Time
		}
	}
	return p
}

func (r personRow) state() PersonState {
	switch {
	case !r.DisabledAt.IsZero():
		return Disabled
	case r.JoinedAt.IsZero():
		return Invited
	default:
		return Active
	}
}

// needPeople refuses who may neither read people nor give them access.
func needPeople(a actor.Actor) error {
	if a.MayOrganisation(actor.ReadPeople) || a.MayAnywhere(actor.Grant) {
		return nil
	}
	return NeedAnywhere(a, actor.Grant)
}

// People returns up to limit people after the filter's key, by name. Errors: ErrForbidden.
func (s *Service) People(ctx context.Context, a actor.Actor, f PeopleFilter, limit int64) ([]PersonDetail, error) {
	if err := needPeople(a); err != nil {
		return nil, err
	}
	var found []PersonDetail
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		var rows []personDetailRow
		query := selectPeople(tx, &rows, s.clock.Now()).OrderExpr("sort_key, person.id").Limit(limit)
		if text := strings.ToLower(strings.TrimSpace(f.Search)); text != "" {
			pattern := database.LikePattern(text)
			query.Where(`(lower(person.name) LIKE ? ESCAPE '\' OR person.email_key LIKE ? ESCAPE '\')`, pattern, pattern)
		}
		switch f.State {
		case Invited:
			query.Where("person.disabled_at IS NULL AND person.joined_at IS NULL")
		case Active:
			query.Where("person.disabled_at IS NULL AND person.joined_at IS NOT NULL")
		case Disabled:
			query.Where("person.disabled_at IS NOT NULL")
		}
		if f.Role != "" {
			query.Where("person.role = ?", f.Role)
		}
		if f.After != nil {
			query.Where("(lower(person.name), person.id) > (?, ?)", f.After.Name, f.After.ID)
		}
		if err := query.Scan(ctx); err != nil {
			return err
		}
		found, err = withGroups(ctx, tx, a, rows)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return found, nil
}

func withGroups(ctx context.Context, tx bun.Tx, a actor.Actor, rows []personDetailRow) ([]PersonDetail, error) {
	found := make([]PersonDetail, len(rows))
	at := make(map[actor.PersonID]int, len(rows))
	ids := make([]actor.PersonID, len(rows))
	for i, row := range rows {
		found[i], at[row.ID], ids[i] = row.detail(a), i, row.ID
	}
	if len(ids) == 0 || !a.MayOrganisation(actor.ReadPeople) {
		return found, nil
	}
	var groups []struct {
		PersonID actor.PersonID
		ID       actor.GroupID
		Name     string
	}
	err := tx.NewSelect().TableExpr("group_member AS m").Join("JOIN person_group AS g ON g.id = m.group_id").
		ColumnExpr("m.person_id, g.id, g.name").Where("m.person_id IN (?)", bun.List(ids)).OrderExpr("g.name_key").Scan(ctx, &groups)
	if err != nil {
		return nil, fmt.Errorf("read groups of people: %w", err)
	}
	for _, g := range groups {
		p := &found[at[g.PersonID]]
		p.Groups = append(p.Groups, GroupName{g.ID, g.Name})
	}
	return found, nil
}

// PersonDetail returns one person. Errors: ErrForbidden, ErrPersonNotFound.
func (s *Service) PersonDetail(ctx context.Context, a actor.Actor, id actor.PersonID) (PersonDetail, error) {
	if err := needPeople(a); err != nil {
		return PersonDetail{}, err
	}
	var found []PersonDetail
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var rows []personDetailRow
		err := selectPeople(tx, &rows, s.clock.Now()).Where("person.id = ?", id).Scan(ctx)
		if err == nil {
			found, err = withGroups(ctx, tx, a, rows)
		}
		return err
	})
	if err != nil {
		return PersonDetail{}, fmt.Errorf("read person %s: %w", id, err)
	}
	if len(found) == 0 {
		return PersonDetail{}, ErrPersonNotFound
	}
	return found[0], nil
}

// PersonChange changes what is set and leaves the rest.
type PersonChange struct {
	Name *string
	Role *actor.Role
}

// UpdatePerson changes a person, made on revision. Errors: ErrForbidden,
// ErrPersonNotFound, person.version_conflict, person.last_owner.
func (s *Service) UpdatePerson(ctx context.Context, a actor.Actor, id actor.PersonID, revision int, change PersonChange) (PersonDetail, error) {
	if err := NeedOrganisation(a, actor.Organise); err != nil {
		return PersonDetail{}, err
	}
	if change.Name != nil {
		if err := checkPersonName(errPersonInvalid, *change.Name); len(err.Fields) > 0 {
			return PersonDetail{}, err
		}
	}
	err := s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		row, err := lockPerson(ctx, tx, id)
		if err != nil {
			return err
		}
		if row.Revision != revision {
			return errPersonConflict.WithDetail("currentRevision", row.Revision).WithDetail("currentName", row.Name).WithDetail("currentRole", row.Role)
		}
		before := *row
		if change.Name != nil {
			row.Name = strings.TrimSpace(*change.Name)
		}
		changes := audit.Changes{}.From("name", before.Name, row.Name)
		if change.Role == nil || *change.Role == row.Role {
			if err := s.savePerson(ctx, tx, a, row); err != nil {
				return err
			}
			return s.recordPerson(ctx, tx, a, audit.PersonChanged, row, changes)
		}
		if !slices.Contains(actor.Roles(), *change.Role) {
			return errPersonInvalid.WithField("/role", "must be owner, auditor or member")
		}
		if row.Role == actor.Owner {
			if err := keepOwner(ctx, tx, id); err != nil {
				return err
			}
		}
		row.Role = *change.Role
		if err := s.savePerson(ctx, tx, a, row); err != nil {
			return err
		}
		if err := s.recordPerson(ctx, tx, a, audit.PersonChanged, row, changes.From("role", before.Role, row.Role)); err != nil {
			return err
		}
		if before.Role == actor.Owner {
			if err := s.endOwnersMethods(ctx, tx, a, id); err != nil {
				return err
			}
		}
		return s.recompute(ctx, tx, a, []actor.PersonID{id})
	})
	if err != nil {
		return PersonDetail{}, err
	}
	return s.PersonDetail(ctx, a, id)
}

// savePerson stores a person's row that was changed, and tells of it.
func (s *Service) savePerson(ctx context.Context, tx bun.Tx, a actor.Actor, row *personRow) error {
	row.Revision++
	row.UpdatedAt = s.clock.Now()
	_, err := tx.NewUpdate().Model(row).Column("name", "role", "password_hash", "joined_at", "disabled_at", "revision", "updated_at").WherePK().Exec(ctx)
	if err != nil {
		return fmt.Errorf("save person %s: %w", row.ID, err)
	}
	s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(row.ID)})
	return nil
}

func lockPerson(ctx context.Context, tx bun.Tx, id actor.PersonID) (*personRow, error) {
	row := new(personRow)
	err := database.LockRows(tx.NewSelect().Model(row).Where("id = ?", id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrPersonNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read person %s: %w", id, err)
	}
	return row, nil
}

// keepOwner refuses to lose the last owner who can sign in by a password, which
// works also when no provider does. lockAccess keeps two from each leaving the
// other as the last.
func keepOwner(ctx context.Context, tx bun.Tx, but actor.PersonID) error {
	others, err := tx.NewSelect().Model((*personRow)(nil)).
		Where("role = ? AND disabled_at IS NULL AND password_hash <> '' AND id <> ?", actor.Owner, but).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for other owners: %w", err)
	}
	if !others {
		return errLastOwner
	}
	return nil
}

// DisableResult says what disabling a person did.
type DisableResult struct {
	Sessions, Tokens int // that have ended
	HandedOver, Left int // schedules that somebody, or nobody, is responsible for now
}

// Disable lets a person in no more: sessions, tokens, links and streams end at
// once. What they were responsible for is made to's, if there is one, as far as to
// may run it. It may be called twice. Errors: ErrForbidden, ErrPersonNotFound, person.last_owner,
// person.hand_over_invalid.
func (s *Service) Disable(ctx context.Context, a actor.Actor, id, to actor.PersonID) (done DisableResult, err error) {
	err = s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		done = DisableResult{}
		row, err := lockPerson(ctx, tx, id)
		if err != nil {
			return err
		}
		if row.Role == actor.Owner && row.DisabledAt.IsZero() {
			if err := keepOwner(ctx, tx, id); err != nil {
				return err
			}
		}
		if err := checkSuccessor(ctx, tx, id, to); err != nil {
			return err
		}
		if row.DisabledAt.IsZero() {
			row.DisabledAt = s.clock.Now()
			if err := s.savePerson(ctx, tx, a, row); err != nil {
				return err
			}
		}
		if done.Sessions, err = s.endSessions(ctx, tx, a, id, ""); err != nil {
			return err
		}
		if done.Tokens, err = s.endTokens(ctx, tx, a, id); err != nil {
			return err
		}
		if err = deleteLinks(ctx, tx, id); err != nil {
			return err
		}
		if s.handOver != nil {
			if done.HandedOver, done.Left, err = s.handOver(ctx, tx, a, id, to); err != nil {
				return err
			}
		}
		if s.leaves != nil {
			if err := s.leaves(ctx, tx, a, id); err != nil {
				return err
			}
		}
		changes := audit.Changes{}.Is("sessionsEnded", done.Sessions).Is("tokensEnded", done.Tokens).
			Is("handedOverTo", to).Is("handedOver", done.HandedOver).Is("left", done.Left)
		if err := s.recordPerson(ctx, tx, a, audit.PersonDisabled, row, changes); err != nil {
			return err
		}
		return s.recompute(ctx, tx, a, []actor.PersonID{id})
	})
	return done, err
}

func checkSuccessor(ctx context.Context, tx bun.Tx, from, to actor.PersonID) error {
	if to == "" {
		return nil
	}
	exists, err := tx.NewSelect().Model((*personRow)(nil)).Where("id = ? AND disabled_at IS NULL AND joined_at IS NOT NULL", to).Exists(ctx)
	if err != nil {
		return fmt.Errorf("find person %s: %w", to, err)
	}
	if !exists || from == to {
		return errHandOver
	}
	return nil
}

// deleteLinks deletes the links of a person.
func deleteLinks(ctx context.Context, tx bun.Tx, id actor.PersonID) error {
	if _, err := tx.NewDelete().Model((*linkRow)(nil)).Where("person_id = ?", id).Exec(ctx); err != nil {
		return fmt.Errorf("delete the links of person %s: %w", id, err)
	}
	return nil
}

// Enable lets a disabled person in again, with the password and the grants they
// had. It may be called twice. Errors: ErrForbidden, ErrPersonNotFound.
func (s *Service) Enable(ctx context.Context, a actor.Actor, id actor.PersonID) error {
	return s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		row, err := lockPerson(ctx, tx, id)
		if err != nil || row.DisabledAt.IsZero() {
			return err
		}
		row.DisabledAt = time.Time{}
		if err := s.savePerson(ctx, tx, a, row); err != nil {
			return err
		}
		if err := s.recordPerson(ctx, tx, a, audit.PersonEnabled, row, nil); err != nil {
			return err
		}
		return s.recompute(ctx, tx, a, []actor.PersonID{id})
	})
}
