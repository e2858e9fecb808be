package duckdb

import (
	"fmt"
	"strconv"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// castTypes are the names CAST takes, as the type they make.
var castTypes = map[string]catalog.TypeName{
	"BOOLEAN": catalog.Boolean,
	"TINYINT": catalog.Byte, "SMALLINT": catalog.Short, "INTEGER": catalog.Integer, "INT": catalog.Integer, "BIGINT": catalog.Long,
	"DECIMAL": catalog.Decimal, "FLOAT": catalog.Float, "REAL": catalog.Float, "DOUBLE": catalog.Double,
	"DATE": catalog.Date, "TIMESTAMP": catalog.Timestamp,
	"CHAR": catalog.String, "SYMBOL": catalog.String, "VARCHAR": catalog.String,
	"BINARY": catalog.Binary,
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

func (t *translator) cast(env *environment, e *amcsql.Cast) value {
	if e.Form != amcsql.CastStandard {
		t.refuse(e.At, "unsupported-expression", "%s is not supported; use CAST", e.Form)
		return nothing()
	}
	typ, ok := t.castType(e.Type)
	if !ok {
		return nothing()
	}
	operand := t.expr(env, e.Operand)
	v := from(t.castSQL(operand, typ), typ.Name, operand)
	v.typ, v.text = typ, nil
	return v
}

// castSQL converts; what cannot be converted becomes NULL.
func (t *translator) castSQL(operand value, typ catalog.Type) string {
	if operand.text != nil {
		switch {
		case *operand.text == "today" && typ.Name == catalog.Date:
			return t.today()
		case *operand.text == "now" && typ.Name == catalog.Timestamp:
			return t.now()
		}
	}
	sql := operand.sql
	if (value{typ: typ}).isWhole() && operand.isNumeric() && !operand.isWhole() {
		sql = "trunc(" + sql + ")" // DuckDB would round.
	}
	return "TRY_CAST(" + sql + " AS " + TypeName(typ) + ")"
}

func (t *translator) now() string   { return timestampLiteral(t.options.Now) }
func (t *translator) today() string { return "DATE '" + t.options.Now.UTC().Format("2006-01-02") + "'" }

func (t *translator) castType(name *amcsql.TypeName) (catalog.Type, bool) {
	if name.Element != nil {
		element, ok := t.castType(name.Element)
		return catalog.Type{Name: catalog.Array, Element: element.Name}, ok
	}
	typ, ok := castTypes[name.Name]
	if !ok {
		t.refuse(name.At, "unknown-type", "Unknown datatype name '%s'", name.Name)
		return catalog.Type{}, false
	}
	if typ != catalog.Decimal {
		return catalog.Type{Name: typ}, true
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
		return catalog.Type{}, false
	}
	return catalog.Type{Name: catalog.Decimal, Precision: precision, Scale: scale}, true
}
