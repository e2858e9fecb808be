package apptest

import (
	"testing"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// OnBoth runs a test on SQLite and on PostgreSQL, side by side: on is the change
// of the configuration that has the program use the one or the other.
func OnBoth(t *testing.T, test func(t *testing.T, on func(*app.Config))) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, func(*app.Config) {})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := databasetest.PostgresConfig(t).URL
		test(t, func(c *app.Config) { c.Storage.DatabaseURL = url })
	})
}
