package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// inner is where a query inside an expression stands.
func (env *environment) inner() place { return place{tables: env.tables, outer: env.scope} }

// columnOf translates a query of one column inside an expression; nil after errors.
func (t *translator) columnOf(env *environment, query *amcsql.Query, what string) (*relation, value) {
	rel := t.query(query, env.inner())
	if rel == nil {
		return nil, nothing()
	}
	if len(rel.columns) != 1 {
		t.refuse(query.At, "column-count", "%s must have one column", what)
		return nil, nothing()
	}
	c := &rel.columns[0]
	return rel, value{sql: quoteName(c.name), typ: c.typ, class: c.class, role: c.role, fixed: c.fixed, from: c.from, parameter: c.parameter}
}

// scalarQuery translates a query that stands for one value.
func (t *translator) scalarQuery(env *environment, e *amcsql.Subquery) value {
	rel, v := t.columnOf(env, e.Query, "A subquery that stands for a value")
	if rel == nil {
		return nothing()
	}
	t.followConstant(env, rel, v.class)
	v.sql = "(SELECT " + v.sql + " FROM (" + rel.sql + "))"
	return v
}

// arrayQuery is ARRAY(SELECT …), empty where no row comes.
func (t *translator) arrayQuery(env *environment, e *amcsql.ArrayQuery) value {
	rel, v := t.columnOf(env, e.Query, "A query inside ARRAY")
	if rel == nil {
		return nothing()
	}
	v.sql = "COALESCE((SELECT list(" + v.sql + ") FROM (" + rel.sql + ")), [])"
	v.typ, v.role, v.from = arrayOf(v.typ), catalog.Attribute, nil
	return v
}

// followConstant keeps the users behind a value that a select list shows.
func (t *translator) followConstant(env *environment, rel *relation, class catalog.Class) {
	if !env.selectList || class.Rank() == 0 {
		return
	}
	for i, p := range rel.paths {
		env.constantPaths = append(env.constantPaths, path{
			source: p.source, kind: p.kind, sql: "(SELECT " + pathName(i) + " FROM (" + rel.sql + "))",
		})
	}
}

// inQuery translates x IN (query). The query's tables choose rows and show
// nothing, so their users are not followed.
func (t *translator) inQuery(env *environment, e *amcsql.In) value {
	if row, ok := unwrap(e.Operand).(*amcsql.Row); ok {
		return t.rowInQuery(env, e, row)
	}
	operand := t.expr(env, e.Operand)
	rel, member := t.columnOf(env, e.Query, "A query after IN")
	if rel == nil {
		return nothing()
	}
	member.role = catalog.Attribute
	t.noteMember(operand, member)
	t.refuseLiteral(e.At, operand, member)
	left, right := meet(operand, member)
	sql := "(" + left.sql + " " + not(e.Not) + "IN (SELECT " + right.sql + " FROM (" + rel.sql + ")))"
	return from(sql, catalog.Boolean, operand, member).asCondition()
}

// rowInQuery translates (a, b) IN (query of two columns).
func (t *translator) rowInQuery(env *environment, e *amcsql.In, row *amcsql.Row) value {
	operands := t.exprs(env, row.Items)
	rel := t.query(e.Query, env.inner())
	if rel == nil {
		return nothing()
	}
	if len(rel.columns) != len(operands) {
		t.refuse(e.Query.At, "column-count", "A query after IN must have as many columns as the row before it")
		return nothing()
	}
	members := make([]value, len(operands))
	for i := range operands {
		c := &rel.columns[i]
		member := value{sql: quoteName(c.name), typ: c.typ, class: c.class, fixed: c.fixed, role: catalog.Attribute}
		t.refuseLiteral(e.At, operands[i], member)
		operands[i], members[i] = meet(operands[i], member)
	}
	sql := "(" + packed(nil, operands).sql + " " + not(e.Not) + "IN (SELECT " + packed(nil, members).sql + " FROM (" + rel.sql + ")))"
	return from(sql, catalog.Boolean, append(operands, members...)...).asCondition()
}

// exists translates EXISTS (query), whose columns do not matter.
func (t *translator) exists(env *environment, e *amcsql.Exists) value {
	at := env.inner()
	at.existence = true
	rel := t.query(e.Query, at)
	if rel == nil {
		return nothing()
	}
	return from("EXISTS ("+rel.sql+")", catalog.Boolean)
}

// quantified translates x > ANY (query) and x > ALL (query).
func (t *translator) quantified(env *environment, e *amcsql.Quantified) value {
	operand := t.expr(env, e.Left)
	rel, member := t.columnOf(env, e.Query, "A query after "+e.Quantifier)
	if rel == nil {
		return nothing()
	}
	member.role = catalog.Attribute
	t.refuseLiteral(e.At, operand, member)
	operator := strings.Replace(e.Operator, "!=", "<>", 1)
	if !comparisons[operator] {
		t.refuse(e.OperatorAt, "unsupported-operator", "Unsupported scalar operation type %s", e.Operator)
		return nothing()
	}
	quantifier := "ANY"
	if e.Quantifier == "ALL" {
		quantifier = "ALL"
	}
	left, right := meet(operand, member)
	sql := "(" + left.sql + " " + operator + " " + quantifier + " (SELECT " + right.sql + " FROM (" + rel.sql + ")))"
	return from(sql, catalog.Boolean, operand, member).asCondition()
}
