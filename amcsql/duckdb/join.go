package duckdb

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

func (t *translator) join(join *amcsql.Join, at place, s *scope) string {
	if join.Kind == amcsql.RightJoin {
		t.refuse(join.OperatorAt, "unsupported-clause", "RIGHT JOIN is not supported; swap the tables and use LEFT JOIN")
	}
	firstLeft := len(s.tables)
	left := t.table(join.Left, at, s)
	firstRight := len(s.tables)
	right := t.rightTable(join, at, s)
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
		sql += " ON " + t.using(join, join.Using, s, firstLeft, firstRight)
	case join.Natural:
		sql += " ON " + t.using(join, t.commonColumns(join, s, firstLeft, firstRight), s, firstLeft, firstRight)
	case join.Kind == amcsql.OuterApply:
		sql += " ON TRUE"
	case join.Kind == amcsql.CrossJoin, join.Kind == amcsql.CrossApply:
	default:
		t.refuse(join.OperatorAt, "syntax", "%s JOIN needs a condition: ON or USING", join.Kind)
	}
	return sql
}

// rightTable translates the table after JOIN or APPLY, which sees those before it.
func (t *translator) rightTable(join *amcsql.Join, at place, s *scope) string {
	derived, ok := join.Right.(*amcsql.DerivedTable)
	if ok && (join.Kind == amcsql.CrossApply || join.Kind == amcsql.OuterApply) {
		return t.derived(derived, true, at, s)
	}
	return t.table(join.Right, at, s)
}

// commonColumns are the names that both sides of a NATURAL JOIN have.
func (t *translator) commonColumns(join *amcsql.Join, s *scope, firstLeft, firstRight int) []*amcsql.Ident {
	var names []*amcsql.Ident
	seen := map[string]bool{}
	for _, left := range s.tables[firstLeft:firstRight] {
		for i := range left.relation.columns {
			name := left.relation.columns[i].shown
			for _, right := range s.tables[firstRight:] {
				if right.relation.find(name) >= 0 && !seen[name] {
					seen[name] = true
					names = append(names, &amcsql.Ident{Located: amcsql.Located{At: join.OperatorAt}, Name: name})
				}
			}
		}
	}
	return names
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
func (t *translator) using(join *amcsql.Join, names []*amcsql.Ident, s *scope, firstLeft, firstRight int) string {
	left := &scope{tables: s.tables[firstLeft:firstRight], shared: s.shared}
	right := &scope{tables: s.tables[firstRight:]}
	conditions := make([]string, 0, len(names))
	for _, name := range names {
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
		s.shared = append(s.shared, sharedColumn{name: lowerName(name), value: shared, tables: slices.Clone(s.tables[firstLeft:])})
	}
	if len(conditions) == 0 {
		return "TRUE"
	}
	return strings.Join(conditions, " AND ")
}
