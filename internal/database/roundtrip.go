package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/recomamp/recomamp/internal/actor"
)

// pgConnector makes connections to PostgreSQL that need one round trip for what
// would take two:
//
//   - bun writes values into the text of a statement, so that texts rarely
//     repeat. Asking the server to describe a text before it is run, as is done for
//     statements with arguments, would pay only when it came again.
//   - A transaction is bound to its actor by the call that begins it.
//
// While the server starts, one caller tries for all: each try costs the server a
// process, just when it is busy.
type pgConnector struct {
	driver.Connector

	turn chan struct{} // holds one while nobody waits for the server to start
}

func newConnector(c driver.Connector) *pgConnector {
	turn := make(chan struct{}, 1)
	turn <- struct{}{}
	return &pgConnector{Connector: c, turn: turn}
}

const (
	// startingPause is between two tries while the server starts, startingPatience
	// how long it may take until callers are told.
	startingPause    = 50 * time.Millisecond
	startingPatience = 3 * time.Second
)

// Connect implements driver.Connector.
func (c *pgConnector) Connect(ctx context.Context) (driver.Conn, error) {
	connection, err := c.Connector.Connect(ctx)
	if isStarting(err) {
		connection, err = c.connectStarting(ctx, err)
	}
	if err != nil {
		return nil, err
	}
	return &pgConnection{connection.(*stdlib.Conn)}, nil //nolint:forcetypeassert // it makes no others
}

// connectStarting tries, in turn with others, until the server has started. When
// that takes too long it gives what the server said last, so that callers know it
// for what it is.
func (c *pgConnector) connectStarting(ctx context.Context, starting error) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, startingPatience)
	defer cancel()
	select {
	case <-c.turn:
		defer func() { c.turn <- struct{}{} }()
	case <-ctx.Done():
		return nil, starting
	}
	for {
		connection, err := c.Connector.Connect(ctx)
		if !isStarting(err) {
			return connection, err
		}
		select {
		case <-time.After(startingPause):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// cannotConnectNow is PostgreSQL's code for starting up and shutting down.
const cannotConnectNow = "57P03"

// isStarting reports that PostgreSQL is there but serves nobody yet, or no more.
func isStarting(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == cannotConnectNow
}

type pgConnection struct{ *stdlib.Conn }

// QueryContext implements driver.QueryerContext.
func (c *pgConnection) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if len(args) == 0 {
		args = []driver.NamedValue{{Ordinal: 1, Value: pgx.QueryExecModeSimpleProtocol}}
	}
	return c.Conn.QueryContext(ctx, query, args)
}

type boundToKey struct{}

// boundTo has the transaction that is begun with the context belong to an actor.
func boundTo(ctx context.Context, a actor.Actor) context.Context {
	return context.WithValue(ctx, boundToKey{}, a)
}

// BeginTx implements driver.ConnBeginTx.
func (c *pgConnection) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	a, bound := ctx.Value(boundToKey{}).(actor.Actor)
	if !bound {
		return c.Conn.BeginTx(ctx, options)
	}
	if c.Conn.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	begin := "BEGIN"
	if sql.IsolationLevel(options.Isolation) == sql.LevelRepeatableRead {
		begin += " ISOLATION LEVEL REPEATABLE READ"
	}
	if options.ReadOnly {
		begin += " READ ONLY"
	}
	begin += "; " + binding(a)
	tx, err := c.Conn.Conn().BeginTx(ctx, pgx.TxOptions{BeginQuery: begin})
	if err != nil {
		return nil, fmt.Errorf("bind transaction to its actor: %w", err)
	}
	return pgTransaction{ctx, tx}, nil
}

// quoted is text as a literal. Backslashes mean nothing in it: that is
// PostgreSQL's default, on which bun relies too.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

type pgTransaction struct {
	ctx context.Context //nolint:containedctx // driver.Tx has no place for it
	tx  pgx.Tx
}

// Commit implements driver.Tx.
func (t pgTransaction) Commit() error { return t.tx.Commit(t.ctx) }

// Rollback implements driver.Tx.
func (t pgTransaction) Rollback() error { return t.tx.Rollback(t.ctx) }
