package analysis

import (
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// kind is a family of types whose values mix freely; "" for what is not known.
type kind string

const (
	textKind    kind = "text"
	numberKind  kind = "a number"
	booleanKind kind = "a truth value"
	whenKind    kind = "a date or time"
	arrayKind   kind = "an array"
	rowKind     kind = "a row"
	mapKind     kind = "a map"
	binaryKind  kind = "binary"
	// intervalKind exists so that dates moved by intervals can be told apart.
	intervalKind kind = "an interval"
)

const intervalType catalog.TypeName = "INTERVAL"

func kindOf(t catalog.Type) kind {
	switch t.Name {
	case catalog.String:
		return textKind
	case catalog.Boolean:
		return booleanKind
	case catalog.Date, catalog.Timestamp:
		return whenKind
	case catalog.Array:
		return arrayKind
	case catalog.Binary:
		return binaryKind
	case rowType:
		return rowKind
	case mapType:
		return mapKind
	case intervalType:
		return intervalKind
	default:
	}
	if t.IsNumeric() {
		return numberKind
	}
	return ""
}

func numberType(text string) catalog.Type {
	switch {
	case strings.ContainsAny(text, "eE"):
		return typeOf(catalog.Double)
	case strings.Contains(text, "."):
		_, fraction, _ := strings.Cut(text, ".")
		return catalog.Type{Name: catalog.Decimal, Precision: max(len(text)-1, len(fraction), 1), Scale: len(fraction)}
	case len(text) > 9:
		return typeOf(catalog.Long)
	}
	return typeOf(catalog.Integer)
}

// readsAs reports whether a text may be read as a value of a kind. Only clear
// cases are denied.
func readsAs(text string, k kind) bool {
	text = strings.TrimSpace(text)
	switch k {
	case numberKind:
		_, err := strconv.ParseFloat(text, 64)
		return err == nil
	case whenKind:
		return text != "" && (isDigits(text[:1]) && onCalendar(text) || strings.EqualFold(text, "today") || strings.EqualFold(text, "now"))
	case booleanKind:
		_, err := strconv.ParseBool(strings.ToLower(text))
		return err == nil
	default:
		return true
	}
}
