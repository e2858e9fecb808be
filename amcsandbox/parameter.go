package amcsandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// maxParameters is how many parameters and output columns a workflow may have.
const maxParameters = 100

// inputParameter is a declared parameter as the API has it.
type inputParameter struct {
	ColumnType   string          `json:"columnType,omitempty"`
	DataType     dataType        `json:"dataType"`
	DefaultValue json.RawMessage `json:"defaultValue,omitempty"`
	Description  string          `json:"description,omitempty"`
	DisplayName  string          `json:"displayName,omitempty"`
	Name         string          `json:"name"`
}

// dataType is a type on the wire: a name, or an object for arrays.
type dataType struct {
	name  string
	array bool
}

// arrayType is the object form.
type arrayType struct {
	ElementDataType string `json:"elementDataType"`
	ElementNullable bool   `json:"elementNullable"`
	Type            string `json:"type"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (d *dataType) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte(`"`)) {
		return json.Unmarshal(data, &d.name)
	}
	var array arrayType
	if err := json.Unmarshal(data, &array); err != nil {
		return &valueError{want: "a data type", got: string(data)}
	}
	if !strings.EqualFold(array.Type, "ARRAY") {
		d.name = array.Type
		return nil
	}
	d.name, d.array = array.ElementDataType, true
	return nil
}

// MarshalJSON implements json.Marshaler.
func (d dataType) MarshalJSON() ([]byte, error) {
	if d.array {
		return json.Marshal(arrayType{ElementDataType: d.name, Type: "ARRAY"})
	}
	return json.Marshal(d.name)
}

// resolve gives the type in the catalogue's terms. Calendar intervals have no
// values in the sandbox and are refused like unknown types.
func (d dataType) resolve() (catalog.Type, bool) {
	text := d.name
	if d.array {
		text = "ARRAY<" + d.name + ">"
	}
	typ, err := catalog.ParseType(text)
	return typ, err == nil && (d.array || typ.Name != catalog.Array)
}

// isAbsent reports whether a value was not given, or given as null.
func isAbsent(raw json.RawMessage) bool {
	return len(raw) == 0 || string(raw) == "null"
}

// checkValue says what keeps a JSON value from being one of the type.
func checkValue(typ catalog.Type, raw json.RawMessage) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	return duckdb.Parameter{Type: typ, Value: value}.Check()
}

func checkParameters(parameters []inputParameter) error {
	if len(parameters) > maxParameters {
		return badRequest("inputParameters has more than %d entries", maxParameters)
	}
	seen := map[string]bool{}
	for _, p := range parameters {
		if p.Name == "" {
			return badRequest("An entry of inputParameters has no name.")
		}
		if seen[p.Name] {
			return badRequest("Input parameter %s is declared twice.", p.Name)
		}
		seen[p.Name] = true
		typ, known := p.DataType.resolve()
		if !known {
			return badRequest("Input parameter %s has the unknown dataType %q.", p.Name, p.DataType.name)
		}
		if p.ColumnType != "" && p.ColumnType != "DIMENSION" && p.ColumnType != "METRIC" {
			return badRequest("Input parameter %s has the unknown columnType %q.", p.Name, p.ColumnType)
		}
		if isAbsent(p.DefaultValue) {
			continue
		}
		if err := checkValue(typ, p.DefaultValue); err != nil {
			return badRequest("The defaultValue of input parameter %s does not fit %s: %s.", p.Name, typ, err)
		}
	}
	return nil
}

// checkValues compares given values with the declarations. A null counts as
// absent where there is a default, and as NULL where there is none.
func checkValues(parameters []inputParameter, values map[string]json.RawMessage) error {
	declared := map[string]bool{}
	for _, p := range parameters {
		declared[p.Name] = true
		raw, given := values[p.Name]
		if !given {
			if len(p.DefaultValue) == 0 {
				return badRequest("Parameter %s has no default value and no value was provided in parameterValues.", p.Name)
			}
			continue
		}
		typ, known := p.DataType.resolve()
		if !known || isAbsent(raw) {
			continue
		}
		if err := checkValue(typ, raw); err != nil {
			return badRequest("The value of parameter %s does not fit %s: %s.", p.Name, typ, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !declared[name] {
			return badRequest("Parameter %s in parameterValues is not declared by the workflow.", name)
		}
	}
	return nil
}

// queryParameters are the declarations in the engine's terms.
func queryParameters(parameters []inputParameter) []Parameter {
	declared := make([]Parameter, len(parameters))
	for i, p := range parameters {
		declared[i] = Parameter{Name: p.Name, DataType: strings.ToUpper(p.DataType.name), Array: p.DataType.array, Default: p.DefaultValue}
	}
	return declared
}
