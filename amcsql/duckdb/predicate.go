package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// test translates the predicates other than comparisons.
func (t *translator) test(env *environment, e amcsql.Expr) value {
	switch e := e.(type) {
	case *amcsql.Between:
		return t.between(env, e)
	case *amcsql.In:
		if e.Query != nil {
			return t.inQuery(env, e)
		}
		return t.inList(env, e)
	case *amcsql.Like:
		return t.like(env, e)
	case *amcsql.Is:
		return t.is(env, e)
	case *amcsql.IsDistinct:
		left, right := t.expr(env, e.Left), t.expr(env, e.Right)
		t.refuseLiteral(e.At, left, right)
		return from("("+t.compare("IS "+not(e.Not)+"DISTINCT FROM", left, right)+")", catalog.Boolean, left, right).asCondition()
	case *amcsql.Exists:
		return t.exists(env, e)
	case *amcsql.Quantified:
		return t.quantified(env, e)
	default:
		return t.unsupported(e)
	}
}

func not(negated bool) string {
	if negated {
		return "NOT "
	}
	return ""
}

func (t *translator) between(env *environment, e *amcsql.Between) value {
	operand, low, high := t.expr(env, e.Operand), t.expr(env, e.Low), t.expr(env, e.High)
	t.refuseLiteral(e.At, operand, low, high)
	t.noteComparison(">=", operand, low)
	t.noteComparison("<=", operand, high)
	l, lowest := meet(operand, low)
	h, highest := meet(operand, high)
	if e.Symmetric {
		lowest.sql, highest.sql = "least("+lowest.sql+", "+highest.sql+")", "greatest("+lowest.sql+", "+highest.sql+")"
	}
	// DuckDB's own BETWEEN fails inside some join conditions.
	sql := "(" + not(e.Not) + "(" + l.sql + " >= " + lowest.sql + " AND " + h.sql + " <= " + highest.sql + "))"
	return from(sql, catalog.Boolean, operand, low, high).asCondition()
}

func (t *translator) inList(env *environment, e *amcsql.In) value {
	if len(e.List) == 0 {
		t.refuse(e.OperatorAt, "syntax", "IN needs at least one value")
		return nothing()
	}
	if row, ok := unwrap(e.Operand).(*amcsql.Row); ok {
		return t.rowInList(env, e, row)
	}
	operand := t.expr(env, e.Operand)
	list := t.exprs(env, t.placeholderList(e.List))
	t.refuseLiteral(e.At, append([]value{operand}, list...)...)
	for i := range list {
		t.noteMember(operand, list[i])
	}
	return t.contained(e.Not, operand, list)
}

// rowInList translates (a, b) IN ((1, 2), (3, 4)).
func (t *translator) rowInList(env *environment, e *amcsql.In, row *amcsql.Row) value {
	operands := t.exprs(env, row.Items)
	rows := make([]string, 0, len(e.List))
	parts := operands
	for _, one := range e.List {
		member, ok := unwrap(one).(*amcsql.Row)
		if !ok || len(member.Items) != len(operands) {
			t.refuse(one.Span(), "column-count", "A row of %d values was expected", len(operands))
			return nothing()
		}
		values := t.exprs(env, member.Items)
		tests := make([]string, len(values))
		for i := range values {
			t.refuseLiteral(e.At, operands[i], values[i])
			tests[i] = t.compare("=", operands[i], values[i])
		}
		parts = append(parts, values...)
		rows = append(rows, "("+strings.Join(tests, " AND ")+")")
	}
	sql := "(" + strings.Join(rows, " OR ") + ")"
	if e.Not {
		sql = "(NOT " + sql + ")"
	}
	return from(sql, catalog.Boolean, parts...).asCondition()
}

// contained writes x IN (list). Numbers and texts meet as in a comparison; one
// that cannot be a number makes all of them texts.
func (t *translator) contained(negated bool, operand value, list []value) value {
	left := operand
	members := make([]value, len(list))
	for i := range list {
		l, r := meet(operand, list[i])
		members[i] = r
		if l.typ.Name != operand.typ.Name {
			left = l
		}
	}
	if left.isText() && !operand.isText() {
		for i := range list {
			members[i] = list[i].asText()
		}
	}
	sql := "(" + left.sql + " " + not(negated) + "IN (" + joined(members) + "))"
	return from(sql, catalog.Boolean, append([]value{operand}, list...)...).asCondition()
}

func (t *translator) is(env *environment, e *amcsql.Is) value {
	operand := t.expr(env, e.Operand)
	word := e.Test
	if word == "UNKNOWN" {
		word = "NULL"
	}
	tested := operand
	if word != "NULL" {
		tested = operand.asFlag()
	}
	v := from("("+tested.sql+" IS "+not(e.Not)+word+")", catalog.Boolean, operand)
	if word == "NULL" { // Whether there is a value says nothing of it.
		v.class = catalog.None
	}
	return v.asCondition()
}

func (t *translator) like(env *environment, e *amcsql.Like) value {
	operand, pattern := t.expr(env, e.Operand), t.expr(env, e.Pattern)
	t.refuseLiteral(e.At, operand, pattern)
	t.notePattern(operand, pattern, e.Operator == "LIKE" || e.Operator == "ILIKE")
	var sql string
	switch e.Operator {
	case "LIKE", "ILIKE":
		sql = operand.textSQL() + " " + e.Operator + " " + pattern.textSQL()
		if e.Escape != nil {
			sql += " ESCAPE " + t.expr(env, e.Escape).sql
		}
		sql = "(" + sql + ")"
	default: // SIMILAR TO, RLIKE, REGEXP
		sql = t.search(e.Pattern.Span(), operand, pattern)
	}
	if e.Not {
		sql = "(NOT " + sql + ")"
	}
	return from(sql, catalog.Boolean, operand, pattern).asCondition()
}
