package main

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the baseline

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/amcsql/assist"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

//go:embed testdata/hundred-lines.sql
var hundredLines string

// measureSQL times what stands between 100 lines of AMC SQL and the DuckDB SQL
// for them, against DuckDB parsing its side of it.
func measureSQL(ctx context.Context, _ config) ([]figure, error) {
	var statement *duckdb.Statement
	ours, err := median(51, func() (time.Duration, error) {
		began := time.Now()
		query, problems := amcsql.Parse(hundredLines)
		if len(problems) > 0 {
			return 0, errors.New(problems[0].String())
		}
		statement, problems = duckdb.Translate(query, duckdb.Options{})
		if len(problems) > 0 {
			return 0, errors.New(problems[0].String())
		}
		return time.Since(began), nil
	})
	if err != nil {
		return nil, fmt.Errorf("translate: %w", err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, fmt.Errorf("open DuckDB: %w", err)
	}
	defer db.Close()
	theirs, err := median(51, func() (time.Duration, error) {
		began := time.Now()
		var length int
		err := db.QueryRowContext(ctx, "SELECT length(json_serialize_sql(?::VARCHAR))", statement.SQL).Scan(&length)
		return time.Since(began), err
	})
	if err != nil {
		return nil, fmt.Errorf("parse with DuckDB: %w", err)
	}
	editing, err := measureEditing()
	if err != nil {
		return nil, err
	}
	return append(editing, figure{
		name: "parse_translate_100_lines", value: milliseconds(ours), unit: "ms",
		baseline: "duckdb_parse_of_the_same", against: milliseconds(theirs),
	}), nil
}

// Goals of the answers to an editor, on a query of 3,000 lines.
const (
	lintGoal   = 50 * time.Millisecond
	assistGoal = 20 * time.Millisecond // 95 of 100 answers
)

// measureEditing times what an editor asks of a query of 3,000 lines. Completion
// reads the text anew for every answer, as every key changes it; hover of a
// text that is open rests on the analysis that its lint made.
func measureEditing() ([]figure, error) {
	const places = 200
	src := analysistest.LongQuery(3000)
	at := func(place int) int { return place * len(src) / places }
	lint, err := median(51, func() (time.Duration, error) {
		began := time.Now()
		if found := assist.Open(src, analysis.Options{}).Diagnostics(); amcsql.HasErrors(found) {
			return 0, errors.New(found[0].String())
		}
		return time.Since(began), nil
	})
	if err != nil {
		return nil, fmt.Errorf("lint: %w", err)
	}
	format, err := median(21, func() (time.Duration, error) {
		began := time.Now()
		_, err := amcsql.Format(src)
		return time.Since(began), err
	})
	if err != nil {
		return nil, fmt.Errorf("format: %w", err)
	}
	open := assist.Open(src, analysis.Options{})
	open.Diagnostics()
	figures := []figure{
		{name: "lint_3000_lines", value: milliseconds(lint), unit: "ms", baseline: "goal", against: milliseconds(lintGoal)},
		{name: "format_3000_lines", value: milliseconds(format), unit: "ms", baseline: "goal", against: milliseconds(lintGoal)},
	}
	worst := time.Duration(0)
	for _, asked := range []struct {
		name string
		of   func(place int)
	}{
		{"complete", func(place int) { assist.Open(src, analysis.Options{}).Complete(at(place)) }},
		{"signature", func(place int) { assist.Open(src, analysis.Options{}).SignatureAt(at(place)) }},
		{"definition", func(place int) { _, _ = open.DefinitionOf(at(place)) }},
		{"hover", func(place int) { open.At(at(place)) }},
		{"actions", func(place int) { open.Actions(at(place), at(place)) }},
	} {
		took := worstBut5(places, asked.of)
		worst = max(worst, took)
		figures = append(figures, figure{
			name: asked.name + "_3000_lines_p95", value: milliseconds(took), unit: "ms", baseline: "goal", against: milliseconds(assistGoal),
		})
	}
	return append(figures, figure{
		name: "assist_3000_lines_p95", value: milliseconds(worst), unit: "ms", baseline: "goal", against: milliseconds(assistGoal),
	}), nil
}
