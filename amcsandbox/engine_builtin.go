package amcsandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// builtin runs queries with DuckDB on synthetic data.
type builtin struct {
	config Config
	engine *engine.Engine
	data   *syntheticData
}

func openBuiltin(config Config) (Engine, error) {
	dir, err := filepath.Abs(config.DataDir)
	if err != nil {
		return nil, fmt.Errorf("find data folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	config.DataDir = dir
	data := &syntheticData{}
	opened, err := engine.Open(engine.Config{
		Data: engine.WithUploads(data), Dir: dir, Concurrent: config.Workers + 2, // checking a query must not wait for running ones
		Logger: config.Logger,
	})
	if err != nil {
		return nil, err
	}
	return &builtin{config: config, engine: opened, data: data}, nil
}

// Prepare implements Engine.
func (b *builtin) Prepare(ctx context.Context, now time.Time, progress func(done, total int)) error {
	if err := synthetic.Generate(ctx, synthetic.Config{
		Dir: b.config.DataDir, Seed: b.config.Seed, Scale: b.config.Scale, Now: now, Progress: progress,
	}); err != nil {
		return fmt.Errorf("generate data: %w", err)
	}
	store, err := synthetic.Open(b.config.DataDir)
	if err != nil {
		return fmt.Errorf("open data: %w", err)
	}
	b.data.store.Store(store)
	return nil
}

// Compile implements Engine.
func (b *builtin) Compile(ctx context.Context, query Query) ([]Column, error) {
	request, err := b.request(query)
	if err != nil {
		return nil, err
	}
	plan, err := b.engine.Compile(ctx, request)
	if err != nil {
		return nil, translated(err)
	}
	columns := make([]Column, len(plan.Columns))
	for i, column := range plan.Columns {
		columns[i] = Column{column.Name, column.DataType, column.ColumnType}
	}
	return columns, nil
}

// Execute implements Engine.
func (b *builtin) Execute(ctx context.Context, query Query, w io.Writer) (Summary, error) {
	request, err := b.request(query)
	if err != nil {
		return Summary{}, err
	}
	summary, err := b.engine.Execute(ctx, request, w)
	if err != nil {
		return Summary{}, translated(err)
	}
	return Summary{Rows: summary.Rows}, nil
}

// Close implements Engine.
func (b *builtin) Close() error { return b.engine.Close() }

func translated(err error) error {
	if refused, is := errors.AsType[*engine.QueryError](err); is {
		return &QueryError{Reason: refused.Reason}
	}
	return err
}

func (b *builtin) request(query Query) (engine.Request, error) {
	request := engine.Request{
		InstanceID: query.DataInstanceID, SQL: query.SQL, Values: map[string]any{},
		Window: duckdb.Window{Start: query.WindowStart, End: query.WindowEnd}, Now: query.Now,
		DisableAggregationControls: query.Unaggregated, Advertisers: query.Advertisers, KeepRows: query.RemoveValues,
		FilteredMetricsDiscriminatorColumn: query.FilteredMetricsDiscriminatorColumn,
		DistinctUserCountColumn:            query.DistinctUserCountColumn,
		FilteredReasonColumn:               query.FilteredReasonColumn,
	}
	if len(query.Uploads) > 0 {
		tables, err := catalog.Default().With(query.Uploads...)
		if err != nil {
			return request, &QueryError{Reason: err.Error()}
		}
		request.Catalog = tables
	}
	for _, declared := range query.Parameters {
		text := declared.DataType
		if declared.Array {
			text = "ARRAY<" + text + ">"
		}
		typ, err := catalog.ParseType(text)
		if err != nil {
			return request, &QueryError{Reason: err.Error()}
		}
		parameter := engine.Parameter{Name: declared.Name, Type: typ, HasDefault: len(declared.Default) > 0}
		if parameter.HasDefault {
			if parameter.Default, err = jsonValue(declared.Default); err != nil {
				return request, fmt.Errorf("read default of parameter %s: %w", declared.Name, err)
			}
		}
		request.Parameters = append(request.Parameters, parameter)
	}
	for name, raw := range query.Values {
		value, err := jsonValue(raw)
		if err != nil {
			return request, fmt.Errorf("read value of parameter %s: %w", name, err)
		}
		request.Values[name] = value
	}
	return request, nil
}

// jsonValue keeps numbers exact.
func jsonValue(raw json.RawMessage) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}

// syntheticData tells the engine of the generated tables; what an instance
// holds is known before its rows are made.
type syntheticData struct {
	store atomic.Pointer[synthetic.Store]
}

// Has implements engine.Data.
func (d *syntheticData) Has(instanceID string, table *catalog.Table) bool {
	for _, instance := range synthetic.DefaultInstances() {
		if instance.ID == instanceID {
			return instance.Has(table)
		}
	}
	return false
}

// Relation implements engine.Data.
func (d *syntheticData) Relation(instanceID string, table *catalog.Table, from, to time.Time) (string, error) {
	store := d.store.Load()
	if store == nil {
		return "", synthetic.ErrNoData
	}
	return store.Relation(instanceID, table, from, to)
}

var _ Engine = (*builtin)(nil)
