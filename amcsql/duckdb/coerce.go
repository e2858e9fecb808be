package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Where values of different types meet, AMC converts one to the other, as
// Calcite does. DuckDB converts less, and fails on what cannot be converted;
// here it becomes NULL.

// meet makes two values comparable. A literal follows the other side where it
// can; what cannot be one of the richer types is compared as text.
func meet(left, right value) (value, value) {
	switch l, r := left.typ, right.typ; {
	case l.Name == r.Name, left.null, right.null:
	case l.isText() && !r.isText():
		right, left = meet(right, left)
	case l.isNumeric() && r.isText():
		if right.text != nil && isNumber(*right.text) {
			right.sql, right.typ = strings.TrimSpace(*right.text), left.typ
			return left, right
		}
		left = left.asText()
	case l.isTime() && r.isText():
		right = timeFrom(right, left.typ)
	case l.isBoolean() && r.isText():
		right = right.cast(simple(catalog.Boolean))
	case l.isBoolean() && r.isNumeric():
		left = left.cast(simple(catalog.Integer))
	case l.isNumeric() && r.isBoolean():
		right = right.cast(simple(catalog.Integer))
	case l.isTime() && r.isNumeric(), l.isNumeric() && r.isTime():
		left, right = left.asText(), right.asText()
	}
	return left, right
}

// timeFrom reads a text as a date or time to compare with one. A date met by a
// text with a time of day is compared as a time.
func timeFrom(text value, typ dataType) value {
	if text.text == nil {
		return text.cast(simple(catalog.Timestamp))
	}
	at, ok := amcsql.ParseTimestamp(strings.TrimSpace(*text.text))
	if !ok {
		return text.cast(typ)
	}
	sql := timestampLiteral(at)
	if len(strings.TrimSpace(*text.text)) == len("2006-01-02") {
		sql, typ = "DATE '"+at.Format("2006-01-02")+"'", simple(catalog.Date)
	} else {
		typ = simple(catalog.Timestamp)
	}
	text.sql, text.typ, text.text = sql, typ, nil
	return text
}

// isNumber reports whether a text is a plain decimal number, safe to print as one.
func isNumber(text string) bool {
	digits := strings.TrimPrefix(strings.TrimSpace(text), "-")
	whole, fraction, dotted := strings.Cut(digits, ".")
	return isDigits(whole) && (!dotted || isDigits(fraction))
}

// cast converts a value, NULL where it cannot be.
func (v value) cast(typ dataType) value {
	name := typ.duck()
	if name == "" || v.typ.Name == typ.Name && v.typ.Name != catalog.Decimal {
		return v
	}
	v.sql = "TRY_CAST(" + v.sql + " AS " + name + ")"
	v.typ, v.text, v.number = typ, nil, false
	return v
}

// asText gives a value as text.
func (v value) asText() value {
	if v.typ.isText() {
		return v
	}
	v.sql = "CAST(" + v.sql + " AS VARCHAR)"
	v.typ, v.text, v.number = simple(catalog.String), nil, false
	return v
}

// textSQL gives a value as text.
func (v value) textSQL() string { return v.asText().sql }

// unify converts values to one type: the branches of CASE, the arguments of
// COALESCE, the elements of an array. values is changed in place.
func unify(values []value) dataType {
	target := commonType(values...)
	for i := range values {
		v := &values[i]
		switch {
		case v.null || v.typ.Name == "" || v.typ.Name == target.Name:
		case target.isText():
			*v = v.asText()
		case v.text != nil && target.isNumeric() && isNumber(*v.text):
			v.sql, v.typ, v.text = strings.TrimSpace(*v.text), target, nil
		case v.typ.isText() && target.isTime():
			*v = timeFrom(*v, target).cast(target)
		case v.typ.isBoolean() && target.isNumeric():
			*v = v.cast(simple(catalog.Integer))
		case v.typ.Name == catalog.Date && target.Name == catalog.Timestamp:
			*v = v.cast(target)
		}
	}
	return target
}

// commonType is the type that values of several types are converted to.
func commonType(values ...value) dataType {
	var common dataType
	for i := range values {
		v := &values[i]
		switch {
		case v.null || v.typ.Name == "":
		case common.Name == "":
			common = v.typ
		case common.Name == v.typ.Name:
			if common.element == nil && v.typ.element != nil {
				common = v.typ
			}
			if common.Name == catalog.Decimal {
				common.Precision, common.Scale = 0, 0
			}
		default:
			common = wider(common, v.typ, literalNumbers(values))
		}
	}
	return common
}

// wider gives the type that two different ones share. Texts that all are
// numbers, as in COALESCE(clicks, '0'), do not make the numbers texts.
func wider(a, b dataType, numbersOnly bool) dataType {
	switch {
	case a.isNumeric() && b.isNumeric():
		return widerNumber(a, b)
	case a.isNumeric() && b.isText() && numbersOnly:
		return a
	case a.isText() && b.isNumeric() && numbersOnly:
		return b
	case a.isText() || b.isText():
		return simple(catalog.String)
	case a.isTime() && b.isTime():
		return simple(catalog.Timestamp)
	case a.isBoolean() && b.isNumeric():
		return b
	case a.isNumeric() && b.isBoolean():
		return a
	}
	return a
}

var numberRank = map[catalog.TypeName]int{
	catalog.Byte: 1, catalog.Short: 2, catalog.Integer: 3, catalog.Long: 4, catalog.Decimal: 5, catalog.Float: 6, catalog.Double: 7,
}

func widerNumber(a, b dataType) dataType {
	if numberRank[b.Name] > numberRank[a.Name] {
		return b
	}
	return a
}

// literalNumbers reports whether every text among values is a literal that
// reads as a number.
func literalNumbers(values []value) bool {
	for i := range values {
		if v := &values[i]; v.typ.isText() && (v.text == nil || !isNumber(*v.text)) {
			return false
		}
	}
	return true
}
