package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func (t *translator) binary(env *environment, e *amcsql.Binary) value {
	switch e.Operator {
	case "||":
		t.refuse(e.OperatorAt, "unsupported-operator", "Unsupported scalar operation type ||")
		return nothing()
	case "%":
		t.refuse(e.OperatorAt, "unsupported-operator", "Unsupported scalar operation type %%")
		return nothing()
	}
	left, right := t.expr(env, e.Left), t.expr(env, e.Right)
	switch e.Operator {
	case "AND", "OR":
		return from("("+left.sql+" "+e.Operator+" "+right.sql+")", catalog.Boolean, left, right).asCondition()
	case "=", "<", "<=", ">", ">=":
		return t.comparison(e, e.Operator, left, right)
	case "!=", "<>":
		return t.comparison(e, "<>", left, right)
	case "+", "-", "*", "/":
		return t.arithmetic(e, left, right)
	default:
		t.refuse(e.OperatorAt, "unsupported-operator", "Unsupported scalar operation type %s", e.Operator)
		return nothing()
	}
}

func (t *translator) comparison(e *amcsql.Binary, operator string, left, right value) value {
	t.refuseLiteral(e.At, left, right)
	return from("("+t.compare(operator, left, right)+")", catalog.Boolean, left, right).asCondition()
}

// compare writes a comparison; numbers and texts meet as AMC lets them.
func (t *translator) compare(operator string, left, right value) string {
	left, right = meet(left, right)
	return left.sql + " " + operator + " " + right.sql
}

// meet makes a number and a text comparable. A literal follows the other side
// where it can; else both are compared as texts.
func meet(left, right value) (value, value) {
	switch {
	case left.isNumeric() && right.isText():
		if right.text != nil && isNumber(*right.text) {
			right.sql = strings.TrimSpace(*right.text)
			return left, right
		}
		left.sql = "CAST(" + left.sql + " AS VARCHAR)"
		left.typ = catalog.Type{Name: catalog.String}
	case left.isText() && right.isNumeric():
		right, left = meet(right, left)
	}
	return left, right
}

// isNumber reports whether a text is a plain decimal number, safe to print as one.
func isNumber(text string) bool {
	digits := strings.TrimPrefix(strings.TrimSpace(text), "-")
	whole, fraction, dotted := strings.Cut(digits, ".")
	return isDigits(whole) && (!dotted || isDigits(fraction))
}

func (t *translator) arithmetic(e *amcsql.Binary, left, right value) value {
	if left.isTime() || right.isTime() || left.typ.Name == catalog.Boolean || right.typ.Name == catalog.Boolean {
		t.refuse(e.At, "bad-operand", "Cannot apply '%s' to arguments of type '%s %s %s'",
			e.Operator, left.familyName(), e.Operator, right.familyName())
		return nothing()
	}
	l, r := wide(left), wide(right)
	if e.Operator == "/" {
		if !right.number || strings.Trim(right.sql, "0.") == "" {
			r = "NULLIF(" + r + ", 0)"
		}
		return from("("+l+" / "+r+")", catalog.Double, left, right)
	}
	v := from("("+l+" "+e.Operator+" "+r+")", "", left, right)
	v.typ = catalog.Type{Name: catalog.Double}
	if left.isWhole() && right.isWhole() {
		v.typ.Name = catalog.Long
	}
	return v
}

// wide gives an operand room: DuckDB would compute 100000 * 100000 in 32 bits
// and would run out of digits multiplying decimals.
func wide(v value) string {
	switch {
	case v.number && v.isWhole():
		return v.sql + "::BIGINT"
	case v.typ.Name == catalog.Decimal, v.isText():
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
