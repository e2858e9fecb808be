package analysis

import (
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// call analyses a function call.
func (a *analyser) call(e *amcsql.Call, s *scope, c context) value {
	function, known := a.options.Catalog.Function(e.Name())
	inner := c
	switch {
	case e.Over != nil:
		inner.inWindow = true
	case known && function.Kind == catalog.Aggregate:
		inner.inAggregate = e.Name()
	}
	doubted := known && !function.Status.Usable()
	args := a.arguments(e, s, inner, doubted)
	key := a.extras(e, s, inner)
	if e.Over != nil {
		a.over(e, function, s, c)
	}
	if !known {
		a.unknownFunction(e, args)
		return combined(dataType{}, args...)
	}
	if doubted {
		a.usable(e, function, args)
	}
	told := len(a.diagnostics)
	a.arity(e, function)
	a.placed(e, function, c)
	if len(a.diagnostics) == told { // else its arguments are not what they were taken for
		a.argumentKinds(e, function, args)
	}
	v := a.result(e, function, args)
	if e.WithinGroup != nil && (function.Name == "PERCENTILE_CONT" || function.Name == "PERCENTILE_DISC") {
		v.class, v.unit, v.constant = stricter(v.class, key.class), key.unit, false
		if function.Name == "PERCENTILE_DISC" {
			v.typ = key.typ
		}
	}
	return v
}

func (a *analyser) unknownFunction(e *amcsql.Call, args []value) {
	name := lastPart(e)
	if strings.EqualFold(name.Name, "EXTEND_TIME_WINDOW") {
		a.error(CodeFunctionPlace, e.Function.Span(), "EXTEND_TIME_WINDOW stands in FROM: %s.", extendedForm)
		return
	}
	a.unsure = true
	if a.full(amcsql.SeverityError) {
		return
	}
	d := a.error(CodeUnknownFunction, name.Span(), "No match found for function signature %s: AMC has no such function.", e.Name())
	d.AMC = noSignature(e, args)
	if fixes, hint := a.foreign(e, args); hint != "" {
		d.Message += " " + hint
		d.Fixes = fixes
		return
	}
	suggest(d, a.options.Catalog.SuggestFunction(name.Name))
}

func lastPart(e *amcsql.Call) *amcsql.Ident { return e.Function.Parts[len(e.Function.Parts)-1] }

// usable reports functions that are known not to work, or not known to.
func (a *analyser) usable(e *amcsql.Call, function *catalog.Function, args []value) {
	reason := strings.TrimSpace(strings.TrimPrefix(function.Doc, "Not documented."))
	if function.Instead != "" && !strings.Contains(reason, function.Instead) {
		reason = strings.TrimSpace(reason + " Use " + function.Instead + " instead.")
	}
	var d *amcsql.Diagnostic
	switch function.Status {
	case catalog.Unsupported:
		d = a.error(CodeUnknownFunction, lastPart(e).Span(), "No match found for function signature %s: %s%s", e.Name(), strings.ToLower(reason[:1]), reason[1:])
		d.AMC = noSignature(e, args)
	case catalog.Doubted:
		d = a.disputed(CodeUnverifiedFunction, lastPart(e).Span(), "%s is not documented, and some report that AMC refuses it. %s", e.Name(), reason)
	default:
		d = a.disputed(CodeUnverifiedFunction, lastPart(e).Span(), "%s is neither documented nor seen to work in AMC. %s", e.Name(), reason)
	}
	if d.Code != "" { // there was room for it
		d.Fixes, _ = a.foreign(e, args)
	}
	if function.Kind == catalog.Scalar && function.Returns == catalog.BooleanValue {
		a.literalArguments(e, args)
	}
}

func (a *analyser) arity(e *amcsql.Call, function *catalog.Function) {
	if function.Status == catalog.Unsupported || a.broken && len(e.Args) == 0 {
		return
	}
	if function.NoParentheses {
		if !e.Bare {
			d := a.disputed(CodeArity, e.Span(), "%s is written without parentheses.", function.Name)
			d.Fixes = replace("Remove the parentheses", e.Span(), function.Name)
		}
		return
	}
	least, most := function.Arity()
	n := len(e.Args)
	if n >= least && (most < 0 || n <= most) {
		return
	}
	if function.Name == "COUNT" && n > most {
		a.disputed(CodeUnverifiedSyntax, e.Span(), "COUNT of several values was never seen to work in AMC; count CONCAT(…) of them, or a row of a common table.")
		return
	}
	a.error(CodeArity, e.Span(), "%s takes %s, not %d: %s.", e.Name(), arityText(least, most), n, function.Signature()).AMC = fmt.Sprintf("Invalid number of arguments to function '%s'. Was expecting %s", e.Name(), arityText(least, most))
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

// arguments analyses what stands between the parentheses. Of a function that
// is doubted itself, intervals are not told of too.
func (a *analyser) arguments(e *amcsql.Call, s *scope, c context, doubted bool) []value {
	if len(e.Args) == 1 && e.Name() == "COUNT" {
		if star, ok := e.Args[0].(*amcsql.Star); ok {
			if e.Quantifier != amcsql.QuantifierNone {
				a.error(CodeArgument, star.Span(), "COUNT(%s *) counts nothing in AMC; name what to count, such as user_id.", e.Quantifier).AMC = "Unknown identifier '*'"
			} else if e.Over != nil {
				d := a.error(CodeArgument, star.Span(), "COUNT window expression had 0 value expressions: count a column instead of *.")
				d.AMC = "COUNT window expression had 0 value expressions"
				d.Fixes = replace("Count 1", star.Span(), "1")
			}
			return []value{{}}
		}
	}
	values := make([]value, len(e.Args))
	for i, arg := range e.Args {
		_, interval := bare(arg).(*amcsql.IntervalLiteral)
		switch {
		case unitArgument(e.Name(), arg):
		case interval && doubted:
			values[i] = value{typ: typeOf(intervalType), constant: true}
		default:
			values[i] = a.expression(arg, s, c)
		}
	}
	return values
}
