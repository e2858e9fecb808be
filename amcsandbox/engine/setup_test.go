package engine_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// files is a Data of one Parquet file per table that has rows.
type files struct{ dir string }

func (f files) Has(instanceID string, table *catalog.Table) bool {
	return instanceID == "amctest0001" && !table.Deprecated
}

func (f files) Relation(_ string, table *catalog.Table, _, _ time.Time) (string, error) {
	path := filepath.Join(f.dir, table.Name+".parquet")
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	return "read_parquet('" + path + "')", nil
}

// sampleDir holds the tables of the translator's golden tests as Parquet.
var sampleDir = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "engine-test-")
	if err != nil {
		return "", err
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return "", err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	ctx := context.Background()
	var statements []string
	for _, table := range catalog.Default().Tables() {
		columns := make([]string, len(table.Columns))
		for i, column := range table.Columns {
			columns[i] = fmt.Sprintf("%q %s", column.Name, duckdb.TypeName(column.Type))
		}
		statements = append(statements, fmt.Sprintf("CREATE TABLE %q (%s)", table.Name, strings.Join(columns, ", ")))
	}
	script, err := os.ReadFile("../../amcsql/duckdb/testdata/tables.sql")
	if err != nil {
		return "", err
	}
	statements = append(statements, string(script))
	for _, name := range []string{"dsp_impressions", "sponsored_ads_traffic", "conversions", "amazon_attributed_events_by_conversion_time"} {
		statements = append(statements, fmt.Sprintf("COPY %q TO '%s/%s.parquet'", name, dir, name))
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return "", fmt.Errorf("%s: %w", statement, err)
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := sampleDir(); err == nil {
		_ = os.RemoveAll(dir)
	}
	if data, err := sharedCorpus(); err == nil {
		_ = data.close()
	}
	os.Exit(code)
}

func open(t *testing.T, change ...func(*engine.Config)) *engine.Engine {
	t.Helper()
	dir, err := sampleDir()
	require.NoError(t, err)
	config := engine.Config{Data: files{dir}, Dir: dir, Threads: 2, TempDir: t.TempDir()}
	for _, f := range change {
		f(&config)
	}
	opened, err := engine.Open(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return opened
}

func request(text string) engine.Request {
	return engine.Request{
		InstanceID: "amctest0001", SQL: text, Now: time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC),
		Window: duckdb.Window{Start: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)},
	}
}

func execute(t *testing.T, e *engine.Engine, r engine.Request) string {
	t.Helper()
	var out strings.Builder
	summary, err := e.Execute(t.Context(), r, &out)
	require.NoError(t, err)
	require.Equal(t, int64(out.Len()), summary.Bytes)
	return out.String()
}
