package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
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
	if e == nil || a.spend(1) {
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
			a.truthful(e.Operand, v, "NOT")
			return predicate(v)
		}
		switch k := kindOf(v.typ); {
		case k == "", k == numberKind, k == intervalKind, k == textKind && v.constant:
		default:
			a.notANumber(e.Operator, e.Operand, v, k)
		}
		negated := combined(v.typ, v)
		negated.unit = v.unit
		return negated
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
		return value{typ: typeOf(stringType), constant: true}
	case *amcsql.BoolLiteral:
		return value{typ: typeOf(booleanType), constant: true}
	case *amcsql.NullLiteral:
		return value{typ: typeOf(nullType), constant: true}
	case *amcsql.TypedLiteral:
		return a.typedLiteral(e)
	case *amcsql.IntervalLiteral:
		a.disputed(CodeInterval, e.Span(), "AMC is reported to refuse this: interval data types are not enabled. Set the time window of the run, or compare with SECONDS_BETWEEN.")
		return value{typ: typeOf(intervalType), constant: true}
	case *amcsql.ArrayLiteral:
		return a.arrayLiteral(e, s, c)
	case *amcsql.ArrayQuery:
		a.disputed(CodeUnverifiedSyntax, e.Span(), "ARRAY(SELECT …) was never seen to work in AMC; collect the values with COLLECT in a common table.")
		a.query(e.Query, s, place{})
		return value{typ: typeOf(arrayType)}
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

// condition analyses a filter. What says where it stands.
func (a *analyser) condition(e amcsql.Expr, s *scope, c context, what string) value {
	v := a.expression(e, s, c)
	a.truthful(e, v, what)
	return v
}

// truthful reports a condition that is no truth value.
func (a *analyser) truthful(e amcsql.Expr, v value, what string) {
	k := kindOf(v.typ)
	if k == "" || k == booleanKind || a.broken {
		return
	}
	severity := amcsql.SeverityError
	if v.doubtful {
		severity = amcsql.SeverityWarning
	}
	a.report(severity, CodeNotACondition, e.Span(), "%s needs a condition and gets %s (%s); compare it with something.", what, k, v.typ).AMC = noCondition(what, v.typ)
}

func (a *analyser) caseOf(e *amcsql.Case, s *scope, c context) value {
	var operand value
	if e.Operand != nil {
		operand = a.expression(e.Operand, s, c)
	}
	results := make([]value, 0, len(e.Whens)+1)
	exprs := make([]amcsql.Expr, 0, len(e.Whens)+1)
	conditionsConstant := e.Operand == nil || operand.constant
	for _, branch := range e.Whens {
		condition := a.expression(branch.Condition, s, c)
		conditionsConstant = conditionsConstant && condition.constant
		if e.Operand == nil {
			a.truthful(branch.Condition, condition, "WHEN")
		} else {
			a.compared(branch.Condition.Span(), e.Operand, operand, branch.Condition, condition)
		}
		results, exprs = append(results, a.expression(branch.Result, s, c)), append(exprs, branch.Result)
	}
	if e.Else != nil {
		results, exprs = append(results, a.expression(e.Else, s, c)), append(exprs, e.Else)
	}
	return a.branches("CASE", e.Span(), conditionsConstant, exprs, results)
}

// branches is the value of CASE, IF or COALESCE. AMC documents that the results
// need one common type; whether it makes one of texts and numbers is not known.
func (a *analyser) branches(name string, at amcsql.Span, constant bool, exprs []amcsql.Expr, results []value) value {
	first := -1
	for i, result := range results {
		k := kindOf(result.typ)
		if k == "" {
			continue
		}
		if first < 0 {
			first = i
			continue
		}
		if was := kindOf(results[first].typ); was != k {
			d := a.disputed(CodeTypeMismatch, at, "The results of this %s are %s and %s; AMC wants one common type, cast one of them.", name, was, k)
			if was == textKind && (k == numberKind || k == whenKind || k == booleanKind) {
				d.Fixes = replace("Cast to VARCHAR", exprs[i].Span(), "CAST("+a.text(exprs[i])+" AS VARCHAR)")
			} else if k == textKind && !isNested(was) {
				d.Fixes = replace("Cast to VARCHAR", exprs[first].Span(), "CAST("+a.text(exprs[first])+" AS VARCHAR)")
			}
			break
		}
	}
	v := combined(common(results...), results...)
	v.constant = v.constant && constant
	v.unit = a.amountOf(at, exprs, results)
	v.zone = sameZone(results)
	return v
}

// sameZone is the clock of a choice between times, where they agree.
func sameZone(results []value) zone {
	var found zone
	for _, result := range results {
		switch {
		case result.constant || result.zone == noZone:
		case found == noZone || found == result.zone:
			found = result.zone
		default:
			return noZone
		}
	}
	return found
}

func (a *analyser) scalarSubquery(e *amcsql.Subquery, s *scope) value {
	out := a.query(e.Query, s, place{subquery: true})
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
		array := a.expression(e.Operand, s, c)
		index := a.expression(e.Index, s, c)
		if k := kindOf(array.typ); k != "" && !isNested(k) {
			a.error(CodeTypeMismatch, e.Span(), "%s is %s, which has no elements.", quoted(a.brief(e.Operand), "this"), k).AMC = "Cannot apply 'ITEM' to arguments of type '" + sqlType(array.typ) + "'"
		} else {
			a.disputed(CodeUnverifiedSyntax, e.Span(), "Access to one element of an array was never seen to work in AMC.")
		}
		return combined(typeOf(array.typ.element), array, index)
	case *amcsql.FieldAccess:
		v := a.expression(e.Operand, s, c)
		a.fieldAccess(e, v)
		return combined(dataType{}, v)
	case *amcsql.AtTimeZone:
		d := a.disputed(CodeUnverifiedSyntax, e.Span(), "AT TIME ZONE was never seen to work in AMC; use CONVERT_TIME_ZONE_FROM_UTC(time, 'zone').")
		d.Fixes = replace("Use CONVERT_TIME_ZONE_FROM_UTC", e.Span(), "CONVERT_TIME_ZONE_FROM_UTC("+a.text(e.Operand)+", "+a.text(e.Zone)+")")
		return combined(typeOf(timestampType), a.expression(e.Operand, s, c), a.expression(e.Zone, s, c))
	}
	return value{}
}
