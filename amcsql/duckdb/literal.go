package duckdb

import (
	"strings"
	"time"

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
	text := e.Value.Value
	switch e.Type {
	case "DATE":
		if _, err := time.Parse(time.DateOnly, text); err == nil {
			return from("DATE "+quoteText(text), catalog.Date)
		}
	case "TIMESTAMP":
		if at, ok := parseTimestamp(text); ok {
			return from(timestampLiteral(at), catalog.Timestamp)
		}
	}
	t.refuse(e.At, "bad-literal", "Illegal %s literal '%s'", e.Type, text)
	return nothing()
}

// parseTimestamp reads the spellings of a time without or with UTC's Z.
func parseTimestamp(text string) (time.Time, bool) {
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05", time.RFC3339, time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
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
