package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// environment is what an expression sees around it.
type environment struct {
	scope   *scope
	tables  *commonTables
	windows []*amcsql.NamedWindow
	where   string // clause that takes no aggregates; empty in a select list
	aliases []item // of the select list, where a name may mean one (HAVING)

	grouped     map[string]bool // SQL of group keys; nil when nothing is grouped
	single      uint64          // paths with one user per group
	inAggregate bool

	selectList    bool
	constantPaths []path // of scalar subqueries in the select list
}

func (env *environment) constants() []path { return env.constantPaths }

// expr translates an expression. A refused one is reported and stands as NULL.
func (t *translator) expr(env *environment, e amcsql.Expr) value {
	v := t.form(env, e)
	if env.grouped != nil && !env.inAggregate && env.grouped[v.sql] {
		v.loose = nil
	}
	return v
}

func (t *translator) form(env *environment, e amcsql.Expr) value {
	switch e := e.(type) {
	case *amcsql.Paren:
		return t.form(env, e.Expr)
	case *amcsql.ColumnRef:
		return t.columnRef(env, e)
	case *amcsql.NumberLiteral, *amcsql.StringLiteral, *amcsql.BoolLiteral, *amcsql.NullLiteral, *amcsql.TypedLiteral, *amcsql.ArrayLiteral:
		return t.literal(env, e)
	case *amcsql.CustomParameter:
		return t.customParameter(e)
	case *amcsql.BuiltInParameter:
		return t.builtInParameter(e)
	case *amcsql.Unary:
		return t.unary(env, e)
	case *amcsql.Binary:
		return t.binary(env, e)
	case *amcsql.Between, *amcsql.In, *amcsql.Like, *amcsql.Is, *amcsql.IsDistinct, *amcsql.Exists:
		return t.test(env, e)
	case *amcsql.Case:
		return t.caseOf(env, e)
	case *amcsql.Cast:
		return t.cast(env, e)
	case *amcsql.Subquery:
		return t.scalarQuery(env, e)
	case *amcsql.Call:
		return t.call(env, e)
	case *amcsql.Extract, *amcsql.PositionOf, *amcsql.Trim, *amcsql.SubstringFrom:
		return t.specialCall(env, e)
	default:
		return t.unsupported(e)
	}
}

// unsupported refuses what the grammar reads and AMC does not take.
func (t *translator) unsupported(e amcsql.Expr) value {
	at := e.Span()
	switch e := e.(type) {
	case *amcsql.IntervalLiteral:
		t.refuse(at, "interval", "SQL feature not supported: interval data types are not enabled")
	case *amcsql.Placeholder:
		t.refuse(at, "placeholder", "Placeholder {{%s}} has no value", e.Text)
	case *amcsql.ForeignParameter:
		t.refuse(at, "foreign-parameter", "%s is not a parameter of AMC; use CUSTOM_PARAMETER('name')", e.Text)
	case *amcsql.Star:
		t.refuse(at, "syntax", "* may stand in a select list or in COUNT(*) only")
	case *amcsql.Row:
		t.refuse(at, "unsupported-expression", "A row in brackets is not supported; use NAMED_ROW")
	case *amcsql.Subscript:
		t.refuse(at, "unsupported-expression", "Array subscripts are not supported")
	case *amcsql.FieldAccess:
		t.refuse(at, "unsupported-expression", "Access to a field of a row is not supported")
	case *amcsql.AtTimeZone:
		t.refuse(at, "unsupported-expression", "AT TIME ZONE is not supported; use CONVERT_TIME_ZONE_FROM_UTC")
	case *amcsql.Quantified:
		t.refuse(at, "unsupported-expression", "%s is not supported; use IN", e.Quantifier)
	case *amcsql.ArrayQuery:
		t.refuse(at, "unsupported-expression", "ARRAY(query) is not supported; use COLLECT")
	default:
		t.refuse(at, "syntax", "An expression was expected")
	}
	return nothing()
}

func (t *translator) columnRef(env *environment, ref *amcsql.ColumnRef) value {
	if env.aliases != nil && !env.inAggregate && len(ref.Parts) == 1 {
		if index := aliased(env.aliases, ref.Parts[0].Name); index >= 0 {
			v := env.aliases[index].value
			if v.window {
				t.refuse(ref.At, "window-in-filter", "A window function cannot be filtered in the same SELECT; filter in an outer SELECT")
			}
			v.loose = nil // Told at the select item.
			return v
		}
	}
	v := t.column(env.scope, ref)
	if v == nil {
		return nothing()
	}
	return *v
}

// condition translates a filter.
func (t *translator) condition(env *environment, e amcsql.Expr) string { return t.expr(env, e).sql }

// checkedCondition translates a filter over groups.
func (t *translator) checkedCondition(env *environment, e amcsql.Expr) string {
	v := t.expr(env, e)
	t.refuseLoose(env, &v)
	return v.sql
}

func (t *translator) exprs(env *environment, list []amcsql.Expr) []value {
	values := make([]value, len(list))
	for i, e := range list {
		values[i] = t.expr(env, e)
	}
	return values
}

func (t *translator) unary(env *environment, e *amcsql.Unary) value {
	operand := t.expr(env, e.Operand)
	if e.Operator == "NOT" {
		return from("(NOT "+operand.sql+")", catalog.Boolean, operand).asCondition()
	}
	v := from("("+e.Operator+" "+operand.sql+")", operand.typ.Name, operand)
	v.typ, v.number = operand.typ, operand.number
	return v
}

func (t *translator) caseOf(env *environment, e *amcsql.Case) value {
	var sql strings.Builder
	var parts []value
	sql.WriteString("CASE")
	var operand value
	if e.Operand != nil {
		operand = t.expr(env, e.Operand)
	}
	var results []value
	for _, when := range e.Whens {
		condition := t.expr(env, when.Condition)
		if e.Operand != nil {
			t.refuseLiteral(when.Condition.Span(), operand, condition)
			test := t.compare("=", operand, condition)
			condition = from(test, catalog.Boolean, operand, condition).asCondition()
		}
		result := t.expr(env, when.Result)
		condition.role = catalog.Attribute // What is chosen decides the role, not what it is chosen by.
		parts = append(parts, condition, result)
		results = append(results, result)
		sql.WriteString(" WHEN " + condition.sql + " THEN " + result.sql)
	}
	if e.Else != nil {
		result := t.expr(env, e.Else)
		parts = append(parts, result)
		results = append(results, result)
		sql.WriteString(" ELSE " + result.sql)
	}
	sql.WriteString(" END")
	v := from(sql.String(), "", parts...)
	v.typ = commonType(results...)
	return v
}

// scalarQuery translates a query that stands for one value.
func (t *translator) scalarQuery(env *environment, e *amcsql.Subquery) value {
	rel := t.query(e.Query, place{tables: env.tables, outer: env.scope})
	if rel == nil {
		return nothing()
	}
	if len(rel.columns) != 1 {
		t.refuse(e.At, "column-count", "A subquery that stands for a value must have one column")
		return nothing()
	}
	c := rel.columns[0]
	if env.selectList && c.class.Rank() > 0 {
		for i, p := range rel.paths {
			env.constantPaths = append(env.constantPaths, path{source: p.source, kind: p.kind, sql: "(SELECT " + pathName(i) + " FROM (" + rel.sql + "))"})
		}
	}
	sql := "(SELECT " + quoteName(c.name) + " FROM (" + rel.sql + "))"
	return value{sql: sql, typ: c.typ, class: c.class, role: c.role, fixed: c.fixed}
}
