package database

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrRetry asks for the whole transaction to run again because another one came
// first, when it is wrapped into the error of a Write's function.
var ErrRetry = errors.New("another transaction came first")

// commitError says that a commit failed. When the connection was lost on the
// way, nobody can tell whether it took place.
type commitError struct{ cause error }

func (e *commitError) Error() string { return "commit transaction: " + e.cause.Error() }

func (e *commitError) Unwrap() error { return e.cause }

// isLost reports whether PostgreSQL went away, is going or is not there yet.
func isLost(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code {
		case "57P01", "57P02", "57P03", "25P03": // shut down, crashed, starting up, taken for frozen
			return true
		}
		return strings.HasPrefix(pg.Code, "08") // connection exceptions
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		strings.Contains(err.Error(), "conn closed")
}
