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
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Errors about groups.
var (
	ErrGroupNotFound = fault.New(fault.NotFound, "group.not_found", "There is no such group.")
	errGroupInvalid  = fault.New(fault.Invalid, "group.invalid", "The group cannot be saved like this.").
				WithField("/name", "must have 1 to 100 characters")
	errGroupName = fault.New(fault.Conflict, "group.name_taken", "There is a group of that name.").
			WithField("/name", "is taken").WithNext("Choose another name.")
	errGroupConflict = fault.New(fault.Conflict, "group.version_conflict", "The group was changed in the meantime.").
				WithNext("Look at the present one and make your change again.")
)

// Group is a set of people that are given access together.
type Group struct {
	ID          actor.GroupID
	Name        string
	Description string
	Members     []PersonName // by name
	Grants      int          // given to it and not ended, of those that who asks may see
	Revision    int          // counts the edits
	CreatedAt   time.Time
}

// PersonName names a person.
type PersonName struct {
	ID   actor.PersonID
	Name string
}

type groupRow struct {
	bun.BaseModel `bun:"table:person_group,alias:grp"`

	ID          actor.GroupID  `bun:"id,pk"`
	Name        string         `bun:"name"`
	NameKey     string         `bun:"name_key"`
	Description string         `bun:"description"`
	Revision    int            `bun:"revision"`
	CreatedBy   actor.PersonID `bun:"created_by"`
	CreatedAt   time.Time      `bun:"created_at"`
	UpdatedAt   time.Time      `bun:"updated_at"`

	Grants int `bun:"grants,scanonly"`
}

type memberRow struct {
	bun.BaseModel `bun:"table:group_member"`

	GroupID  actor.GroupID  `bun:"group_id,pk"`
	PersonID actor.PersonID `bun:"person_id,pk"`
	AddedBy  actor.PersonID `bun:"added_by"`
	AddedAt  time.Time      `bun:"added_at"`
}

// GroupContent is what a person says about a group.
type GroupContent struct{ Name, Description string }

func (r *groupRow) describe(c GroupContent) error {
	r.Name = strings.TrimSpace(c.Name)
	if n := utf8.RuneCountInString(r.Name); n == 0 || n > 100 {
		return errGroupInvalid
	}
	r.NameKey, r.Description = strings.ToLower(r.Name), c.Description
	return nil
}

// Groups lists the groups by name. Errors: ErrForbidden.
func (s *Service) Groups(ctx context.Context, a actor.Actor) ([]Group, error) {
	if err := needPeople(a); err != nil {
		return nil, err
	}
	return s.readGroups(ctx, a, func(*bun.SelectQuery) {})
}

// Group returns one group. Errors: ErrForbidden, ErrGroupNotFound.
func (s *Service) Group(ctx context.Context, a actor.Actor, id actor.GroupID) (Group, error) {
	if err := needPeople(a); err != nil {
		return Group{}, err
	}
	found, err := s.readGroups(ctx, a, func(query *bun.SelectQuery) { query.Where("grp.id = ?", id) })
	if err == nil && len(found) == 0 {
		err = ErrGroupNotFound
	}
	if err != nil {
		return Group{}, err
	}
	return found[0], nil
}

func (s *Service) readGroups(ctx context.Context, a actor.Actor, narrow func(*bun.SelectQuery)) ([]Group, error) {
	var rows []groupRow
	var members []struct {
		GroupID actor.GroupID
		ID      actor.PersonID
		Name    string
	}
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := tx.NewSelect().Model(&rows).ColumnExpr("grp.*").
			ColumnExpr("(SELECT count(*) FROM access_grant AS g WHERE g.group_id = grp.id AND g.until > ? AND ?) AS grants", s.clock.Now(), seesGrants(a)).
			OrderExpr("grp.name_key")
		narrow(query)
		if err := query.Scan(ctx); err != nil || len(rows) == 0 {
			return err
		}
		ids := make([]actor.GroupID, len(rows))
		for i, row := range rows {
			ids[i] = row.ID
		}
		return tx.NewSelect().TableExpr("group_member AS m").Join("JOIN person AS p ON p.id = m.person_id").
			ColumnExpr("m.group_id, p.id, p.name").Where("m.group_id IN (?)", bun.List(ids)).OrderExpr("lower(p.name), p.id").Scan(ctx, &members)
	})
	if err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	of := map[actor.GroupID][]PersonName{}
	for _, m := range members {
		of[m.GroupID] = append(of[m.GroupID], PersonName{m.ID, m.Name})
	}
	found := make([]Group, len(rows))
	for i, row := range rows {
		found[i] = Group{
			ID: row.ID, Name: row.Name, Description: row.Description, Members: of[row.ID], Grants: row.Grants,
			Revision: row.Revision, CreatedAt: row.CreatedAt,
		}
	}
	return found, nil
}

// CreateGroup makes a group. Errors: ErrForbidden, group.invalid, group.name_taken.
func (s *Service) CreateGroup(ctx context.Context, a actor.Actor, c GroupContent, key idempotency.Key) (Group, error) {
	if err := NeedOrganisation(a, actor.Organise); err != nil {
		return Group{}, err
	}
	row := &groupRow{}
	if err := row.describe(c); err != nil {
		return Group{}, err
	}
	var id actor.GroupID
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		now := s.clock.Now()
		id, _, err = idempotency.Once(ctx, tx, a, key, now, func() (actor.GroupID, error) {
			row.ID, row.Revision, row.CreatedBy, row.CreatedAt, row.UpdatedAt = actor.NewID[actor.GroupID](), 1, a.PersonID, now, now
			_, err := tx.NewInsert().Model(row).Exec(ctx)
			if err := s.groupStored(ctx, a, row, err); err != nil {
				return "", err
			}
			return row.ID, s.recordGroup(ctx, tx, a, audit.GroupCreated, row, audit.Changes{}.Is("description", row.Description))
		})
		return err
	})
	if err != nil {
		return Group{}, err
	}
	return s.Group(ctx, a, id)
}

func (s *Service) groupStored(ctx context.Context, a actor.Actor, row *groupRow, err error) error {
	if database.IsUnique(err) {
		return errGroupName
	}
	if err != nil {
		return fmt.Errorf("store group %s: %w", row.ID, err)
	}
	s.events.Record(ctx, a, event.Change{Kind: event.GroupChanged, SubjectID: string(row.ID)})
	return nil
}

// GroupChange changes what is set and leaves the rest.
type GroupChange struct{ Name, Description *string }

// UpdateGroup changes a group, made on revision. Errors: ErrForbidden,
// ErrGroupNotFound, group.invalid, group.name_taken, group.version_conflict.
func (s *Service) UpdateGroup(ctx context.Context, a actor.Actor, id actor.GroupID, revision int, change GroupChange) (Group, error) {
	if err := NeedOrganisation(a, actor.Organise); err != nil {
		return Group{}, err
	}
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockGroup(ctx, tx, id, revision)
		if err != nil {
			return err
		}
		before, content := *row, GroupContent{row.Name, row.Description}
		if change.Name != nil {
			content.Name = *change.Name
		}
		if change.Description != nil {
			content.Description = *change.Description
		}
		if err := row.describe(content); err != nil {
			return err
		}
		row.Revision, row.UpdatedAt = row.Revision+1, s.clock.Now()
		_, err = tx.NewUpdate().Model(row).WherePK().Exec(ctx)
		if err := s.groupStored(ctx, a, row, err); err != nil {
			return err
		}
		changes := audit.Changes{}.From("name", before.Name, row.Name).From("description", before.Description, row.Description)
		return s.recordGroup(ctx, tx, a, audit.GroupChanged, row, changes)
	})
	if err != nil {
		return Group{}, err
	}
	return s.Group(ctx, a, id)
}

// anyRevision stands for whichever revision there is.
const anyRevision = -1

func lockGroup(ctx context.Context, tx bun.Tx, id actor.GroupID, revision int) (*groupRow, error) {
	row := new(groupRow)
	err := database.LockRows(tx.NewSelect().Model(row).Where("id = ?", id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrGroupNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read group %s: %w", id, err)
	}
	if revision != anyRevision && row.Revision != revision {
		return nil, errGroupConflict.WithDetail("currentRevision", row.Revision)
	}
	return row, nil
}

// DeleteGroup ends a group with its grants. Errors: ErrForbidden,
// ErrGroupNotFound, group.version_conflict.
func (s *Service) DeleteGroup(ctx context.Context, a actor.Actor, id actor.GroupID, revision int) error {
	return s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		row, err := lockGroup(ctx, tx, id, revision)
		if err != nil {
			return err
		}
		members, err := membersOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model(row).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("delete group %s: %w", id, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.GroupChanged, SubjectID: string(id)})
		if err := s.recordGroup(ctx, tx, a, audit.GroupDeleted, row, audit.Changes{}.Was("members", members)); err != nil {
			return err
		}
		return s.recompute(ctx, tx, a, members)
	})
}

func membersOf(ctx context.Context, tx bun.Tx, id actor.GroupID) (members []actor.PersonID, err error) {
	err = tx.NewSelect().Model((*memberRow)(nil)).Column("person_id").Where("group_id = ?", id).Order("person_id").Scan(ctx, &members)
	if err != nil {
		return nil, fmt.Errorf("read members of group %s: %w", id, err)
	}
	return members, nil
}

// AddMember adds a person to a group. It may be called twice. Errors:
// ErrForbidden, ErrGroupNotFound, ErrPersonNotFound.
func (s *Service) AddMember(ctx context.Context, a actor.Actor, id actor.GroupID, person actor.PersonID) (Group, error) {
	return s.changeMember(ctx, a, id, person, s.join)
}

// RemoveMember takes a person out of a group. It may be called twice. Errors:
// ErrForbidden, ErrGroupNotFound, ErrPersonNotFound.
func (s *Service) RemoveMember(ctx context.Context, a actor.Actor, id actor.GroupID, person actor.PersonID) (Group, error) {
	return s.changeMember(ctx, a, id, person, func(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.GroupID, person actor.PersonID) error {
		row, err := lockGroup(ctx, tx, id, anyRevision)
		if err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model((*memberRow)(nil)).Where("group_id = ? AND person_id = ?", id, person).Exec(ctx); err != nil {
			return fmt.Errorf("take person %s out of group %s: %w", person, id, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.GroupChanged, SubjectID: string(id)})
		return s.recordGroup(ctx, tx, a, audit.GroupMemberRemoved, row, audit.Changes{}.Was("person", person))
	})
}

func (s *Service) changeMember(ctx context.Context, a actor.Actor, id actor.GroupID, person actor.PersonID,
	act func(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.GroupID, person actor.PersonID) error,
) (Group, error) {
	err := s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		if _, err := lockPerson(ctx, tx, person); err != nil {
			return err
		}
		if err := act(ctx, tx, a, id, person); err != nil {
			return err
		}
		return s.recompute(ctx, tx, a, []actor.PersonID{person})
	})
	if err != nil {
		return Group{}, err
	}
	return s.Group(ctx, a, id)
}

// join adds a person to a group; what follows from it is the caller's to compute.
func (s *Service) join(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.GroupID, person actor.PersonID) error {
	group, err := lockGroup(ctx, tx, id, anyRevision)
	if err != nil {
		return err
	}
	row := &memberRow{GroupID: id, PersonID: person, AddedBy: a.PersonID, AddedAt: s.clock.Now()}
	if _, err := tx.NewInsert().Model(row).On("CONFLICT (group_id, person_id) DO NOTHING").Exec(ctx); err != nil {
		return fmt.Errorf("add person %s to group %s: %w", person, id, err)
	}
	s.events.Record(ctx, a, event.Change{Kind: event.GroupChanged, SubjectID: string(id)})
	return s.recordGroup(ctx, tx, a, audit.GroupMemberAdded, group, audit.Changes{}.Is("person", person))
}
