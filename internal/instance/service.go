package instance

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// Dependencies are what the service works with.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Events *event.Log
	// Placed hears, in the transaction of a discovery, which instances were found
	// or have moved to another client. It may be nil.
	Placed func(ctx context.Context, tx bun.Tx, by actor.Actor, instances []actor.InstanceID) error
}

// Service reads and edits clients and instances. It is safe for concurrent use.
type Service struct {
	db     *database.DB
	clock  clock.Clock
	events *event.Log
	placed func(ctx context.Context, tx bun.Tx, by actor.Actor, instances []actor.InstanceID) error
}

// New returns the service.
func New(deps Dependencies) *Service {
	return &Service{db: deps.DB, clock: deps.Clock, events: deps.Events, placed: deps.Placed}
}

// Find returns an instance by our id or by Amazon's, or ErrNotFound when it is
// missing or a may not see it.
func (s *Service) Find(ctx context.Context, a actor.Actor, id actor.InstanceID) (Instance, error) {
	var row instanceRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		row, err = find(ctx, tx, a, id)
		return err
	})
	return row.instance(), err
}

// Read gives an instance by our id, in tx.
func Read(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.InstanceID) (Instance, error) {
	row, err := find(ctx, tx, a, id)
	return row.instance(), err
}

// ReadAll gives instances by our ids in one statement of tx. What is missing,
// or what a may not see, is left out.
func ReadAll(ctx context.Context, tx bun.Tx, a actor.Actor, ids []actor.InstanceID) (map[actor.InstanceID]Instance, error) {
	found := make(map[actor.InstanceID]Instance, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var rows []instanceRow
	if err := database.Visible(instances(tx, &rows), a, "instance.id").Where("instance.id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read instances: %w", err)
	}
	for _, row := range rows {
		found[row.ID] = row.instance()
	}
	return found, nil
}

// ListParams choose instances.
type ListParams struct {
	ClientID actor.ClientID // all when empty
	Search   string         // part of a name or Amazon's id; all when empty
}

// List returns the instances a may see, by client and name.
func (s *Service) List(ctx context.Context, a actor.Actor, params ListParams) ([]Instance, error) {
	var rows []instanceRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := database.Visible(instances(tx, &rows), a, "instance.id").OrderExpr("lower(client.name), client.id, lower(instance.name), instance.id")
		if params.ClientID != "" {
			query = query.Where("instance.client_id = ?", params.ClientID)
		}
		if text := strings.ToLower(strings.TrimSpace(params.Search)); text != "" {
			pattern := database.LikePattern(text)
			query = query.Where(`(lower(instance.name) LIKE ? ESCAPE '\' OR lower(instance.amazon_name) LIKE ? ESCAPE '\'`+
				` OR instance.amazon_id LIKE ? ESCAPE '\' OR lower(client.name) LIKE ? ESCAPE '\')`, pattern, pattern, pattern, pattern)
		}
		return query.Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list instances: %w", err)
	}
	found := make([]Instance, len(rows))
	for i, row := range rows {
		found[i] = row.instance()
	}
	return found, nil
}

// ListClients returns the clients a may see, by name.
func (s *Service) ListClients(ctx context.Context, a actor.Actor) ([]Client, error) {
	var rows []clientRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return clients(tx, &rows, a).OrderExpr("lower(client.name), client.id").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list clients: %w", err)
	}
	found := make([]Client, len(rows))
	for i, row := range rows {
		found[i] = row.client()
	}
	return found, nil
}

// UpdateParams change an instance; nil leaves as is.
type UpdateParams struct {
	Name *string
}

// Update edits the instance whose version is still version. Otherwise it
// answers ErrConflict with the present state as detail "current".
func (s *Service) Update(ctx context.Context, a actor.Actor, id actor.InstanceID, version int, params UpdateParams) (Instance, error) {
	name, err := cleanName(params.Name)
	if err != nil {
		return Instance{}, err
	}
	var row instanceRow
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if row, err = find(ctx, tx, a, id); err != nil {
			return err
		}
		if err := access.Need(a, actor.Rename, row.ID, row.ClientID); err != nil {
			return err
		}
		if row.Version != version {
			return ErrConflict.WithDetail("currentVersion", row.Version).WithDetail("currentName", row.Name)
		}
		before := row.Name
		if name != nil {
			row.Name = *name
		}
		row.Version++
		row.UpdatedAt = s.clock.Now()
		result, err := tx.NewUpdate().Model(&row).Column("name", "version", "updated_at").WherePK().Where("version = ?", version).Exec(ctx)
		if err := changedOne(result, err); err != nil {
			return fmt.Errorf("update instance %s: %w", id, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.InstanceChanged, SubjectID: string(row.ID), InstanceID: row.ID})
		return audit.Record(ctx, tx, a, row.UpdatedAt, audit.What{
			Act: audit.InstanceChanged, ID: string(row.ID), Name: row.Name, ClientID: row.ClientID, InstanceID: row.ID,
			Changes: audit.Changes{}.From("name", before, row.Name),
		})
	})
	return row.instance(), err
}

// UpdateClientParams change a client; nil leaves as is.
type UpdateClientParams struct {
	Name  *string
	Color *string
}

var colorForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// UpdateClient edits the client whose version is still version. Otherwise it
// answers ErrClientConflict with the present state as details.
func (s *Service) UpdateClient(ctx context.Context, a actor.Actor, id actor.ClientID, version int, params UpdateClientParams) (Client, error) {
	name, err := cleanName(params.Name)
	if err != nil {
		return Client{}, err
	}
	if params.Color != nil && !colorForm.MatchString(*params.Color) {
		return Client{}, errColorInvalid
	}
	var row clientRow
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if row, err = findClient(ctx, tx, a, id); err != nil {
			return err
		}
		if err := access.NeedClient(a, actor.Rename, id); err != nil {
			return err
		}
		if row.Version != version {
			return ErrClientConflict.WithDetail("currentVersion", row.Version).
				WithDetail("currentName", row.Name).WithDetail("currentColor", row.Color)
		}
		before := row
		if name != nil {
			row.Name = *name
		}
		if params.Color != nil {
			row.Color = *params.Color
		}
		row.Version++
		row.UpdatedAt = s.clock.Now()
		result, err := tx.NewUpdate().Model(&row).Column("name", "color", "version", "updated_at").WherePK().Where("version = ?", version).Exec(ctx)
		if err := changedOne(result, err); err != nil {
			return fmt.Errorf("update client %s: %w", id, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.ClientChanged, SubjectID: string(id), ClientID: id})
		return audit.Record(ctx, tx, a, row.UpdatedAt, audit.What{
			Act: audit.ClientChanged, ID: string(id), Name: row.Name, ClientID: id,
			Changes: audit.Changes{}.From("name", before.Name, row.Name).From("color", before.Color, row.Color),
		})
	})
	return row.client(), err
}

func cleanName(name *string) (*string, error) {
	if name == nil {
		return nil, nil //nolint:nilnil // no name is a valid wish: leave it
	}
	trimmed := strings.TrimSpace(*name)
	if trimmed == "" || utf8.RuneCountInString(trimmed) > 200 {
		return nil, errNameInvalid
	}
	return &trimmed, nil
}
