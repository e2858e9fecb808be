package analysis

import (
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// shift is a date moved by a fixed time: CURRENT_DATE - INTERVAL '7' DAY,
// CURRENT_DATE - 7 or DATE_SUB(CURRENT_DATE, 7). AMC has none of them.
type shift struct {
	base    amcsql.Expr
	seconds string // how far, an expression that is not negative
	back    bool
}

var unitSeconds = map[string]int{"SECOND": 1, "MINUTE": 60, "HOUR": 3600, "DAY": 86400, "WEEK": 604800}

// dateArithmetic reports adding to and subtracting from dates. Where intervals
// stand in it, those were reported.
func (a *analyser) dateArithmetic(e *amcsql.Binary, left, right value) value {
	l, r := kindOf(left.typ), kindOf(right.typ)
	v := combined(typeOf(timestampType), left, right)
	switch {
	case l == intervalKind || r == intervalKind:
	case l == whenKind && r == whenKind:
		v.typ = typeOf(longType)
		d := a.disputed(CodeDateArithmetic, e.Span(), "AMC is reported to refuse subtracting dates, as interval data types are not enabled; use SECONDS_BETWEEN(a, b), divided by 86400 for days.")
		d.Fixes = replace("Use SECONDS_BETWEEN", e.Span(), "(SECONDS_BETWEEN("+a.text(e.Right)+", "+a.text(e.Left)+") / 86400)")
	case l == numberKind || r == numberKind:
		v.typ = left.typ
		if l == numberKind {
			v.typ = right.typ
		}
		a.disputed(CodeDateArithmetic, e.Span(), "AMC is reported to refuse adding days to a date, as interval data types are not enabled; set the time window of the run, or compare with SECONDS_BETWEEN(a, b).")
	default:
		a.error(CodeTypeMismatch, e.Span(), "%s cannot stand between %s and %s; cast one of them.", e.Operator, left.typ, right.typ)
	}
	return v
}

// dated offers a rewrite for a comparison with a shifted date: the distance of
// two times in seconds, compared with the shift. It goes to what was reported
// inside the comparison.
func (a *analyser) dated(e *amcsql.Binary) {
	fixes := a.distance(e)
	if fixes == nil {
		return
	}
	for i := len(a.diagnostics) - 1; i >= 0; i-- {
		d := &a.diagnostics[i]
		if d.Span.From() < e.Span().From() || d.Span.To() > e.Span().To() {
			return
		}
		switch d.Code {
		case CodeInterval, CodeDateArithmetic, CodeUnverifiedFunction:
			d.Fixes = append(fixes, d.Fixes...)
		}
	}
}

var flipped = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!=", "<>": "<>"}

// distance writes "x >= d - 7 days" as "SECONDS_BETWEEN(x, d) <= 7 * 86400".
func (a *analyser) distance(e *amcsql.Binary) []amcsql.Fix {
	operator := e.Operator
	other := e.Left
	moved, ok := a.shifted(e.Right)
	if !ok {
		if moved, ok = a.shifted(e.Left); !ok {
			return nil
		}
		other, operator = e.Right, flipped[operator]
	}
	first, second := other, moved.base
	if moved.back {
		operator = flipped[operator]
	} else {
		first, second = moved.base, other
	}
	text := "SECONDS_BETWEEN(" + a.text(first) + ", " + a.text(second) + ") " + operator + " " + moved.seconds
	return replace("Use SECONDS_BETWEEN", e.Span(), text)
}

// shifted takes a moved date apart.
func (a *analyser) shifted(e amcsql.Expr) (shift, bool) {
	switch e := bare(e).(type) {
	case *amcsql.Binary:
		if e.Operator != "+" && e.Operator != "-" {
			return shift{}, false
		}
		seconds, back, ok := a.span(e.Right)
		return shift{base: e.Left, seconds: seconds, back: back != (e.Operator == "-")}, ok
	case *amcsql.Call:
		return a.shiftedBy(e)
	}
	return shift{}, false
}

// shiftedBy takes DATE_SUB(d, 7), DATE_ADD('day', -7, d) and their kind apart.
func (a *analyser) shiftedBy(e *amcsql.Call) (shift, bool) {
	back := false
	switch e.Name() {
	case "DATE_SUB", "DATETIME_SUB", "TIMESTAMP_SUB":
		back = true
	case "DATE_ADD", "DATETIME_ADD", "TIMESTAMP_ADD", "DATEADD", "TIMESTAMPADD":
	default:
		return shift{}, false
	}
	switch len(e.Args) {
	case 2:
		seconds, negative, ok := a.span(e.Args[1])
		return shift{base: e.Args[0], seconds: seconds, back: back != negative}, ok
	case 3:
		base, amount, unit := e.Args[2], e.Args[1], unitOf(e.Args, 0)
		if unit == "" {
			base, unit = e.Args[0], unitOf(e.Args, 2)
		}
		literal, negative := wholeNumber(amount)
		return shift{base: base, seconds: times(literal, unitSeconds[unit]), back: back != negative}, literal != "" && unitSeconds[unit] > 0
	}
	return shift{}, false
}

// wholeNumber is a number literal, which may have a minus before it; "" for
// anything else.
func wholeNumber(e amcsql.Expr) (text string, negative bool) {
	e = bare(e)
	if minus, ok := e.(*amcsql.Unary); ok && minus.Operator == "-" {
		e, negative = bare(minus.Operand), true
	}
	if literal, ok := e.(*amcsql.NumberLiteral); ok && isDigits(literal.Text) {
		return literal.Text, negative
	}
	return "", false
}

// span is the length of an interval, or of a number of days, in seconds.
func (a *analyser) span(e amcsql.Expr) (seconds string, negative, ok bool) {
	if days, back := wholeNumber(e); days != "" {
		return times(days, 86400), back, true
	}
	switch e := bare(e).(type) {
	case *amcsql.NumberLiteral:
		return times(e.Text, 86400), false, true
	case *amcsql.CustomParameter:
		return times(a.text(e), 86400), false, true
	case *amcsql.IntervalLiteral:
		amount, unit, ok := a.interval(e)
		each := unitSeconds[strings.TrimSuffix(strings.ToUpper(unit), "S")]
		return times(amount, each), e.Negative, ok && each > 0
	}
	return "", false, false
}

// interval gives amount and unit of INTERVAL '7' DAY, INTERVAL 7 DAY and INTERVAL '7 days'.
func (a *analyser) interval(e *amcsql.IntervalLiteral) (amount, unit string, ok bool) {
	if e.To != nil {
		return "", "", false
	}
	text, isText := e.Value.(*amcsql.StringLiteral)
	switch {
	case !isText && e.Unit != nil:
		return a.operand(e.Value), e.Unit.Name, true
	case !isText:
		return "", "", false
	}
	amount = strings.TrimSpace(text.Value)
	if e.Unit != nil {
		unit = e.Unit.Name
	} else {
		amount, unit, _ = strings.Cut(amount, " ")
	}
	_, err := strconv.ParseUint(amount, 10, 32)
	return amount, strings.TrimSpace(unit), err == nil
}

func times(amount string, each int) string {
	if n, err := strconv.Atoi(amount); err == nil && each == 1 {
		return strconv.Itoa(n)
	}
	return amount + " * " + strconv.Itoa(each)
}
