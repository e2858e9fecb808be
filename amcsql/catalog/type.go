package catalog

import (
	"fmt"
	"strconv"
	"strings"
)

// TypeName is the name of a data type as the API writes it, without digits or
// element.
type TypeName string

// The data types of columns and parameters.
const (
	String    TypeName = "STRING"
	Boolean   TypeName = "BOOLEAN"
	Byte      TypeName = "BYTE"
	Short     TypeName = "SHORT"
	Integer   TypeName = "INTEGER"
	Long      TypeName = "LONG"
	Float     TypeName = "FLOAT"
	Double    TypeName = "DOUBLE"
	Decimal   TypeName = "DECIMAL"
	Date      TypeName = "DATE"
	Timestamp TypeName = "TIMESTAMP"
	Binary    TypeName = "BINARY"
	Array     TypeName = "ARRAY"
)

// Type is a data type. Types are comparable with ==.
type Type struct {
	Name TypeName
	// Precision and Scale of a Decimal.
	Precision, Scale int
	// Element of an Array, always a simple type without digits.
	Element TypeName
}

// String gives the form of the catalogue: LONG, DECIMAL(38,4), ARRAY<LONG>.
func (t Type) String() string {
	switch t.Name {
	case Decimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale)
	case Array:
		return "ARRAY<" + string(t.Element) + ">"
	default:
		return string(t.Name)
	}
}

// IsNumeric reports whether values can be added.
func (t Type) IsNumeric() bool {
	switch t.Name {
	case Byte, Short, Integer, Long, Float, Double, Decimal:
		return true
	default:
		return false
	}
}

// ParseType reads the form String writes, in any case. DECIMAL alone means
// DECIMAL(38,4) and ARRAY alone ARRAY<STRING>.
func ParseType(text string) (Type, error) {
	name := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	switch simple := TypeName(name); simple {
	case String, Boolean, Byte, Short, Integer, Long, Float, Double, Date, Timestamp, Binary:
		return Type{Name: simple}, nil
	case Decimal:
		return Type{Name: Decimal, Precision: 38, Scale: 4}, nil
	case Array:
		return Type{Name: Array, Element: String}, nil
	}
	if digits, ok := enclosed(name, "DECIMAL(", ")"); ok {
		return parseDecimal(text, digits)
	}
	if inner, ok := enclosed(name, "ARRAY<", ">"); ok {
		element, err := ParseType(inner)
		if err != nil || element.Name == Array || element.Name == Decimal {
			return Type{}, fmt.Errorf("data type %q: element is not a simple type", text)
		}
		return Type{Name: Array, Element: element.Name}, nil
	}
	return Type{}, fmt.Errorf("data type %q is not known", text)
}

func parseDecimal(text, digits string) (Type, error) {
	first, second, _ := strings.Cut(digits, ",")
	precision, err := strconv.Atoi(first)
	if err != nil {
		return Type{}, fmt.Errorf("data type %q: precision: %w", text, err)
	}
	scale := 0
	if second != "" {
		if scale, err = strconv.Atoi(second); err != nil {
			return Type{}, fmt.Errorf("data type %q: scale: %w", text, err)
		}
	}
	if precision < 1 || precision > 38 || scale < 0 || scale > precision {
		return Type{}, fmt.Errorf("data type %q: digits out of range", text)
	}
	return Type{Name: Decimal, Precision: precision, Scale: scale}, nil
}

func enclosed(text, prefix, suffix string) (string, bool) {
	inner, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(inner, suffix)
}
