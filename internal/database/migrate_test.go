package database_test

import (
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

func TestBothDatabasesHaveTheSameMigrations(t *testing.T) {
	t.Parallel()
	names := func(dialect string) (names []string) {
		entries, err := os.ReadDir(filepath.Join("migrations", dialect))
		require.NoError(t, err)
		for _, entry := range entries {
			names = append(names, entry.Name())
		}
		return names
	}
	lite := names("sqlite")
	require.Equal(t, lite, names("postgres"))
	numbers := map[string]bool{}
	for _, name := range lite {
		require.Regexp(t, regexp.MustCompile(`^\d{4}_[a-z0-9_]+\.sql$`), name)
		require.False(t, numbers[name[:4]], "number %s is used twice", name[:4])
		numbers[name[:4]] = true
	}
}

func emptyConfigs(t *testing.T, test func(t *testing.T, config database.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, database.Config{Path: filepath.Join(t.TempDir(), "a folder", "r.db")})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, databasetest.EmptyPostgresConfig(t))
	})
}

func open(t *testing.T, config database.Config) *database.DB {
	t.Helper()
	if config.Path != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(config.Path), 0o700))
	}
	db, err := database.Open(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestMigrateByManyAtOnceHappensOnce(t *testing.T) {
	t.Parallel()
	emptyConfigs(t, func(t *testing.T, config database.Config) {
		var group sync.WaitGroup
		for range 3 {
			db := open(t, config)
			group.Go(func() {
				if _, after, err := db.Migrate(t.Context()); err != nil {
					t.Error(err)
				} else if after.Pending {
					t.Error("migrations are still waiting")
				}
			})
		}
		group.Wait()
		db := open(t, config)
		require.NoError(t, db.Check(t.Context()))
		before, after, err := db.Migrate(t.Context())
		require.NoError(t, err)
		require.Equal(t, before, after)
	})
}

func TestAnUnmigratedDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	emptyConfigs(t, func(t *testing.T, config database.Config) {
		require.ErrorIs(t, open(t, config).Check(t.Context()), database.ErrBehind)
	})
}

func TestANewerDatabaseIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		_, err := db.SQL().ExecContext(t.Context(),
			`INSERT INTO schema_migration (version_id, is_applied) VALUES (9999, true)`)
		require.NoError(t, err)
		require.ErrorIs(t, db.Check(t.Context()), database.ErrNewer)
		_, _, err = db.Migrate(t.Context())
		require.ErrorIs(t, err, database.ErrNewer)
		require.ErrorContains(t, err, "9999")
	})
}

func TestOpenNeverShowsThePassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"postgres://u:hunter2@127.0.0.1:1/db?connect_timeout=1", "postgres://u:hunter2@[::1/db"} {
		_, err := database.Open(t.Context(), database.Config{URL: address})
		require.Error(t, err)
		require.NotContains(t, err.Error(), "hunter2")
	}
}
