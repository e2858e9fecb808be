package amc

import (
	"encoding/json"
)

// Scalar is the name of a simple type, such as STRING.
type Scalar string

// The simple types. Amazon may know more; unknown ones are kept as sent.
const (
	ScalarBinary           Scalar = "BINARY"
	ScalarBoolean          Scalar = "BOOLEAN"
	ScalarByte             Scalar = "BYTE"
	ScalarCalendarInterval Scalar = "CALENDAR_INTERVAL"
	ScalarDate             Scalar = "DATE"
	ScalarDecimal          Scalar = "DECIMAL"
	ScalarDouble           Scalar = "DOUBLE"
	ScalarFloat            Scalar = "FLOAT"
	ScalarInteger          Scalar = "INTEGER"
	ScalarLong             Scalar = "LONG"
	ScalarShort            Scalar = "SHORT"
	ScalarString           Scalar = "STRING"
	ScalarTimestamp        Scalar = "TIMESTAMP"
)

// DataType is a simple type or an array of one. The zero DataType is unknown.
type DataType struct {
	Scalar Scalar // of the value, or of the array's elements
	Array  bool
}

// TypeOf is the simple type s.
func TypeOf(s Scalar) DataType { return DataType{Scalar: s} }

// ArrayOf is the array of s.
func ArrayOf(s Scalar) DataType { return DataType{Scalar: s, Array: true} }

// String writes STRING or ARRAY<STRING>.
func (t DataType) String() string {
	if t.Array {
		return "ARRAY<" + string(t.Scalar) + ">"
	}
	return string(t.Scalar)
}

const arrayType = "ARRAY"

// MarshalJSON writes Amazon's form: a name, or an object for an array.
func (t DataType) MarshalJSON() ([]byte, error) {
	if !t.Array {
		return json.Marshal(string(t.Scalar))
	}
	return json.Marshal(map[string]string{"type": arrayType, "elementDataType": string(t.Scalar)})
}

// UnmarshalJSON reads Amazon's form.
func (t *DataType) UnmarshalJSON(data []byte) error {
	var object struct {
		Type            text `json:"type"`
		ElementDataType text `json:"elementDataType"`
	}
	switch {
	case json.Unmarshal(data, &object) != nil:
		*t = DataType{Scalar: Scalar(plain(data))}
	case object.Type == arrayType:
		*t = ArrayOf(Scalar(object.ElementDataType))
	default:
		*t = TypeOf(Scalar(object.Type))
	}
	return nil
}
