package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

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
	case function.Kind == catalog.Aggregate && windowed && !function.Windowed && function.Status.Usable():
		a.disputed(CodeUnverifiedSyntax, e.Span(), "%s with OVER was never seen to work in AMC.", name)
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
		a.error(CodeNestedAggregate, e.Span(), "%s cannot stand inside %s; aggregate in a common table first.", e.Name(), c.inAggregate).AMC = "Aggregate expressions cannot be nested"
	case c.clause == inWhere || c.clause == inOn || c.clause == inGroupBy:
		a.error(CodeFunctionPlace, e.Span(), "%s cannot aggregate %s; filter groups with HAVING.", clauseNames[c.clause], e.Name()+"(…)").AMC =
			"Aggregate expression is illegal in " + clauseNames[c.clause] + " clause"
	}
}

func (a *analyser) windowPlaced(e *amcsql.Call, c context) {
	switch {
	case c.inWindow:
		a.error(CodeFunctionPlace, e.Span(), "A window function cannot stand inside another one; compute it in a common table first.").AMC = "Aggregate expressions cannot be nested"
	case c.inAggregate != "":
		a.error(CodeFunctionPlace, e.Span(), "A window function cannot stand inside %s; compute it in a common table first.", c.inAggregate).AMC = "Aggregate expressions cannot be nested"
	case c.clause == inWhere || c.clause == inHaving || c.clause == inOn || c.clause == inGroupBy:
		a.error(CodeFunctionPlace, e.Span(), "%s cannot use a window function; compute it in a subquery and filter outside.", clauseNames[c.clause]).AMC =
			"Windowed aggregate expression is illegal in " + clauseNames[c.clause] + " clause"
	}
}

// extras analyses what SQL allows in and after the parentheses and AMC does
// not. Of a function that is doubted itself, its order is not told of too.
// It returns the value of the first key of WITHIN GROUP.
func (a *analyser) extras(e *amcsql.Call, s *scope, c context) (key value) {
	function, known := a.options.Catalog.Function(e.Name())
	doubted := known && !function.Status.Usable()
	if e.OrderBy != nil {
		if !doubted {
			a.disputed(CodeUnverifiedSyntax, e.OrderBy.Span(), "ORDER BY inside a call was never seen to work in AMC; ARRAY_SORT sorts what COLLECT gives.")
		}
		a.orderItems(e.OrderBy, s, c)
	}
	if e.WithinGroup != nil {
		if !doubted {
			a.disputed(CodeUnverifiedSyntax, e.WithinGroup.Span(), "WITHIN GROUP was never seen to work in AMC; write PERCENTILE(x, share) for a percentile.")
		}
		key = a.orderItems(e.WithinGroup, s, c)
	}
	if e.Filter != nil {
		d := a.disputed(CodeUnverifiedSyntax, e.Filter.Span(), "FILTER was never seen to work in AMC; put the condition inside, as in SUM(IF(condition, x, 0)).")
		d.Fixes = a.unfiltered(e)
		a.condition(e.Filter, s, c, "FILTER")
	}
	if e.To != nil {
		a.cutTo(e)
	}
	if e.Nulls != "" && !doubted {
		a.disputed(CodeUnverifiedSyntax, e.Span(), "%s was never seen to work in AMC.", e.Nulls)
	}
	if e.Quantifier == amcsql.Distinct && e.Over != nil {
		a.disputed(CodeUnverifiedSyntax, e.Span(), "DISTINCT in a window function was never seen to work in AMC; count in a common table first.")
	}
	return key
}

// cutTo tells of FLOOR(t TO HOUR) and CEIL(t TO DAY).
func (a *analyser) cutTo(e *amcsql.Call) {
	unit, name := unitNamed(e.To.Name), e.Name()
	switch {
	case name != "FLOOR" && name != "CEIL" && name != "CEILING":
		a.error(CodeArgument, e.To.Span(), "TO belongs to FLOOR and CEIL; %s takes none.", name)
	case unit == "":
		a.error(CodeArgument, e.To.Span(), "%s is no unit of time; write SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR.", e.To.Name)
	default:
		d := a.disputed(CodeUnverifiedSyntax, e.Span(), "%s(… TO %s) was never seen to work in AMC; use DATE_TRUNC.", name, unit)
		if name == "FLOOR" && len(e.Args) == 1 {
			text := "DATE_TRUNC('" + strings.ToLower(unit) + "', " + a.text(e.Args[0]) + ")"
			d.Fixes = replace("Write "+shortened(text), e.Span(), text)
		}
	}
}

// unfiltered moves the condition of FILTER into the argument.
func (a *analyser) unfiltered(e *amcsql.Call) []amcsql.Fix {
	if len(e.Args) != 1 || e.Over != nil || e.OrderBy != nil || e.WithinGroup != nil {
		return nil
	}
	arg := a.text(e.Args[0])
	if _, star := e.Args[0].(*amcsql.Star); star {
		arg = "1"
	}
	quantifier := ""
	if e.Quantifier != amcsql.QuantifierNone {
		quantifier = string(e.Quantifier) + " "
	}
	text := a.text(e.Function) + "(" + quantifier + "CASE WHEN " + a.text(e.Filter) + " THEN " + arg + " END)"
	return replace("Put the condition inside", e.Span(), text)
}

// orderItems analyses the keys of an order and returns the first one's value.
func (a *analyser) orderItems(order *amcsql.OrderBy, s *scope, c context) (first value) {
	for i, item := range order.Items {
		if key := a.expression(item.Expr, s, c); i == 0 {
			first = key
		}
	}
	return first
}
