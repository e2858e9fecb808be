package analysis

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

func (a *analyser) binary(e *amcsql.Binary, s *scope, c context) value {
	switch e.Operator {
	case "||":
		return a.concat(e, s, c)
	case "AND", "OR":
		return predicate(a.condition(e.Left, s, c, e.Operator), a.condition(e.Right, s, c, e.Operator))
	}
	left := a.expression(e.Left, s, c)
	right := a.expression(e.Right, s, c)
	switch e.Operator {
	case "=", "!=", "<>", "<", "<=", ">", ">=":
		if !a.chained(e) {
			a.compared(e.Span(), e.Left, left, e.Right, right)
		}
		a.dated(e)
		return predicate(left, right)
	case "+", "-", "*", "/":
		return a.arithmetic(e, left, right)
	case "%":
		d := a.disputed(CodeUnverifiedSyntax, e.OperatorAt, "%% was never seen to work in AMC; write x - y * FLOOR(x / y).")
		if !hasGap(e) {
			d.Fixes = replace("Use FLOOR", e.Span(), a.remainder(e.Left, e.Right))
		}
		return combined(common(left, right), left, right)
	}
	d := a.error(CodeUnsupportedOperator, e.OperatorAt, "AMC has no operator %s.", e.Operator)
	d.AMC = "Unsupported scalar operation type " + e.Operator
	if same := map[string]string{"==": "=", "&&": "AND"}[e.Operator]; same != "" {
		d.Message = "AMC has no operator " + e.Operator + "; write " + same + "."
		d.Fixes = replace("Change to "+same, e.OperatorAt, same)
	}
	return combined(dataType{}, left, right)
}

// hasGap reports whether a part of an expression could not be read.
func hasGap(e amcsql.Expr) bool {
	found := false
	amcsql.Inspect(e, func(n amcsql.Node) bool {
		_, gap := n.(*amcsql.BadExpr)
		found = found || gap
		return !found
	})
	return found
}

// remainder writes x % y without the operator.
func (a *analyser) remainder(x, y amcsql.Expr) string {
	left, right := a.operand(x), a.operand(y)
	return "(" + left + " - " + right + " * FLOOR(" + left + " / " + right + "))"
}

// concat refuses || once per chain and offers CONCAT. Chains lean to the left
// and can be long, so they are taken apart in a loop.
func (a *analyser) concat(e *amcsql.Binary, s *scope, c context) value {
	operands := []amcsql.Expr{e.Right}
	first := e
	for {
		inner, ok := first.Left.(*amcsql.Binary)
		if !ok || inner.Operator != "||" {
			break
		}
		first = inner
		operands = append(operands, first.Right)
	}
	operands = append(operands, first.Left)
	slices.Reverse(operands)
	parts := make([]string, len(operands))
	for i, operand := range operands {
		parts[i] = a.text(operand)
	}
	call := "CONCAT(" + strings.Join(parts, ", ") + ")"
	d := a.error(CodeConcatOperator, first.OperatorAt, "AMC does not support the operator ||; write %s.", shortened(call))
	d.AMC = "Unsupported scalar operation type ||"
	d.Fixes = replace("Use CONCAT", e.Span(), call)
	return combined(typeOf(stringType), a.expressions(operands, s, c)...)
}

func shortened(text string) string {
	const limit = 60
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

func (a *analyser) arithmetic(e *amcsql.Binary, left, right value) value {
	l, r := kindOf(left.typ), kindOf(right.typ)
	if l == whenKind || r == whenKind || l == intervalKind || r == intervalKind {
		return a.dateArithmetic(e, left, right)
	}
	for _, side := range []struct {
		expr amcsql.Expr
		v    value
		kind kind
	}{{e.Left, left, l}, {e.Right, right, r}} {
		if side.kind == "" || side.kind == numberKind || side.kind == textKind && side.v.constant {
			continue
		}
		a.notANumber(e.Operator, side.expr, side.v, side.kind)
		break
	}
	if e.Operator == "/" {
		v := combined(typeOf(doubleType), left, right) // never cut to a whole number
		v.unit = a.quotient(e, left, right)
		return v
	}
	v := combined(common(left, right), left, right)
	switch {
	case e.Operator != "*":
		v.unit = a.amountOf(e.Span(), []amcsql.Expr{e.Left, e.Right}, []value{left, right})
	case money(left) || money(right):
		v.unit = product(e, left, right)
	}
	return v
}

// notANumber tells of an operand that cannot be calculated with. Whether AMC
// turns texts and truth values into numbers by itself is not known.
func (a *analyser) notANumber(operator string, e amcsql.Expr, v value, k kind) {
	severity := amcsql.SeverityError
	if k == textKind || k == booleanKind || v.doubtful {
		severity = amcsql.SeverityWarning
	}
	a.report(severity, CodeTypeMismatch, e.Span(), "%s is %s (%s) and %s wants numbers; cast it.", a.brief(e), k, v.typ, operator).AMC =
		"Cannot apply '" + operator + "' to an argument of type '" + sqlType(v.typ) + "'"
}
