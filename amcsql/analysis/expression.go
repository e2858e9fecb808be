package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// clause is where an expression stands.
type clause int

const (
	inSelect clause = iota
	inFrom
	inOn
	inWhere
	inGroupBy
	inHaving
	inQualify
	inOrderBy
	inValues
	inLimit
)

var clauseNames = map[clause]string{
	inSelect: "SELECT", inFrom: "FROM", inOn: "ON", inWhere: "WHERE", inGroupBy: "GROUP BY",
	inHaving: "HAVING", inQualify: "QUALIFY", inOrderBy: "ORDER BY", inValues: "VALUES", inLimit: "LIMIT",
}

// context is what an expression needs to know about its surroundings.
type context struct {
	clause      clause
	inAggregate string // name of the aggregate around it, "" outside
	inWindow    bool   // within the arguments or the OVER of a window function
}

// expressions analyses a list.
func (a *analyser) expressions(list []amcsql.Expr, s *scope, c context) []value {
	values := make([]value, len(list))
	for i, e := range list {
		values[i] = a.expression(e, s, c)
	}
	return values
}

// expression finds out what e is and reports what is wrong in it.
func (a *analyser) expression(e amcsql.Expr, s *scope, c context) value {
	if e == nil {
		return value{}
	}
	switch e := e.(type) {
	case *amcsql.ColumnRef:
		return a.columnRef(e, s, c)
	case *amcsql.Paren:
		return a.expression(e.Expr, s, c)
	case *amcsql.Call:
		return a.call(e, s, c)
	case *amcsql.Binary:
		return a.binary(e, s, c)
	case *amcsql.Unary:
		v := a.expression(e.Operand, s, c)
		if e.Operator == "NOT" {
			return predicate(v)
		}
		return combined(v.typ, v)
	case *amcsql.Between, *amcsql.In, *amcsql.Like, *amcsql.Is, *amcsql.IsDistinct, *amcsql.Exists, *amcsql.Quantified:
		return a.predicate(e, s, c)
	case *amcsql.Case:
		return a.caseOf(e, s, c)
	case *amcsql.Cast:
		return a.cast(e, s, c)
	case *amcsql.Subquery:
		return a.scalarSubquery(e, s)
	case *amcsql.Star:
		if !a.broken {
			a.error(CodeArgument, e.Span(), "A * cannot stand here; only a select list and COUNT(*) take one.")
		}
		return value{}
	case *amcsql.Extract, *amcsql.PositionOf, *amcsql.Trim, *amcsql.SubstringFrom:
		return a.specialCall(e, s, c)
	case *amcsql.Subscript, *amcsql.FieldAccess, *amcsql.AtTimeZone:
		return a.access(e, s, c)
	}
	return a.literal(e, s, c)
}

func (a *analyser) literal(e amcsql.Expr, s *scope, c context) value {
	switch e := e.(type) {
	case *amcsql.NumberLiteral:
		return value{typ: numberType(e.Text), constant: true}
	case *amcsql.StringLiteral:
		return value{typ: typeOf(catalog.String), constant: true}
	case *amcsql.BoolLiteral:
		return value{typ: typeOf(catalog.Boolean), constant: true}
	case *amcsql.NullLiteral:
		return value{typ: typeOf(nullType), constant: true}
	case *amcsql.TypedLiteral:
		return value{typ: typeOf(catalog.TypeName(e.Type)), constant: true}
	case *amcsql.IntervalLiteral:
		a.error(CodeInterval, e.Span(), "Interval data types are not enabled in AMC; set the time window of the run, or compare with SECONDS_BETWEEN.")
		return value{constant: true}
	case *amcsql.ArrayLiteral:
		elements := a.expressions(e.Elements, s, c)
		return combined(catalog.Type{Name: catalog.Array, Element: common(elements...).Name}, elements...)
	case *amcsql.ArrayQuery:
		a.error(CodeUnsupportedSyntax, e.Span(), "AMC has no ARRAY(SELECT …); collect the values with COLLECT in a common table.")
		a.query(e.Query, s, place{})
		return value{typ: typeOf(catalog.Array)}
	case *amcsql.Row:
		return combined(typeOf(rowType), a.expressions(e.Items, s, c)...)
	case *amcsql.Placeholder:
		a.placeholder(e)
		return value{constant: true}
	case *amcsql.BuiltInParameter:
		return a.builtInParameter(e)
	case *amcsql.CustomParameter:
		return a.customParameter(e)
	case *amcsql.ForeignParameter:
		return value{constant: true}
	case *amcsql.GroupingSet:
		return value{}
	}
	return value{}
}

// condition analyses a filter.
func (a *analyser) condition(e amcsql.Expr, s *scope, c context) {
	a.expression(e, s, c)
}

func (a *analyser) caseOf(e *amcsql.Case, s *scope, c context) value {
	var operand value
	if e.Operand != nil {
		operand = a.expression(e.Operand, s, c)
	}
	var results []value
	conditionsConstant := e.Operand == nil || operand.constant
	for _, branch := range e.Whens {
		condition := a.expression(branch.Condition, s, c)
		conditionsConstant = conditionsConstant && condition.constant
		if e.Operand != nil {
			a.compared(branch.Condition.Span(), e.Operand, operand, branch.Condition, condition)
		}
		results = append(results, a.expression(branch.Result, s, c))
	}
	if e.Else != nil {
		results = append(results, a.expression(e.Else, s, c))
	}
	return a.branches("CASE", e.Span(), conditionsConstant, results)
}

// branches is the value of CASE, IF or COALESCE.
func (a *analyser) branches(name string, at amcsql.Span, constant bool, results []value) value {
	var first kind
	for _, result := range results {
		k := kindOf(result.typ)
		if first != "" && k != "" && k != first {
			a.warn(CodeTypeMismatch, at, "The results of this %s are %s and %s; AMC wants one common type, cast one of them.", name, first, k)
			break
		}
		if first == "" {
			first = k
		}
	}
	v := combined(common(results...), results...)
	v.constant = v.constant && constant
	return v
}

func (a *analyser) scalarSubquery(e *amcsql.Subquery, s *scope) value {
	out := a.query(e.Query, s, place{})
	if out.open || len(out.columns) == 0 {
		return value{}
	}
	if len(out.columns) > 1 {
		a.error(CodeColumnCount, e.Span(), "A subquery used as a value needs one column; this one has %d.", len(out.columns))
	}
	v := out.columns[0].value
	v.column = nil
	return v
}

func (a *analyser) access(e amcsql.Expr, s *scope, c context) value {
	switch e := e.(type) {
	case *amcsql.Subscript:
		a.warn(CodeUnverifiedSyntax, e.Span(), "Access to one element of an array was never seen to work in AMC.")
		array := a.expression(e.Operand, s, c)
		index := a.expression(e.Index, s, c)
		return combined(typeOf(array.typ.Element), array, index)
	case *amcsql.FieldAccess:
		a.warn(CodeUnverifiedSyntax, e.Span(), "Access to one field of a row was never seen to work in AMC.")
		return combined(catalog.Type{}, a.expression(e.Operand, s, c))
	case *amcsql.AtTimeZone:
		a.error(CodeUnsupportedSyntax, e.Span(), "AMC has no AT TIME ZONE; use CONVERT_TIME_ZONE_FROM_UTC(time, 'zone').")
		return combined(typeOf(catalog.Timestamp), a.expression(e.Operand, s, c), a.expression(e.Zone, s, c))
	}
	return value{}
}
