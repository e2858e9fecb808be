package analysis

import (
	"strconv"
	"strings"
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

var kinds = [...]kind{
	stringType: textKind, booleanType: booleanKind,
	byteType: numberKind, shortType: numberKind, integerType: numberKind, longType: numberKind,
	floatType: numberKind, doubleType: numberKind, decimalType: numberKind,
	dateType: whenKind, timestampType: whenKind, binaryType: binaryKind, arrayType: arrayKind,
	rowType: rowKind, mapType: mapKind, intervalType: intervalKind,
}

func kindOf(t dataType) kind { return kinds[t.name] }

func numberType(text string) dataType {
	switch {
	case strings.ContainsAny(text, "eE"):
		return typeOf(doubleType)
	case strings.Contains(text, "."):
		_, fraction, _ := strings.Cut(text, ".")
		return decimalOf(max(len(text)-1, len(fraction), 1), len(fraction))
	case len(text) > 9:
		return typeOf(longType)
	}
	return typeOf(integerType)
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
