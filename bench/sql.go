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
	return []figure{{
		name: "parse_translate_100_lines", value: milliseconds(ours), unit: "ms",
		baseline: "duckdb_parse_of_the_same", against: milliseconds(theirs),
	}}, nil
}
