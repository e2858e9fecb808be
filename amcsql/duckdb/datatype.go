package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Kinds of values that no column of a data source has.
const (
	mapType      catalog.TypeName = "MAP"
	rowType      catalog.TypeName = "ROW"
	intervalType catalog.TypeName = "INTERVAL"
	timeType     catalog.TypeName = "TIME"
)

// dataType is a type as far as the translation knows it; the zero value is an
// unknown one. It reaches deeper than catalog.Type: elements and fields have
// types too.
type dataType struct {
	catalog.Type
	element *dataType  // of an array, where it is more than a simple type
	fields  []rowField // of a row; of a map, its key and its value
}

// rowField is a field of a NAMED_ROW. Labels are lower case and never shown.
type rowField struct {
	label string
	typ   dataType
}

func simple(name catalog.TypeName) dataType { return dataType{Type: catalog.Type{Name: name}} }

func arrayOf(element dataType) dataType {
	return dataType{Type: catalog.Type{Name: catalog.Array, Element: element.Name}, element: &element}
}

func mapOf(key, value dataType) dataType {
	return dataType{Type: catalog.Type{Name: mapType}, fields: []rowField{{"key", key}, {"value", value}}}
}

func rowOf(fields []rowField) dataType {
	return dataType{Type: catalog.Type{Name: rowType}, fields: fields}
}

// elementType is the type of the elements of an array.
func (d dataType) elementType() dataType {
	if d.element != nil {
		return *d.element
	}
	return simple(d.Element)
}

// field finds a field of a row by its label; -1 when there is none.
func (d dataType) field(label string) int {
	if d.Name != rowType {
		return -1
	}
	for i, field := range d.fields {
		if strings.EqualFold(field.label, label) {
			return i
		}
	}
	return -1
}

func (d dataType) isText() bool     { return d.Name == catalog.String }
func (d dataType) isNumeric() bool  { return d.IsNumeric() }
func (d dataType) isBoolean() bool  { return d.Name == catalog.Boolean }
func (d dataType) isArray() bool    { return d.Name == catalog.Array }
func (d dataType) isInterval() bool { return d.Name == intervalType }
func (d dataType) isTime() bool     { return d.Name == catalog.Date || d.Name == catalog.Timestamp }

// isWhole reports whether the value is known to be a whole number.
func (d dataType) isWhole() bool {
	switch d.Name {
	case catalog.Byte, catalog.Short, catalog.Integer, catalog.Long:
		return true
	default:
		return false
	}
}

// duck writes the type for DuckDB; "" when it is not known in full.
func (d dataType) duck() string {
	switch d.Name {
	case "":
		return ""
	case catalog.Array:
		if element := d.elementType().duck(); element != "" {
			return element + "[]"
		}
		return ""
	case mapType, rowType:
		return ""
	case intervalType, timeType:
		return string(d.Name)
	default:
		return TypeName(d.Type)
	}
}
