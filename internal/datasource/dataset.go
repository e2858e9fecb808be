package datasource

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
)

// Errors of declarations.
var (
	ErrDataSetInvalid = fault.New(fault.Invalid, "data_set.invalid", "The data set cannot be used as it is described.").
				WithNext("A data set has a name of letters, digits and underscores, columns with AMC's types, and FACT or DIMENSION as its kind; a FACT names the DATE or TIMESTAMP column that the time window cuts.")
	ErrDataSetConflict = fault.New(fault.Conflict, "data_set.version_conflict", "The data set was changed in the meantime.").
				WithNext("Look at the present one and make your change again.")
	ErrDataSetNotFound = fault.New(fault.NotFound, "data_set.not_found", "No data set of this name is declared for the instance.")
)

// DataSet is a table that an advertiser uploads, as a person declared it. Checks
// of the instance's queries know it from then on.
type DataSet struct {
	catalog.Dataset // complete: see catalog.Dataset.Complete

	InstanceID actor.InstanceID
	Version    int // counts the edits
	UpdatedBy  actor.PersonID
	UpdatedAt  time.Time
}

type dataSetRow struct {
	bun.BaseModel `bun:"table:data_set"`

	InstanceID  actor.InstanceID `bun:"instance_id,pk"`
	Name        string           `bun:"name,pk"`
	Declaration string           `bun:"declaration"`
	Version     int              `bun:"version"`
	UpdatedBy   actor.PersonID   `bun:"updated_by"`
	UpdatedAt   time.Time        `bun:"updated_at"`
}

func (r dataSetRow) dataSet() (DataSet, error) {
	read, err := catalog.ParseDatasets([]byte(r.Declaration))
	if err != nil {
		return DataSet{}, fmt.Errorf("read data set %s of instance %s: %w", r.Name, r.InstanceID, err)
	}
	return DataSet{Dataset: read[0], InstanceID: r.InstanceID, Version: r.Version, UpdatedBy: r.UpdatedBy, UpdatedAt: r.UpdatedAt}, nil
}

// DataSets are those declared for an instance that a may see, by name.
func (s *Service) DataSets(ctx context.Context, a actor.Actor, id actor.InstanceID) ([]DataSet, error) {
	i, err := s.deps.Instances.Find(ctx, a, id)
	if err != nil {
		return nil, err
	}
	return s.declared(ctx, a, i.ID)
}

func (s *Service) declared(ctx context.Context, a actor.Actor, id actor.InstanceID) (found []DataSet, err error) {
	err = s.deps.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		found, err = readDeclared(ctx, tx, id)
		return err
	})
	return found, err
}

func readDeclared(ctx context.Context, tx bun.Tx, id actor.InstanceID) ([]DataSet, error) {
	var rows []dataSetRow
	err := tx.NewSelect().Model(&rows).Where("instance_id = ?", id).Order("name").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list data sets of instance %s: %w", id, err)
	}
	found := make([]DataSet, len(rows))
	for n, row := range rows {
		if found[n], err = row.dataSet(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Declare makes a data set known to checks of an instance, or changes it.
// Version is the one the edit was made on, 0 for a new one. In the sandbox it is
// made there too, so that queries can read it. Errors: ErrDataSetInvalid,
// ErrDataSetConflict, ErrUnavailable, access.ErrForbidden, and NotFound of the instance.
func (s *Service) Declare(ctx context.Context, a actor.Actor, id actor.InstanceID, version int, wanted catalog.Dataset) (DataSet, error) {
	i, err := s.deps.Instances.Find(ctx, a, id)
	if err != nil {
		return DataSet{}, err
	}
	if err := access.Need(a, actor.DeclareData, i.ID, i.Client.ID); err != nil {
		return DataSet{}, err
	}
	complete, err := s.complete(wanted)
	if err != nil {
		return DataSet{}, err
	}
	if err := s.stillAt(ctx, a, i.ID, complete.Name, version); err != nil {
		return DataSet{}, err
	}
	if err := s.inSandbox(ctx, a, i, func(client *amc.InstanceClient) error {
		return client.PutDataSet(ctx, complete.Name, uploadForm(complete))
	}); err != nil {
		return DataSet{}, err
	}
	declaration, err := json.Marshal(complete)
	if err != nil {
		return DataSet{}, fmt.Errorf("write data set %s: %w", complete.Name, err)
	}
	row := dataSetRow{
		InstanceID: i.ID, Name: complete.Name, Declaration: string(declaration),
		Version: version + 1, UpdatedBy: a.PersonID, UpdatedAt: s.deps.Clock.Now(),
	}
	err = s.deps.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := store(ctx, tx, &row, version); err != nil {
			return err
		}
		return s.record(ctx, tx, a, audit.DataSetDeclared, &row)
	})
	if err != nil {
		return DataSet{}, err
	}
	return row.dataSet()
}

// stillAt is ErrDataSetConflict unless a data set has that version, 0 for none.
func (s *Service) stillAt(ctx context.Context, a actor.Actor, id actor.InstanceID, name string, version int) error {
	return s.deps.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found := dataSetRow{InstanceID: id, Name: name}
		err := tx.NewSelect().Model(&found).WherePK().Scan(ctx)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read data set %s: %w", name, err)
		}
		if found.Version != version {
			return ErrDataSetConflict.WithDetail("currentVersion", found.Version)
		}
		return nil
	})
}

// complete checks a declaration against the tables that Amazon has.
func (s *Service) complete(wanted catalog.Dataset) (catalog.Dataset, error) {
	complete, err := wanted.Complete()
	if err != nil {
		return complete, ErrDataSetInvalid.WithField("/", err.Error())
	}
	if _, taken := s.deps.Catalog.Table(complete.Name); taken {
		return complete, ErrDataSetInvalid.WithField("/name", complete.Name+" is a table of Amazon's")
	}
	return complete, nil
}

func store(ctx context.Context, tx bun.Tx, row *dataSetRow, old int) error {
	if old == 0 {
		_, err := tx.NewInsert().Model(row).Exec(ctx)
		if database.IsUnique(err) {
			return ErrDataSetConflict
		}
		if err != nil {
			return fmt.Errorf("store data set %s: %w", row.Name, err)
		}
		return nil
	}
	changed, err := tx.NewUpdate().Model(row).WherePK().Where("version = ?", old).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change data set %s: %w", row.Name, err)
	}
	if n, err := changed.RowsAffected(); err != nil || n == 0 {
		return ErrDataSetConflict
	}
	return nil
}

// Remove takes a declaration back that is still at version; in the sandbox the
// data set goes too. Errors: ErrDataSetNotFound, ErrDataSetConflict,
// ErrUnavailable, access.ErrForbidden, and NotFound of the instance.
func (s *Service) Remove(ctx context.Context, a actor.Actor, id actor.InstanceID, name string, version int) error {
	i, err := s.deps.Instances.Find(ctx, a, id)
	if err != nil {
		return err
	}
	if err := access.Need(a, actor.DeclareData, i.ID, i.Client.ID); err != nil {
		return err
	}
	name = strings.ToLower(name)
	err = s.deps.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found := dataSetRow{InstanceID: i.ID, Name: name}
		if err := tx.NewSelect().Model(&found).WherePK().Scan(ctx); err != nil {
			return absent(err)
		}
		if found.Version != version {
			return ErrDataSetConflict.WithDetail("currentVersion", found.Version)
		}
		if _, err := tx.NewDelete().Model(&found).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("remove data set %s: %w", name, err)
		}
		return s.record(ctx, tx, a, audit.DataSetRemoved, &found)
	})
	if err != nil {
		return err
	}
	return s.inSandbox(ctx, a, i, func(client *amc.InstanceClient) error {
		err := client.DeleteDataSet(ctx, name)
		if failure, ok := errors.AsType[*amc.Error](err); ok && failure.NotFound() {
			return nil
		}
		return err
	})
}

// absent tells a missing row as what it is.
func absent(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrDataSetNotFound
	}
	return fmt.Errorf("read data set: %w", err)
}

// record tells of a change of a data set and writes it down.
func (s *Service) record(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *dataSetRow) error {
	s.deps.Events.Record(ctx, a, event.Change{Kind: event.DataSetChanged, SubjectID: string(row.InstanceID), InstanceID: row.InstanceID})
	return audit.Record(ctx, tx, a, s.deps.Clock.Now(), audit.What{
		Act: act, ID: row.Name, Name: row.Name, InstanceID: row.InstanceID, Changes: audit.Changes{}.Is("version", row.Version),
	})
}

// inSandbox does what makes the sandbox hold what was declared, and lets its
// tables be read anew. Nothing is written to the real Amazon.
func (s *Service) inSandbox(ctx context.Context, a actor.Actor, i instance.Instance, change func(*amc.InstanceClient) error) error {
	if !s.deps.Sandbox {
		return nil
	}
	_, client, err := s.deps.Amazon.Reach(ctx, a, i)
	if err != nil {
		return err
	}
	if err := change(client); err != nil {
		return asFault(err)
	}
	return s.forget(ctx, a, i.ID)
}

// uploadForm describes a data set as the upload API does.
func uploadForm(d catalog.Dataset) any {
	type column struct {
		Name            string       `json:"name"`
		Description     string       `json:"description,omitempty"`
		DataType        string       `json:"dataType"`
		ColumnType      catalog.Role `json:"columnType"`
		Class           string       `json:"class,omitempty"`  // the sandbox's own
		Values          []string     `json:"values,omitempty"` // the sandbox's own
		IsMainEventTime bool         `json:"isMainEventTime,omitempty"`
		IsNullable      bool         `json:"isNullable"`
	}
	columns := make([]column, len(d.Columns))
	for n, c := range d.Columns {
		columns[n] = column{
			Name: c.Name, Description: c.Description, DataType: c.Type.String(), ColumnType: cmp.Or(c.Role, catalog.Attribute),
			Class: string(c.Class), Values: c.Values, IsMainEventTime: c.Name == d.EventTime, IsNullable: c.Nullable,
		}
	}
	return map[string]any{
		"dataSetId": d.Name, "description": d.Description, "dataSetType": d.Kind, "period": "P1D", "columns": columns,
	}
}
