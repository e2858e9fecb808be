package offboard_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database"
)

// buffer is a log that can be read while it is written.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// Has reports whether the log holds a text.
func (b *buffer) Has(text string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Contains(b.text.Bytes(), []byte(text))
}

// shifted is the machine's clock, moved on by the test.
type shifted struct {
	mu sync.Mutex
	by time.Duration
}

func (c *shifted) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().UTC().Add(c.by).Truncate(time.Microsecond)
}

func (c *shifted) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by += by
}

// filesWith names the files below a folder that hold a text, whatever they are.
func filesWith(t *testing.T, folder, text string, skip ...string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case os.IsNotExist(err):
			return nil // it went while we looked
		case err != nil:
			return err
		case entry.IsDir():
			for _, name := range skip {
				if path == filepath.Join(folder, name) {
					return filepath.SkipDir
				}
			}
			return nil
		case entry.Type().IsRegular() && contains(path, text):
			found = append(found, path)
		}
		return nil
	})
	require.NoError(t, err)
	return found
}

// contains reads a file in pieces that overlap.
func contains(path, text string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	piece := make([]byte, 1<<20)
	kept := 0
	for {
		n, err := file.Read(piece[kept:])
		if bytes.Contains(piece[:kept+n], []byte(text)) {
			return true
		}
		if err == io.EOF || err != nil {
			return false
		}
		tail := min(len(text)-1, kept+n)
		copy(piece, piece[kept+n-tail:kept+n])
		kept = tail
	}
}

// postgresFolders are where the server of the tests keeps a database and its
// write-ahead log, after all of its memory was written there. There are none when
// they cannot be read from here.
func postgresFolders(t *testing.T, db *database.DB) []string {
	t.Helper()
	admin, err := sql.Open("pgx", os.Getenv("RECOMAMP_TEST_POSTGRES_URL"))
	require.NoError(t, err)
	defer admin.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err = admin.ExecContext(ctx, "CHECKPOINT")
	require.NoError(t, err)
	var folder, oid string
	require.NoError(t, admin.QueryRowContext(ctx, "SHOW data_directory").Scan(&folder))
	require.NoError(t, db.SQL().QueryRowContext(ctx, "SELECT oid::text FROM pg_database WHERE datname = current_database()").Scan(&oid))
	if _, err := os.ReadDir(filepath.Join(folder, "pg_wal")); err != nil {
		return nil
	}
	return []string{filepath.Join(folder, "pg_wal"), filepath.Join(folder, "base", oid)}
}

// rowsWith names the tables of a database that hold a text in what can be read
// of them.
func rowsWith(t *testing.T, db *database.DB, text string) (found []string) {
	t.Helper()
	names, err := db.SQL().QueryContext(t.Context(), map[database.Dialect]string{
		database.SQLite:     "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
		database.PostgreSQL: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
	}[db.Dialect()])
	require.NoError(t, err)
	defer names.Close()
	var tables []string
	for names.Next() {
		var name string
		require.NoError(t, names.Scan(&name))
		tables = append(tables, name)
	}
	require.NoError(t, names.Err())
	require.NoError(t, names.Close())
	for _, table := range tables {
		if tableHas(t, db, table, text) {
			found = append(found, table)
		}
	}
	return found
}

func tableHas(t *testing.T, db *database.DB, table, text string) bool {
	t.Helper()
	// As whoever sees all rows: row level security would hide them else.
	tx, err := db.SQL().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // nothing is written
	if db.Dialect() == database.PostgreSQL {
		_, err = tx.ExecContext(t.Context(), "SELECT set_config('role', whole_role(), true)")
		require.NoError(t, err)
	}
	rows, err := tx.QueryContext(t.Context(), "SELECT * FROM \""+table+"\"")
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	values, targets := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		require.NoError(t, rows.Scan(targets...))
		for _, value := range values {
			if bytes.Contains(value, []byte(text)) {
				return true
			}
		}
	}
	require.NoError(t, rows.Err())
	return false
}
