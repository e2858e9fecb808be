package duckdb

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Parameter is a declared parameter with its value for one run.
type Parameter struct {
	Type catalog.Type
	// Value is nil for NULL; else a string, bool, json.Number, any Go number,
	// time.Time, or a slice of these for an ARRAY. Numbers and booleans may
	// come as text.
	Value any
}

func (t *translator) customParameter(e *amcsql.CustomParameter) value {
	name := e.Name()
	if name == "" {
		t.refuse(e.At, "bad-parameter", "CUSTOM_PARAMETER takes the name of a parameter as text")
		return nothing()
	}
	use := t.uses.of(name, false)
	parameter, declared := t.options.Parameters[name]
	switch {
	case !declared && t.options.AnyParameter:
		return unknownParameter(use)
	case !declared:
		t.refuse(e.At, "undeclared-parameter", "Filter operation filter_operation referenced an undeclared parameter %s.", name)
		return nothing()
	}
	v, err := parameter.value()
	if err != nil {
		t.refuse(e.At, "bad-parameter-value", "Parameter '%s': %s", name, err)
		return nothing()
	}
	use.List = use.List || parameter.Type.Name == catalog.Array
	v.parameter = use
	return v
}

// unknownParameter stands for a value that is not known, not even in its type.
func unknownParameter(use *parameterUse) value {
	return value{sql: "NULL", class: catalog.None, role: catalog.Attribute, fixed: true, parameter: use}
}

func (t *translator) builtInParameter(e *amcsql.BuiltInParameter) value {
	var at time.Time
	switch strings.ToUpper(e.Name()) {
	case "TIME_WINDOW_START":
		at = t.options.Window.Start
	case "TIME_WINDOW_END":
		at = t.options.Window.End
	default:
		t.refuse(e.At, "bad-parameter", "BUILT_IN_PARAMETER takes 'TIME_WINDOW_START' or 'TIME_WINDOW_END'")
		return nothing()
	}
	if at.IsZero() {
		return from("CAST(NULL AS TIMESTAMP)", catalog.Timestamp)
	}
	return from(timestampLiteral(at), catalog.Timestamp)
}

// Check reports whether the value fits the type.
func (p Parameter) Check() error {
	_, err := p.value()
	return err
}

// value gives a typed literal. Texts stay bare literals so that they compare
// with dates as literals do.
func (p Parameter) value() (value, error) {
	if p.Value == nil {
		v := from("CAST(NULL AS "+TypeName(p.Type)+")", p.Type.Name)
		v.typ = dataType{Type: p.Type}
		return v, nil
	}
	if p.Type.Name != catalog.Array {
		return scalarParameter(p.Type, p.Value)
	}
	elements, err := parameterElements(p.Value)
	if err != nil {
		return value{}, err
	}
	parts := make([]string, len(elements))
	for i, element := range elements {
		if element == nil {
			parts[i] = "NULL"
			continue
		}
		v, err := scalarParameter(catalog.Type{Name: p.Type.Element}, element)
		if err != nil {
			return value{}, fmt.Errorf("element %d: %w", i+1, err)
		}
		parts[i] = v.sql
	}
	v := from("CAST(["+strings.Join(parts, ", ")+"] AS "+TypeName(p.Type)+")", catalog.Array)
	v.typ = dataType{Type: p.Type}
	return v, nil
}

func parameterElements(given any) ([]any, error) {
	switch given := given.(type) {
	case []any:
		return given, nil
	case []string:
		elements := make([]any, len(given))
		for i := range given {
			elements[i] = given[i]
		}
		return elements, nil
	default:
		return nil, fmt.Errorf("an array is needed, not %s", kindOf(given))
	}
}

func scalarParameter(typ catalog.Type, given any) (value, error) {
	text, err := parameterText(given)
	if err != nil {
		return value{}, err
	}
	mismatch := fmt.Errorf("%q is not a %s", text, typ.Name)
	typed := func(literal string) (value, error) {
		v := from("CAST("+literal+" AS "+TypeName(typ)+")", typ.Name)
		v.typ = dataType{Type: typ}
		return v, nil
	}
	switch typ.Name {
	case catalog.String:
		return textValue(text), nil
	case catalog.Boolean:
		truth, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil {
			return value{}, mismatch
		}
		return from(strings.ToUpper(strconv.FormatBool(truth)), catalog.Boolean), nil
	case catalog.Byte, catalog.Short, catalog.Integer, catalog.Long:
		bits := map[catalog.TypeName]int{catalog.Byte: 8, catalog.Short: 16, catalog.Integer: 32, catalog.Long: 64}[typ.Name]
		whole, err := strconv.ParseInt(text, 10, bits)
		if err != nil {
			return value{}, mismatch
		}
		return typed(strconv.FormatInt(whole, 10))
	case catalog.Float, catalog.Double, catalog.Decimal:
		if _, ok := new(big.Rat).SetString(text); !ok || strings.ContainsAny(text, "/xXpP_") || len(text) > 64 {
			return value{}, mismatch
		}
		return typed(quoteText(text))
	case catalog.Date:
		at, ok := amcsql.ParseTimestamp(text)
		if !ok {
			return value{}, mismatch
		}
		return from("DATE '"+at.Format(time.DateOnly)+"'", catalog.Date), nil
	case catalog.Timestamp:
		at, ok := amcsql.ParseTimestamp(text)
		if !ok {
			return value{}, mismatch
		}
		return from(timestampLiteral(at), catalog.Timestamp), nil
	case catalog.Binary:
		return from("encode("+quoteText(text)+")", catalog.Binary), nil
	default:
		return value{}, fmt.Errorf("a parameter of type %s is not supported", typ)
	}
}

// parameterText is the text form of a scalar.
func parameterText(given any) (string, error) {
	switch given := given.(type) {
	case string:
		return given, nil
	case bool:
		return strconv.FormatBool(given), nil
	case json.Number:
		return given.String(), nil
	case float64:
		return strconv.FormatFloat(given, 'f', -1, 64), nil
	case int, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32:
		return fmt.Sprint(given), nil
	case time.Time:
		return given.UTC().Format(time.RFC3339Nano), nil
	default:
		return "", fmt.Errorf("a single value is needed, not %s", kindOf(given))
	}
}

func kindOf(given any) string {
	switch given.(type) {
	case []any, []string:
		return "an array"
	case map[string]any:
		return "an object"
	default:
		return "a single value"
	}
}
