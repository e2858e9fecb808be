package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// kind is a family of types whose values mix freely; "" for what is not known.
type kind string

const (
	textKind    kind = "text"
	numberKind  kind = "a number"
	booleanKind kind = "a truth value"
	whenKind    kind = "a date or time"
	arrayKind   kind = "an array"
	rowKind     kind = "a row"
	mapKind     kind = "a map"
	binaryKind  kind = "binary"
)

func kindOf(t catalog.Type) kind {
	switch t.Name {
	case catalog.String:
		return textKind
	case catalog.Boolean:
		return booleanKind
	case catalog.Date, catalog.Timestamp:
		return whenKind
	case catalog.Array:
		return arrayKind
	case catalog.Binary:
		return binaryKind
	case rowType:
		return rowKind
	case mapType:
		return mapKind
	default:
	}
	if t.IsNumeric() {
		return numberKind
	}
	return ""
}

func numberType(text string) catalog.Type {
	switch {
	case strings.ContainsAny(text, "eE"):
		return typeOf(catalog.Double)
	case strings.Contains(text, "."):
		_, fraction, _ := strings.Cut(text, ".")
		return catalog.Type{Name: catalog.Decimal, Precision: max(len(text)-1, len(fraction), 1), Scale: len(fraction)}
	case len(text) > 9:
		return typeOf(catalog.Long)
	}
	return typeOf(catalog.Integer)
}

// castNames are the type names that CAST takes.
var castNames = map[string]catalog.TypeName{
	"BOOLEAN": catalog.Boolean, "TINYINT": catalog.Byte, "SMALLINT": catalog.Short,
	"INTEGER": catalog.Integer, "INT": catalog.Integer, "BIGINT": catalog.Long,
	"DECIMAL": catalog.Decimal, "NUMERIC": catalog.Decimal, "FLOAT": catalog.Float, "REAL": catalog.Float, "DOUBLE": catalog.Double,
	"DATE": catalog.Date, "TIMESTAMP": catalog.Timestamp,
	"CHAR": catalog.String, "SYMBOL": catalog.String, "VARCHAR": catalog.String,
	"BINARY": catalog.Binary, "VARBINARY": catalog.Binary, "ARRAY": catalog.Array, "ROW": rowType,
}

// castSynonyms are names of other systems, with what AMC calls them.
var castSynonyms = map[string]string{
	"LONG": "BIGINT", "INT64": "BIGINT", "STRING": "VARCHAR", "TEXT": "VARCHAR", "FLOAT64": "DOUBLE",
	"DOUBLE PRECISION": "DOUBLE", "BOOL": "BOOLEAN", "DATETIME": "TIMESTAMP", "CHARACTER": "CHAR", "BYTE": "TINYINT", "SHORT": "SMALLINT",
	"CHAR VARYING": "VARCHAR", "CHARACTER VARYING": "VARCHAR",
}

func (a *analyser) cast(e *amcsql.Cast, s *scope, c context) value {
	v := a.expression(e.Operand, s, c)
	switch e.Form {
	case amcsql.CastColons:
		d := a.warn(CodeUnverifiedSyntax, e.Span(), "The cast by :: was never seen to work in AMC; write CAST(x AS type).")
		d.Fixes = replace("Use CAST", e.Span(), "CAST("+amcsql.Print(e.Operand)+" AS "+amcsql.Print(e.Type)+")")
	case amcsql.CastTry, amcsql.CastSafe:
		a.warn(CodeUnverifiedSyntax, e.Span(), "%s was never seen to work in AMC; write CAST(x AS type).", e.Form)
	default:
	}
	return combined(a.castType(e.Type), v)
}

func (a *analyser) castType(t *amcsql.TypeName) catalog.Type {
	if t == nil || t.Name == "" {
		return catalog.Type{}
	}
	if known, ok := castSynonyms[t.Name]; ok {
		d := a.warn(CodeUnknownType, t.Span(), "%s is not among the types that AMC documents; write %s.", t.Name, known)
		d.Fixes = replace("Change to "+known, t.Span(), known)
		return typeOf(castNames[known])
	}
	name, ok := castNames[t.Name]
	if !ok {
		names := make([]string, 0, len(castNames))
		for known := range castNames {
			names = append(names, known)
		}
		d := a.error(CodeUnknownType, t.Span(), "There is no type %s; AMC casts to VARCHAR, BIGINT, INTEGER, DECIMAL(p, s), DOUBLE, BOOLEAN, DATE or TIMESTAMP.", t.Name)
		suggest(d, catalog.Nearest(t.Name, names))
		return catalog.Type{}
	}
	typ := catalog.Type{Name: name}
	switch {
	case name == catalog.Decimal:
		typ.Precision, typ.Scale = decimalDigits(t)
	case t.Element != nil:
		typ.Element = a.castType(t.Element).Name
	}
	return typ
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
