package analysis

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func (a *analyser) binary(e *amcsql.Binary, s *scope, c context) value {
	if e.Operator == "||" {
		return a.concat(e, s, c)
	}
	left := a.expression(e.Left, s, c)
	right := a.expression(e.Right, s, c)
	switch e.Operator {
	case "AND", "OR":
		return predicate(left, right)
	case "=", "!=", "<>", "<", "<=", ">", ">=":
		a.compared(e.Span(), e.Left, left, e.Right, right)
		return predicate(left, right)
	case "+", "-", "*", "/":
		return a.arithmetic(e, left, right)
	case "%":
		a.warn(CodeUnverifiedSyntax, e.OperatorAt, "%% was never seen to work in AMC; write x - y * FLOOR(x / y).")
		return combined(common(left, right), left, right)
	}
	a.error(CodeUnsupportedOperator, e.OperatorAt, "AMC has no operator %s.", e.Operator)
	return combined(catalog.Type{}, left, right)
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
		parts[i] = amcsql.Print(operand)
	}
	call := "CONCAT(" + strings.Join(parts, ", ") + ")"
	d := a.error(CodeConcatOperator, first.OperatorAt, "AMC does not support the operator ||; write %s.", shortened(call))
	d.Fixes = replace("Use CONCAT", e.Span(), call)
	return combined(typeOf(catalog.String), a.expressions(operands, s, c)...)
}

func shortened(text string) string {
	const limit = 60
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

func (a *analyser) arithmetic(e *amcsql.Binary, left, right value) value {
	l, r := kindOf(left.typ), kindOf(right.typ)
	switch {
	case l == whenKind || r == whenKind:
		a.dateArithmetic(e, l, r)
		return combined(catalog.Type{}, left, right)
	case l == textKind && !left.constant || r == textKind && !right.constant:
		side, v := e.Left, left
		if l != textKind {
			side, v = e.Right, right
		}
		a.warn(CodeTypeMismatch, side.Span(), "%s is text (%s) and cannot be calculated with; cast it to a number.", amcsql.Print(side), v.typ)
	}
	if e.Operator == "/" {
		return combined(typeOf(catalog.Double), left, right) // never cut to a whole number
	}
	return combined(common(left, right), left, right)
}

// dateArithmetic refuses what needs intervals. Intervals themselves were
// refused where they stand.
func (a *analyser) dateArithmetic(e *amcsql.Binary, left, right kind) {
	for _, side := range []amcsql.Expr{e.Left, e.Right} {
		if _, ok := bare(side).(*amcsql.IntervalLiteral); ok {
			return
		}
	}
	if left == whenKind && right == whenKind {
		a.error(CodeDateArithmetic, e.Span(), "AMC cannot subtract dates, interval data types are not enabled; use SECONDS_BETWEEN(a, b), divided by 86400 for days.")
		return
	}
	if left == numberKind || right == numberKind {
		a.error(CodeDateArithmetic, e.Span(), "AMC cannot add days to a date, interval data types are not enabled; set the time window of the run, or compare with SECONDS_BETWEEN(a, b).")
	}
}

func (a *analyser) predicate(e amcsql.Expr, s *scope, c context) value {
	switch e := e.(type) {
	case *amcsql.Between:
		operand := a.expression(e.Operand, s, c)
		low, high := a.expression(e.Low, s, c), a.expression(e.High, s, c)
		if e.Symmetric {
			a.warn(CodeUnverifiedSyntax, e.Span(), "BETWEEN SYMMETRIC was never seen to work in AMC; put the smaller bound first.")
		}
		a.compared(e.Span(), e.Operand, operand, e.Low, low)
		if !low.constant {
			a.compared(e.Span(), e.Operand, operand, e.High, high)
		}
		return predicate(operand, low, high)
	case *amcsql.In:
		return a.in(e, s, c)
	case *amcsql.Like:
		return a.like(e, s, c)
	case *amcsql.Is:
		return predicate(a.expression(e.Operand, s, c))
	case *amcsql.IsDistinct:
		a.warn(CodeUnverifiedSyntax, e.Span(), "IS DISTINCT FROM was never seen to work in AMC; compare with = and handle NULL by IS NULL.")
		left, right := a.expression(e.Left, s, c), a.expression(e.Right, s, c)
		a.compared(e.Span(), e.Left, left, e.Right, right)
		return predicate(left, right)
	case *amcsql.Exists:
		a.query(e.Query, s, place{inExists: true})
		return value{typ: typeOf(catalog.Boolean)}
	case *amcsql.Quantified:
		a.warn(CodeUnverifiedSyntax, e.Span(), "%s %s was never seen to work in AMC; use [NOT] IN (SELECT …), MIN or MAX.", e.Operator, e.Quantifier)
		left := a.expression(e.Left, s, c)
		out := a.query(e.Query, s, place{})
		a.comparedWithQuery(e.Span(), e.Left, left, out)
		return predicate(left)
	}
	return value{}
}

func (a *analyser) in(e *amcsql.In, s *scope, c context) value {
	operand := a.expression(e.Operand, s, c)
	if e.Query != nil {
		out := a.query(e.Query, s, place{})
		width := 1
		if row, ok := e.Operand.(*amcsql.Row); ok {
			width = len(row.Items)
		}
		if !out.open && len(out.columns) != width {
			a.error(CodeColumnCount, e.Query.Span(), "The query of this IN needs %s, it has %d.", count(width, "column"), len(out.columns))
		}
		a.comparedWithQuery(e.Span(), e.Operand, operand, out)
		return predicate(operand, value{})
	}
	values := a.expressions(e.List, s, c)
	for i, v := range values {
		if a.compared(e.Span(), e.Operand, operand, e.List[i], v) {
			break // one refusal for the whole list
		}
	}
	return predicate(append(values, operand)...)
}

func (a *analyser) comparedWithQuery(at amcsql.Span, operand amcsql.Expr, v value, out *shape) {
	if len(out.columns) == 1 && out.columns[0].value.constant {
		a.literalRule(at, operand, v, value{constant: true})
	}
}

func (a *analyser) like(e *amcsql.Like, s *scope, c context) value {
	operand := a.expression(e.Operand, s, c)
	pattern := a.expression(e.Pattern, s, c)
	if e.Escape != nil {
		a.expression(e.Escape, s, c)
	}
	switch e.Operator {
	case "LIKE", "SIMILAR TO":
		a.pattern(e)
	case "ILIKE":
		a.error(CodeUnsupportedOperator, e.OperatorAt, "AMC has no ILIKE; write SIMILAR TO '(?i)…', or LIKE on LOWER(x).")
	default:
		a.error(CodeUnsupportedOperator, e.OperatorAt, "AMC has no %s; SIMILAR TO takes a regular expression.", e.Operator)
	}
	a.literalRule(e.Span(), e.Operand, operand, pattern)
	return predicate(operand, pattern)
}

// pattern warns of patterns that cannot mean what was meant.
func (a *analyser) pattern(e *amcsql.Like) {
	literal, ok := e.Pattern.(*amcsql.StringLiteral)
	if !ok {
		return
	}
	text := literal.Value
	switch {
	case e.Operator == "LIKE":
		if strings.HasPrefix(text, "(?i)") || strings.HasPrefix(text, "^") {
			a.warn(CodePattern, literal.Span(), "LIKE knows only %% and _; SIMILAR TO takes a regular expression.")
		}
	case strings.HasPrefix(text, "(?!)"):
		d := a.warn(CodePattern, literal.Span(), "(?!) can never match anything; (?i) makes the pattern ignore case.")
		d.Fixes = replace("Write (?i)", literal.Span(), "'(?i)"+strings.ReplaceAll(text[4:], "'", "''")+"'")
	case strings.HasPrefix(text, "%") || strings.HasSuffix(text, "%"):
		a.warn(CodePattern, literal.Span(), "SIMILAR TO takes a regular expression and searches with it, %% is an ordinary character there; leave it out.")
	}
}

// compared checks a comparison of two values and reports whether it was refused.
func (a *analyser) compared(at amcsql.Span, left amcsql.Expr, l value, right amcsql.Expr, r value) bool {
	if a.literalRule(at, left, l, r) || a.literalRule(at, right, r, l) {
		return true
	}
	for _, side := range []amcsql.Expr{left, right} {
		if null, ok := bare(side).(*amcsql.NullLiteral); ok {
			a.warn(CodeNullComparison, null.Span(), "A comparison with NULL is never true; write IS NULL or IS NOT NULL.")
			return false
		}
	}
	a.knownValue(l, right)
	a.knownValue(r, left)
	a.comparable(at, l, r)
	return false
}

// literalRule refuses to compare guarded values with literals and parameters.
func (a *analyser) literalRule(at amcsql.Span, operand amcsql.Expr, v, other value) bool {
	if !guarded(v.class) || !other.constant || other.typ.Name == nullType {
		return false
	}
	a.error(CodeLiteralFilter, at,
		"%s has the privacy class %s and cannot be compared with a literal or a parameter; compare it with another column, or leave the filter out.",
		shortened(amcsql.Print(operand)), v.class)
	return true
}

// knownValue warns of a text that a column with a closed set of values never holds.
func (a *analyser) knownValue(v value, other amcsql.Expr) {
	literal, ok := bare(other).(*amcsql.StringLiteral)
	if !ok || v.column == nil || v.column.source == nil || len(v.column.source.Values) == 0 || v.typ.Name != catalog.String {
		return
	}
	source := v.column.source
	for _, known := range source.Values {
		if known == literal.Value {
			return
		}
	}
	d := a.warn(CodeUnknownValue, literal.Span(), "%s is not known to hold '%s'; known values are %s.",
		source.Name, literal.Value, strings.Join(quotedValues(source.Values), ", "))
	if source.Name == "ad_product_type" && strings.Contains(strings.ToLower(literal.Value), "dsp") {
		d.Message += " For Amazon DSP it is NULL."
		return
	}
	if nearest := catalog.Nearest(literal.Value, source.Values); nearest != "" {
		d.Fixes = replace("Change to '"+nearest+"'", literal.Span(), "'"+nearest+"'")
	}
}

func quotedValues(values []string) []string {
	const shown = 6
	out := make([]string, 0, shown+1)
	for i, v := range values {
		if i == shown {
			return append(out, "…")
		}
		out = append(out, "'"+v+"'")
	}
	return out
}

// comparable warns of comparisons that no conversion makes sense of. Texts
// that hold numbers or dates are compared with both in practice.
func (a *analyser) comparable(at amcsql.Span, l, r value) {
	left, right := kindOf(l.typ), kindOf(r.typ)
	if left == "" || right == "" || left == right || left == textKind || right == textKind {
		return
	}
	a.warn(CodeTypeMismatch, at, "This compares %s with %s; cast one of them.", l.typ, r.typ)
}
