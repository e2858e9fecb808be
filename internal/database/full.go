package database

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/recomamp/recomamp/internal/fault"
)

// ErrFull says that the database's disk has no room for what was to be written.
// What was there before stays readable, and writing works again once there is room.
var ErrFull = fault.New(fault.Unavailable, "database.full", "The server's disk is full, so nothing was changed.").
	WithNext("Free disk space on the server, then try again.")

// Named turns an error that means a full disk into ErrFull and leaves others
// alone. Read, Write, Open and Migrate do so themselves.
func Named(err error) error {
	if err == nil || errors.Is(err, ErrFull) || !isFull(err) {
		return err
	}
	return ErrFull.WithCause(err)
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
