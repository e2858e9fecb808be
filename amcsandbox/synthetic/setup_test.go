package synthetic

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// present is the moment tests live at.
func present() time.Time { return time.Date(2026, time.May, 20, 15, 30, 0, 0, time.UTC) }

// rich subscribes to everything; german is in another zone and currency.
func rich() Instance   { return DefaultInstances()[0] }
func german() Instance { return DefaultInstances()[3] }

// common is one generation all reading tests share.
var common = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "synthetic-test-")
	if err != nil {
		return "", err
	}
	return dir, Generate(context.Background(), Config{Dir: dir, Now: present(), Scale: 0.08, Instances: []Instance{rich(), german()}})
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := common(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// reader asks questions of the generated data.
type reader struct {
	t     *testing.T
	store *Store
	db    *sql.DB
}

func read(t *testing.T) reader {
	t.Helper()
	dir, err := common()
	require.NoError(t, err)
	return readIn(t, dir, rich(), german())
}

func readIn(t *testing.T, dir string, instances ...Instance) reader {
	t.Helper()
	store, err := NewStore(dir, instances)
	require.NoError(t, err)
	db, err := sql.Open("duckdb", "")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return reader{t: t, store: store, db: db}
}

// rows gives the relation of a table up to the present.
func (r reader) rows(instance Instance, name string) string {
	r.t.Helper()
	return r.between(instance, name, time.Time{}, present())
}

func (r reader) between(instance Instance, name string, from, to time.Time) string {
	r.t.Helper()
	table, ok := catalog.Default().Table(name)
	require.True(r.t, ok, name)
	relation, err := r.store.Relation(instance.ID, table, from, to)
	require.NoError(r.t, err)
	return relation
}

// columnTypes tells the columns of a relation.
func (r reader) columnTypes(relation string) []*sql.ColumnType {
	r.t.Helper()
	rows, err := r.db.Query("SELECT * FROM " + relation + " LIMIT 0")
	require.NoError(r.t, err)
	defer func() { require.NoError(r.t, rows.Close()) }()
	types, err := rows.ColumnTypes()
	require.NoError(r.t, err)
	require.NoError(r.t, rows.Err())
	return types
}

// number answers a query of one value, the relations of the tables filled in.
func (r reader) number(instance Instance, query string, tables ...any) float64 {
	r.t.Helper()
	relations := make([]any, len(tables))
	for i, name := range tables {
		relations[i] = r.rows(instance, name.(string))
	}
	var value float64
	require.NoError(r.t, r.db.QueryRow("SELECT ("+fmt.Sprintf(query, relations...)+")::DOUBLE").Scan(&value))
	return value
}
