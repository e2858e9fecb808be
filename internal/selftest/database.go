package selftest

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// tester is the actor of the checks' own look at rows.
var tester = actor.System("self_test")

func checkDatabase(db *database.DB) Check {
	return Check{Name: "database", Title: "Database answers, schema is current", Run: func(ctx context.Context) Finding {
		begun := time.Now()
		if err := db.Ping(ctx); err != nil {
			return troubled(ctx, err, "The database cannot be reached; nothing works without it.", "Check that it runs, and the address in RECOMAMP_DATABASE_URL.")
		}
		took := time.Since(begun)
		if err := db.Check(ctx); err != nil {
			return troubled(ctx, err, "The schema of the database is not the one of this program.", "Run `recomamp migrate`.")
		}
		version, err := db.Version(ctx)
		if err != nil {
			return troubled(ctx, err, "The version of the database could not be read.", "Look at the log of the database.")
		}
		return good("%s answers within %s; its schema is the one of this program, version %d.", kindOf(db), short(took), version)
	}}
}

func kindOf(db *database.DB) string {
	if db.Dialect() == database.PostgreSQL {
		return "PostgreSQL"
	}
	return "SQLite"
}

// nobodySees is a person that there is not, and so one without any grant.
var nobodySees = actor.Person("00000000-0000-0000-0000-000000000000", "self-test", actor.Member)

func checkRowSecurity(db *database.DB) Check {
	return Check{Name: "row_security", Title: "Row level security holds", Run: func(ctx context.Context) Finding {
		if db.Dialect() != database.PostgreSQL {
			return notApplicable("SQLite has no row level security: the program itself keeps clients apart, in one place.")
		}
		const mend = "Restore the database from a backup, or ask for help: the policies are made by `recomamp migrate` and nothing of the program removes them."
		powerful, err := db.CheckRoles(ctx)
		if err != nil {
			return troubled(ctx, err, "Clients may not be kept apart in the database.", mend)
		}
		loose, err := db.Unforced(ctx)
		if err != nil {
			return troubled(ctx, err, "The policies of the database could not be read.", mend)
		}
		if len(loose) > 0 {
			return failed(mend, "Row level security is not forced on %d tables that hold what belongs to clients, such as %s.", len(loose), loose[0])
		}
		var seen int
		err = db.Read(ctx, nobodySees, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT count(*) FROM instance").Scan(ctx, &seen)
		})
		switch {
		case err != nil:
			return troubled(ctx, err, "It could not be tried what a person without access sees.", mend)
		case seen > 0:
			return failed(mend, "A person without any access comes to %d instances by the database.", seen)
		case powerful:
			return warning("Give RECOMAMP_DATABASE_URL a role without SUPERUSER and BYPASSRLS.",
				"Row level security is forced and holds for everything the program does. But the role that signs in is a superuser or has BYPASSRLS: whoever gets hold of the address is not bound by it.")
		default:
			return good("It is forced on all tables of clients, and a person without access comes to no rows.")
		}
	}}
}

// The clocks of this machine and of the database may differ by so much.
const (
	skewNoticed = 2 * time.Second
	skewHarmful = 30 * time.Second
)

func checkClock(db *database.DB) Check {
	return Check{Name: "clock", Title: "Clock agrees with the database", Run: func(ctx context.Context) Finding {
		if db.Dialect() != database.PostgreSQL {
			return notApplicable("The database is on this machine and has its clock.")
		}
		const mend = "Have both machines follow a time server (chrony, systemd-timesyncd)."
		before := time.Now()
		var there time.Time
		err := db.Read(ctx, tester, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT clock_timestamp()").Scan(ctx, &there)
		})
		if err != nil {
			return troubled(ctx, err, "The clock of the database could not be read.", mend)
		}
		return judgeSkew(there.Sub(before.Add(time.Since(before)/2)), mend)
	}}
}

func judgeSkew(skew time.Duration, mend string) Finding {
	ahead := "ahead of"
	if skew < 0 {
		skew, ahead = -skew, "behind"
	}
	words := fmt.Sprintf("The clock of the database is %s %s this machine's.", short(skew), ahead)
	switch {
	case skew >= skewHarmful:
		return failed(mend, "%s Leases of work run out early or late by that, and schedules fire at a wrong time.", words)
	case skew >= skewNoticed:
		return warning(mend, "%s That is still harmless, and should not be.", words)
	default:
		return good("The clocks differ by %s.", short(skew))
	}
}

// short rounds a duration for people.
func short(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(100 * time.Millisecond).String()
	default:
		return max(d.Round(time.Millisecond), time.Millisecond).String()
	}
}
