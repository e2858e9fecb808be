package result

import "fmt"

func numbers(n *node, args []typed) *expressionError {
	for i, arg := range args {
		if err := n.want(i, arg, Decimal, Integer, Double); err != nil {
			return err
		}
		args[i] = arg.number()
	}
	return nil
}

// numeric makes a function of one number that keeps its type; grows counts the
// digits it may gain while it loses those after the point.
func numeric(n *node, args []typed, sql string, grows int) (typed, *expressionError) {
	if err := numbers(n, args); err != nil {
		return typed{}, err
	}
	e := args[0].encoding
	if e.Kind == Double {
		return join(e, sql, args[0]), nil
	}
	if grows == 0 {
		return join(exact(e.Precision, e.Scale), sql, args[0]), nil
	}
	to := exact(min(wholeDigits(e)+grows, 38), 0)
	return join(to, cast(sql, to), args[0]), nil
}

// shortProduct is how many digits DuckDB keeps of a product of two decimals that have
// no more each; beyond them it fails. Of one that has more it keeps up to 38.
const shortProduct = 18

// arithmetic keeps decimals exact as long as 38 digits hold every result.
func arithmetic(n *node, args []typed) (typed, *expressionError) {
	if err := numbers(n, args); err != nil {
		return typed{}, err
	}
	a, b := args[0].encoding, args[1].encoding
	e := double
	switch {
	case a.Kind == Double || b.Kind == Double:
	case n.text == "*":
		e = exact(a.Precision+b.Precision, a.Scale+b.Scale)
	default:
		scale := max(a.Scale, b.Scale)
		e = exact(max(wholeDigits(a), wholeDigits(b))+1+scale, scale)
	}
	left, right := args[0], args[1]
	switch {
	case e.Kind == Double:
		left, right = left.as(double), right.as(double)
	case n.text != "*":
		left, right = left.as(e), right.as(e)
	case a.Precision <= shortProduct && b.Precision <= shortProduct && e.Precision > shortProduct:
		left = left.as(exact(shortProduct+1, a.Scale))
	}
	return join(e, cast("(# "+n.text+" #)", e), left, right), nil
}

// divide gives a fraction. DuckDB is set to give NULL for a division by zero.
func divide(n *node, args []typed) (typed, *expressionError) {
	if err := numbers(n, args); err != nil {
		return typed{}, err
	}
	return join(double, "(# / #)", args[0].as(double), args[1].as(double)), nil
}

// mostRound is the most digits after the point that round gives.
const mostRound = 18

// round gives an exact number with so many digits after the point, halves
// away from zero.
func round(n *node, args []typed) (typed, *expressionError) {
	digits := 0
	if len(args) == 2 {
		value, ok := n.args[1].constant()
		if !ok || !value.IsInt() || value.Sign() < 0 || value.Num().Int64() > mostRound || !value.Num().IsInt64() {
			return typed{}, n.args[1].wrong("round wants a whole number from 0 to %d here", mostRound)
		}
		digits = int(value.Num().Int64())
	}
	args = args[:1]
	if err := numbers(n, args); err != nil {
		return typed{}, err
	}
	e := args[0].encoding
	if e.Kind == Double {
		to := exact(38, digits)
		return join(to, fmt.Sprintf("TRY_CAST(round(#, %d) AS %s)", digits, to.physical()), args[0]), nil
	}
	if digits >= e.Scale {
		return args[0].as(exact(e.Precision, e.Scale)), nil
	}
	to := exact(min(wholeDigits(e)+digits+1, 38), digits)
	return join(to, cast(fmt.Sprintf("round(#, %d)", digits), to), args[0]), nil
}
