package databasetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database"
)

// Run runs test twice, as parallel subtests "sqlite" and "postgres", each with
// a migrated database of its own that is gone afterwards.
func Run(t *testing.T, test func(t *testing.T, db *database.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Postgres(t))
	})
}

// Configs runs test twice like Run, with the settings of a migrated database
// instead of an open one, for tests that open it several times.
func Configs(t *testing.T, test func(t *testing.T, config database.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLiteConfig(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, PostgresConfig(t))
	})
}

// SQLite returns a migrated SQLite database.
func SQLite(t testing.TB) *database.DB { return open(t, SQLiteConfig(t)) }

// Postgres returns a migrated PostgreSQL database.
func Postgres(t testing.TB) *database.DB { return open(t, PostgresConfig(t)) }

// SQLiteConfig returns the settings of a migrated SQLite database.
func SQLiteConfig(t testing.TB) database.Config {
	t.Helper()
	return SQLiteConfigIn(t, t.TempDir())
}

// SQLiteConfigIn returns the settings of a migrated SQLite database in a
// folder, such as that of a small disk.
func SQLiteConfigIn(t testing.TB, folder string) database.Config {
	t.Helper()
	template, err := sqliteTemplate()
	require.NoError(t, err)
	path := filepath.Join(folder, "recomamp.db")
	require.NoError(t, os.WriteFile(path, template, 0o600))
	return database.Config{Path: path}
}

// PostgresConfig returns the settings of a migrated PostgreSQL database.
func PostgresConfig(t testing.TB) database.Config {
	t.Helper()
	server, err := sharedServer()
	require.NoError(t, err)
	return database.Config{URL: server.url(server.create(t, server.template))}
}

// EmptyPostgresConfig returns the settings of a PostgreSQL database without any
// tables, as a role that may do anything.
func EmptyPostgresConfig(t testing.TB) database.Config {
	t.Helper()
	server, err := sharedServer()
	require.NoError(t, err)
	return database.Config{URL: server.adminURL(server.create(t, "template0"))}
}

// PlainPostgresConfig returns the settings of a PostgreSQL database without any
// tables, as a role that owns it and may do nothing else, and as one that may do
// anything.
func PlainPostgresConfig(t testing.TB) (plain, admin database.Config) {
	t.Helper()
	server, err := sharedServer()
	require.NoError(t, err)
	name := server.create(t, "template0")
	login := server.plainLogin(t, name)
	return database.Config{URL: server.urlAs(login, name)}, database.Config{URL: server.adminURL(name)}
}

func open(t testing.TB, config database.Config) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// sqliteTemplate returns the bytes of a migrated file; it is made once per process.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "recomamp-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrate(database.Config{Path: path}); err != nil {
		return nil, err
	}
	return os.ReadFile(path) // closing the last connection has folded the WAL into the file
})

func migrate(config database.Config) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute) // under the race detector, on a machine that is busy
	defer cancel()
	db, err := database.Open(ctx, config)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the file is read afterwards, and would be broken
	_, _, err = db.Migrate(ctx)
	return err
}
