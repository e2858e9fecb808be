package datasource

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
)

// freshFor is how long Amazon's list holds.
const freshFor = time.Hour

// Reacher gives the way to an instance at Amazon; package connection has one.
type Reacher interface {
	// Reach returns the calls for an instance without making one. Its errors
	// are faults.
	Reach(ctx context.Context, a actor.Actor, i instance.Instance) (*amc.Client, *amc.InstanceClient, error)
}

// Dependencies are what the service works with.
type Dependencies struct {
	DB        *database.DB
	Clock     clock.Clock
	Instances *instance.Service
	Amazon    Reacher
	Catalog   *catalog.Catalog
	Events    *event.Log
	Logger    *slog.Logger
	// Sandbox says that Amazon is the sandbox: what people declare is made there.
	Sandbox bool
}

// Service lists tables. It is safe for concurrent use.
type Service struct {
	deps  Dependencies
	ready readyTables
}

// New returns the service.
func New(deps Dependencies) *Service { return &Service{deps: deps} }

type row struct {
	bun.BaseModel `bun:"table:instance_data_source"`

	InstanceID actor.InstanceID `bun:"instance_id,pk"`
	Data       []byte           `bun:"data"`
	FetchedAt  time.Time        `bun:"fetched_at"`
}

// List returns the tables of an instance that a may see: those kept if they
// are fresh, else Amazon's answer of now, else those kept, marked as stale. What
// people declared for the instance is among them.
func (s *Service) List(ctx context.Context, a actor.Actor, id actor.InstanceID) (List, error) {
	i, err := s.deps.Instances.Find(ctx, a, id)
	if err != nil {
		return List{}, err
	}
	list, err := s.listed(ctx, a, i)
	if err != nil {
		return List{}, err
	}
	declared, err := s.declared(ctx, a, i.ID)
	if err != nil {
		return List{}, err
	}
	list.Sources = withDeclared(list.Sources, declared)
	addExamples(s.deps.Catalog, list.Sources)
	return list, nil
}

// listed is what Amazon says, now or lately.
func (s *Service) listed(ctx context.Context, a actor.Actor, i instance.Instance) (List, error) {
	kept, err := s.kept(ctx, a, i.ID)
	if err != nil {
		return List{}, err
	}
	now := s.deps.Clock.Now()
	if !kept.FetchedAt.IsZero() && now.Sub(kept.FetchedAt) < freshFor {
		return kept, nil
	}
	fresh, err := s.fetch(ctx, a, i)
	if err == nil {
		return fresh, nil
	}
	if kept.FetchedAt.IsZero() || ctx.Err() != nil {
		return List{}, asFault(err)
	}
	s.deps.Logger.WarnContext(ctx, "tables shown are old ones", slog.String("instanceId", string(i.ID)), slog.Any("error", err))
	kept.Stale = true
	return kept, nil
}

// kept returns the list kept from before; a zero FetchedAt means there is none.
func (s *Service) kept(ctx context.Context, a actor.Actor, id actor.InstanceID) (List, error) {
	var list List
	err := s.deps.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		list, err = readKept(ctx, tx, id)
		return err
	})
	return list, err
}

func readKept(ctx context.Context, tx bun.Tx, id actor.InstanceID) (List, error) {
	var found row
	err := tx.NewSelect().Model(&found).Where("instance_id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return List{}, nil
	}
	if err != nil {
		return List{}, fmt.Errorf("read tables of instance %s: %w", id, err)
	}
	list := List{FetchedAt: found.FetchedAt}
	if err := json.Unmarshal(found.Data, &list.Sources); err != nil {
		return List{}, fmt.Errorf("read tables of instance %s: %w", id, err)
	}
	return list, nil
}

// forget lets the tables of an instance be asked for anew.
func (s *Service) forget(ctx context.Context, a actor.Actor, id actor.InstanceID) error {
	err := s.deps.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewDelete().Model((*row)(nil)).Where("instance_id = ?", id).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("forget tables of instance %s: %w", id, err)
	}
	return nil
}

// fetch asks Amazon and keeps the answer.
func (s *Service) fetch(ctx context.Context, a actor.Actor, i instance.Instance) (List, error) {
	_, client, err := s.deps.Amazon.Reach(ctx, a, i)
	if err != nil {
		return List{}, err
	}
	var listed []amc.DataSource
	for source, err := range client.ListDataSources(ctx) {
		if err != nil {
			return List{}, fmt.Errorf("list tables of instance %s: %w", i.ID, err)
		}
		listed = append(listed, source)
	}
	var described []catalog.Dataset
	if slices.ContainsFunc(listed, isUpload) {
		if described, err = s.dataSets(ctx, i, client); err != nil {
			return List{}, err
		}
	}
	list := List{Sources: merge(s.deps.Catalog, listed, described), FetchedAt: s.deps.Clock.Now()}
	data, err := json.Marshal(list.Sources)
	if err != nil {
		return List{}, fmt.Errorf("keep tables of instance %s: %w", i.ID, err)
	}
	err = s.deps.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(&row{InstanceID: i.ID, Data: data, FetchedAt: list.FetchedAt}).
			On("CONFLICT (instance_id) DO UPDATE").Set("data = EXCLUDED.data, fetched_at = EXCLUDED.fetched_at").Exec(ctx)
		return err
	})
	if err != nil {
		return List{}, fmt.Errorf("keep tables of instance %s: %w", i.ID, err)
	}
	return list, nil
}

// dataSets are the descriptions of uploaded tables, which the list of tables
// lacks: kinds, event times, types. Many connections may not ask for them (the
// scope advertising::audiences is needed), so that a refusal is no fault.
func (s *Service) dataSets(ctx context.Context, i instance.Instance, client *amc.InstanceClient) ([]catalog.Dataset, error) {
	sets, err := client.ListDataSets(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("list data sets of instance %s: %w", i.ID, err)
		}
		s.deps.Logger.InfoContext(ctx, "uploaded data sets are not described", slog.String("instanceId", string(i.ID)), slog.Any("error", err))
		return nil, nil
	}
	var described []catalog.Dataset
	for _, set := range sets {
		read, err := catalog.ParseDatasets(set.Description)
		if err != nil {
			s.deps.Logger.InfoContext(ctx, "data set is described in a form that is not known",
				slog.String("instanceId", string(i.ID)), slog.String("dataSet", set.ID), slog.Any("error", err))
			continue
		}
		described = append(described, read...)
	}
	return described, nil
}

func asFault(err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if _, ok := errors.AsType[*amc.Error](err); ok {
		return ErrUnavailable.WithCause(err)
	}
	return err
}
