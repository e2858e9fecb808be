package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/recomamp/recomamp/internal/actor"
)

// ErrNested says that a transaction was begun inside another.
var ErrNested = errors.New("a transaction is already open in this context")

const maxAttempts = 6

// Func is the body of a transaction. The context it gets knows the
// transaction; pass it on.
type Func func(ctx context.Context, tx bun.Tx) error

type contextKey struct{}

// transaction is what the context of a Read or Write knows.
type transaction struct {
	tx           bun.Tx
	writing      bool
	whole        bool // it comes to all rows, by what SeeingAll does
	beforeCommit []Func
	afterCommit  []func()
}

// Read runs fn in a read-only transaction with one consistent view of the
// data, bound to a. fn runs again when the database went away meanwhile. It
// returns fn's error as it is, but for ErrFull.
func (db *DB) Read(ctx context.Context, a actor.Actor, fn Func) error {
	return db.persist(ctx, db.reader, a, &sql.TxOptions{ReadOnly: true, Isolation: db.readIsolation()}, fn)
}

// Write runs fn in a transaction bound to a and commits it. fn runs again,
// after a short pause, when the database rolled it back because of another
// transaction or went away before the commit, and must be able to: see the
// package comment. It returns fn's error as it is, after rolling back; a full
// disk is ErrFull.
func (db *DB) Write(ctx context.Context, a actor.Actor, fn Func) error {
	return db.persist(ctx, db.writer, a, nil, fn)
}

func (db *DB) persist(ctx context.Context, from *pool, a actor.Actor, options *sql.TxOptions, fn Func) error {
	for attempt := 1; ; attempt++ {
		err := db.attempt(ctx, from, a, options, fn)
		if err == nil || attempt == maxAttempts || !isRetryable(err) {
			return err
		}
		pause := time.Duration(rand.Int64N(int64(10*time.Millisecond) << attempt))
		select {
		case <-ctx.Done():
			return fmt.Errorf("begin transaction: %w", context.Cause(ctx))
		case <-time.After(pause):
		}
	}
}

// readIsolation asks PostgreSQL for one snapshot per transaction; SQLite has it anyway.
func (db *DB) readIsolation() sql.IsolationLevel {
	if db.dialect == PostgreSQL {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

func (db *DB) attempt(ctx context.Context, from *pool, a actor.Actor, options *sql.TxOptions, fn Func) (err error) {
	defer func() { err = Named(err) }()
	if ctx.Value(contextKey{}) != nil {
		return ErrNested
	}
	leave, err := from.enter(ctx, a)
	if err != nil {
		return err
	}
	defer leave()
	tx, err := from.BeginTx(boundTo(ctx, a), options)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // does nothing after a commit; also runs when fn panics
	state := &transaction{tx: tx, writing: options == nil || !options.ReadOnly, whole: db.dialect != PostgreSQL || isWhole(a)}
	inner := context.WithValue(ctx, contextKey{}, state)
	if err := fn(inner, tx); err != nil {
		return err
	}
	for i := 0; i < len(state.beforeCommit); i++ { //nolint:intrange // a hook may add hooks
		if err := state.beforeCommit[i](inner, tx); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return &commitError{err}
	}
	for _, hook := range state.afterCommit {
		hook()
	}
	return nil
}

// BeforeCommit has fn run as the last statements of the Write that ctx
// belongs to. It exists for writes that should hold their locks for the
// shortest time. It panics outside of a Write.
func BeforeCommit(ctx context.Context, fn Func) {
	state := writing(ctx)
	state.beforeCommit = append(state.beforeCommit, fn)
}

// AfterCommit has fn run once the Write that ctx belongs to is durable, and
// never when it is rolled back. fn must not block. A crash may lose it, so it
// may only hasten what would happen anyway. It panics outside of a Write.
func AfterCommit(ctx context.Context, fn func()) {
	state := writing(ctx)
	state.afterCommit = append(state.afterCommit, fn)
}

func writing(ctx context.Context) *transaction {
	state, ok := ctx.Value(contextKey{}).(*transaction)
	if !ok || !state.writing {
		panic("database: the context belongs to no Write")
	}
	return state
}

// DialectOf returns the kind of database tx runs on.
func DialectOf(tx bun.Tx) Dialect {
	if tx.Dialect().Name() == dialect.PG {
		return PostgreSQL
	}
	return SQLite
}

// LockRows makes a select of a Write lock the rows it finds until the commit.
// SQLite has one writer at a time and needs no such lock.
func LockRows(query *bun.SelectQuery) *bun.SelectQuery {
	if query.Dialect().Name() == dialect.PG {
		return query.For("UPDATE")
	}
	return query
}

// SkipLockedRows is LockRows without waiting: rows locked by others are left out.
func SkipLockedRows(query *bun.SelectQuery) *bun.SelectQuery {
	if query.Dialect().Name() == dialect.PG {
		return query.For("UPDATE SKIP LOCKED")
	}
	return query
}

// isRetryable reports whether the database rolled a transaction back for no
// fault of its own, so that running it again is right.
func isRetryable(err error) bool {
	if errors.Is(err, ErrRetry) {
		return true
	}
	if _, committing := errors.AsType[*commitError](err); !committing && isLost(err) {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01" // serialization failure, deadlock
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := lite.Code() & 0xff
		return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
	}
	return false
}

// IsUnique reports whether err says that a row with the same unique key exists.
func IsUnique(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}
