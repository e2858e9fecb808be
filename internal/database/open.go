package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Dialect names the kind of database.
type Dialect string

// The kinds of database.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgres"
)

// Config says which database to open. Exactly one of Path and URL is set.
type Config struct {
	Path string // SQLite file, made when missing
	URL  string // postgres://…

	MaxConnections int           // of PostgreSQL, and of SQLite's readers; default 8
	BusyTimeout    time.Duration // how long SQLite waits for another process's write; default 10 s
}

func (c Config) withDefaults() Config {
	if c.MaxConnections == 0 {
		c.MaxConnections = 8
	}
	if c.BusyTimeout == 0 {
		c.BusyTimeout = 10 * time.Second
	}
	return c
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	config  Config
	writer  *pool
	reader  *pool
	listen  *pgxpool.Pool // PostgreSQL only: connections for LISTEN
}

// Open connects to the database and checks that it answers. It changes
// nothing: see Migrate and Check. A disk without room for what SQLite keeps
// beside an open file is ErrFull.
func Open(ctx context.Context, config Config) (db *DB, err error) {
	defer func() { err = Named(err) }()
	config = config.withDefaults()
	switch {
	case config.Path != "" && config.URL == "":
		return openSQLite(ctx, config)
	case config.URL != "" && config.Path == "":
		return openPostgres(ctx, config)
	default:
		return nil, fmt.Errorf("open database: give either a file or a URL")
	}
}

func openSQLite(ctx context.Context, config Config) (*DB, error) {
	writer, err := sql.Open("sqlite", sqliteDSN(config, "_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", config.Path, err)
	}
	writer.SetMaxOpenConns(1) // SQLite has one writer; queueing here beats failing with BUSY there
	reader, err := sql.Open("sqlite", sqliteDSN(config, "_pragma=query_only(1)"))
	if err != nil {
		writer.Close()
		return nil, fmt.Errorf("open database %s: %w", config.Path, err)
	}
	reader.SetMaxOpenConns(config.MaxConnections)
	reader.SetMaxIdleConns(config.MaxConnections)
	db := &DB{
		dialect: SQLite,
		config:  config,
		writer:  newPool(bun.NewDB(writer, sqlitedialect.New()), 1),
		reader:  newPool(bun.NewDB(reader, sqlitedialect.New()), config.MaxConnections),
	}
	if err := db.writer.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", config.Path, err), db.Close())
	}
	return db, nil
}

func sqliteDSN(config Config, extra string) string {
	file := (&url.URL{Path: config.Path}).EscapedPath()
	return fmt.Sprintf("file:%s?_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
		"&_pragma=foreign_keys(1)&_timezone=UTC&%s", file, config.BusyTimeout.Milliseconds(), extra)
}

func openPostgres(ctx context.Context, config Config) (*DB, error) {
	connection, err := pgxConfig(config.URL)
	if err != nil {
		return nil, err
	}
	listen, err := listenPool(ctx, config.URL)
	if err != nil {
		return nil, err
	}
	sqldb := sql.OpenDB(newConnector(stdlib.GetConnector(*connection, stdlib.OptionAfterConnect(readInstantsInUTC))))
	sqldb.SetMaxOpenConns(config.MaxConnections)
	sqldb.SetMaxIdleConns(config.MaxConnections)
	both := newPool(bun.NewDB(sqldb, pgdialect.New()), config.MaxConnections)
	db := &DB{dialect: PostgreSQL, config: config, writer: both, reader: both, listen: listen}
	if err := both.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database at %s: %w", connection.Host, err), db.Close())
	}
	return db, nil
}

// pgxConfig is how all connections that run statements are made.
func pgxConfig(rawURL string) (*pgx.ConnConfig, error) {
	connection, err := pgx.ParseConfig(rawURL)
	if err != nil {
		return nil, fmt.Errorf("open database: the PostgreSQL URL cannot be read") // the parser's error may quote the password
	}
	// The statements with arguments are those of the job engine, which are few.
	connection.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	connection.RuntimeParams["timezone"] = "UTC"
	if connection.RuntimeParams["idle_in_transaction_session_timeout"] == "" {
		// A process that is frozen inside a transaction must not keep its locks from others.
		connection.RuntimeParams["idle_in_transaction_session_timeout"] = "10s"
	}
	if connection.RuntimeParams["application_name"] == "" {
		connection.RuntimeParams["application_name"] = "recomamp"
	}
	return connection, nil
}

// readInstantsInUTC keeps pgx from handing out instants in the machine's zone.
func readInstantsInUTC(_ context.Context, connection *pgx.Conn) error {
	connection.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

// listenPool makes the connections on which notifications arrive. Takers keep
// them for as long as they listen, so they come from a pool of their own.
func listenPool(ctx context.Context, rawURL string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(rawURL)
	if err != nil {
		return nil, fmt.Errorf("open database: the PostgreSQL URL cannot be read")
	}
	config.MinConns, config.MaxConns = 0, 4
	config.ConnConfig.RuntimeParams["application_name"] = "recomamp listen"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return pool, nil
}

// Dialect returns the kind of database.
func (db *DB) Dialect() Dialect { return db.dialect }

// Ping checks that the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.reader.PingContext(ctx); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// SQL returns the pool that job engines write through. Domain code never
// needs it: its statements run in Read and Write.
func (db *DB) SQL() *sql.DB { return db.writer.DB.DB }

// ListenPool returns PostgreSQL's connections for LISTEN, nil on SQLite.
func (db *DB) ListenPool() *pgxpool.Pool { return db.listen }

// Close closes all connections.
func (db *DB) Close() error {
	var err error
	if db.reader != db.writer {
		err = db.reader.Close()
	}
	if db.listen != nil {
		db.listen.Close()
	}
	if closing := db.writer.Close(); closing != nil {
		err = closing
	}
	return err
}

// LikePattern returns a pattern that finds text anywhere, with its own
// wildcards made harmless; use it as `name_key LIKE ? ESCAPE '\'`.
func LikePattern(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
