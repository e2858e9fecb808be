package duckdb_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

var update = flag.Bool("update", false, "rewrite the results in testdata")

// goldenOptions is the section "options" of a golden file; all of it is optional.
type goldenOptions struct {
	From, To   time.Time
	Now        time.Time
	Privacy    duckdb.Privacy
	Parameters map[string]struct {
		Type  string
		Value any
	}
}

// Every golden file holds AMC SQL and what becomes of it: the statement for
// DuckDB and its rows on the tables of testdata/tables.sql, or diagnostics.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			db := openTables(t)
			written := &txtar.Archive{Comment: archive.Comment}
			for _, c := range cases(archive) {
				written.Files = append(written.Files, c.run(t, db)...)
			}
			text := string(txtar.Format(written))
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
				return
			}
			given, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(given), text, "run the test with -update and read the difference")
		})
	}
}

// goldenCase is one query of a golden file. Its sections are named
// <case>/query.sql, <case>/options and the results.
type goldenCase struct {
	name    string
	query   string
	options string
}

func cases(archive *txtar.Archive) []*goldenCase {
	var all []*goldenCase
	for _, file := range archive.Files {
		name, section, _ := strings.Cut(file.Name, "/")
		index := slices.IndexFunc(all, func(c *goldenCase) bool { return c.name == name })
		if index < 0 {
			all = append(all, &goldenCase{name: name})
			index = len(all) - 1
		}
		switch section {
		case "query.sql":
			all[index].query = string(file.Data)
		case "options":
			all[index].options = string(file.Data)
		}
	}
	return all
}

func (c *goldenCase) run(t *testing.T, db *sql.DB) []txtar.File {
	t.Helper()
	files := []txtar.File{{Name: c.name + "/query.sql", Data: []byte(c.query)}}
	if c.options != "" {
		files = append(files, txtar.File{Name: c.name + "/options", Data: []byte(c.options)})
	}
	add := func(section, text string) {
		files = append(files, txtar.File{Name: c.name + "/" + section, Data: []byte(strings.TrimRight(text, "\n") + "\n")})
	}
	query, diagnostics := amcsql.Parse(c.query)
	var statement *duckdb.Statement
	if !amcsql.HasErrors(diagnostics) {
		statement, diagnostics = duckdb.Translate(query, readOptions(t, c.options))
	}
	if len(diagnostics) > 0 {
		lines := make([]string, len(diagnostics))
		for i, d := range diagnostics {
			lines[i] = d.String()
		}
		add("diagnostics", strings.Join(lines, "\n"))
	}
	if statement == nil {
		return files
	}
	add("duckdb.sql", statement.SQL)
	columns := make([]string, len(statement.Columns))
	for i, column := range statement.Columns {
		columns[i] = fmt.Sprintf("%s %s %s", column.Name, column.Role, column.Class)
	}
	add("columns", strings.Join(columns, "\n"))
	add("rows", strings.Join(readRows(t, db, c.name, statement.SQL), "\n"))
	return files
}

func readOptions(t *testing.T, text string) duckdb.Options {
	t.Helper()
	given := goldenOptions{
		From: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
		Now: time.Date(2026, 6, 3, 4, 5, 6, 0, time.UTC),
	}
	if text != "" {
		require.NoError(t, json.Unmarshal([]byte(text), &given))
	}
	options := duckdb.Options{
		Window: duckdb.Window{Start: given.From, End: given.To}, Now: given.Now, Privacy: given.Privacy, Parameters: map[string]duckdb.Parameter{},
	}
	for name, parameter := range given.Parameters {
		typ, err := catalog.ParseType(parameter.Type)
		require.NoError(t, err)
		options.Parameters[name] = duckdb.Parameter{Type: typ, Value: parameter.Value}
	}
	return options
}

// readRows lets DuckDB print every value and sorts the lines, as the order of rows is free.
func readRows(t *testing.T, db *sql.DB, name, statement string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT COLUMNS(*)::VARCHAR FROM ("+statement+")")
	require.NoError(t, err, "%s\n%s", name, statement)
	defer rows.Close()
	names, err := rows.Columns()
	require.NoError(t, err)
	var lines []string
	for rows.Next() {
		cells := make([]sql.NullString, len(names))
		targets := make([]any, len(names))
		for i := range cells {
			targets[i] = &cells[i]
		}
		require.NoError(t, rows.Scan(targets...))
		texts := make([]string, len(names))
		for i, cell := range cells {
			texts[i] = "NULL"
			if cell.Valid {
				texts[i] = cell.String
			}
		}
		lines = append(lines, strings.Join(texts, " | "))
	}
	require.NoError(t, rows.Err(), name)
	if !strings.Contains(statement, "ORDER BY") {
		slices.Sort(lines)
	}
	return append([]string{strings.Join(names, " | ")}, lines...)
}

// openTables makes every table of the catalogue in an empty DuckDB and fills some.
func openTables(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	db.SetMaxOpenConns(1)
	ctx := context.WithoutCancel(t.Context())
	for _, table := range catalog.Default().Tables() {
		if table.IsAudience() {
			continue
		}
		columns := make([]string, len(table.Columns))
		for i, column := range table.Columns {
			columns[i] = `"` + column.Name + `" ` + duckdb.TypeName(column.Type)
		}
		_, err := db.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE %q (%s)`, table.Name, strings.Join(columns, ", ")))
		require.NoError(t, err)
	}
	script, err := os.ReadFile("testdata/tables.sql")
	require.NoError(t, err)
	_, err = db.ExecContext(ctx, string(script))
	require.NoError(t, err)
	return db
}
