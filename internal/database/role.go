package database

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// On PostgreSQL a transaction runs as one of two roles that nobody signs in as,
// whatever role the program signed in as: the whole role sees all rows, the bound
// role those that the actor may see, by the policies of row level security. They
// are made by migration 0300, with whole_role() and bound_role() for their names.

// ErrRoles says that PostgreSQL does not let the migrating role make the two roles.
var ErrRoles = fault.New(fault.Unavailable, "database.roles_missing", "The role that migrates may not make or take the two roles that RecomAMP's transactions run as."+
	" They are what row level security holds for. The database stays at the version it had, and RecomAMP does not start.").
	WithNext("As a superuser, run `ALTER ROLE recomamp CREATEROLE`, or make the roles yourself: " +
		"`CREATE ROLE recomamp_bound NOLOGIN NOINHERIT; CREATE ROLE recomamp_whole NOLOGIN NOINHERIT; GRANT recomamp_whole TO recomamp_bound; GRANT recomamp_bound TO recomamp`. " +
		"The names before `_bound` and `_whole` are the database's, the last one is the role that migrates. Then run `recomamp migrate` again.")

// isWhole reports that a is the program at work across instances. Whether a
// person is an owner is for the database to say.
func isWhole(a actor.Actor) bool { return a.Kind == actor.KindSystem && a.Instance == "" }

// binding is the statement that binds a transaction to its actor: it sets who acts
// and takes the role. Whoever claims to be an owner is looked up.
func binding(a actor.Actor) string {
	setting, role := a.Setting(), "bound_role()"
	switch {
	case isWhole(a):
		role = "whole_role()"
	case a.Kind == actor.KindSystem:
		setting += "@" + string(a.Instance)
	case a.SeesAll():
		role = "COALESCE((SELECT whole_role() FROM person WHERE id = " + quoted(string(a.PersonID)) +
			" AND role = 'owner' AND disabled_at IS NULL), bound_role())"
	}
	return "SELECT set_config('recomamp.actor', " + quoted(setting) + ", true), set_config('role', " + role + ", true)"
}

// SeeingAll runs fn with the rows of everybody in sight, within a transaction
// whose actor may see some. It is for what the program itself must know to do what
// was asked: who else counts on a budget, whose turn is next, what access comes to.
// What fn reads must not be told but as a number, and what it writes must have been
// allowed before. On SQLite it is fn alone.
func SeeingAll(ctx context.Context, tx bun.Tx, fn Func) error {
	state, known := ctx.Value(contextKey{}).(*transaction)
	if known && state.whole || DialectOf(tx) != PostgreSQL {
		return fn(ctx, tx)
	}
	var before, now string
	if err := tx.NewRaw("SELECT current_setting('role'), set_config('role', whole_role(), true)").Scan(ctx, &before, &now); err != nil {
		return fmt.Errorf("see all rows: %w", err)
	}
	if known {
		state.whole = true
		defer func() { state.whole = false }()
	}
	failure := fn(ctx, tx)
	// Of a transaction that has failed nothing is left but to roll it back.
	if _, err := tx.NewRaw("SELECT set_config('role', ?, true)", before).Exec(ctx); err != nil && failure == nil {
		return fmt.Errorf("see the actor's rows: %w", err)
	}
	return failure
}

// SeeAll is SeeingAll for the rest of the transaction that ctx belongs to: for acts
// that a right on all they touch was asked for.
func SeeAll(ctx context.Context, tx bun.Tx) error {
	state, known := ctx.Value(contextKey{}).(*transaction)
	if known && state.whole || DialectOf(tx) != PostgreSQL {
		return nil
	}
	if _, err := tx.NewRaw("SELECT set_config('role', whole_role(), true)").Exec(ctx); err != nil {
		return fmt.Errorf("see all rows: %w", err)
	}
	if known {
		state.whole = true
	}
	return nil
}

// insufficientPrivilege is PostgreSQL's code for what a role may not do.
const insufficientPrivilege = "42501"

// withRolesNamed turns an error that means roles that cannot be made or taken into
// ErrRoles, with the commands that mend it, and leaves others alone.
func withRolesNamed(err error) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || pg.Code != insufficientPrivilege || !strings.Contains(pg.Message, "role") {
		return err
	}
	return ErrRoles.WithCause(err)
}

// ErrBypassed says that row level security does not hold for the role that it is for.
var ErrBypassed = fault.New(fault.Conflict, "database.row_level_security_bypassed",
	"Row level security does not hold: the role that people's transactions run as may pass it by.").
	WithNext("As a superuser, run `ALTER ROLE …_bound NOSUPERUSER NOBYPASSRLS` (… is the name of the database), then start RecomAMP again.")

// CheckRoles returns ErrBypassed when the role that transactions of people run as
// comes to all rows. Powerful tells that the role that signed in would: no
// transaction runs as it, but it is more than the program needs.
func (db *DB) CheckRoles(ctx context.Context) (powerful bool, err error) {
	if db.dialect != PostgreSQL {
		return false, nil
	}
	var bypassed bool
	err = db.reader.NewRaw(`SELECT (SELECT bool_or(rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = bound_role()),
		(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)`).Scan(ctx, &bypassed, &powerful)
	switch {
	case err != nil:
		return false, fmt.Errorf("read the database's roles: %w", err)
	case bypassed:
		return powerful, ErrBypassed
	default:
		return powerful, nil
	}
}
