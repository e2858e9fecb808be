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
		rel := t.query(e.Query, place{tables: env.tables, outer: env.scope})
		if rel == nil {
			return nothing()
		}
		return from("EXISTS ("+rel.sql+")", catalog.Boolean)
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
	if e.Symmetric {
		t.refuse(e.At, "unsupported-expression", "BETWEEN SYMMETRIC is not supported")
	}
	operand, low, high := t.expr(env, e.Operand), t.expr(env, e.Low), t.expr(env, e.High)
	t.refuseLiteral(e.At, operand, low, high)
	sql := "(" + t.compare(">=", operand, low) + " AND " + t.compare("<=", operand, high) + ")"
	if e.Not {
		sql = "(NOT " + sql + ")"
	}
	return from(sql, catalog.Boolean, operand, low, high).asCondition()
}

func (t *translator) inList(env *environment, e *amcsql.In) value {
	if len(e.List) == 0 {
		t.refuse(e.OperatorAt, "syntax", "IN needs at least one value")
		return nothing()
	}
	operand := t.expr(env, e.Operand)
	list := t.exprs(env, e.List)
	t.refuseLiteral(e.At, append([]value{operand}, list...)...)
	return t.contained(e.Not, operand, list)
}

// contained writes x IN (list). Numbers and texts meet as in a comparison; one
// that cannot be a number makes all of them texts.
func (t *translator) contained(negated bool, operand value, list []value) value {
	parts := append([]value{operand}, list...)
	items := make([]string, len(list))
	sql := operand.sql
	asText := false
	for i := range list {
		left, right := meet(operand, list[i])
		asText = asText || left.isText() && !operand.isText()
		items[i] = right.sql
	}
	if asText {
		sql = "CAST(" + sql + " AS VARCHAR)"
		for i := range list {
			items[i] = "CAST(" + list[i].sql + " AS VARCHAR)"
		}
	}
	return from("("+sql+" "+not(negated)+"IN ("+strings.Join(items, ", ")+"))", catalog.Boolean, parts...).asCondition()
}

// inQuery translates x IN (query). The query's tables choose rows and show
// nothing, so their users are not followed.
func (t *translator) inQuery(env *environment, e *amcsql.In) value {
	operand := t.expr(env, e.Operand)
	rel := t.query(e.Query, place{tables: env.tables, outer: env.scope})
	if rel == nil {
		return nothing()
	}
	if len(rel.columns) != 1 {
		t.refuse(e.Query.At, "column-count", "A query after IN must have one column")
		return nothing()
	}
	c := rel.columns[0]
	member := value{sql: quoteName(c.name), typ: c.typ, class: c.class, fixed: c.fixed, role: catalog.Attribute}
	t.refuseLiteral(e.At, operand, member)
	left, right := meet(operand, member)
	sql := "(" + left.sql + " " + not(e.Not) + "IN (SELECT " + right.sql + " FROM (" + rel.sql + ")))"
	return from(sql, catalog.Boolean, operand, member).asCondition()
}

func (t *translator) is(env *environment, e *amcsql.Is) value {
	operand := t.expr(env, e.Operand)
	word := e.Test
	if word == "UNKNOWN" {
		word = "NULL"
	}
	v := from("("+operand.sql+" IS "+not(e.Not)+word+")", catalog.Boolean, operand)
	if word == "NULL" { // Whether there is a value says nothing of it.
		v.class = catalog.None
	}
	return v.asCondition()
}

func (t *translator) like(env *environment, e *amcsql.Like) value {
	operand, pattern := t.expr(env, e.Operand), t.expr(env, e.Pattern)
	t.refuseLiteral(e.At, operand, pattern)
	var sql string
	switch e.Operator {
	case "LIKE":
		sql = operand.textSQL() + " LIKE " + pattern.sql
		if e.Escape != nil {
			sql += " ESCAPE " + t.expr(env, e.Escape).sql
		}
		sql = "(" + sql + ")"
	case "SIMILAR TO":
		sql = t.search(e.Pattern.Span(), operand, pattern)
	default:
		t.refuse(e.OperatorAt, "unsupported-operator", "%s is not supported; use LIKE or SIMILAR TO", e.Operator)
		return nothing()
	}
	if e.Not {
		sql = "(NOT " + sql + ")"
	}
	return from(sql, catalog.Boolean, operand, pattern).asCondition()
}

// textSQL gives a value as text.
func (v value) textSQL() string {
	if v.isText() {
		return v.sql
	}
	return "CAST(" + v.sql + " AS VARCHAR)"
}
