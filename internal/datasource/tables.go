package datasource

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
)

// mostTables is how many instances' catalogues are kept ready.
const mostTables = 64

// Tables is the catalogue as queries of one instance see it: Amazon's tables,
// the data sets that people declared for it, and those that Amazon's list,
// when it was last read, had beside them. Amazon is not asked. The same
// catalogue comes again while nothing changed. Error: NotFound of the instance.
func (s *Service) Tables(ctx context.Context, a actor.Actor, id actor.InstanceID) (*catalog.Catalog, error) {
	i, err := s.deps.Instances.Find(ctx, a, id)
	if err != nil {
		return nil, err
	}
	var tables *catalog.Catalog
	err = s.deps.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		tables, err = s.TablesIn(ctx, tx, i.ID)
		return err
	})
	return tables, err
}

// TablesIn is Tables within a transaction of a caller who has found the instance.
func (s *Service) TablesIn(ctx context.Context, tx bun.Tx, id actor.InstanceID) (*catalog.Catalog, error) {
	stamp, err := stampOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if ready, ok := s.ready.get(id, stamp); ok {
		return ready, nil
	}
	declared, err := readDeclared(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	listed, err := readKept(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	tables, err := s.deps.Catalog.With(uploads(s.deps.Catalog, declared, listed.Sources)...)
	if err != nil {
		return nil, fmt.Errorf("bind data sets of instance %s: %w", id, err)
	}
	s.ready.put(id, stamp, tables)
	return tables, nil
}

// uploads are the data sets of an instance. What a person declared goes before
// what Amazon says, which lacks most of it.
func uploads(known *catalog.Catalog, declared []DataSet, listed []Source) []catalog.Dataset {
	var all []catalog.Dataset
	taken := map[string]bool{}
	add := func(d catalog.Dataset) {
		key := strings.ToLower(d.Name)
		if _, isAmazons := known.Table(key); isAmazons || taken[key] {
			return
		}
		if _, err := d.Complete(); err != nil {
			return // Amazon's description is not one that can be bound
		}
		taken[key] = true
		all = append(all, d)
	}
	for _, d := range declared {
		add(d.Dataset)
	}
	for _, source := range listed {
		if source.Uploaded {
			add(source.dataset())
		}
	}
	return all
}

// dataset is an uploaded table of Amazon's list as it would be declared. One of
// unknown kind is no FACT: then no column has to be its event time.
func (s Source) dataset() catalog.Dataset {
	d := catalog.Dataset{
		Name: s.Name, Description: s.Description, Kind: catalog.Kind(s.Kind), EventTime: s.WindowColumn,
		Columns: make([]catalog.Column, len(s.Columns)),
	}
	if d.Kind != catalog.Fact {
		d.Kind, d.EventTime = catalog.Dimension, ""
	}
	for i, c := range s.Columns {
		typ, err := catalog.ParseType(c.Type)
		if err != nil {
			typ = catalog.Type{} // not told; checks of types leave it alone
		}
		d.Columns[i] = catalog.Column{
			Name: c.Name, Description: c.Description, Type: typ, Class: catalog.Class(c.Class), Role: catalog.Role(c.Role),
			Values: c.Values, Nullable: true,
		}
	}
	return d
}

// stampOf changes whenever the tables of an instance do.
func stampOf(ctx context.Context, tx bun.Tx, id actor.InstanceID) (string, error) {
	var fetched row
	err := tx.NewSelect().Model(&fetched).Column("fetched_at").Where("instance_id = ?", id).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for changed tables of instance %s: %w", id, err)
	}
	var sets []dataSetRow
	if err := tx.NewSelect().Model(&sets).Column("name", "updated_at").Where("instance_id = ?", id).Order("name").Scan(ctx); err != nil {
		return "", fmt.Errorf("look for changed tables of instance %s: %w", id, err)
	}
	var stamp strings.Builder
	fmt.Fprint(&stamp, fetched.FetchedAt.UnixNano())
	for _, set := range sets {
		fmt.Fprint(&stamp, " ", set.Name, "@", set.UpdatedAt.UnixNano())
	}
	return stamp.String(), nil
}

// readyTables are the catalogues used last. The zero value is empty.
type readyTables struct {
	mu   sync.Mutex
	kept []readyTable // the one used last first
}

type readyTable struct {
	id     actor.InstanceID
	stamp  string
	tables *catalog.Catalog
}

func (r *readyTables) get(id actor.InstanceID, stamp string) (*catalog.Catalog, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := slices.IndexFunc(r.kept, func(t readyTable) bool { return t.id == id && t.stamp == stamp })
	if at < 0 {
		return nil, false
	}
	found := r.kept[at]
	r.kept = slices.Insert(slices.Delete(r.kept, at, at+1), 0, found)
	return found.tables, true
}

func (r *readyTables) put(id actor.InstanceID, stamp string, tables *catalog.Catalog) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = slices.DeleteFunc(r.kept, func(t readyTable) bool { return t.id == id })
	r.kept = slices.Insert(r.kept, 0, readyTable{id, stamp, tables})
	if len(r.kept) > mostTables {
		r.kept = slices.Delete(r.kept, mostTables, len(r.kept))
	}
}
