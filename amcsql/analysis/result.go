package analysis

import (
	"cmp"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// result is the value of a call: its type by the signature, its class by what
// the function lets through.
func (a *analyser) result(e *amcsql.Call, function *catalog.Function, args []value) value {
	switch n := len(args); {
	case function.Name == "IF" && n == 3:
		return a.branches("IF", e.Span(), args[0].constant, e.Args[1:], args[1:])
	case function.Name == "NVL2" && n == 3:
		return a.branches("NVL2", e.Span(), args[0].constant, e.Args[1:], args[1:])
	case function.Name == "COALESCE", function.Name == "IFNULL":
		return a.branches(e.Name(), e.Span(), true, e.Args, args)
	}
	v := combined(resultType(function, args), args...)
	if v.constant && (volatile(function.Name) || function.Kind != catalog.Scalar) {
		v.constant = false
	}
	if frees(function) {
		v.class = unclassed
	}
	if function.Kind == catalog.Aggregate && v.typ.isNumeric() {
		v.metric = true
	}
	if len(args) > 0 && keepsAmount[function.Name] {
		v.unit = args[0].unit
	}
	switch {
	case function.Name == "CONVERT_TIME_ZONE_FROM_UTC":
	case function.Name == "DATE_TRUNC" && len(args) == 2:
		v.zone = cmp.Or(args[1].zone, args[0].zone)
	case function.Returns == catalog.SameValue && len(args) > 0:
		v.zone = args[0].zone
	}
	return v
}

// keepsAmount are the functions whose result counts what their argument counts.
var keepsAmount = map[string]bool{
	"SUM": true, "AVG": true, "MIN": true, "MAX": true, "MEDIAN": true, "PERCENTILE": true, "APPROX_PERCENTILE": true,
	"STDDEV_POP": true, "STDDEV_SAMP": true, "ABS": true, "CEIL": true, "FLOOR": true, "ROUND": true, "TRUNC": true, "NULLIF": true,
	"GREATEST": true, "LEAST": true, "LAG": true, "LEAD": true, "FIRST_VALUE": true, "LAST_VALUE": true, "NTH_VALUE": true,
	"ANY_VALUE": true, "PERCENTILE_CONT": true, "PERCENTILE_DISC": true, "PERCENTILE_APPROX": true, "STDEV": true, "ZEROIFNULL": true, "NULLIFZERO": true,
}

// frees reports whether a result says nothing of the values it was made from:
// counts and ranks.
func frees(function *catalog.Function) bool {
	switch function.Name {
	case "COUNT", "APPROX_COUNT_DISTINCT", "REGR_COUNT", "CARDINALITY", "ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "NTILE":
		return true
	}
	return false
}

// volatile reports whether a function gives another value each time.
func volatile(name string) bool {
	return name == "RANDOM" || name == "RAND" || name == "UUID" || name == "GEN_RANDOM_UUID"
}

func resultType(function *catalog.Function, args []value) dataType {
	var first dataType
	if len(args) > 0 {
		first = args[0].typ
	}
	switch function.Name {
	case "SUM":
		return sumType(first)
	case "COLLECT", "ARRAY_AGG", "COLLECT_SET":
		return arrayOf(first.name)
	case "IF", "NVL2":
		if len(args) > 1 {
			return common(args[1:]...)
		}
	case "REGEXP_SPLIT":
		return arrayOf(stringType)
	}
	switch function.Returns {
	case catalog.TextValue:
		return typeOf(stringType)
	case catalog.NumberValue:
		return typeOf(doubleType)
	case catalog.IntegerValue:
		return typeOf(longType)
	case catalog.BooleanValue:
		return typeOf(booleanType)
	case catalog.DateValue:
		return typeOf(dateType)
	case catalog.TimeValue:
		return typeOf(timestampType)
	case catalog.BinaryValue:
		return typeOf(binaryType)
	case catalog.RowValue:
		return typeOf(rowType)
	case catalog.MapValue:
		return typeOf(mapType)
	case catalog.SameValue:
		return first
	case catalog.CommonValue:
		return common(args...)
	case catalog.ElementValue:
		return typeOf(first.element)
	default:
	}
	return dataType{}
}

func sumType(t dataType) dataType {
	switch t.name {
	case byteType, shortType, integerType, longType:
		return typeOf(longType)
	case decimalType:
		return decimalOf(38, int(t.scale))
	case floatType, doubleType:
		return typeOf(doubleType)
	default:
	}
	return dataType{}
}

// rareUnits are units that EXTRACT has elsewhere.
var rareUnits = map[string]bool{
	"MICROSECOND": true, "MILLISECOND": true, "DECADE": true, "CENTURY": true, "MILLENNIUM": true, "EPOCH": true, "DOY": true, "ISODOW": true, "ISOYEAR": true,
	"DAYOFWEEK": true, "DAYOFYEAR": true, "DAYOFMONTH": true, "WEEKDAY": true,
}

func (a *analyser) extractUnit(unit *amcsql.Ident) {
	const known = "EXTRACT knows SECOND, MINUTE, HOUR, DAY, DOW, WEEK, MONTH and YEAR"
	switch {
	case rareUnits[strings.ToUpper(unit.Name)]:
		a.disputed(CodeArgument, unit.Span(), "%s was never seen to work in AMC; %s.", unit.Name, known)
	case !isUnit(unit.Name):
		a.error(CodeArgument, unit.Span(), "%s is no unit of time; %s.", unit.Name, known)
	case unit.Quote != 0:
		a.error(CodeArgument, unit.Span(), "The unit of EXTRACT is written without quotes.").Fixes = replace("Remove the quotes", unit.Span(), strings.ToUpper(unit.Name))
	}
}

// specialCall analyses the functions with a syntax of their own.
func (a *analyser) specialCall(e amcsql.Expr, s *scope, c context) value {
	switch e := e.(type) {
	case *amcsql.Extract:
		v := a.expression(e.From, s, c)
		a.extractUnit(e.Unit)
		return combined(typeOf(longType), v)
	case *amcsql.PositionOf:
		return combined(typeOf(longType), a.expression(e.Part, s, c), a.expression(e.Text, s, c))
	case *amcsql.Trim:
		text := a.expression(e.Text, s, c)
		if e.Characters != nil {
			a.expression(e.Characters, s, c)
		}
		return combined(typeOf(stringType), text)
	case *amcsql.SubstringFrom:
		text := a.expression(e.Text, s, c)
		a.expression(e.Start, s, c)
		if e.Length != nil {
			a.expression(e.Length, s, c)
		}
		return combined(typeOf(stringType), text)
	}
	return value{}
}
