package analysis

import (
	"regexp"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

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
	if a.campaignIDs(at, left, l, right, r) || !a.comparable(at, left, l, right, r) {
		return false
	}
	a.digits(l, right)
	a.digits(r, left)
	a.sameClock(at, left, l, right, r)
	if money(l) && money(r) && l.unit != r.unit && !l.constant && !r.constant {
		a.mixedUnits(at, left, l, right, r)
	}
	return false
}

// literalRule refuses to compare guarded values with literals and parameters.
func (a *analyser) literalRule(at amcsql.Span, operand amcsql.Expr, v, other value) bool {
	if !v.class.guarded() || !other.constant || other.typ.name == nullType || a.options.Unaggregated {
		return false
	}
	a.error(CodeLiteralFilter, at,
		"%s has the privacy class %s and cannot be compared with a literal or a parameter; compare it with another column, or leave the filter out.",
		a.brief(operand), v.class)
	return true
}

// knownValue warns of a text that a column with a closed set of values never holds.
func (a *analyser) knownValue(v value, other amcsql.Expr) {
	literal, ok := bare(other).(*amcsql.StringLiteral)
	if !ok || v.column == nil || v.column.source == nil || len(v.column.source.Values) == 0 || v.typ.name != stringType {
		return
	}
	source := v.column.source
	for _, known := range source.Values {
		if known == literal.Value {
			return
		}
	}
	if a.full(amcsql.SeverityWarning) || a.quotedPlaceholder(CodeUnknownValue, literal) {
		return
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

// comparable reports comparisons that no conversion makes sense of, and says
// whether the two may be compared. Texts that hold numbers or dates are
// compared with both in practice.
func (a *analyser) comparable(at amcsql.Span, left amcsql.Expr, l value, right amcsql.Expr, r value) bool {
	lk, rk := kindOf(l.typ), kindOf(r.typ)
	switch {
	case lk == "" || rk == "" || lk == rk, lk == intervalKind, rk == intervalKind:
		return true
	case lk == textKind || rk == textKind:
		text, other, literal := l, r, left
		if rk == textKind {
			text, other, literal = r, l, right
		}
		if isNested(kindOf(other.typ)) {
			break
		}
		if !text.constant {
			return true
		}
		return a.readable(literal, other)
	case lk == booleanKind && rk == numberKind || lk == numberKind && rk == booleanKind:
		a.truth(left, l, right)
		return false
	}
	if (lk == whenKind || rk == whenKind) && (a.unquotedDate(left) || a.unquotedDate(right)) {
		return false
	}
	severity := amcsql.SeverityError
	if l.doubtful || r.doubtful {
		severity = amcsql.SeverityWarning
	}
	way := "cast one of them"
	if lk == arrayKind || rk == arrayKind {
		way = "ARRAY_CONTAINS(array, value) looks for a value in an array"
	}
	a.report(severity, CodeTypeMismatch, at, "This compares %s with %s; %s.", l.typ, r.typ, way).AMC = notComparable(l.typ, r.typ)
	return false
}

// unquotedDate reports a date without quotes beside a date, which is a
// subtraction: 2026-05-31.
func (a *analyser) unquotedDate(e amcsql.Expr) bool {
	day, ok := bare(e).(*amcsql.Binary)
	if !ok || day.Operator != "-" {
		return false
	}
	month, ok := day.Left.(*amcsql.Binary)
	if !ok || month.Operator != "-" {
		return false
	}
	parts := make([]string, 3)
	for i, part := range []amcsql.Expr{month.Left, month.Right, day.Right} {
		literal, isNumber := part.(*amcsql.NumberLiteral)
		if !isNumber || !isDigits(literal.Text) || len(literal.Text) > 4 {
			return false
		}
		parts[i] = literal.Text
	}
	if len(parts[0]) != 4 || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return false
	}
	text := "'" + strings.Join(parts, "-") + "'"
	d := a.error(CodeTypeMismatch, e.Span(), "%s is a subtraction; a date is written in single quotes: %s.", a.brief(e), text)
	d.AMC = "Cannot apply '=' to arguments of type '<DATE> = <INTEGER>'"
	d.Fixes = replace("Add quotes", e.Span(), text)
	return true
}

// chained reports 1 < x < 5, which compares a truth value with a number.
func (a *analyser) chained(e *amcsql.Binary) bool {
	inner, ok := e.Left.(*amcsql.Binary)
	if !ok || !isOrder(inner.Operator) || !isOrder(e.Operator) || a.broken {
		return false
	}
	d := a.error(CodeTypeMismatch, e.Span(), "This compares the truth value of %s; join two comparisons with AND.", a.brief(inner))
	d.AMC = "Cannot apply '" + e.Operator + "' to arguments of type '<BOOLEAN> " + e.Operator + " <INTEGER>'"
	d.Fixes = replace("Write two comparisons", e.Span(), a.text(inner)+" AND "+a.operand(inner.Right)+" "+e.Operator+" "+a.text(e.Right))
	return true
}

func isOrder(operator string) bool {
	return operator == "<" || operator == "<=" || operator == ">" || operator == ">="
}

func isNested(k kind) bool { return k == arrayKind || k == rowKind || k == mapKind }

// slashedDate is a date as people write it.
var slashedDate = regexp.MustCompile(`^\s*(\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}[/.]\d{1,2}[/.]\d{1,2})\b`)

// readable warns of a text literal that cannot be read as the type it meets.
func (a *analyser) readable(e amcsql.Expr, other value) bool {
	literal, ok := bare(e).(*amcsql.StringLiteral)
	if ok && kindOf(other.typ) == whenKind && slashedDate.MatchString(literal.Value) {
		a.warn(CodeTypeMismatch, literal.Span(), "'%s' is no date as AMC writes it; write year, month and day: '2026-05-31'.", literal.Value)
		return false
	}
	if !ok || readsAs(literal.Value, kindOf(other.typ)) || a.quotedPlaceholder(CodeTypeMismatch, literal) {
		return true
	}
	a.warn(CodeTypeMismatch, literal.Span(), "'%s' cannot be read as %s, so this comparison is never true.", shortened(literal.Value), other.typ)
	return false
}

// truth warns of a truth value compared with a number.
func (a *analyser) truth(left amcsql.Expr, l value, right amcsql.Expr) {
	if a.broken {
		return // a half-typed operand
	}
	truth, n := left, right
	if kindOf(l.typ) == numberKind {
		truth, n = right, left
	}
	if _, written := bare(truth).(*amcsql.BoolLiteral); written {
		a.disputed(CodeTypeMismatch, n.Span(), "%s is a number and no truth value; compare it with a number, as in %s > 0.", a.brief(n), a.brief(n))
		return
	}
	d := a.disputed(CodeTypeMismatch, n.Span(), "%s is a truth value; compare it with TRUE or FALSE.", a.brief(truth))
	switch value, isNumber := number(n); {
	case !isNumber:
	case value == 1:
		d.Fixes = replace("Change to TRUE", n.Span(), "TRUE")
	case value == 0:
		d.Fixes = replace("Change to FALSE", n.Span(), "FALSE")
	}
}
