package database

import (
	"errors"
	"regexp"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/recomamp/recomamp/internal/fault"
)

// ErrExtension says that a migration needs an extension of PostgreSQL that
// cannot be created.
var ErrExtension = fault.New(fault.Unavailable, "database.extension_missing", "PostgreSQL cannot create an extension that RecomAMP needs.")

var namedExtension = regexp.MustCompile(`extension "([^"]+)"`)

// withExtensionNamed turns an error that means a missing extension into
// ErrExtension, with the command that mends it, and leaves others alone.
func withExtensionNamed(err error) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	found := namedExtension.FindStringSubmatch(pg.Message)
	if found == nil {
		return err
	}
	create := "`CREATE EXTENSION " + found[1] + "`"
	failed := ErrExtension.WithCause(err)
	const effect = " Its indexes search the SQL of past executions. The database stays at the version it had, and RecomAMP does not start."
	switch pg.Code {
	case "0A000", "58P01": // not among the files of the server
		return failed.WithMessage("The PostgreSQL server does not have the extension " + found[1] + "." + effect).
			WithNext("Install PostgreSQL's contrib modules on the server (Debian: `apt-get install postgresql-contrib`, Red Hat: `dnf install postgresql-contrib`), then run `recomamp migrate` again.")
	case "42501": // not allowed
		return failed.WithMessage("The role that migrates may not create the extension " + found[1] + "." + effect).
			WithNext("Run " + create + " in this database as its owner or as a superuser, then run `recomamp migrate` again.")
	}
	return err
}
