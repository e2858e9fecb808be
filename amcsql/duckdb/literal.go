package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func (t *translator) literal(env *environment, e amcsql.Expr) value {
	switch e := e.(type) {
	case *amcsql.NumberLiteral:
		return t.number(e)
	case *amcsql.StringLiteral:
		return textValue(e.Value)
	case *amcsql.BoolLiteral:
		if e.Value {
			return from("TRUE", catalog.Boolean)
		}
		return from("FALSE", catalog.Boolean)
	case *amcsql.TypedLiteral:
		return t.typedLiteral(e)
	case *amcsql.ArrayLiteral:
		elements := t.exprs(env, t.placeholderList(e.Elements))
		typ := unify(elements)
		v := from("["+joined(elements)+"]", catalog.Array, elements...)
		v.typ = arrayOf(typ)
		return v
	default:
		return nothing()
	}
}

func textValue(text string) value {
	v := from(quoteText(text), catalog.String)
	v.text = &text
	return v
}

// number prints a number literal again; text that is no number is refused
// whatever the parser made of it.
func (t *translator) number(e *amcsql.NumberLiteral) value {
	text := strings.ToLower(e.Text)
	typ := catalog.Long
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
		case c == '.':
			if typ != catalog.Double {
				typ = catalog.Decimal
			}
		case c == 'e' || (i > 0 && text[i-1] == 'e' && (c == '+' || c == '-')):
			typ = catalog.Double
		default:
			t.refuse(e.At, "bad-number", "Illegal number '%s'", e.Text)
			return nothing()
		}
	}
	v := from(text, typ)
	v.number = true
	return v
}

func (t *translator) typedLiteral(e *amcsql.TypedLiteral) value {
	at, ok := e.When()
	switch {
	case !ok:
		t.refuse(e.At, "bad-literal", "Illegal %s literal '%s'", e.Type, e.Value.Value)
		return nothing()
	case e.Type == "DATE":
		return from("DATE "+quoteText(e.Value.Value), catalog.Date)
	case e.Type == "TIME":
		return from("TIME "+quoteText(at.Format("15:04:05.999999")), timeType)
	}
	return from(timestampLiteral(at), catalog.Timestamp)
}

// joined lists the SQL of values.
func joined(values []value) string { return joinedBy(values, ", ") }

func joinedBy(values []value, separator string) string {
	parts := make([]string, len(values))
	for i := range values {
		parts[i] = values[i].sql
	}
	return strings.Join(parts, separator)
}
