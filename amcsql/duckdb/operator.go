package duckdb

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

var comparisons = map[string]bool{"=": true, "<>": true, "<": true, "<=": true, ">": true, ">=": true}

func (t *translator) binary(env *environment, e *amcsql.Binary) value {
	operator := e.Operator
	if operator == "!=" {
		operator = "<>"
	}
	switch {
	case operator == "AND", operator == "OR":
		return t.junction(env, e)
	case operator == "||": // AMC says so; what else it refuses is less certain.
		t.refuse(e.OperatorAt, "unsupported-operator", "Unsupported scalar operation type ||")
		return nothing()
	case comparisons[operator]:
		if v, ok := t.rowComparison(env, e, operator); ok {
			return v
		}
		left, right := t.expr(env, e.Left), t.expr(env, e.Right)
		return t.comparison(e.At, operator, left, right)
	case operator == "+", operator == "-", operator == "*", operator == "/", operator == "%":
		operands := chain(e, "+", "-", "*", "/", "%")
		left := t.expr(env, operands[0].operand)
		if len(operands) > longChain {
			return t.longChain(env, left, operands[1:])
		}
		for _, link := range operands[1:] {
			left = t.arithmetic(link.at, link.operator, left, t.expr(env, link.operand))
			t.spend(len(left.sql))
		}
		return left
	}
	t.refuse(e.OperatorAt, "unsupported-operator", "Unsupported scalar operation type %s", e.Operator)
	return nothing()
}

// DuckDB takes time by the square of the depth of a sum and more: from this
// length, parts of a chain of additions are added up among themselves first.
const (
	longChain = 64
	chainPart = 32
)

// longChain computes a chain of many links. Numbers in a row that are added, or
// subtracted, alike become one operand.
func (t *translator) longChain(env *environment, left value, links []link) value {
	for len(links) > 0 {
		first := links[0]
		right, taken := t.expr(env, first.operand), 1
		additive := first.operator == "+" || first.operator == "-"
		for additive && right.isNumeric() && taken < min(chainPart, len(links)) && links[taken].operator == first.operator {
			next := t.expr(env, links[taken].operand)
			if !next.isNumeric() { // a time, or what was refused
				left = t.arithmetic(first.at, first.operator, left, right)
				first, right = links[taken], next
				taken++
				break
			}
			right = t.arithmetic(links[taken].at, "+", right, next)
			taken++
		}
		left = t.arithmetic(first.at, first.operator, left, right)
		t.spend(len(left.sql))
		links = links[taken:]
	}
	return left
}

// link is one operand of a chain with the operator before it.
type link struct {
	operator string
	operand  amcsql.Expr
	at       *amcsql.Binary
}

// chain flattens operations that lean to the left: long ones are common and
// must not be copied at every step.
func chain(e *amcsql.Binary, operators ...string) []link {
	var links []link
	next := amcsql.Expr(e)
	for {
		b, ok := next.(*amcsql.Binary)
		if !ok || !slices.Contains(operators, b.Operator) {
			break
		}
		links = append(links, link{operator: b.Operator, operand: b.Right, at: b})
		next = b.Left
	}
	links = append(links, link{operand: next})
	slices.Reverse(links)
	return links
}

// junction translates a chain of ANDs or of ORs.
func (t *translator) junction(env *environment, e *amcsql.Binary) value {
	links := chain(e, e.Operator)
	parts := make([]value, len(links))
	for i, link := range links {
		parts[i] = t.expr(env, link.operand).asFlag()
	}
	return from("("+joinedBy(parts, " "+e.Operator+" ")+")", catalog.Boolean, parts...).asCondition()
}

// asFlag makes a condition of what is none: a number is true when it is not 0.
func (v value) asFlag() value {
	v.asked(catalog.Boolean)
	if v.isNumeric() || v.isText() {
		return v.cast(simple(catalog.Boolean))
	}
	return v
}

// concatenated joins texts; one NULL makes all NULL.
func concatenated(parts []value) value {
	texts := make([]string, len(parts))
	for i := range parts {
		texts[i] = parts[i].asText().sql
	}
	return from("("+strings.Join(texts, " || ")+")", catalog.String, parts...)
}

func (t *translator) comparison(at amcsql.Span, operator string, left, right value) value {
	t.refuseLiteral(at, left, right)
	t.noteComparison(operator, left, right)
	return from("("+t.compare(operator, left, right)+")", catalog.Boolean, left, right).asCondition()
}

// compare writes a comparison; numbers and texts meet as AMC lets them.
func (t *translator) compare(operator string, left, right value) string {
	left, right = meet(left, right)
	return left.sql + " " + operator + " " + right.sql
}

// rowComparison compares (a, b) with (c, d) field by field.
func (t *translator) rowComparison(env *environment, e *amcsql.Binary, operator string) (value, bool) {
	left, isLeft := unwrap(e.Left).(*amcsql.Row)
	right, isRight := unwrap(e.Right).(*amcsql.Row)
	if !isLeft || !isRight || len(left.Items) != len(right.Items) {
		return value{}, false
	}
	ls, rs := t.exprs(env, left.Items), t.exprs(env, right.Items)
	for i := range ls {
		t.refuseLiteral(e.At, ls[i], rs[i])
		ls[i], rs[i] = meet(ls[i], rs[i])
	}
	sql := "(" + packed(nil, ls).sql + " " + operator + " " + packed(nil, rs).sql + ")"
	return from(sql, catalog.Boolean, append(ls, rs...)...).asCondition(), true
}

func (t *translator) arithmetic(e *amcsql.Binary, operator string, left, right value) value {
	if v, ok := timeArithmetic(operator, left, right); ok {
		return v
	}
	if left.isTime() || right.isTime() || left.typ.isBoolean() || right.typ.isBoolean() || left.typ.isInterval() || right.typ.isInterval() {
		t.refuse(e.At, "bad-operand", "Cannot apply '%s' to arguments of type '%s %s %s'",
			operator, left.familyName(), operator, right.familyName())
		return nothing()
	}
	t.noteNumber(left)
	t.noteNumber(right)
	l, r := wide(left), wide(right)
	switch operator {
	case "/":
		if !right.number || strings.Trim(right.sql, "0.") == "" {
			r = "NULLIF(" + r + ", 0)"
		}
		return from("("+l+" / "+r+")", catalog.Double, left, right)
	case "%":
		r = "NULLIF(" + r + ", 0)"
	}
	v := from("("+l+" "+operator+" "+r+")", catalog.Double, left, right)
	if left.isWhole() && right.isWhole() {
		v.typ = simple(catalog.Long)
	}
	return v
}

// timeArithmetic is about dates, times and intervals; false where none takes part.
func timeArithmetic(operator string, left, right value) (value, bool) {
	l, r := left.typ, right.typ
	additive := operator == "+" || operator == "-"
	switch {
	case additive && l.isInterval() && r.isInterval(), l.isInterval() && (r.isNumeric() || r.isText()) && (operator == "*" || operator == "/"):
		if !r.isInterval() {
			right = right.cast(simple(catalog.Double))
		}
		v := from("("+left.sql+" "+operator+" "+right.sql+")", intervalType, left, right)
		v.clock = left.clock || right.clock
		return v, true
	case operator == "*" && r.isInterval() && (l.isNumeric() || l.isText()):
		return timeArithmetic(operator, right, left)
	case additive && r.isInterval() && (l.isTime() || l.isText() || l.Name == ""):
		return moved(left, operator, right), true
	case operator == "+" && l.isInterval() && (r.isTime() || r.isText()):
		return moved(right, operator, left), true
	case additive && l.isTime() && r.isNumeric():
		return moved(left, operator, right), true
	case operator == "+" && l.isNumeric() && r.isTime():
		return moved(right, operator, left), true
	case operator == "-" && l.isTime() && r.isTime():
		return apart(left, right), true
	}
	return value{}, false
}

// wide gives an operand room: DuckDB would compute 100000 * 100000 in 32 bits
// and would run out of digits multiplying decimals.
func wide(v value) string {
	switch {
	case v.number && v.isWhole():
		return v.sql + "::BIGINT"
	case v.isText():
		return "TRY_CAST(" + v.sql + " AS DOUBLE)"
	case v.typ.Name == catalog.Decimal:
		return "CAST(" + v.sql + " AS DOUBLE)"
	default:
		return v.sql
	}
}

// refuseLiteral reports a comparison of a private column with a value that
// comes from the query text or a parameter.
func (t *translator) refuseLiteral(at amcsql.Span, values ...value) {
	if t.options.Privacy.Off {
		return
	}
	var private *value
	literal := false
	for i := range values {
		v := &values[i]
		switch {
		case v.fixed && !v.null:
			literal = true
		case v.class == catalog.High, v.class == catalog.VeryHigh:
			private = v
		}
	}
	if private != nil && literal {
		t.refuse(at, "private-literal", "A column with aggregation threshold %s cannot be compared with a literal or a parameter", private.class)
	}
}
