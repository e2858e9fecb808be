package analysis

import (
	"math"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// typeName is the name of a data type; the zero value stands for one that is
// not known.
type typeName uint8

const (
	unknownType typeName = iota
	stringType
	booleanType
	byteType
	shortType
	integerType
	longType
	floatType
	doubleType
	decimalType
	dateType
	timestampType
	binaryType
	arrayType
	// No column has the types below, only values inside a query.
	timeType
	rowType
	mapType
	nullType
	intervalType
)

// typeNames are the names that the catalogue and messages use.
var typeNames = [...]catalog.TypeName{
	stringType: catalog.String, booleanType: catalog.Boolean, byteType: catalog.Byte, shortType: catalog.Short,
	integerType: catalog.Integer, longType: catalog.Long, floatType: catalog.Float, doubleType: catalog.Double,
	decimalType: catalog.Decimal, dateType: catalog.Date, timestampType: catalog.Timestamp, binaryType: catalog.Binary,
	arrayType: catalog.Array, timeType: "TIME", rowType: "ROW", mapType: "MAP", nullType: "NULL", intervalType: "INTERVAL",
}

// dataType is a catalog.Type in a few bytes, as every expression has one. Types
// are comparable with ==.
type dataType struct {
	name             typeName
	element          typeName // of an array
	precision, scale int16    // of a decimal
}

func typeOf(name typeName) dataType { return dataType{name: name} }

func arrayOf(element typeName) dataType { return dataType{name: arrayType, element: element} }

// decimalOf makes a decimal; digits beyond all reason are cut, as they are told
// of elsewhere.
func decimalOf(precision, scale int) dataType {
	return dataType{name: decimalType, precision: int16(min(precision, math.MaxInt16)), scale: int16(min(scale, math.MaxInt16))}
}

// ofCatalog is the type of a column or a parameter.
func ofCatalog(t catalog.Type) dataType {
	return dataType{name: typeNamed(t.Name), element: typeNamed(t.Element), precision: int16(t.Precision), scale: int16(t.Scale)}
}

func typeNamed(name catalog.TypeName) typeName {
	for i, known := range typeNames {
		if known == name {
			return typeName(i)
		}
	}
	return unknownType
}

// public is the type as the catalogue writes it.
func (t dataType) public() catalog.Type {
	return catalog.Type{Name: typeNames[t.name], Precision: int(t.precision), Scale: int(t.scale), Element: typeNames[t.element]}
}

// String gives the form of the catalogue: LONG, DECIMAL(38,4), ARRAY<LONG>.
func (t dataType) String() string { return t.public().String() }

// isNumeric reports whether values can be added.
func (t dataType) isNumeric() bool { return byteType <= t.name && t.name <= decimalType }
