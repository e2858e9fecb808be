package database_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// unsecured are the tables without policies: none holds anything of a client's.
var unsecured = map[string]string{
	"person": "people are the organisation's", "session": "of a person", "api_token": "of a person", "person_link": "of a person",
	"person_identity": "of a person", "passkey": "of a person: public keys", "passkey_request": "of a person: a digest and a challenge", "sign_in_request": "of a person: digests", "single_sign_on": "the organisation's, its secret sealed", "amazon_sign_in": "the organisation's, its secret sealed",
	"person_totp": "of a person, sealed", "recovery_code": "of a person: digests", "sign_in_step": "of a person: a digest", "sign_in_policy": "the organisation's", "sensitive_policy": "the organisation's", "approval_rule": "the organisation's", "organisation": "its name", "set_up_step": "the organisation's",
	"setup_link": "before there is anybody", "sign_in_throttle": "counters", "idempotency_key": "of a person: ids and digests",
	"person_group": "the organisation's", "group_member": "the organisation's",
	"connection": "the organisation's: one consent reaches many clients", "consent_request": "of a person", "account": "of a connection",
	"key_rotation": "the organisation's", "execution_process": "who works: ids and instants",
	"schema_migration": "versions", "audit_batch": "the chain of the audit log: numbers and hashes",
}

type table struct {
	Name            string
	Enabled, Forced bool
	Owned           bool     // it has a column for an instance or a client
	References      []string // tables
	Whole, Bound    bool     // the policies for each role
	Granted         bool     // both roles may read and write
}

func readTables(t *testing.T, db *database.DB) map[string]table {
	t.Helper()
	found := map[string]table{}
	rows, err := db.SQL().QueryContext(t.Context(), `SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
		EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname IN ('instance_id', 'client_id') AND NOT a.attisdropped),
		COALESCE((SELECT string_agg(confrelid::regclass::text, ',') FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f'), ''),
		EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polcmd = '*' AND polroles = ARRAY[whole_role()::regrole::oid]),
		EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polcmd = '*' AND polroles = ARRAY[bound_role()::regrole::oid]),
		(SELECT bool_and(has_table_privilege(role, c.oid, may)) FROM unnest(ARRAY[whole_role(), bound_role()]) AS role, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS may)
		FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var one table
		var references string
		require.NoError(t, rows.Scan(&one.Name, &one.Enabled, &one.Forced, &one.Owned, &references, &one.Whole, &one.Bound, &one.Granted))
		one.References = strings.Split(references, ",")
		found[one.Name] = one
	}
	require.NoError(t, rows.Err())
	return found
}

// missing says of which tables the rows are not kept apart though they are somebody's.
func missing(tables map[string]table) (wrong []string) {
	for changed := true; changed; { // what belongs to something of somebody's is somebody's
		changed = false
		for name, one := range tables {
			of := func(other string) bool { return tables[other].Owned || other == "instance" || other == "client" }
			if !one.Owned && slices.ContainsFunc(one.References, of) {
				one.Owned, changed = true, true
				tables[name] = one
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		one := tables[name]
		secured := one.Enabled && one.Forced && one.Whole && one.Bound
		_, known := unsecured[name]
		switch {
		case strings.HasPrefix(name, "river_"): // the job engine's: jobs carry ids
		case one.Owned && !secured:
			wrong = append(wrong, name+" is somebody's and has no policies: call secure() in the migration that makes it")
		case !secured && !known:
			wrong = append(wrong, name+" has no policies: call secure(), or say in this test why nothing in it is a client's")
		case secured && known:
			wrong = append(wrong, name+" has policies, and is said to have none")
		case !one.Granted && name != "schema_migration":
			wrong = append(wrong, name+" is out of the reach of the roles that transactions run as")
		}
	}
	return wrong
}

func TestEveryTableOfSomebodysIsUnderRowLevelSecurity(t *testing.T) {
	t.Parallel()
	db := databasetest.Postgres(t)
	require.Empty(t, missing(readTables(t, db)))

	_, err := db.SQL().ExecContext(t.Context(), `CREATE TABLE forgotten (instance_id TEXT);
		CREATE TABLE part (schedule_id TEXT REFERENCES schedule (id)); CREATE TABLE loose (id TEXT);
		CREATE TABLE kept (instance_id TEXT); SELECT secure('kept', 'instance_id IN (SELECT seen_instances())');
		ALTER TABLE execution NO FORCE ROW LEVEL SECURITY; DROP POLICY bound ON rate_card`)
	require.NoError(t, err)
	found := missing(readTables(t, db))
	require.Len(t, found, 5, "%v", found)
	for i, name := range []string{"execution ", "forgotten ", "loose ", "part ", "rate_card "} {
		require.True(t, strings.HasPrefix(found[i], name), found[i])
	}
}

// The rules of people that policies repeat are those of package actor.
func TestPoliciesKnowTheRanks(t *testing.T) {
	t.Parallel()
	for function, right := range map[string]actor.Right{
		"told_clients": actor.Announce, "administered_clients": actor.Grant, "administered_instances": actor.Grant,
	} {
		var source string
		err := databasetest.Postgres(t).SQL().QueryRowContext(t.Context(), "SELECT prosrc FROM pg_proc WHERE proname = $1", function).Scan(&source)
		require.NoError(t, err)
		require.Contains(t, source, fmt.Sprintf("rank >= %d ", right.Least()), function)
	}
}

const noon = "2026-03-10T12:00:00Z"

// planted has two clients with an instance and a data set each, and people: one
// who may see the first instance, one who could until a while ago, and an owner.
func planted(t *testing.T) *database.DB {
	t.Helper()
	db := databasetest.Postgres(t)
	write(t, db, actor.System("test"), `
		INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
			SELECT id, id, id, id, role, '', ?0, ?0 FROM (VALUES ('ann', 'member'), ('past', 'member'), ('olga', 'owner')) AS p (id, role);
		INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at)
			SELECT id, id, id, '', 1, ?0, ?0 FROM (VALUES ('ca'), ('cb')) AS c (id);
		INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at)
			SELECT id, id, client, '', '', 'NA', id, '', '', '', 1, ?0, ?0, ?0 FROM (VALUES ('ia', 'ca'), ('ib', 'cb')) AS i (id, client);
		INSERT INTO data_set (instance_id, name, declaration, version, updated_by, updated_at)
			SELECT id, 'set', '{}', 1, 'olga', ?0 FROM instance;
		INSERT INTO instance_access (person_id, instance_id, client_id, rank, until)
			VALUES ('ann', 'ia', 'ca', 5, '9999-12-31'), ('past', 'ib', 'cb', 5, now() - interval '1 second');
		INSERT INTO client_access (person_id, client_id, rank, until) VALUES ('ann', 'ca', 0, '9999-12-31')`, noon)
	return db
}

func write(t *testing.T, db *database.DB, a actor.Actor, statement string, args ...any) {
	t.Helper()
	_, err := try(t, db, a, statement, args...)
	require.NoError(t, err)
}

func try(t *testing.T, db *database.DB, a actor.Actor, statement string, args ...any) (rows int64, err error) {
	t.Helper()
	err = db.Write(t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewRaw(statement, args...).Exec(ctx)
		if err == nil {
			rows, err = result.RowsAffected()
		}
		return err
	})
	return rows, err
}

// sees are the instances whose data sets an actor reads.
func sees(t *testing.T, db *database.DB, a actor.Actor) []string {
	t.Helper()
	found := []string{}
	require.NoError(t, db.Read(t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT instance_id FROM data_set ORDER BY 1").Scan(ctx, &found)
	}))
	return found
}

func TestEverybodyComesToTheirRowsAlone(t *testing.T) {
	t.Parallel()
	db := planted(t)
	both := []string{"ia", "ib"}
	require.Equal(t, both, sees(t, db, actor.System("duty")))
	require.Equal(t, []string{"ib"}, sees(t, db, actor.System("duty").On("ib")))
	require.Equal(t, both, sees(t, db, actor.Person("olga", "Olga", actor.Owner)))
	require.Equal(t, []string{"ia"}, sees(t, db, actor.Person("ann", "Ann", actor.Member)))
	require.Empty(t, sees(t, db, actor.Person("past", "Past", actor.Member)), "a grant whose time is over")
	require.Empty(t, sees(t, db, actor.Actor{}), "nobody")
	require.Equal(t, []string{"ia"}, sees(t, db, actor.Person("ann", "Ann", actor.Owner)), "who is an owner is for the database to say")
	require.Empty(t, sees(t, db, actor.Person("' OR TRUE --", "", actor.Owner)))
	write(t, db, actor.System("test"), "UPDATE person SET disabled_at = ? WHERE id = 'olga'", noon)
	require.Empty(t, sees(t, db, actor.Person("olga", "Olga", actor.Owner)), "a disabled owner")

	var count int
	require.NoError(t, db.SQL().QueryRowContext(t.Context(), "SELECT count(*) FROM data_set").Scan(&count))
	require.Zero(t, count, "a statement outside of a transaction, though its role owns the table")
}

func TestNobodyWritesIntoWhatIsAnothers(t *testing.T) {
	t.Parallel()
	db := planted(t)
	for _, a := range []actor.Actor{actor.Person("ann", "Ann", actor.Member), actor.System("duty").On("ia")} {
		for _, statement := range []string{
			"INSERT INTO data_set (instance_id, name, declaration, version, updated_by, updated_at) VALUES ('ib', 'other', '{}', 1, 'ann', ?)",
			"UPDATE data_set SET instance_id = 'ib', name = 'moved', updated_at = ?",
		} {
			_, err := try(t, db, a, statement, noon)
			refused, ok := errors.AsType[*pgconn.PgError](err)
			require.True(t, ok, "%s: %v", statement, err)
			require.Equal(t, "42501", refused.Code, refused.Message)
		}
		for _, statement := range []string{"UPDATE data_set SET version = 2 WHERE instance_id = 'ib'", "DELETE FROM data_set WHERE instance_id = 'ib'"} {
			rows, err := try(t, db, a, statement)
			require.NoError(t, err)
			require.Zero(t, rows, statement)
		}
		rows, err := try(t, db, a, "UPDATE data_set SET version = version + 1")
		require.NoError(t, err)
		require.EqualValues(t, 1, rows, "their own they may")
	}
	_, err := try(t, db, actor.Person("ann", "Ann", actor.Member), "INSERT INTO instance_access (person_id, instance_id, client_id, rank, until) VALUES ('ann', 'ib', 'cb', 5, '9999-12-31')")
	require.Error(t, err, "access comes of grants")
	_, err = try(t, db, actor.Person("ann", "Ann", actor.Member), "INSERT INTO access_grant (id, person_id, instance_id, rank, until, reason, given_by, revision, created_at, updated_at) VALUES ('g', 'ann', 'ib', 5, '9999-12-31', '', 'ann', 1, ?0, ?0)", noon)
	require.Error(t, err, "nobody gives what they do not administer")
}

func TestSeeingAllEndsWithItsFunction(t *testing.T) {
	t.Parallel()
	db := planted(t)
	counted := func(ctx context.Context, tx bun.Tx) (n int) {
		require.NoError(t, tx.NewRaw("SELECT count(*) FROM data_set").Scan(ctx, &n))
		return n
	}
	for _, a := range []actor.Actor{actor.Person("ann", "Ann", actor.Member), actor.System("duty").On("ia")} {
		require.NoError(t, db.Write(t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
			require.Equal(t, 1, counted(ctx, tx))
			require.NoError(t, database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
				require.Equal(t, 2, counted(ctx, tx))
				return database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
					require.Equal(t, 2, counted(ctx, tx))
					return nil
				})
			}))
			require.Equal(t, 1, counted(ctx, tx))
			why := errors.New("no")
			require.ErrorIs(t, database.SeeingAll(ctx, tx, func(context.Context, bun.Tx) error { return why }), why)
			require.Equal(t, 1, counted(ctx, tx))
			require.NoError(t, database.SeeAll(ctx, tx))
			require.Equal(t, 2, counted(ctx, tx))
			return nil
		}))
	}
	require.Equal(t, []string{"ia"}, sees(t, db, actor.Person("ann", "Ann", actor.Member)), "the next transaction begins anew")
}

// For the program itself there is nothing to look at, and for others no more than
// one look per statement.
func TestPoliciesAreCheap(t *testing.T) {
	t.Parallel()
	db := planted(t)
	plan := func(a actor.Actor) string {
		var lines []string
		require.NoError(t, db.Read(t.Context(), a, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("EXPLAIN SELECT * FROM execution_text WHERE search_spelt LIKE '%abc%'").Scan(ctx, &lines)
		}))
		return strings.Join(lines, "\n")
	}
	require.NotContains(t, plan(actor.System("duty")), "seen_instances")
	require.NotContains(t, plan(actor.System("duty")), "SubPlan")
	require.Contains(t, plan(actor.Person("ann", "Ann", actor.Member)), "hashed SubPlan")
}

func TestMigrationsComeToAllRows(t *testing.T) {
	t.Parallel()
	db := planted(t)
	_, err := db.SQL().ExecContext(t.Context(), "BEGIN; SET LOCAL recomamp.migrating = 'on'; UPDATE data_set SET version = 7; COMMIT")
	require.NoError(t, err)
	var n int
	require.NoError(t, db.Read(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT count(*) FROM data_set WHERE version = 7").Scan(ctx, &n)
	}))
	require.Equal(t, 2, n)
}

func TestARoleThatPassesPoliciesByIsTold(t *testing.T) {
	t.Parallel()
	powerful, err := databasetest.Postgres(t).CheckRoles(t.Context())
	require.NoError(t, err)
	require.False(t, powerful)
	admin := open(t, databasetest.EmptyPostgresConfig(t))
	_, _, err = admin.Migrate(t.Context())
	require.NoError(t, err)
	powerful, err = admin.CheckRoles(t.Context())
	require.NoError(t, err)
	require.True(t, powerful, "a superuser")
	require.Empty(t, sees(t, admin, actor.Actor{}), "transactions take a role that is none")

	var bound string
	require.NoError(t, admin.SQL().QueryRowContext(t.Context(), "SELECT bound_role()").Scan(&bound))
	_, err = admin.SQL().ExecContext(t.Context(), "ALTER ROLE "+bound+" BYPASSRLS")
	require.NoError(t, err)
	_, err = admin.CheckRoles(t.Context())
	require.ErrorIs(t, err, database.ErrBypassed)
	sqlite, err := databasetest.SQLite(t).CheckRoles(t.Context())
	require.NoError(t, err)
	require.False(t, sqlite)
}

func TestAMigratingRoleThatMayMakeNoRolesIsToldInPlainWords(t *testing.T) {
	t.Parallel()
	config, admin := databasetest.PlainPostgresConfig(t)
	_, _, err := open(t, config).Migrate(t.Context())
	require.ErrorIs(t, err, database.ErrRoles)
	server := open(t, admin)
	var name, login string
	require.NoError(t, server.SQL().QueryRowContext(t.Context(), "SELECT current_database(), pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()").Scan(&name, &login))
	_, err = server.SQL().ExecContext(t.Context(), strings.NewReplacer("DB", name, "MIGRATING", login).Replace(
		"CREATE ROLE DB_bound NOLOGIN NOINHERIT; CREATE ROLE DB_whole NOLOGIN NOINHERIT; GRANT DB_whole TO DB_bound; GRANT DB_bound TO MIGRATING"))
	require.NoError(t, err)
	db := open(t, config)
	_, _, err = db.Migrate(t.Context())
	require.NoError(t, err, "as the words say")
	require.Empty(t, sees(t, db, actor.System("duty")))
}
