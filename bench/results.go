package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the baseline

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/result"
)

const (
	resultRows    = 10_000_000 // RESULTS_ROWS asks for fewer; names stay, so that lines compare
	resultColumns = 20
	pageRows      = 200
)

// results measures the store of results in process.
type results struct {
	dir     string
	rows    int
	service *result.Service
	stored  *result.Result
	figures []figure
}

// measureResults measures taking in, reading and giving out a result of ten
// million rows and twenty columns. The baseline of taking in and giving out is
// DuckDB alone on the same files, with the same threads and no check of the text.
func measureResults(ctx context.Context, _ config) (figures []figure, err error) {
	m := &results{rows: resultRows}
	if asked := os.Getenv("RESULTS_ROWS"); asked != "" {
		if m.rows, err = strconv.Atoi(asked); err != nil || m.rows < 1000 {
			return nil, fmt.Errorf("RESULTS_ROWS=%s is no number of at least 1000", asked)
		}
	}
	if m.dir, err = os.MkdirTemp("", "recomamp-bench-"); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	defer os.RemoveAll(m.dir)
	csv := filepath.Join(m.dir, "rows.csv")
	if err := writeResultFile(csv, m.rows); err != nil {
		return nil, err
	}
	bucket, err := result.OpenBucket(ctx, "", filepath.Join(m.dir, "blob"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, bucket.Close()) }()
	key, err := newOneKey()
	if err != nil {
		return nil, err
	}
	start := func() (*result.Service, error) {
		return result.New(result.Dependencies{Bucket: bucket, ScratchDir: filepath.Join(m.dir, "scratch"), Clock: clock.System{}, Keys: key})
	}
	if m.service, err = start(); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.service.Close()) }()
	memory := watchMemory()
	for _, step := range []func() error{
		func() error { return m.ingest(ctx, csv) },
		func() error { return m.export(ctx) },
		func() error { return m.openings(ctx, start) },
		func() error { return m.random(ctx) },
		func() error { return m.sorted(ctx) },
		func() error { return m.filtered(ctx) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	m.add(figure{name: "peak_memory", value: float64(memory()) / (1 << 20), unit: "MiB", baseline: "goal", against: 256})
	return m.figures, m.baselines(ctx, csv)
}

func (m *results) add(f figure) { m.figures = append(m.figures, f) }

// quantiles adds p50, p95 and p99 of durations. A goal is for the last of them.
func (m *results) quantiles(name string, all []time.Duration, goal time.Duration) {
	slices.Sort(all)
	for _, percent := range []int{50, 95, 99} {
		f := figure{name: fmt.Sprintf("%s_p%d", name, percent), value: milliseconds(all[len(all)*percent/100]), unit: "ms"}
		if percent == 99 && goal > 0 {
			f.baseline, f.against = "goal", milliseconds(goal)
		}
		m.add(f)
	}
}

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
	m.add(figure{name: "ingest_csv", value: megabytesPerSecond(m.stored.ReceivedBytes, time.Since(began)), unit: "MB/s", better: higher})
	return nil
}

func (m *results) export(ctx context.Context) error {
	out, err := os.Create(filepath.Join(m.dir, "ours.csv"))
	if err != nil {
		return err
	}
	began := time.Now()
	written, err := m.service.Export(ctx, m.stored, result.ExportParams{Format: result.CSV, Raw: true}, out)
	if err := errors.Join(err, out.Close(), os.Remove(out.Name())); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	m.add(figure{name: "export_csv", value: megabytesPerSecond(written.Bytes, time.Since(began)), unit: "MB/s", better: higher})
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
	for i, statement := range []string{
		fmt.Sprintf("COPY (SELECT * FROM read_csv('%s', header = true, auto_detect = false, delim = ',', columns = {%s})) TO '%s' (FORMAT parquet, COMPRESSION zstd)", csv, strings.Join(columns, ", "), parquet),
		fmt.Sprintf("COPY (SELECT * FROM read_parquet('%s')) TO '%s' (FORMAT csv)", parquet, again),
	} {
		if i == 0 {
			if _, err := db.ExecContext(ctx, "SET threads = 2"); err != nil {
				return err
			}
		}
		began := time.Now()
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("DuckDB alone: %w", err)
		}
		m.figures[i].baseline, m.figures[i].against = "duckdb_alone", megabytesPerSecond(m.stored.ReceivedBytes, time.Since(began))
	}
	return nil
}

// openings measures the first page of a result that is in blob storage only,
// beside one of 1,000 rows.
func (m *results) openings(ctx context.Context, start func() (*result.Service, error)) error {
	small := filepath.Join(m.dir, "small.csv")
	if err := writeResultFile(small, 1000); err != nil {
		return err
	}
	thousand, err := m.service.Ingest(ctx, result.IngestParams{
		ExecutionID: actor.NewID[actor.ExecutionID](), InstanceID: actor.NewID[actor.InstanceID](),
		Columns: resultDeclared(), Parts: []result.Part{filePart{small}},
	})
	if err != nil {
		return err
	}
	took := map[*result.Result][]time.Duration{}
	for range 7 {
		for _, r := range []*result.Result{thousand, m.stored} {
			fresh, err := start()
			if err != nil {
				return err
			}
			began := time.Now()
			_, err = fresh.ViewPage(ctx, r, result.View{}, result.ViewPageParams{Limit: pageRows})
			took[r] = append(took[r], time.Since(began))
			if err := errors.Join(err, fresh.Close()); err != nil {
				return fmt.Errorf("open: %w", err)
			}
		}
	}
	m.quantiles("open_10m", took[m.stored], time.Second)
	m.quantiles("open_1k", took[thousand], 0)
	growth := milliseconds(took[m.stored][3]) / milliseconds(took[thousand][3])
	m.add(figure{name: "open_growth_1k_to_10m", value: growth, unit: "times"})
	return nil
}

// page times one page of a view.
func (m *results) page(ctx context.Context, v result.View, offset int64) (time.Duration, error) {
	began := time.Now()
	_, err := m.service.ViewPage(ctx, m.stored, v, result.ViewPageParams{Offset: offset, Limit: pageRows})
	return time.Since(began), err
}

// pages times pages of a view at places.
func (m *results) pages(ctx context.Context, v result.View, n int, place func(i int) int64) ([]time.Duration, error) {
	all := make([]time.Duration, n)
	for i := range all {
		var err error
		if all[i], err = m.page(ctx, v, place(i)); err != nil {
			return nil, fmt.Errorf("read page of %s: %w", v, err)
		}
	}
	return all, nil
}

func (m *results) anywhere(int) int64 { return rand.Int64N(m.stored.RowCount - pageRows) }

func following(i int) int64 { return int64(i+1) * pageRows }

func (m *results) random(ctx context.Context) error {
	all, err := m.pages(ctx, result.View{}, 200, m.anywhere)
	if err != nil {
		return err
	}
	m.quantiles("page_random_10m", all, 100*time.Millisecond)
	return nil
}

// sorted measures first pages in orders nobody asked for before, the pages
// after them, and pages anywhere once the order is built.
func (m *results) sorted(ctx context.Context) error {
	var firsts, nexts []time.Duration
	var last result.View
	for _, column := range []string{"c2", "c3", "c4", "c7", "c8"} {
		last = result.View{Sort: []result.ViewSort{{Column: column, Descending: true}}}
		first, err := m.page(ctx, last, 0)
		if err != nil {
			return fmt.Errorf("sort: %w", err)
		}
		next, err := m.pages(ctx, last, 20, following)
		if err != nil {
			return err
		}
		firsts, nexts = append(firsts, first), append(nexts, next...)
		m.add(figure{name: "page_sorted_first_10m_" + column, value: milliseconds(first), unit: "ms", baseline: "goal", against: 1500})
		if _, err := m.page(ctx, last, m.stored.RowCount/2); err != nil { // waits for the whole order
			return err
		}
	}
	m.quantiles("page_sorted_first_10m", firsts, 1500*time.Millisecond)
	m.quantiles("page_sorted_next_10m", nexts, 100*time.Millisecond)
	all, err := m.pages(ctx, last, 100, m.anywhere)
	if err != nil {
		return err
	}
	m.quantiles("page_sorted_random_10m", all, 100*time.Millisecond)
	return nil
}

func (m *results) filtered(ctx context.Context) error {
	var firsts, nexts []time.Duration
	for i := range 5 {
		from := strconv.Itoa(100_000 * (i + 1))
		v := result.View{Filters: []result.ViewFilter{{Column: "c2", Op: result.OpRange, From: &from}}}
		first, err := m.page(ctx, v, 0)
		if err != nil {
			return fmt.Errorf("filter: %w", err)
		}
		next, err := m.pages(ctx, v, 20, following)
		if err != nil {
			return err
		}
		firsts, nexts = append(firsts, first), append(nexts, next...)
	}
	m.quantiles("page_filtered_10m", firsts, 1500*time.Millisecond)
	m.quantiles("page_filtered_next_10m", nexts, 100*time.Millisecond)
	return nil
}
