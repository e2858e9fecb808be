package query

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Dependencies are what a Service works with.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Events *event.Log
}

// Service saves and finds queries. Its methods answer with this package's
// errors; what the actor may not see is ErrNotFound.
type Service struct {
	db     *database.DB
	clock  clock.Clock
	events *event.Log
}

// New returns a Service.
func New(d Dependencies) *Service {
	return &Service{db: d.DB, clock: d.Clock, events: d.Events}
}

// Create saves a new query as its version 1. A request that comes again with
// its key gets the query the first one made.
func (s *Service) Create(ctx context.Context, a actor.Actor, content Content, key idempotency.Key) (Query, error) {
	if err := content.check(); err != nil {
		return Query{}, err
	}
	var created Query
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		id, _, err := idempotency.Once(ctx, tx, a, key, now, func() (actor.QueryID, error) {
			return s.insert(ctx, tx, a, content, now)
		})
		if err != nil {
			return err
		}
		created, err = findQuery(ctx, tx, a, id)
		return err
	})
	return created, err
}

// insert writes a new query and its version 1.
func (s *Service) insert(ctx context.Context, tx bun.Tx, a actor.Actor, content Content, now time.Time) (actor.QueryID, error) {
	if err := checkOwner(ctx, tx, a, content.ClientID, content.InstanceID); err != nil {
		return "", err
	}
	row := &queryRow{
		ID: actor.NewID[actor.QueryID](), Version: 1, Revision: 1,
		CreatedBy: a.PersonID, CreatedAt: now, UpdatedBy: a.PersonID, UpdatedAt: now,
	}
	row.describe(content)
	if err := insertQuery(ctx, tx, row); err != nil {
		return "", err
	}
	if err := insertVersion(ctx, tx, newVersionRow(row, content)); err != nil {
		return "", err
	}
	s.changed(ctx, a, row)
	return row.ID, record(ctx, tx, a, audit.QueryCreated, row, audit.Changes{}.Is("version", row.Version))
}

// Get returns a query with its newest version.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.QueryID) (Query, error) {
	var found Query
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		found, err = findQuery(ctx, tx, a, id)
		return err
	})
	return found, err
}

// List returns up to limit queries after the filter's key, last changed first.
func (s *Service) List(ctx context.Context, a actor.Actor, filter Filter, limit int64) ([]Summary, error) {
	var found []Summary
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		found, err = listQueries(ctx, tx, a, filter, limit)
		return err
	})
	return found, err
}

// Save replaces what the query says, made on revision. Other SQL, parameters
// or placeholders become a new version; saving what is there already changes nothing.
func (s *Service) Save(ctx context.Context, a actor.Actor, id actor.QueryID, revision int, content Content) (Query, error) {
	if err := content.check(); err != nil {
		return Query{}, err
	}
	return s.change(ctx, a, id, revision, audit.QuerySaved, func(ctx context.Context, tx bun.Tx, row *queryRow, current Query) error {
		if err := checkOwner(ctx, tx, a, content.ClientID, content.InstanceID); err != nil {
			return err
		}
		row.describe(content)
		if content.sameVersion(current) {
			return nil
		}
		row.Version++
		row.UpdatedBy, row.UpdatedAt = a.PersonID, s.clock.Now()
		return insertVersion(ctx, tx, newVersionRow(row, content))
	})
}

// Patch changes what is set and leaves the rest.
type Patch struct {
	Name     *string
	Archived *bool
}

// Update renames, archives or brings back a query, made on revision.
func (s *Service) Update(ctx context.Context, a actor.Actor, id actor.QueryID, revision int, patch Patch) (Query, error) {
	return s.change(ctx, a, id, revision, audit.QueryChanged, func(_ context.Context, _ bun.Tx, row *queryRow, current Query) error {
		if patch.Name != nil {
			if err := (Content{Name: *patch.Name}).check(); err != nil {
				return err
			}
			row.rename(*patch.Name)
		}
		switch {
		case patch.Archived == nil || *patch.Archived == (current.ArchivedAt != nil):
		case *patch.Archived:
			now := s.clock.Now()
			row.ArchivedAt = &now
		default:
			row.ArchivedAt = nil
		}
		return nil
	})
}

// Versions lists all versions, newest first, without their SQL.
func (s *Service) Versions(ctx context.Context, a actor.Actor, id actor.QueryID) ([]Version, error) {
	var found []Version
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if _, err := findRow(ctx, tx, a, id, false); err != nil {
			return err
		}
		var err error
		found, err = listVersions(ctx, tx, id)
		return err
	})
	return found, err
}

// Version returns one version.
func (s *Service) Version(ctx context.Context, a actor.Actor, id actor.QueryID, number int) (Version, error) {
	var found Version
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if _, err := findRow(ctx, tx, a, id, false); err != nil {
			return err
		}
		var err error
		found, err = findVersion(ctx, tx, id, number)
		return err
	})
	return found, err
}

// Restore saves an old version as the newest, made on revision.
func (s *Service) Restore(ctx context.Context, a actor.Actor, id actor.QueryID, revision, number int) (Query, error) {
	return s.change(ctx, a, id, revision, audit.QueryRestored, func(ctx context.Context, tx bun.Tx, row *queryRow, current Query) error {
		old, err := findVersion(ctx, tx, id, number)
		if err != nil {
			return err
		}
		content := Content{SQL: old.SQL, Parameters: old.Parameters, Placeholders: old.Placeholders, Note: restoredNote(number)}
		if content.sameVersion(current) {
			return nil
		}
		row.Version++
		row.UpdatedBy, row.UpdatedAt = a.PersonID, s.clock.Now()
		return insertVersion(ctx, tx, newVersionRow(row, content))
	})
}

// change runs edit on the query's row, if revision is still its newest, and
// stores and records what edit made of it.
func (s *Service) change(ctx context.Context, a actor.Actor, id actor.QueryID, revision int, act audit.Act,
	edit func(ctx context.Context, tx bun.Tx, row *queryRow, current Query) error,
) (Query, error) {
	var changed Query
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findRow(ctx, tx, a, id, true)
		if err != nil {
			return err
		}
		if err := writable(a, row.ClientID, row.InstanceID); err != nil {
			return err
		}
		current, err := findQuery(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if row.Revision != revision {
			return &ConflictError{Current: current}
		}
		before := *row
		if err := edit(ctx, tx, row, current); err != nil {
			return err
		}
		if before == *row {
			changed = current
			return nil
		}
		row.Revision++
		row.UpdatedBy, row.UpdatedAt = a.PersonID, s.clock.Now()
		if err := updateQuery(ctx, tx, row); err != nil {
			return err
		}
		s.changed(ctx, a, row)
		if err := record(ctx, tx, a, act, row, row.changesSince(&before)); err != nil {
			return err
		}
		changed, err = findQuery(ctx, tx, a, id)
		return err
	})
	return changed, err
}

func (s *Service) changed(ctx context.Context, a actor.Actor, row *queryRow) {
	s.events.Record(ctx, a, event.Change{
		Kind: event.QueryChanged, SubjectID: string(row.ID), InstanceID: row.InstanceID, ClientID: row.ClientID,
	})
}

// nameKey is a name as it is searched.
func nameKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
