package database

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/recomamp/recomamp/internal/fault"
)

//go:embed migrations
var migrationFiles embed.FS

var (
	// ErrNewer says that a newer program has used this database.
	ErrNewer = fault.New(fault.Conflict, "database.newer", "The database belongs to a newer RecomAMP.").
			WithNext("Start that newer version, or restore a backup made before the upgrade.")
	// ErrBehind says that migrations are waiting.
	ErrBehind = fault.New(fault.Conflict, "database.behind", "The database has not been migrated to this version of RecomAMP.").
			WithNext("Run `recomamp migrate`.")
)

// Versions is how far a database is, and how far this program knows the way.
type Versions struct {
	Current int64 // newest migration applied; 0 for an empty database
	Known   int64 // newest migration this program has
	Pending bool  // migrations wait to be applied
}

// Migrate brings the database to the schema this program needs and returns
// what it found and reached. Several processes may call it at once. A newer
// database is left alone and answered with ErrNewer; a full disk is ErrFull, an
// extension that PostgreSQL cannot create ErrExtension.
func (db *DB) Migrate(ctx context.Context) (before, after Versions, err error) {
	defer func() { err = Named(err) }()
	migrator, closing, err := db.migrator()
	if err != nil {
		return before, after, err
	}
	defer closing()
	unlock, err := db.lockMigration(ctx, migrator)
	if err != nil {
		return before, after, err
	}
	defer unlock()
	provider, err := db.provider(migrator)
	if err != nil {
		return before, after, err
	}
	if before, err = versions(ctx, provider); err != nil {
		return before, after, err
	}
	if _, err := provider.Up(ctx); err != nil {
		return before, after, fmt.Errorf("migrate database from version %d: %w", before.Current, withRolesNamed(withExtensionNamed(err)))
	}
	if err := db.migrateJobs(ctx); err != nil {
		return before, after, err
	}
	after, err = versions(ctx, provider)
	return before, after, err
}

// Check returns nil when the schema is the one this program needs, else
// ErrNewer or ErrBehind.
func (db *DB) Check(ctx context.Context) error {
	provider, err := db.provider(db.writer.DB.DB)
	if err != nil {
		return err
	}
	found, err := versions(ctx, provider)
	if err != nil {
		return err
	}
	if found.Pending {
		return ErrBehind
	}
	return nil
}

// migrator gives the connections that migrations run on. On PostgreSQL they are
// others than those of the program and say so: a migration changes the rows of
// everybody, which the tables' owner is otherwise kept from like anybody else.
func (db *DB) migrator() (on *sql.DB, closing func(), err error) {
	if db.dialect != PostgreSQL {
		return db.writer.DB.DB, func() {}, nil
	}
	connection, err := pgxConfig(db.config.URL)
	if err != nil {
		return nil, nil, err
	}
	on = sql.OpenDB(newConnector(stdlib.GetConnector(*connection, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET recomamp.migrating = 'on'")
		return err
	}))))
	return on, func() { _ = on.Close() }, nil // nothing is under way any more
}

func (db *DB) provider(on *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations/"+string(db.dialect))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	kind := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithTableName("schema_migration")}
	if db.dialect == PostgreSQL {
		kind = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("lock migrations: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(kind, on, files, options...)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}

func versions(ctx context.Context, provider *goose.Provider) (Versions, error) {
	current, known, err := provider.GetVersions(ctx)
	if err != nil {
		return Versions{}, fmt.Errorf("read the database's version: %w", err)
	}
	found := Versions{Current: current, Known: known, Pending: current < known}
	if current > known {
		return found, ErrNewer.WithMessage(fmt.Sprintf(
			"The database belongs to a newer RecomAMP: it is at version %d, this program knows %d.", current, known))
	}
	return found, nil
}

// lockMigration keeps two processes from migrating one SQLite file at once, by
// the lock of a second little database beside it, and a PostgreSQL one by a lock
// that lasts as long as the connection it is asked on.
func (db *DB) lockMigration(ctx context.Context, migrator *sql.DB) (unlock func(), err error) {
	if db.dialect == PostgreSQL {
		return lockServer(ctx, migrator)
	}
	config := db.config
	config.Path += ".migrating"
	guard, err := sql.Open("sqlite", sqliteDSN(config, "_txlock=exclusive"))
	if err != nil {
		return nil, fmt.Errorf("lock migrations: %w", err)
	}
	tx, err := guard.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock migrations: %w", err), guard.Close())
	}
	return func() {
		_ = tx.Rollback() // nothing was written; closing lets go of the lock in any case
		_ = guard.Close()
	}, nil
}

func lockServer(ctx context.Context, on *sql.DB) (unlock func(), err error) {
	connection, err := on.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock migrations: %w", err)
	}
	if _, err := connection.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLockKey); err != nil {
		return nil, errors.Join(fmt.Errorf("lock migrations: %w", err), connection.Close())
	}
	return func() {
		_, _ = connection.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLockKey) // else it goes with the connection
		_ = connection.Close()
	}, nil
}

// migrationLockKey is any number that nothing else locks.
const migrationLockKey = 0x6d696772617465

// sweepJobs has PostgreSQL sweep the table of jobs often. Its ended rows stay for a
// day, and dead ones among those that are looked through for the next job would
// otherwise stay until they are a fifth of all: by then taking a job costs many
// times what it should.
func (db *DB) sweepJobs(ctx context.Context) error {
	const swept = "autovacuum_vacuum_scale_factor=0"
	var done bool
	err := db.writer.NewRaw("SELECT COALESCE(? = ANY (reloptions), FALSE) FROM pg_class WHERE oid = 'river_job'::regclass", swept).Scan(ctx, &done)
	if err != nil || done {
		return err // altering it again would wait for whoever sweeps it
	}
	_, err = db.writer.ExecContext(ctx, "ALTER TABLE river_job SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)")
	return err
}

// migrateJobs applies the job engine's own migrations.
func (db *DB) migrateJobs(ctx context.Context) error {
	up := func(err error) error {
		if err != nil {
			return fmt.Errorf("migrate job tables: %w", err)
		}
		return nil
	}
	if db.dialect == PostgreSQL {
		migrator, err := rivermigrate.New(riverdatabasesql.New(db.writer.DB.DB), nil)
		if err != nil {
			return up(err)
		}
		if _, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return up(err)
		}
		return up(db.sweepJobs(ctx))
	}
	migrator, err := rivermigrate.New(riversqlite.New(db.writer.DB.DB), nil)
	if err != nil {
		return up(err)
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return up(err)
}
