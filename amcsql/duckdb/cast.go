package duckdb

import (
	"fmt"
	"strconv"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// castTypes are the names CAST takes, as the type they make: those of AMC's
// documentation, of its API, and of other systems.
var castTypes = map[string]catalog.TypeName{
	"BOOLEAN": catalog.Boolean, "BOOL": catalog.Boolean,
	"TINYINT": catalog.Byte, "BYTE": catalog.Byte, "SMALLINT": catalog.Short, "SHORT": catalog.Short,
	"INTEGER": catalog.Integer, "INT": catalog.Integer, "INT4": catalog.Integer,
	"INT2": catalog.Short, "INT32": catalog.Integer,
	"BIGINT": catalog.Long, "LONG": catalog.Long, "INT64": catalog.Long, "INT8": catalog.Long, "SIGNED": catalog.Long, "UNSIGNED": catalog.Long, "BIGINTEGER": catalog.Long,
	"DECIMAL": catalog.Decimal, "NUMERIC": catalog.Decimal, "DEC": catalog.Decimal, "NUMBER": catalog.Decimal, "BIGNUMERIC": catalog.Decimal, "BIGDECIMAL": catalog.Decimal,
	"FLOAT": catalog.Float, "REAL": catalog.Float, "DOUBLE": catalog.Double, "DOUBLE PRECISION": catalog.Double, "FLOAT64": catalog.Double,
	"FLOAT4": catalog.Float, "FLOAT8": catalog.Double,
	"DATE": catalog.Date, "TIMESTAMP": catalog.Timestamp, "DATETIME": catalog.Timestamp,
	"TIMESTAMP WITH TIME ZONE": catalog.Timestamp, "TIMESTAMP WITHOUT TIME ZONE": catalog.Timestamp, "TIME": timeType,
	"TIMESTAMPTZ": catalog.Timestamp, "TIMESTAMP_NTZ": catalog.Timestamp, "TIMESTAMP_LTZ": catalog.Timestamp, "DATETIME2": catalog.Timestamp,
	"CHAR": catalog.String, "CHARACTER": catalog.String, "SYMBOL": catalog.String, "VARCHAR": catalog.String, "STRING": catalog.String,
	"CHAR VARYING": catalog.String, "CHARACTER VARYING": catalog.String, "TEXT": catalog.String,
	"NVARCHAR": catalog.String, "VARCHAR2": catalog.String, "NCHAR": catalog.String, "CLOB": catalog.String, "UUID": catalog.String,
	"BINARY": catalog.Binary, "VARBINARY": catalog.Binary, "BYTES": catalog.Binary,
}

var duckTypes = map[catalog.TypeName]string{
	catalog.Boolean: "BOOLEAN",
	catalog.Byte:    "TINYINT", catalog.Short: "SMALLINT", catalog.Integer: "INTEGER", catalog.Long: "BIGINT",
	catalog.Float: "FLOAT", catalog.Double: "DOUBLE",
	catalog.Date: "DATE", catalog.Timestamp: "TIMESTAMP",
	catalog.String: "VARCHAR", catalog.Binary: "BLOB",
}

// TypeName writes a type for DuckDB.
func TypeName(typ catalog.Type) string {
	switch typ.Name {
	case catalog.Decimal:
		if typ.Precision == 0 {
			return "DECIMAL(38, 4)"
		}
		return fmt.Sprintf("DECIMAL(%d, %d)", typ.Precision, typ.Scale)
	case catalog.Array:
		return TypeName(catalog.Type{Name: typ.Element}) + "[]"
	default:
		if name, ok := duckTypes[typ.Name]; ok {
			return name
		}
		return "VARCHAR"
	}
}

// cast translates CAST in all its forms: each of them gives NULL for what
// cannot be converted.
func (t *translator) cast(env *environment, e *amcsql.Cast) value {
	typ, ok := t.castType(e.Type)
	if !ok {
		return nothing()
	}
	operand := t.expr(env, e.Operand)
	t.noteCast(operand, typ)
	v := from(t.castSQL(operand, typ), typ.Name, operand)
	v.typ = typ
	return v
}

// castSQL converts; what cannot be converted becomes NULL.
func (t *translator) castSQL(operand value, typ dataType) string {
	if operand.text != nil {
		switch {
		case *operand.text == "today" && typ.Name == catalog.Date:
			return t.today()
		case *operand.text == "now" && typ.Name == catalog.Timestamp:
			return t.now()
		}
	}
	name := typ.duck()
	if name == "" { // A row: fields are named by place, so it fits as it is.
		return operand.sql
	}
	sql := operand.sql
	if typ.isWhole() && operand.isNumeric() && !operand.isWhole() {
		sql = "trunc(" + sql + ")" // DuckDB would round.
	}
	return "TRY_CAST(" + sql + " AS " + name + ")"
}

func (t *translator) now() string   { return timestampLiteral(t.options.Now) }
func (t *translator) today() string { return "DATE '" + t.options.Now.UTC().Format("2006-01-02") + "'" }

func (t *translator) castType(name *amcsql.TypeName) (dataType, bool) {
	switch {
	case name.Element != nil:
		element, ok := t.castType(name.Element)
		return arrayOf(element), ok
	case len(name.Fields) > 0:
		fields := make([]rowField, len(name.Fields))
		for i, field := range name.Fields {
			typ, ok := t.castType(field.Type)
			if !ok {
				return dataType{}, false
			}
			fields[i] = rowField{label: lowerName(field.Name), typ: typ}
		}
		return rowOf(fields), true
	}
	typ, ok := castTypes[name.Name]
	if !ok {
		t.refuse(name.At, "unknown-type", "Unknown datatype name '%s'", name.Name)
		return dataType{}, false
	}
	if typ != catalog.Decimal {
		return simple(typ), true
	}
	precision, scale := 38, 4
	if len(name.Params) > 0 {
		scale = 0
	}
	for i, given := range name.Params {
		number, err := strconv.Atoi(given.Text)
		if err != nil || i > 1 {
			precision = 0
			break
		}
		if i == 0 {
			precision = number
		} else {
			scale = number
		}
	}
	if precision < 1 || precision > 38 || scale < 0 || scale > precision {
		t.refuse(name.At, "bad-type", "DECIMAL precision must be between 1 and 38, its scale no more than that")
		return dataType{}, false
	}
	return dataType{Type: catalog.Type{Name: catalog.Decimal, Precision: precision, Scale: scale}}, true
}
