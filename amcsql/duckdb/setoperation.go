package duckdb

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// setOperation translates UNION, INTERSECT and EXCEPT; a chain of unions of the
// same kind becomes one list of branches.
func (t *translator) setOperation(operation *amcsql.SetOperation, at place) *relation {
	all := operation.Quantifier == amcsql.All
	inner := at
	inner.output = at.output && all && operation.Operator == amcsql.Union
	bodies := []amcsql.Body{operation.Left, operation.Right}
	if operation.Operator == amcsql.Union {
		bodies = unionBranches(operation, all)
	}
	var branches []*relation
	complete := true
	for _, body := range bodies {
		branch := t.body(body, inner, nil)
		if branch == nil {
			complete = false
			continue
		}
		branches = append(branches, branch)
		if len(branch.columns) != len(branches[0].columns) {
			t.refuse(body.Span(), "column-count", "Column count mismatch in %s", operation.Operator)
			complete = false
		}
	}
	if !complete || t.exhausted {
		return nil
	}
	if operation.Operator != amcsql.Union {
		return t.membership(operation, branches[0], branches[1])
	}
	result := unionAll(branches)
	t.spend(len(result.sql))
	if all {
		return result
	}
	return t.distinct(result, at.output)
}

// membership translates INTERSECT and EXCEPT: rows of the left side that the
// right side has, or lacks. As behind IN, the right side shows nothing.
func (t *translator) membership(operation *amcsql.SetOperation, left, right *relation) *relation {
	columns := unifyColumns([]*relation{left, right})
	result := left
	if operation.Quantifier != amcsql.All {
		result = t.distinct(left, false)
	}
	l, r := quoteName(t.anonymousName()), quoteName(t.anonymousName())
	tests := make([]string, len(columns), len(columns)+1)
	for i := range columns {
		tests[i] = converted(l+"."+quoteName(result.columns[i].name), result.columns[i].typ, columns[i]) + " IS NOT DISTINCT FROM " +
			converted(r+"."+quoteName(right.columns[i].name), right.columns[i].typ, columns[i])
	}
	leftSQL, rightSQL := result.sql, right.sql
	if operation.Quantifier == amcsql.All { // Each row as often as it has a partner.
		leftSQL, rightSQL = numbered(result), numbered(right)
		tests = append(tests, l+`."#n" = `+r+`."#n"`)
	}
	names := result.allNames()
	for i := range names {
		names[i] = l + "." + names[i]
	}
	word := "NOT EXISTS"
	if operation.Operator == amcsql.Intersect {
		word = "EXISTS"
	}
	result.sql = "SELECT " + strings.Join(names, ", ") + " FROM (" + leftSQL + ") AS " + l +
		" WHERE " + word + " (SELECT 1 FROM (" + rightSQL + ") AS " + r + " WHERE " + strings.Join(tests, " AND ") + ")"
	result.aggregated = left.aggregated && right.aggregated || operation.Quantifier != amcsql.All
	t.spend(len(result.sql))
	return result
}

// numbered counts equal rows through.
func numbered(r *relation) string {
	names := make([]string, len(r.columns))
	for i := range r.columns {
		names[i] = quoteName(r.columns[i].name)
	}
	return "SELECT *, row_number() OVER (PARTITION BY " + strings.Join(names, ", ") + `) AS "#n" FROM (` + r.sql + ")"
}

// unifyColumns gives the types in which the columns of all branches meet.
func unifyColumns(branches []*relation) []dataType {
	types := make([]dataType, len(branches[0].columns))
	for i := range types {
		values := make([]value, len(branches))
		for b, branch := range branches {
			values[b] = value{typ: branch.columns[i].typ}
		}
		types[i] = commonType(values...)
	}
	return types
}

// converted writes a column of a branch as the type of the whole; only what
// DuckDB does not convert by itself, or would fail on, is written out.
func converted(sql string, from, to dataType) string {
	if from.Name == "" || from.Name == to.Name || from.isNumeric() && to.isNumeric() || from.isTime() && to.isTime() {
		return sql
	}
	return value{sql: sql, typ: from}.cast(to).sql
}

// unionBranches flattens left-hand unions of the same kind.
func unionBranches(operation *amcsql.SetOperation, all bool) []amcsql.Body {
	left, ok := operation.Left.(*amcsql.SetOperation)
	if ok && left.Operator == amcsql.Union && (left.Quantifier == amcsql.All) == all {
		return append(unionBranches(left, all), operation.Right)
	}
	return []amcsql.Body{operation.Left, operation.Right}
}

// maxPaths is up to how many data source reads are followed one by one. Beyond
// it, reads of one source in the branches of a union share a path, so that the
// size of the statement stays in proportion to the query.
const maxPaths = 64

// unionAll puts branches below each other. Every branch keeps paths of its
// own, NULL in the rows of the others.
func unionAll(branches []*relation) *relation {
	result := &relation{columns: slices.Clone(branches[0].columns), aggregated: true}
	types := unifyColumns(branches)
	for i := range result.columns {
		result.columns[i].single = 0
		result.columns[i].typ = types[i]
	}
	places := unionPaths(result, branches)
	for b, branch := range branches {
		result.aggregated = result.aggregated && branch.aggregated
		for i := range result.columns {
			c, other := &result.columns[i], branch.columns[i]
			if b > 0 {
				c.class = stricter(c.class, other.class)
				c.role = mergeRole(c.role, other.role)
				c.fixed = c.fixed && other.fixed
				if other.from != c.from {
					c.from = nil
				}
			}
			for p, place := range places[b] {
				if place < 64 && p < 64 && other.single&(1<<p) != 0 && len(result.paths) <= maxPaths {
					c.single |= 1 << place
				}
			}
		}
	}
	parts := make([]string, len(branches))
	for b, branch := range branches {
		parts[b] = branchSQL(result, branch, types, places[b])
	}
	result.sql = strings.Join(parts, "\nUNION ALL\n")
	return result
}

// unionPaths sets the paths of a union and tells for every branch where each of
// its paths goes.
func unionPaths(result *relation, branches []*relation) [][]int {
	total := 0
	for _, branch := range branches {
		total += len(branch.paths)
	}
	places := make([][]int, len(branches))
	shared := map[string]int{}
	for b, branch := range branches {
		seen := map[string]int{}
		for _, p := range branch.paths {
			seen[p.source]++
			key := p.source + " " + itoa(int(p.kind)) + " " + itoa(seen[p.source])
			place, known := shared[key]
			if !known || total <= maxPaths {
				place = len(result.paths)
				result.paths = append(result.paths, path{source: p.source, kind: p.kind})
				shared[key] = place
			}
			places[b] = append(places[b], place)
		}
	}
	return places
}

func branchSQL(result, branch *relation, types []dataType, places []int) string {
	items := make([]string, 0, len(result.columns)+len(result.paths))
	for i := range result.columns {
		c := &branch.columns[i]
		items = append(items, converted(quoteName(c.name), c.typ, types[i])+" AS "+quoteName(result.columns[i].name))
	}
	own := make(map[int]int, len(places))
	for p, place := range places {
		own[place] = p
	}
	for i, p := range result.paths {
		sql := "CAST(NULL AS " + p.kind.duckType() + ")"
		if from, is := own[i]; is {
			sql = pathName(from)
		}
		items = append(items, sql+" AS "+pathName(i))
	}
	return "SELECT " + strings.Join(items, ", ") + " FROM (" + branch.sql + ")"
}

// distinct removes duplicate rows, joining the users behind them.
func (t *translator) distinct(r *relation, output bool) *relation {
	result := &relation{columns: r.columns, aggregated: true}
	names := make([]string, len(r.columns))
	for i := range r.columns {
		names[i] = quoteName(r.columns[i].name)
	}
	items := slices.Clone(names)
	for i, p := range r.paths {
		p.sql = pathName(i)
		grouped := groupPath(p, anySingle(r.columns, i), output)
		items = append(items, grouped.sql+" AS "+pathName(i))
		result.paths = append(result.paths, path{source: p.source, kind: grouped.kind})
	}
	if len(r.paths) == 0 {
		result.sql = "SELECT DISTINCT " + strings.Join(names, ", ") + " FROM (" + r.sql + ")"
	} else {
		result.sql = "SELECT " + strings.Join(items, ", ") + " FROM (" + r.sql + ") GROUP BY " + strings.Join(names, ", ")
	}
	t.spend(len(result.sql))
	return result
}

func anySingle(columns []column, path int) bool {
	for i := range columns {
		if path < 64 && columns[i].single&(1<<path) != 0 {
			return true
		}
	}
	return false
}
