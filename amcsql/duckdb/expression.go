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
	keys        []string        // SQL of group keys
	sets        bool            // some groups lack some keys
	inAggregate bool

	selectList    bool
	constantPaths []path // of scalar subqueries in the select list
	explosions    *explosions
	metrics       *metrics // of the final select list; nil elsewhere
}

// afterGroups reports whether aggregates may stand here although the clause is
// no select list.
func (env *environment) afterGroups() bool {
	return env.where == "" || env.where == havingClause || env.where == qualifyClause || env.where == orderClause
}

// Clauses in which an expression may stand.
const (
	havingClause  = "HAVING"
	qualifyClause = "QUALIFY"
	orderClause   = "ORDER BY"
)

// expr translates an expression. A refused one is reported and stands as NULL.
func (t *translator) expr(env *environment, e amcsql.Expr) value {
	if t.exhausted {
		return nothing()
	}
	v := t.form(env, e)
	if t.spend(len(v.sql)); t.exhausted {
		return nothing()
	}
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
	case *amcsql.Placeholder:
		return t.placeholder(env, e)
	case *amcsql.Unary:
		return t.unary(env, e)
	case *amcsql.Binary:
		return t.binary(env, e)
	case *amcsql.Between, *amcsql.In, *amcsql.Like, *amcsql.Is, *amcsql.IsDistinct, *amcsql.Exists, *amcsql.Quantified:
		return t.test(env, e)
	case *amcsql.Case:
		return t.caseOf(env, e)
	case *amcsql.Cast:
		return t.cast(env, e)
	case *amcsql.Subquery:
		return t.scalarQuery(env, e)
	case *amcsql.Call:
		return t.call(env, e)
	case *amcsql.Extract, *amcsql.PositionOf, *amcsql.Trim, *amcsql.SubstringFrom, *amcsql.AtTimeZone:
		return t.specialCall(env, e)
	case *amcsql.IntervalLiteral:
		return t.interval(env, e)
	case *amcsql.Row, *amcsql.Subscript, *amcsql.FieldAccess, *amcsql.MapLiteral, *amcsql.ArrayQuery:
		return t.nested(env, e)
	default:
		return t.unsupported(e)
	}
}

// nested translates values that hold values, and the way into them.
func (t *translator) nested(env *environment, e amcsql.Expr) value {
	switch e := e.(type) {
	case *amcsql.Row:
		return t.row(env, e)
	case *amcsql.Subscript:
		return t.subscript(env, e)
	case *amcsql.FieldAccess:
		return t.fieldOf(t.expr(env, e.Operand), e.Field)
	case *amcsql.MapLiteral:
		return t.mapLiteral(env, e)
	case *amcsql.ArrayQuery:
		return t.arrayQuery(env, e)
	default:
		return t.unsupported(e)
	}
}

// unsupported refuses what has no meaning.
func (t *translator) unsupported(e amcsql.Expr) value {
	at := e.Span()
	switch e := e.(type) {
	case *amcsql.ForeignParameter:
		t.refuse(at, "foreign-parameter", "%s is not a parameter of AMC; use CUSTOM_PARAMETER('name')", e.Text)
	case *amcsql.Star:
		t.refuse(at, "syntax", "* may stand in a select list or in COUNT(*) only")
	case *amcsql.GroupingSet:
		t.refuse(at, "unsupported-clause", "%s may stand in GROUP BY only", e.Kind)
	default:
		t.refuse(at, "syntax", "An expression was expected")
	}
	return nothing()
}

func (t *translator) columnRef(env *environment, ref *amcsql.ColumnRef) value {
	if env.aliases != nil && !env.inAggregate && len(ref.Parts) == 1 {
		if index := aliased(env.aliases, ref.Parts[0].Name); index >= 0 {
			v := env.aliases[index].value
			if v.window && env.where == havingClause {
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
func (t *translator) condition(env *environment, e amcsql.Expr) string {
	return t.expr(env, e).asFlag().sql
}

// checkedCondition translates a filter over groups.
func (t *translator) checkedCondition(env *environment, e amcsql.Expr) string {
	v := t.expr(env, e)
	t.refuseLoose(env, &v)
	return v.asFlag().sql
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
		return from("(NOT "+operand.asFlag().sql+")", catalog.Boolean, operand).asCondition()
	}
	if operand.isText() {
		operand = operand.cast(simple(catalog.Double))
	}
	t.noteNumber(operand)
	v := from("("+e.Operator+" "+operand.sql+")", operand.typ.Name, operand)
	v.typ, v.number, v.clock = operand.typ, operand.number, operand.clock
	return v
}

func (t *translator) caseOf(env *environment, e *amcsql.Case) value {
	var operand value
	if e.Operand != nil {
		operand = t.expr(env, e.Operand)
	}
	conditions := make([]string, len(e.Whens))
	results := make([]value, 0, len(e.Whens)+1)
	v := from("", "")
	for i, when := range e.Whens {
		condition := t.expr(env, when.Condition)
		if e.Operand != nil {
			condition = t.comparison(when.Condition.Span(), "=", operand, condition)
		}
		condition = condition.asFlag()
		condition.role = catalog.Attribute // What is chosen decides the role, not what it is chosen by.
		conditions[i] = condition.sql
		include(&v, &condition)
		results = append(results, t.expr(env, when.Result))
	}
	if e.Else != nil {
		results = append(results, t.expr(env, e.Else))
	}
	typ := unify(results)
	v.sql = caseSQL(conditions, results)
	for i := range results {
		include(&v, &results[i])
	}
	v.typ = typ
	return v
}

// caseSQL writes a CASE; the result after those of the conditions, if any, is what
// is left otherwise.
func caseSQL(conditions []string, results []value) string {
	parts := make([]string, 0, 4*len(conditions)+4)
	parts = append(parts, "CASE")
	for i, condition := range conditions {
		parts = append(parts, " WHEN ", condition, " THEN ", results[i].sql)
	}
	if len(results) > len(conditions) {
		parts = append(parts, " ELSE ", results[len(conditions)].sql)
	}
	return strings.Join(append(parts, " END"), "")
}
