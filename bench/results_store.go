package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the baseline

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/result"
)

func megabytesPerSecond(bytes int64, took time.Duration) float64 {
	return float64(bytes) / 1e6 / took.Seconds()
}

func (m *results) ingest(ctx context.Context, csv string) (err error) {
	began := time.Now()
	m.stored, err = m.service.Ingest(ctx, result.IngestParams{
		ExecutionID: actor.NewID[actor.ExecutionID](), InstanceID: actor.NewID[actor.InstanceID](),
		Columns: resultDeclared(), Parts: []result.Part{filePart{csv}},
	})
	if err != nil {
		return fmt.Errorf("ingest: %w", err)
	}
	m.ingested = len(m.figures)
	m.add(figure{name: "ingest_csv", value: megabytesPerSecond(m.stored.ReceivedBytes, time.Since(began)), unit: "MB/s", better: higher})
	return nil
}

// exportCSV writes a file, as the baseline does.
func (m *results) exportCSV(ctx context.Context) error {
	out, err := os.Create(filepath.Join(m.dir, "ours.csv"))
	if err != nil {
		return err
	}
	began := time.Now()
	written, err := m.service.Export(ctx, m.stored, result.ExportParams{Format: result.CSV, Raw: true}, out)
	if err := errors.Join(err, out.Close(), os.Remove(out.Name())); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	m.exported = len(m.figures)
	m.add(figure{name: "export_csv", value: megabytesPerSecond(written.Bytes, time.Since(began)), unit: "MB/s", better: higher})
	return nil
}

func (m *results) exportParquet(ctx context.Context) error {
	began := time.Now()
	_, err := m.service.Export(ctx, m.stored, result.ExportParams{Format: result.Parquet}, io.Discard)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	m.add(figure{name: "export_parquet", value: time.Since(began).Seconds(), unit: "s"})
	return nil
}

// baselines has DuckDB alone do what ingest and export did, and sets them beside.
func (m *results) baselines(ctx context.Context, csv string) error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	columns := make([]string, resultColumns)
	for i := range columns {
		columns[i] = fmt.Sprintf("'column_%d': '%s'", i, []string{"VARCHAR", "VARCHAR", "BIGINT", "DECIMAL(18,2)", "TIMESTAMP"}[i%5])
	}
	parquet, again := filepath.Join(m.dir, "duckdb.parquet"), filepath.Join(m.dir, "duckdb.csv")
	if _, err := db.ExecContext(ctx, "SET threads = 2"); err != nil {
		return err
	}
	for i, statement := range []string{
		fmt.Sprintf("COPY (SELECT * FROM read_csv('%s', header = true, auto_detect = false, delim = ',', columns = {%s})) TO '%s' (FORMAT parquet, COMPRESSION zstd)", csv, strings.Join(columns, ", "), parquet),
		fmt.Sprintf("COPY (SELECT * FROM read_parquet('%s')) TO '%s' (FORMAT csv)", parquet, again),
	} {
		began := time.Now()
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("DuckDB alone: %w", err)
		}
		f := &m.figures[[]int{m.ingested, m.exported}[i]]
		f.baseline, f.against = "duckdb_alone", megabytesPerSecond(m.stored.ReceivedBytes, time.Since(began))
	}
	alone, err := os.Stat(parquet)
	if err != nil {
		return err
	}
	m.add(figure{name: "stored_size", value: mebibytes(m.stored.Bytes), unit: "MiB", baseline: "duckdb_alone", against: mebibytes(alone.Size())})
	return nil
}
