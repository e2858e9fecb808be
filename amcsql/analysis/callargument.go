package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// argumentKinds checks literals and kinds against the signature, as far as
// both are certain.
func (a *analyser) argumentKinds(e *amcsql.Call, function *catalog.Function, args []value) {
	if !function.Status.Usable() || len(function.Parameters) == 0 || e.To != nil {
		return
	}
	found := len(a.diagnostics)
	for i, v := range args {
		if len(a.diagnostics) > found {
			break // one mistake, one diagnostic
		}
		parameter := function.Parameters[min(i, len(function.Parameters)-1)]
		switch {
		case function.Name == "NAMED_ROW":
			if i%2 == 0 {
				a.literalWanted(e.Args[i], e.Name())
			}
		case parameter.Kind == catalog.LiteralValue:
			a.literalArgument(e, function, i)
		case parameter.Kind == catalog.BooleanValue:
			a.truthful(e.Args[i], v, e.Name())
		default:
			a.argumentKind(e, function, parameter.Kind, args, i)
		}
	}
	switch function.Name {
	case "NAMED_ROW":
		if len(args)%2 == 1 {
			a.error(CodeArity, e.Span(), "NAMED_ROW takes pairs of a label and a value: %s.", function.Signature())
		}
	case "ARRAY_CONTAINS", "CONTAINED_IN", "NULLIF":
		a.listFunction(e, function, args)
	case "REGEXP_REPLACE", "REGEXP_SUBSTR", "REGEXP_SPLIT":
		if len(args) > 1 {
			if literal, ok := bare(e.Args[1]).(*amcsql.StringLiteral); ok {
				a.noPattern(literal)
			}
		}
	case "CONVERT_TIME_ZONE_FROM_UTC":
		if len(args) == 2 {
			a.zoneName(e.Args[1])
		}
	case "SECONDS_BETWEEN":
		if len(args) == 2 {
			a.sameClock(e.Span(), e.Args[0], args[0], e.Args[1], args[1])
		}
	case "GREATEST", "LEAST":
		a.amountOf(e.Span(), e.Args, args)
	}
}

// argumentKind checks the kind of one argument.
func (a *analyser) argumentKind(e *amcsql.Call, function *catalog.Function, wanted catalog.ValueKind, args []value, i int) {
	v := args[i]
	want, got := kindWanted(wanted), kindOf(v.typ)
	if want == "" || got == "" || want == got {
		return
	}
	if literal, ok := bare(e.Args[i]).(*amcsql.StringLiteral); ok && want != arrayKind && readsAs(literal.Value, want) {
		return
	}
	certain := true
	switch want {
	case textKind:
		if !isNested(got) && got != binaryKind {
			return // numbers and dates are often handed to text functions
		}
	case whenKind:
		certain = got != textKind
	case numberKind: // AMC documents numbers; that it adds up truth values or compares dates is not excluded
		certain = got != booleanKind && (got != whenKind || function.Name != "GREATEST" && function.Name != "LEAST")
	default:
	}
	message := "%s wants %s here and gets %s: %s."
	if certain && !v.doubtful && !v.constant || isNested(want) && !v.doubtful {
		d := a.error(CodeTypeMismatch, e.Args[i].Span(), message, e.Name(), want, v.typ, function.Signature())
		d.AMC = noSignature(e, args)
		if function.Name == "ARRAY_CONTAINS" && i == 0 && len(args) == 2 && (kindOf(args[1].typ) == arrayKind || isCustomParameter(e.Args[1])) {
			d.Fixes = replace("Put the array first", e.Span(), a.text(e.Function)+"("+a.text(e.Args[1])+", "+a.text(e.Args[0])+")")
		}
		return
	}
	a.disputed(CodeTypeMismatch, e.Args[i].Span(), message, e.Name(), want, v.typ, function.Signature())
}

// literalArgument checks an argument that must be known when the query compiles.
func (a *analyser) literalArgument(e *amcsql.Call, function *catalog.Function, i int) {
	literal, isText := bare(e.Args[i]).(*amcsql.StringLiteral)
	if !isText && unitArgument(e.Name(), e.Args[i]) {
		ref, _ := e.Args[i].(*amcsql.ColumnRef)
		d := a.disputed(CodeArgument, ref.Span(), "%s is documented with its unit in single quotes: '%s'.", e.Name(), ref.Column().Name)
		d.Fixes = replace("Add quotes", ref.Span(), "'"+ref.Column().Name+"'")
		return
	}
	switch {
	case function.Name == "DATE_TRUNC" && len(e.Args) == 2 && unitOf(e.Args, 1) != "":
		d := a.disputed(CodeArgument, e.Args[i].Span(), "DATE_TRUNC is documented with its unit first: %s.", function.Signature())
		text := "DATE_TRUNC('" + strings.ToLower(unitOf(e.Args, 1)) + "', " + a.text(e.Args[0]) + ")"
		d.Fixes = replace("Write "+shortened(text), e.Span(), text)
	case !isText:
		a.literalWanted(e.Args[i], e.Name())
	case function.Name == "DATE_TRUNC" && rareSteps[strings.ToUpper(literal.Value)]:
		a.disputed(CodeArgument, literal.Span(), "'%s' was never seen to work in AMC; DATE_TRUNC knows 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter' and 'year'.", literal.Value)
	case function.Name == "DATE_TRUNC" && (!isUnit(literal.Value) || strings.EqualFold(literal.Value, "DOW")):
		d := a.error(CodeArgument, literal.Span(), "'%s' is no unit of time; DATE_TRUNC knows 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter' and 'year'.", literal.Value)
		if unit := unitNamed(literal.Value); unit != "" && unit != "DOW" {
			d.Fixes = replace("Write '"+strings.ToLower(unit)+"'", literal.Span(), "'"+strings.ToLower(unit)+"'")
		}
	}
}

// rareSteps are what DATE_TRUNC cuts to elsewhere.
var rareSteps = map[string]bool{"MICROSECOND": true, "MILLISECOND": true, "ISOWEEK": true, "DECADE": true, "CENTURY": true, "MILLENNIUM": true}

func (a *analyser) literalWanted(arg amcsql.Expr, name string) {
	switch bare(arg).(type) {
	case *amcsql.StringLiteral, *amcsql.Placeholder, *amcsql.CustomParameter, *amcsql.BadExpr:
		return
	}
	a.error(CodeArgument, arg.Span(), "%s wants a text in single quotes here.", name)
}

func isCustomParameter(e amcsql.Expr) bool {
	_, is := bare(e).(*amcsql.CustomParameter)
	return is
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

// listFunction applies the rules of comparisons to functions that compare
// their arguments as IN does.
func (a *analyser) listFunction(e *amcsql.Call, function *catalog.Function, args []value) {
	if a.literalArguments(e, args) {
		return
	}
	if function.Name == "ARRAY_CONTAINS" && len(args) == 2 && args[0].typ.element != unknownType {
		array := args[0]
		array.typ, array.column = typeOf(array.typ.element), nil
		a.comparable(e.Span(), e.Args[0], array, e.Args[1], args[1])
	}
}

// literalArguments applies the rule of literals to the arguments of a function
// that compares them, and reports whether it was broken.
func (a *analyser) literalArguments(e *amcsql.Call, args []value) bool {
	for i, v := range args {
		for j, other := range args {
			if i != j && a.literalRule(e.Span(), e.Args[i], v, other) {
				return true
			}
		}
	}
	return false
}
