package analysis

import (
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// call analyses a function call.
func (a *analyser) call(e *amcsql.Call, s *scope, c context) value {
	name := e.Name()
	function, known := a.options.Catalog.Function(name)
	if !known {
		a.unknownFunction(e)
	} else {
		a.usable(e, function)
		a.arity(e, function)
		a.placed(e, function, c)
	}
	inner := c
	switch {
	case e.Over != nil:
		inner.inWindow = true
	case known && function.Kind == catalog.Aggregate:
		inner.inAggregate = name
	}
	args := a.arguments(e, s, inner)
	a.extras(e, s, inner)
	if e.Over != nil {
		a.over(e, function, s, c)
	}
	if !known {
		return combined(catalog.Type{}, args...)
	}
	a.argumentKinds(e, function, args)
	return a.result(e, function, args)
}

func (a *analyser) unknownFunction(e *amcsql.Call) {
	name := e.Function.Parts[len(e.Function.Parts)-1]
	if strings.EqualFold(name.Name, "EXTEND_TIME_WINDOW") {
		a.error(CodeFunctionPlace, e.Function.Span(), "EXTEND_TIME_WINDOW stands in FROM: %s.", extendedForm)
		return
	}
	a.unsure = true
	d := a.error(CodeUnknownFunction, name.Span(), "No match found for function signature %s: AMC has no such function.", e.Name())
	suggest(d, a.options.Catalog.SuggestFunction(name.Name))
}

// dropIn are the functions that can take another one's place without a change
// of the arguments.
var dropIn = map[string]bool{"CEIL": true, "RANDOM": true, "CARDINALITY": true, "COLLECT": true, "MAX": true}

// usable reports functions that are known not to work, or not known to.
func (a *analyser) usable(e *amcsql.Call, function *catalog.Function) {
	if function.Status.Usable() {
		return
	}
	name := e.Function.Parts[len(e.Function.Parts)-1]
	reason := function.Doc
	if function.Instead != "" && !strings.Contains(reason, function.Instead) {
		reason += " Use " + function.Instead + " instead."
	}
	var d *amcsql.Diagnostic
	if function.Status == catalog.Unsupported {
		d = a.error(CodeUnknownFunction, name.Span(), "No match found for function signature %s: AMC refuses it. %s", e.Name(), reason)
	} else {
		d = a.warn(CodeUnverifiedFunction, name.Span(), "%s is neither documented nor seen to work in AMC. %s", e.Name(), reason)
	}
	switch {
	case dropIn[function.Instead]:
		d.Fixes = replace("Change to "+function.Instead, name.Span(), function.Instead)
	case function.Name == "SAFE_DIVIDE" && len(e.Args) == 2:
		ratio := "(" + amcsql.Print(e.Args[0]) + ") / NULLIF(" + amcsql.Print(e.Args[1]) + ", 0)"
		d.Fixes = replace("Write "+shortened(ratio), e.Span(), ratio)
	}
}

func (a *analyser) arity(e *amcsql.Call, function *catalog.Function) {
	if function.Status == catalog.Unsupported || a.broken && len(e.Args) == 0 {
		return
	}
	if function.NoParentheses {
		if !e.Bare {
			a.warn(CodeArity, e.Span(), "%s is written without parentheses.", function.Name)
		}
		return
	}
	least, most := function.Arity()
	n := len(e.Args)
	if n >= least && (most < 0 || n <= most) {
		return
	}
	if function.Name == "COUNT" && n > most {
		a.warn(CodeUnverifiedSyntax, e.Span(), "COUNT of several values was never seen to work in AMC; count CONCAT(…) of them, or a row of a common table.")
		return
	}
	a.error(CodeArity, e.Span(), "%s takes %s, not %d: %s.", e.Name(), arityText(least, most), n, function.Signature())
}

func arityText(least, most int) string {
	switch {
	case most < 0:
		return "at least " + count(least, "argument")
	case most == 0:
		return "no arguments"
	case least == most:
		return count(least, "argument")
	}
	return fmt.Sprintf("%d to %d arguments", least, most)
}

// arguments analyses what stands between the parentheses.
func (a *analyser) arguments(e *amcsql.Call, s *scope, c context) []value {
	if len(e.Args) == 1 && e.Name() == "COUNT" {
		if star, ok := e.Args[0].(*amcsql.Star); ok {
			if e.Over != nil {
				a.error(CodeArgument, star.Span(), "COUNT window expression had 0 value expressions: count a column instead of *.")
			}
			return []value{{}}
		}
	}
	values := make([]value, len(e.Args))
	for i, arg := range e.Args {
		if unitArgument(e.Name(), i, arg) {
			continue
		}
		values[i] = a.expression(arg, s, c)
	}
	return values
}

// unitArgument reports whether an argument is the bare name of a unit, as in
// TIMESTAMPDIFF(DAY, a, b); it is no column.
func unitArgument(function string, i int, arg amcsql.Expr) bool {
	ref, ok := arg.(*amcsql.ColumnRef)
	if !ok || len(ref.Parts) > 1 {
		return false
	}
	switch function {
	case "TIMESTAMPDIFF", "TIMESTAMPADD", "DATEDIFF", "DATE_DIFF", "DATEADD", "DATE_ADD", "DATE_SUB", "TIMESTAMP_DIFF":
		return isUnit(ref.Parts[0].Name)
	case "DATE_TRUNC", "TRUNC", "TIMESTAMP_TRUNC":
		return i > 0 && isUnit(ref.Parts[0].Name)
	}
	return false
}

var units = map[string]bool{
	"SECOND": true, "MINUTE": true, "HOUR": true, "DAY": true, "DOW": true, "WEEK": true, "MONTH": true, "QUARTER": true, "YEAR": true,
}

func isUnit(name string) bool { return units[strings.ToUpper(name)] }

// extras analyses what SQL allows in and after the parentheses and AMC does not.
func (a *analyser) extras(e *amcsql.Call, s *scope, c context) {
	if e.OrderBy != nil {
		a.error(CodeUnsupportedSyntax, e.OrderBy.Span(), "AMC has no ORDER BY inside a call; ARRAY_SORT sorts what COLLECT gives.")
		a.orderItems(e.OrderBy, s, c)
	}
	if e.WithinGroup != nil {
		a.error(CodeUnsupportedSyntax, e.WithinGroup.Span(), "AMC has no WITHIN GROUP; write PERCENTILE(x, share) for a percentile.")
		a.orderItems(e.WithinGroup, s, c)
	}
	if e.Filter != nil {
		a.error(CodeUnsupportedSyntax, e.Filter.Span(), "AMC has no FILTER; put the condition inside, as in SUM(IF(condition, x, 0)).")
		a.expression(e.Filter, s, c)
	}
	if e.Nulls != "" {
		a.warn(CodeUnverifiedSyntax, e.Span(), "%s was never seen to work in AMC.", e.Nulls)
	}
	if e.Quantifier == amcsql.Distinct && e.Over != nil {
		a.warn(CodeUnverifiedSyntax, e.Span(), "DISTINCT in a window function was never seen to work in AMC; count in a common table first.")
	}
}

func (a *analyser) orderItems(order *amcsql.OrderBy, s *scope, c context) {
	for _, item := range order.Items {
		a.expression(item.Expr, s, c)
	}
}

// placed checks that a function may stand where it does.
func (a *analyser) placed(e *amcsql.Call, function *catalog.Function, c context) {
	name := e.Name()
	windowed := e.Over != nil
	switch {
	case function.Kind == catalog.TableFunction:
		a.error(CodeFunctionPlace, e.Function.Span(), "%s stands in FROM: %s.", name, function.Signature())
	case function.Kind == catalog.Window && !windowed:
		if !a.broken {
			a.error(CodeFunctionPlace, e.Span(), "%s needs OVER (…) after it.", name)
		}
	case function.Kind == catalog.Scalar && windowed:
		a.error(CodeFunctionPlace, e.Function.Span(), "%s is computed for each row and takes no OVER.", name)
	case function.Kind == catalog.Aggregate && windowed && !function.Windowed:
		a.warn(CodeUnverifiedSyntax, e.Span(), "%s with OVER was never seen to work in AMC.", name)
	}
	if function.Kind == catalog.Aggregate && !windowed {
		a.aggregatePlaced(e, c)
	}
	if windowed {
		a.windowPlaced(e, c)
	}
	if e.Quantifier == amcsql.Distinct && function.Kind != catalog.Aggregate {
		a.error(CodeArgument, e.Span(), "DISTINCT belongs to aggregates; %s takes none.", name)
	}
}

func (a *analyser) aggregatePlaced(e *amcsql.Call, c context) {
	switch {
	case c.inAggregate != "":
		a.error(CodeNestedAggregate, e.Span(), "%s cannot stand inside %s; aggregate in a common table first.", e.Name(), c.inAggregate)
	case c.clause == inWhere || c.clause == inOn || c.clause == inGroupBy:
		a.error(CodeFunctionPlace, e.Span(), "%s cannot aggregate %s; filter groups with HAVING.", clauseNames[c.clause], e.Name()+"(…)")
	}
}

func (a *analyser) windowPlaced(e *amcsql.Call, c context) {
	switch {
	case c.inWindow:
		a.error(CodeFunctionPlace, e.Span(), "A window function cannot stand inside another one; compute it in a common table first.")
	case c.inAggregate != "":
		a.error(CodeFunctionPlace, e.Span(), "A window function cannot stand inside %s; compute it in a common table first.", c.inAggregate)
	case c.clause == inWhere || c.clause == inHaving || c.clause == inOn || c.clause == inGroupBy:
		a.error(CodeFunctionPlace, e.Span(), "%s cannot use a window function; compute it in a subquery and filter outside.", clauseNames[c.clause])
	}
}

// argumentKinds checks literals and kinds against the signature, as far as
// both are certain.
func (a *analyser) argumentKinds(e *amcsql.Call, function *catalog.Function, args []value) {
	if !function.Status.Usable() {
		return
	}
	for i, v := range args {
		if len(function.Parameters) == 0 {
			return
		}
		parameter := function.Parameters[min(i, len(function.Parameters)-1)]
		if function.Name == "NAMED_ROW" && i%2 == 1 {
			continue
		}
		want, got := kindWanted(parameter.Kind), kindOf(v.typ)
		literal, isText := bare(e.Args[i]).(*amcsql.StringLiteral)
		if parameter.Kind == catalog.LiteralValue || function.Name == "NAMED_ROW" {
			if !isText {
				a.literalWanted(e.Args[i], e.Name())
			} else if function.Name == "DATE_TRUNC" && !isUnit(literal.Value) {
				a.error(CodeArgument, literal.Span(), "'%s' is no unit of time; DATE_TRUNC knows 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter' and 'year'.", literal.Value)
			}
			continue
		}
		if want == "" || got == "" || want == got || v.constant && got == textKind {
			continue
		}
		if want == textKind && got != arrayKind && got != rowKind {
			continue // numbers and dates are often handed to text functions
		}
		a.warn(CodeTypeMismatch, e.Args[i].Span(), "%s wants %s here and gets %s: %s.", e.Name(), want, v.typ, function.Signature())
	}
	if function.Name == "NAMED_ROW" && len(args)%2 == 1 {
		a.error(CodeArity, e.Span(), "NAMED_ROW takes pairs of a label and a value: %s.", function.Signature())
	}
	if guardedList(function.Name) {
		a.listFunction(e, args)
	}
}

func (a *analyser) literalWanted(arg amcsql.Expr, name string) {
	switch bare(arg).(type) {
	case *amcsql.Placeholder, *amcsql.CustomParameter, *amcsql.BadExpr:
		return
	}
	a.error(CodeArgument, arg.Span(), "%s wants a text in single quotes here.", name)
}

func kindWanted(k catalog.ValueKind) kind {
	switch k {
	case catalog.TextValue:
		return textKind
	case catalog.NumberValue, catalog.IntegerValue:
		return numberKind
	case catalog.DateValue, catalog.TimeValue, catalog.WhenValue:
		return whenKind
	case catalog.ArrayValue:
		return arrayKind
	default:
	}
	return ""
}

// guardedList reports whether a function compares its arguments as IN does.
func guardedList(name string) bool { return name == "ARRAY_CONTAINS" || name == "CONTAINED_IN" }

func (a *analyser) listFunction(e *amcsql.Call, args []value) {
	for i, v := range args {
		for j, other := range args {
			if i != j && a.literalRule(e.Span(), e.Args[i], v, other) {
				return
			}
		}
	}
}
