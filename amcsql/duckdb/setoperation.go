package duckdb

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// setOperation translates UNION; a chain of the same kind becomes one list of branches.
func (t *translator) setOperation(operation *amcsql.SetOperation, at place) *relation {
	if operation.Operator != amcsql.Union {
		t.refuse(operation.OperatorAt, "unsupported-clause", "%s is not supported", operation.Operator)
		return nil
	}
	inner := at
	inner.output = at.output && operation.Quantifier == amcsql.All
	var branches []*relation
	complete := true
	for _, body := range unionBranches(operation, operation.Quantifier == amcsql.All) {
		branch := t.body(body, inner)
		if branch == nil {
			complete = false
			continue
		}
		branches = append(branches, branch)
		if len(branch.columns) != len(branches[0].columns) {
			t.refuse(body.Span(), "column-count", "Column count mismatch in UNION")
			complete = false
		}
	}
	if !complete {
		return nil
	}
	result := unionAll(branches)
	if operation.Quantifier == amcsql.All {
		return result
	}
	return t.distinct(result, at.output)
}

// unionBranches flattens left-hand unions of the same kind.
func unionBranches(operation *amcsql.SetOperation, all bool) []amcsql.Body {
	left, ok := operation.Left.(*amcsql.SetOperation)
	if ok && left.Operator == amcsql.Union && (left.Quantifier == amcsql.All) == all {
		return append(unionBranches(left, all), operation.Right)
	}
	return []amcsql.Body{operation.Left, operation.Right}
}

// unionAll puts branches below each other. Every branch keeps paths of its
// own, NULL in the rows of the others.
func unionAll(branches []*relation) *relation {
	result := &relation{columns: append([]column(nil), branches[0].columns...), aggregated: true}
	for i := range result.columns {
		result.columns[i].single = 0
	}
	for b, branch := range branches {
		result.aggregated = result.aggregated && branch.aggregated
		for i := range result.columns {
			c, other := &result.columns[i], branch.columns[i]
			if b > 0 {
				c.class = stricter(c.class, other.class)
				c.role = mergeRole(c.role, other.role)
				c.fixed = c.fixed && other.fixed
				c.typ = commonType(value{typ: c.typ, null: c.typ.Name == ""}, value{typ: other.typ, null: other.typ.Name == ""})
			}
			if first := len(result.paths); first < 64 {
				c.single |= other.single << first
			}
		}
		result.paths = append(result.paths, branch.paths...)
	}
	parts := make([]string, len(branches))
	first := 0
	for b, branch := range branches {
		items := make([]string, 0, len(result.columns)+len(result.paths))
		for i := range result.columns {
			items = append(items, quoteName(branch.columns[i].name)+" AS "+quoteName(result.columns[i].name))
		}
		for i, p := range result.paths {
			own := "CAST(NULL AS " + p.kind.duckType() + ")"
			if i >= first && i < first+len(branch.paths) {
				own = pathName(i - first)
			}
			items = append(items, own+" AS "+pathName(i))
		}
		first += len(branch.paths)
		parts[b] = "SELECT " + strings.Join(items, ", ") + " FROM (" + branch.sql + ")"
	}
	result.sql = strings.Join(parts, "\nUNION ALL\n")
	return result
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
		return result
	}
	result.sql = "SELECT " + strings.Join(items, ", ") + " FROM (" + r.sql + ") GROUP BY " + strings.Join(names, ", ")
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
