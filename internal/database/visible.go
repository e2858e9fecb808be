package database

import (
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
)

// Sees is the condition that a column holds the id of an instance that a may
// see. It is the only place that says so in SQL. On PostgreSQL row level security
// says the same once more.
func Sees(a actor.Actor, column string) schema.QueryWithArgs {
	return reaches(a, column, "SELECT instance_id FROM instance_access WHERE person_id = ? AND until > ?")
}

// SeesClient is the condition that a column holds the id of a client that a
// knows of: by a grant on it or on one of its instances.
func SeesClient(a actor.Actor, column string) schema.QueryWithArgs {
	return reaches(a, column, "SELECT client_id FROM client_access WHERE person_id = ? AND until > ?")
}

// SeesWholeClient is the condition that a column holds the id of a client all
// of whose instances a may see, by a grant on the client itself.
func SeesWholeClient(a actor.Actor, column string) schema.QueryWithArgs {
	return reaches(a, column, "SELECT client_id FROM client_access WHERE rank > 0 AND person_id = ? AND until > ?")
}

func reaches(a actor.Actor, column, of string) schema.QueryWithArgs {
	switch {
	case a.SeesAll():
		return bun.SafeQuery("TRUE")
	case a.Access == nil || a.PersonID == "":
		return bun.SafeQuery("FALSE")
	default:
		return bun.SafeQuery("? IN ("+of+")", bun.Ident(column), a.PersonID, a.Access.At)
	}
}

// Total is how many rows of a table have the value of another column in one of
// theirs, also of those that the actor may not see: people are told how much is
// hidden from them. On PostgreSQL a function that sees all rows counts.
func Total(tx bun.IDB, function, table, column, value string) schema.QueryWithArgs {
	if tx.Dialect().Name() == dialect.PG {
		return bun.SafeQuery("?(?)", bun.Safe(function), bun.Ident(value))
	}
	return bun.SafeQuery("(SELECT count(*) FROM ? AS every WHERE every.? = ?)", bun.Ident(table), bun.Ident(column), bun.Ident(value))
}

// Visible narrows a query to rows whose column holds the id of an instance that
// a may see. For one who sees all it changes nothing.
func Visible(query *bun.SelectQuery, a actor.Actor, column string) *bun.SelectQuery {
	if a.SeesAll() {
		return query
	}
	return query.Where("?", Sees(a, column))
}
