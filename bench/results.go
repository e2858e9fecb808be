package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

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
	// ingested and exported are the places of the figures that have a baseline.
	ingested, exported int
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
	base, most := residentMemory(), int64(0)
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"ingest", func() error { return m.ingest(ctx, csv) }},
		{"export_csv", func() error { return m.exportCSV(ctx) }},
		{"export_parquet", func() error { return m.exportParquet(ctx) }},
		{"open", func() error { return m.openings(ctx, start) }},
		{"random", func() error { return m.random(ctx) }},
		{"sorted", func() error { return m.sorted(ctx) }},
		{"filtered", func() error { return m.filtered(ctx) }},
	} {
		memory := watchMemory(base)
		err := step.do()
		grown, inGo := memory()
		if err != nil {
			return nil, err
		}
		most = max(most, grown)
		m.add(figure{name: "memory_" + step.name, value: mebibytes(grown), unit: "MiB"})
		m.add(figure{name: "memory_" + step.name + "_go", value: mebibytes(inGo), unit: "MiB"})
	}
	m.add(figure{name: "peak_memory", value: mebibytes(most), unit: "MiB", baseline: "goal", against: 256})
	return m.figures, m.baselines(ctx, csv)
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

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
