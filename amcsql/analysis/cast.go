package analysis

import (
	"maps"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// castNames are the type names that CAST takes.
var castNames = map[string]typeName{
	"BOOLEAN": booleanType, "TINYINT": byteType, "SMALLINT": shortType,
	"INTEGER": integerType, "INT": integerType, "BIGINT": longType,
	"DECIMAL": decimalType, "NUMERIC": decimalType, "FLOAT": floatType, "REAL": floatType, "DOUBLE": doubleType,
	"DATE": dateType, "TIMESTAMP": timestampType,
	"CHAR": stringType, "SYMBOL": stringType, "VARCHAR": stringType,
	"BINARY": binaryType, "VARBINARY": binaryType, "ARRAY": arrayType, "ROW": rowType,
}

// castSynonyms are names that AMC does not document for casts, most of them of
// other systems, with what AMC calls them.
var castSynonyms = map[string]string{
	"LONG": "BIGINT", "INT64": "BIGINT", "STRING": "VARCHAR", "TEXT": "VARCHAR", "FLOAT64": "DOUBLE",
	"DOUBLE PRECISION": "DOUBLE", "BOOL": "BOOLEAN", "DATETIME": "TIMESTAMP", "CHARACTER": "CHAR", "BYTE": "TINYINT", "SHORT": "SMALLINT",
	"CHAR VARYING": "VARCHAR", "CHARACTER VARYING": "VARCHAR", "NVARCHAR": "VARCHAR", "VARCHAR2": "VARCHAR", "NCHAR": "CHAR", "CLOB": "VARCHAR", "UUID": "VARCHAR",
	"INT2": "SMALLINT", "INT4": "INTEGER", "INT32": "INTEGER", "INT8": "BIGINT", "SIGNED": "BIGINT", "UNSIGNED": "BIGINT", "BIGINTEGER": "BIGINT",
	"DEC": "DECIMAL", "NUMBER": "DECIMAL", "BIGNUMERIC": "DECIMAL", "BIGDECIMAL": "DECIMAL", "FLOAT4": "FLOAT", "FLOAT8": "DOUBLE", "BYTES": "VARBINARY",
	"TIMESTAMPTZ": "TIMESTAMP", "TIMESTAMP_NTZ": "TIMESTAMP", "TIMESTAMP_LTZ": "TIMESTAMP", "DATETIME2": "TIMESTAMP",
}

func (a *analyser) cast(e *amcsql.Cast, s *scope, c context) value {
	v := a.expression(e.Operand, s, c)
	typ := a.castType(e.Type)
	switch e.Form {
	case amcsql.CastColons:
		a.disputed(CodeUnverifiedSyntax, e.Span(), "The cast by :: was never seen to work in AMC; write CAST(x AS type).").Fixes = a.useCast(e)
	case amcsql.CastTry, amcsql.CastSafe:
		a.disputed(CodeUnverifiedSyntax, e.Span(), "%s was never seen to work in AMC; write CAST(x AS type).", e.Form).Fixes = a.useCast(e)
	default:
	}
	a.unreadableCast(e, typ)
	out := combined(typ, v)
	out.doubtful = false
	switch from, to := kindOf(v.typ), kindOf(typ); {
	case from == numberKind && to == numberKind:
		out.unit = v.unit
	case from == whenKind && to == whenKind:
		out.zone = v.zone
	case isNested(from) && to != "" && to != from && to != textKind,
		from == whenKind && (to == numberKind || to == booleanKind), to == whenKind && (from == numberKind || from == booleanKind):
		a.uncastable(e, v)
	}
	return out
}

func (a *analyser) useCast(e *amcsql.Cast) []amcsql.Fix {
	if _, bad := e.Operand.(*amcsql.BadExpr); bad || e.Type.Name == "" {
		return nil
	}
	return replace("Use CAST", e.Span(), "CAST("+a.text(e.Operand)+" AS "+amcsql.Print(e.Type)+")")
}

// uncastable reports a cast between kinds that have nothing in common.
func (a *analyser) uncastable(e *amcsql.Cast, v value) {
	severity := amcsql.SeverityError
	if v.doubtful {
		severity = amcsql.SeverityWarning
	}
	a.report(severity, CodeTypeMismatch, e.Span(), "A value of type %s cannot be cast to %s.", v.typ, amcsql.Print(e.Type)).AMC =
		"Cast function cannot convert value of type " + sqlName(v.typ) + " to type " + amcsql.Print(e.Type)
}

func (a *analyser) castType(t *amcsql.TypeName) dataType {
	if t == nil || t.Name == "" {
		return dataType{}
	}
	if known, ok := castSynonyms[t.Name]; ok {
		d := a.disputed(CodeUndocumentedType, t.Span(), "%s is not among the types that AMC documents; write %s.", t.Name, known)
		if known == "DECIMAL" && len(t.Params) > 0 {
			known = strings.Replace(amcsql.Print(t), t.Name, known, 1)
		}
		d.Fixes = replace("Change to "+known, t.Span(), known)
		return typeOf(castNames[castSynonyms[t.Name]])
	}
	name, ok := castNames[t.Name]
	if !ok {
		if strings.HasPrefix(t.Name, "TIME") || strings.HasPrefix(t.Name, "INTERVAL") {
			a.disputed(CodeUndocumentedType, t.Span(), "%s is not among the types that AMC documents; times are TIMESTAMP.", t.Name)
			return dataType{}
		}
		if a.full(amcsql.SeverityError) {
			return dataType{}
		}
		d := a.error(CodeUnknownType, t.Span(), "There is no type %s; AMC casts to VARCHAR, BIGINT, INTEGER, DECIMAL(p, s), DOUBLE, BOOLEAN, DATE or TIMESTAMP.", t.Name)
		d.AMC = "Unknown datatype name '" + t.Name + "'"
		suggest(d, catalog.Nearest(t.Name, slices.Sorted(maps.Keys(castNames))))
		return dataType{}
	}
	switch {
	case name == decimalType:
		precision, scale := decimalDigits(t)
		if precision < 1 || precision > 38 || scale > precision {
			a.error(CodeUnknownType, t.Span(), "DECIMAL takes 1 to 38 digits, of which no more than all stand behind the point.")
		}
		return decimalOf(precision, scale)
	case t.Element != nil:
		return dataType{name: name, element: a.castType(t.Element).name}
	}
	return typeOf(name)
}

func decimalDigits(t *amcsql.TypeName) (precision, scale int) {
	precision = 38
	for i, param := range t.Params {
		n, ok := ordinal(param)
		switch {
		case !ok:
		case i == 0:
			precision = n
		case i == 1:
			scale = n
		}
	}
	return precision, scale
}
