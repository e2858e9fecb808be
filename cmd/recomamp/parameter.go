package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// givenParameter is one --param: a declaration and its value.
type givenParameter struct {
	Name  string
	Type  string // STRING, LONG, …
	Array bool
	Typed bool // the type was named, not guessed
	Value any  // string, json.Number, bool, or a slice of these
}

// parameterTypes are the types that can be named in --param.
var parameterTypes = []string{
	"STRING", "INTEGER", "LONG", "SHORT", "BYTE", "DECIMAL", "DOUBLE", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP",
}

// parseParameters reads every --param.
//
//	name=value          the type is read off the value: 5 is LONG, 5.5 DOUBLE, true
//	                    BOOLEAN, ["a","b"] an array, everything else STRING
//	name:TYPE=value     the value as that type: zip:STRING=01099
//	name:TYPE[]=a,b     an array of it
//	name=[["a",1],…]    rows, for a {{placeholder}} behind VALUES
func parseParameters(texts []string) ([]givenParameter, error) {
	var parameters []givenParameter
	for _, text := range texts {
		parameter, err := parseParameter(text)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(parameters, func(p givenParameter) bool { return p.Name == parameter.Name }) {
			return nil, usageError("--param %s is given twice", parameter.Name)
		}
		parameters = append(parameters, parameter)
	}
	return parameters, nil
}

func parseParameter(text string) (givenParameter, error) {
	left, value, found := strings.Cut(text, "=")
	name, typeName, typed := strings.Cut(left, ":")
	if !found || name == "" {
		return givenParameter{}, usageError("--param %q: want NAME=VALUE or NAME:TYPE=VALUE", text)
	}
	parameter := givenParameter{Name: name, Typed: typed}
	if !typed {
		return parameter.guess(value)
	}
	parameter.Type, parameter.Array = strings.CutSuffix(strings.ToUpper(typeName), "[]")
	if !slices.Contains(parameterTypes, parameter.Type) {
		return givenParameter{}, usageError("--param %s: unknown type %q, use one of %s", name, typeName, strings.Join(parameterTypes, ", "))
	}
	if !parameter.Array {
		parameter.Value = parameter.element(value)
		return parameter, nil
	}
	elements := []any{}
	if value != "" {
		for element := range strings.SplitSeq(value, ",") {
			elements = append(elements, parameter.element(element))
		}
	}
	parameter.Value = elements
	return parameter, nil
}

// element writes one value of the named type as JSON would; the server checks it.
func (p givenParameter) element(text string) any {
	switch p.Type {
	case "STRING", "DATE", "TIMESTAMP":
		return text
	default:
		if value, ok := scalarOf(text); ok {
			return value
		}
		return text
	}
}

// scalarOf reads a JSON number or boolean.
func scalarOf(text string) (any, bool) {
	switch value := jsonOf(text).(type) {
	case json.Number, bool:
		return value, true
	default:
		return nil, false
	}
}

// jsonOf reads text as JSON without rounding numbers; nil when it is none.
func jsonOf(text string) any {
	if !json.Valid([]byte(text)) { // Decode alone would accept what follows a value
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	return value
}

// guess reads the type off the value.
func (p givenParameter) guess(text string) (givenParameter, error) {
	p.Type, p.Value = "STRING", text
	value := jsonOf(text)
	if elements, ok := value.([]any); ok {
		if isRows(elements) {
			p.Type, p.Value = typeRows, elements
			return p, nil
		}
		p.Array, p.Value = true, elements
		for i, element := range elements {
			elementType, ok := typeOfJSON(element)
			switch {
			case !ok:
				return p, usageError("--param %s: an array holds strings, numbers or booleans", p.Name)
			case i > 0 && elementType != p.Type:
				return p, usageError("--param %s: the elements of an array must be of one type", p.Name)
			}
			p.Type = elementType
		}
		return p, nil
	}
	if scalarType, ok := typeOfJSON(value); ok {
		p.Type, p.Value = scalarType, value
	}
	return p, nil
}

// typeRows is the type of an array of arrays: rows for VALUES {{name}}.
const typeRows = "ROWS"

func isRows(elements []any) bool {
	if len(elements) == 0 {
		return false
	}
	_, nested := elements[0].([]any)
	return nested
}

func typeOfJSON(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return "STRING", true
	case bool:
		return "BOOLEAN", true
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return "DOUBLE", true
		}
		return "LONG", true
	default:
		return "", false
	}
}

// dataType is the type in the catalogue's words.
func (p givenParameter) dataType() (catalog.Type, error) {
	if p.Array {
		return catalog.ParseType("ARRAY<" + p.Type + ">")
	}
	return catalog.ParseType(p.Type)
}

// placeholderTypes are the named types as placeholders are written; what is not
// listed is written as its place in the text asks.
var placeholderTypes = map[string]amcsql.PlaceholderType{
	"DATE": amcsql.PlaceholderDate, "TIMESTAMP": amcsql.PlaceholderTimestamp,
}

// placeholderValues gives the parameters as values of {{placeholders}}.
func placeholderValues(given []givenParameter) map[string]amcsql.PlaceholderValue {
	values := make(map[string]amcsql.PlaceholderValue, len(given))
	for _, p := range given {
		value := amcsql.PlaceholderValue{Value: p.Value}
		if !p.Array {
			value.Type = placeholderTypes[p.Type]
		}
		values[p.Name] = value
	}
	return values
}
