package duckdb

import "fmt"

// duckType is the DuckDB type of a hidden column.
func (k pathKind) duckType() string {
	switch k {
	case userSet:
		return "UBIGINT[]"
	case userSize:
		return "BIGINT"
	default:
		return "UBIGINT"
	}
}

// groupPath gives a path after grouping. single says that a group has one
// user; output that only the number of users is wanted from here on.
func groupPath(p path, single, output bool) path {
	switch {
	case output:
		return path{source: p.source, kind: userSize, sql: countUsers(p)}
	case p.kind == userSet:
		p.sql = firstUsers(unite(p.sql))
		return p
	case p.kind == userSize: // Sizes cannot be joined: the larger group alone is sure.
		p.sql = "max(" + p.sql + ")"
		return p
	case single:
		p.sql = "max(" + p.sql + ")"
		return p
	default:
		// Not min(x, n), whose state has room for n values in each of a million groups.
		p.kind = userSet
		p.sql = firstOf(fmt.Sprintf("list(DISTINCT %s) FILTER (WHERE %[1]s IS NOT NULL)", p.sql))
		return p
	}
}

// setLimit is how many users a set keeps: those with the smallest hashes, and
// the 0 of the unresolved. No threshold and no count that is told goes beyond
// 100, and the smallest of a union are among the smallest of its parts, so that
// nothing is lost, while a row cannot carry a whole table's users along.
const setLimit = 101

// unite is the aggregate of all the sets of a group. The same set comes with
// many rows after a join and counts once.
func unite(sets string) string {
	return "flatten(list(DISTINCT " + sets + ") FILTER (WHERE " + sets + " IS NOT NULL))"
}

func firstUsers(list string) string { return firstOf("list_distinct(" + list + ")") }

func firstOf(users string) string {
	return fmt.Sprintf("list_slice(list_sort(%s), 1, %d)", users, setLimit)
}

// countUsers is the aggregate that counts the resolved users of a group, NULL
// when no row of the path is in it.
func countUsers(p path) string {
	switch p.kind {
	case userSet:
		return setSize(unite(p.sql))
	case userSize:
		return "max(" + p.sql + ")"
	default:
		return "CASE WHEN count(" + p.sql + ") > 0 THEN count(DISTINCT " + p.sql + ") FILTER (WHERE " + p.sql + " <> 0) END"
	}
}

// sizeOf is the number of users behind one row of a finished relation.
func sizeOf(p path, sql string) string {
	switch p.kind {
	case userSet:
		return setSize(sql)
	case userSize:
		return sql
	default:
		return "CASE WHEN " + sql + " = 0 THEN 0 WHEN " + sql + " IS NOT NULL THEN 1 END"
	}
}

func setSize(list string) string {
	return "len(list_filter(list_distinct(" + list + "), lambda u: u <> 0))"
}
