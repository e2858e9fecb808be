package database_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
)

// requireExtension migrates and gives the plain words that come of it.
func requireExtension(t *testing.T, config database.Config) *fault.Error {
	t.Helper()
	_, _, err := open(t, config).Migrate(t.Context())
	require.ErrorIs(t, err, database.ErrExtension)
	said := fault.Of(err)
	require.Contains(t, said.Message, "pg_trgm")
	require.Contains(t, said.Message, "does not start")
	require.Contains(t, said.Next, "`recomamp migrate`")
	return said
}

func TestAServerWithoutAnExtensionIsToldInPlainWords(t *testing.T) {
	t.Parallel()
	config := databasetest.EmptyPostgresConfig(t)
	// What a server without the files of pg_trgm answers.
	_, err := open(t, config).SQL().ExecContext(t.Context(), `
		CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'extension "pg_trgm" is not available' USING ERRCODE = '0A000'; END $$;
		CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION') EXECUTE FUNCTION refuse()`)
	require.NoError(t, err)
	require.Contains(t, requireExtension(t, config).Next, "postgresql-contrib")

	_, err = open(t, config).SQL().ExecContext(t.Context(), "DROP EVENT TRIGGER refuse")
	require.NoError(t, err)
	_, _, err = open(t, config).Migrate(t.Context())
	require.NoError(t, err, "it goes on where it stopped")
}

// The words of a real server for files that are not there.
func TestPostgresNamesAMissingExtensionAsWeExpect(t *testing.T) {
	t.Parallel()
	_, err := open(t, databasetest.EmptyPostgresConfig(t)).SQL().ExecContext(t.Context(), "CREATE EXTENSION recomamp_nowhere")
	require.ErrorContains(t, err, `extension "recomamp_nowhere" is not available`)
	require.ErrorContains(t, err, "0A000")
}

func TestARoleThatMayNotCreateExtensionsIsToldInPlainWords(t *testing.T) {
	t.Parallel()
	config := databasetest.EmptyPostgresConfig(t)
	owner := open(t, config).SQL()
	role := "recomamp_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	_, err := owner.ExecContext(t.Context(), "CREATE ROLE "+role+" LOGIN; GRANT ALL ON SCHEMA public TO "+role)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := owner.ExecContext(context.WithoutCancel(t.Context()), "DROP OWNED BY "+role+"; DROP ROLE "+role)
		require.NoError(t, err)
	})
	address, err := url.Parse(config.URL)
	require.NoError(t, err)
	address.User = url.User(role)
	require.Contains(t, requireExtension(t, database.Config{URL: address.String()}).Next, "CREATE EXTENSION pg_trgm")
}
