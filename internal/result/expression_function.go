package result

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// function is what an expression can call, operators among them.
type function struct {
	least, most int // arguments
	make        func(n *node, args []typed) (typed, *expressionError)
}

// mostArguments bounds those of functions that take any number.
const mostArguments = 20

var (
	yesOrNo = Encoding{Kind: Boolean}
	asText  = Encoding{Kind: Text}
	whole   = Encoding{Kind: Integer}
	double  = Encoding{Kind: Double, Layout: Trimmed}
)

// functionOf finds a function by its name or sign.
func functionOf(name string) (function, bool) {
	switch name {
	case "+", "-", "*":
		return function{2, 2, arithmetic}, true
	case "/":
		return function{2, 2, divide}, true
	case "negate":
		return function{1, 1, func(n *node, args []typed) (typed, *expressionError) { return numeric(n, args, "-(#)", 0) }}, true
	case "abs":
		return function{1, 1, func(n *node, args []typed) (typed, *expressionError) { return numeric(n, args, "abs(#)", 0) }}, true
	case "floor", "ceil":
		return function{1, 1, func(n *node, args []typed) (typed, *expressionError) { return numeric(n, args, name+"(#)", 1) }}, true
	case "round":
		return function{1, 2, round}, true
	case "=", "<>", "<", "<=", ">", ">=":
		return function{2, 2, comparison}, true
	case "and", "or":
		return same(2, 2, Boolean, yesOrNo, "(# "+strings.ToUpper(name)+" #)"), true
	case "not":
		return same(1, 1, Boolean, yesOrNo, "(NOT #)"), true
	case "is null":
		return function{1, 1, func(_ *node, args []typed) (typed, *expressionError) {
			return join(yesOrNo, "(# IS NULL)", args[0]), nil
		}}, true
	case "if":
		return function{3, mostArguments, choose}, true
	case "coalesce":
		return function{1, mostArguments, coalesce}, true
	case "concat":
		return function{1, mostArguments, concat}, true
	case "text":
		return function{1, 1, concatOrNull}, true
	case "number":
		return same(1, 1, Text, double, "TRY_CAST(# AS DOUBLE)"), true
	case "lower", "upper", "trim":
		return same(1, 1, Text, asText, name+"(#)"), true
	case "length":
		return same(1, 1, Text, whole, "length(#)"), true
	case "contains":
		return same(2, 2, Text, yesOrNo, "contains(#, #)"), true
	case "starts":
		return same(2, 2, Text, yesOrNo, "starts_with(#, #)"), true
	case "year", "quarter", "month", "day":
		return function{1, 1, datePart(name)}, true
	case "week":
		return function{1, 1, datePart("weekofyear")}, true
	case "weekday":
		return function{1, 1, datePart("isodow")}, true
	case "hour", "minute":
		return function{1, 1, timePart(name)}, true
	case "date":
		return function{1, 1, toDate}, true
	case "days":
		return function{2, 2, days}, true
	default:
		return function{}, false
	}
}

func (scope expressionScope) call(n *node) (typed, *expressionError) {
	f, known := functionOf(n.text)
	if !known {
		return typed{}, n.wrong("there is no function %q", cut(n.text))
	}
	if len(n.args) < f.least || len(n.args) > f.most {
		return typed{}, n.wrong("%s takes %s, not %d", n.text, f.counts(), len(n.args))
	}
	args := make([]typed, len(n.args))
	for i, arg := range n.args {
		var err *expressionError
		if args[i], err = scope.typed(arg); err != nil {
			return typed{}, err
		}
	}
	return f.make(n, args)
}

func (f function) counts() string {
	switch {
	case f.least == f.most && f.least == 1:
		return "1 value"
	case f.least == f.most:
		return fmt.Sprintf("%d values", f.least)
	default:
		return fmt.Sprintf("%d to %d values", f.least, f.most)
	}
}

// want demands that an argument is of one of some kinds; null is of each.
func (n *node) want(i int, t typed, kinds ...Kind) *expressionError {
	if t.unknown || slices.Contains(kinds, t.encoding.Kind) {
		return nil
	}
	at := n.args[i]
	return at.wrong("%s wants %s here, this is %s", cmp.Or(map[string]string{"negate": "-", "is null": "is"}[n.text], n.text), kinds[0].words(), t.encoding.Kind.words())
}

// same makes a function whose arguments are all of one kind.
func same(least, most int, kind Kind, gives Encoding, sql string) function {
	return function{least, most, func(n *node, args []typed) (typed, *expressionError) {
		for i, arg := range args {
			if err := n.want(i, arg, kind); err != nil {
				return typed{}, err
			}
			if arg.unknown {
				args[i] = arg.as(Encoding{Kind: kind})
			}
		}
		return join(gives, sql, args...), nil
	}}
}

func comparison(n *node, args []typed) (typed, *expressionError) {
	pair, err := n.alike(args...)
	if err != nil {
		return typed{}, err
	}
	return join(yesOrNo, "(# "+n.text+" #)", pair...), nil
}

// choose is if(condition, value, condition, value, …, otherwise).
func choose(n *node, args []typed) (typed, *expressionError) {
	if len(args)%2 == 0 {
		return typed{}, n.wrong("if takes pairs of a condition and a value, and a value for all else")
	}
	values := []typed{}
	for i, arg := range args {
		if i%2 == 1 || i == len(args)-1 {
			values = append(values, arg)
		} else if err := n.want(i, arg, Boolean); err != nil {
			return typed{}, err
		}
	}
	values, err := n.alike(values...)
	if err != nil {
		return typed{}, err
	}
	sql, parts := "CASE"+strings.Repeat(" WHEN # THEN #", len(values)-1), []typed{}
	for i, value := range values[:len(values)-1] {
		parts = append(parts, args[2*i].as(yesOrNo), value)
	}
	last := values[len(values)-1]
	out := join(last.encoding, "("+sql+" ELSE # END)", append(parts, last)...)
	out.unknown = last.unknown
	return out, nil
}

func coalesce(n *node, args []typed) (typed, *expressionError) {
	values, err := n.alike(args...)
	if err != nil {
		return typed{}, err
	}
	if values[0].unknown {
		return values[0], nil
	}
	return join(values[0].encoding, "coalesce("+strings.Repeat("#, ", len(values)-1)+"#)", values...), nil
}

// text prints a value as the result does, a fraction as short as can be.
func (t typed) text() typed {
	switch {
	case t.unknown:
		return t.as(asText)
	case t.encoding.Kind == Double:
		return join(asText, "CAST(# AS VARCHAR)", t)
	default:
		e := t.encoding
		out := t
		out.sql, out.encoding = printed(t.sql, e), asText
		return out
	}
}

// concat strings texts together; NULL counts as nothing.
func concat(_ *node, args []typed) (typed, *expressionError) {
	for i, arg := range args {
		args[i] = arg.text()
	}
	return join(asText, "concat("+strings.Repeat("#, ", len(args)-1)+"#)", args...), nil
}

func concatOrNull(_ *node, args []typed) (typed, *expressionError) {
	out := args[0].text()
	out.unknown, out.quoted = false, nil
	return out, nil
}
