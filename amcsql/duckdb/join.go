package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

func (t *translator) join(join *amcsql.Join, at place, s *scope) string {
	if join.Natural {
		t.refuse(join.OperatorAt, "unsupported-clause", "NATURAL JOIN is not supported; write the condition")
	}
	switch join.Kind {
	case amcsql.RightJoin:
		t.refuse(join.OperatorAt, "unsupported-clause", "RIGHT JOIN is not supported; swap the tables and use LEFT JOIN")
	case amcsql.CrossApply, amcsql.OuterApply:
		t.refuse(join.OperatorAt, "unsupported-clause", "APPLY is not supported")
	default:
	}
	firstLeft := len(s.tables)
	left := t.table(join.Left, at, s)
	firstRight := len(s.tables)
	right := t.table(join.Right, at, s)
	// A condition sees the tables of its own join only.
	visible := &scope{tables: s.tables[firstLeft:], shared: s.shared, paths: s.paths, outer: s.outer}
	sql := left + "\n" + joinWords(join.Kind) + " " + right
	switch {
	case join.Kind == amcsql.CrossJoin && (join.On != nil || len(join.Using) > 0):
		t.refuse(join.OperatorAt, "syntax", "CROSS JOIN takes no condition; write JOIN")
	case join.On != nil:
		env := &environment{scope: visible, tables: at.tables, where: "ON"}
		sql += " ON " + t.condition(env, join.On)
	case len(join.Using) > 0:
		sql += " ON " + t.using(join, s, firstLeft, firstRight)
	case join.Kind == amcsql.InnerJoin:
		sql += " ON TRUE"
	case join.Kind == amcsql.CrossJoin:
	default:
		t.refuse(join.OperatorAt, "syntax", "%s JOIN needs a condition: ON or USING", join.Kind)
	}
	return sql
}

func joinWords(kind amcsql.JoinKind) string {
	switch kind {
	case amcsql.LeftJoin, amcsql.RightJoin, amcsql.OuterApply:
		return "LEFT JOIN"
	case amcsql.FullJoin:
		return "FULL JOIN"
	case amcsql.CrossJoin, amcsql.CrossApply:
		return "CROSS JOIN"
	default:
		return "INNER JOIN"
	}
}

// using writes USING as a condition and makes one column of each two.
func (t *translator) using(join *amcsql.Join, s *scope, firstLeft, firstRight int) string {
	left := &scope{tables: s.tables[firstLeft:firstRight], shared: s.shared}
	right := &scope{tables: s.tables[firstRight:]}
	conditions := make([]string, 0, len(join.Using))
	for _, name := range join.Using {
		ref := &amcsql.ColumnRef{Located: name.Located, Parts: []*amcsql.Ident{name}}
		l, r := t.column(left, ref), t.column(right, ref)
		if l == nil || r == nil {
			continue
		}
		t.refuseLiteral(name.At, *l, *r)
		conditions = append(conditions, t.compare("=", *l, *r))
		shared := *l
		if join.Kind == amcsql.FullJoin {
			shared = from("COALESCE("+l.sql+", "+r.sql+")", l.typ.Name, *l, *r)
			shared.typ = l.typ
		}
		shared.loose = []*amcsql.ColumnRef{ref}
		s.shared = append(s.shared, sharedColumn{name: lowerName(name), value: shared})
	}
	if len(conditions) == 0 {
		return "TRUE"
	}
	return strings.Join(conditions, " AND ")
}
