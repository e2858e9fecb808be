package crash_test

import (
	"database/sql"
	"fmt"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
)

// stuck is a database in which a statement of the server's does not come to its end,
// so that a kill always finds it in the middle of its transaction: a trigger sleeps,
// or counts without end on SQLite, which has no sleep.
type stuck struct {
	db       *sql.DB
	postgres bool
}

// stickSQLite is for the database in a file.
func stickSQLite(t *testing.T, path string) *stuck {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(30000)&_txlock=immediate")
	require.NoError(t, err)
	h := &stuck{db: db}
	h.ready(t, `CREATE VIEW endless AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) AS n FROM c`)
	return h
}

// stickPostgres is for the database at an address.
func stickPostgres(t *testing.T, url string) *stuck {
	t.Helper()
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	h := &stuck{db: db, postgres: true}
	h.ready(t, `CREATE FUNCTION endless() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NULL; END $$`)
	return h
}

func (h *stuck) ready(t *testing.T, statement string) {
	t.Helper()
	t.Cleanup(func() { _ = h.db.Close() })
	h.db.SetMaxOpenConns(1)
	h.execute(t, statement)
}

// execute runs a statement as whoever owns the tables.
func (h *stuck) execute(t *testing.T, statement string, values ...any) {
	t.Helper()
	_, err := h.db.ExecContext(t.Context(), statement, values...)
	require.NoError(t, err, statement)
}

// change changes rows, whoever's they are.
func (h *stuck) change(t *testing.T, statement string) {
	t.Helper()
	if h.postgres {
		h.execute(t, `DO $$ BEGIN EXECUTE format('SET ROLE %I', whole_role()); END $$`)
		defer h.execute(t, "RESET ROLE")
	}
	h.execute(t, statement)
}

// count answers a question whose answer is a number.
func (h *stuck) count(t *testing.T, statement string) (n int) {
	t.Helper()
	if h.postgres {
		h.execute(t, `DO $$ BEGIN EXECUTE format('SET ROLE %I', whole_role()); END $$`)
		defer h.execute(t, "RESET ROLE")
	}
	require.NoError(t, h.db.QueryRowContext(t.Context(), statement).Scan(&n), statement)
	return n
}

// stuckPlace is a change of a row that does not come to its end.
type stuckPlace struct{ act, table, when string }

// stick has the next change of the place not come to its end.
func (h *stuck) stick(t *testing.T, p stuckPlace) (release func()) {
	t.Helper()
	when := ""
	if p.when != "" {
		when = " WHEN (" + p.when + ")"
	}
	create, drop := "CREATE TRIGGER held AFTER %s ON %s FOR EACH ROW%s BEGIN SELECT n FROM endless; END", "DROP TRIGGER held"
	if h.postgres {
		create, drop = "CREATE TRIGGER held AFTER %s ON %s FOR EACH ROW%s EXECUTE FUNCTION endless()", "DROP TRIGGER held ON "+p.table
	}
	h.execute(t, fmt.Sprintf(create, p.act, p.table, when))
	return func() {
		t.Helper()
		if h.postgres { // the server does not notice that who asked is gone
			h.execute(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'")
		}
		h.execute(t, drop)
	}
}

// isStuck reports whether somebody is in the middle of such a change.
func (h *stuck) isStuck(t *testing.T) bool {
	t.Helper()
	if h.postgres {
		var n int // as whoever the server signs in as, too: of others nothing is told
		require.NoError(t, h.db.QueryRowContext(t.Context(),
			"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'").Scan(&n))
		return n > 0
	}
	// Nobody else may write for much longer than any other transaction lasts.
	waits, err := h.db.Conn(t.Context())
	require.NoError(t, err)
	defer waits.Close()
	_, err = waits.ExecContext(t.Context(), "PRAGMA busy_timeout = 1500")
	require.NoError(t, err)
	tx, err := waits.BeginTx(t.Context(), nil)
	if err == nil {
		require.NoError(t, tx.Rollback())
	}
	_, again := waits.ExecContext(t.Context(), "PRAGMA busy_timeout = 30000")
	require.NoError(t, again)
	return err != nil
}
