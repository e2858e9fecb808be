package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
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
type pgConnector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c pgConnector) Connect(ctx context.Context) (driver.Conn, error) {
	connection, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &pgConnection{connection.(*stdlib.Conn)}, nil //nolint:forcetypeassert // it makes no others
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
	begin += "; SELECT set_config('recomamp.actor', " + quoted(a.Setting()) + ", true)"
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
