package database

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/recomamp/recomamp/internal/fault"
)

// ErrFull says that the database's disk has no room for what was to be written.
// What was there before stays readable, and writing works again once there is room.
var ErrFull = fault.New(fault.Unavailable, "database.full", "The server's disk is full, so nothing was changed.").
	WithNext("Free disk space on the server, then try again.")

// ErrAnothers says that row level security kept the actor from writing into what is
// another's. The rules of the program refuse before: meeting it means that one forgot.
var ErrAnothers = fault.New(fault.NotFound, "database.not_found", "There is no such thing.")

// isAnothers reports a row that the policies of its table refuse to store.
func isAnothers(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == insufficientPrivilege && strings.Contains(pg.Message, "row-level security")
}

// Named turns an error that means a full disk into ErrFull, and one of row level
// security into ErrAnothers; it leaves others alone. Read, Write, Open and Migrate do so themselves.
func Named(err error) error {
	switch {
	case err == nil || errors.Is(err, ErrFull):
		return err
	case isFull(err):
		return ErrFull.WithCause(err)
	case isAnothers(err):
		return ErrAnothers.WithCause(err)
	default:
		return err
	}
}

func isFull(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "53100" // disk_full
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		// The second is a full disk as well: there is no room for the file that
		// connections share, which the first of them makes.
		return lite.Code()&0xff == sqlite3.SQLITE_FULL || lite.Code() == sqlite3.SQLITE_IOERR_SHMSIZE
	}
	return false
}
