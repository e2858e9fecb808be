package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// special writes a function that no form can describe; false when the
// arguments do not fit.
type special func(t *translator, call *amcsql.Call, args []value) (value, bool)

var specials = specialTable(map[string]special{
	"CONCAT":                     concat,
	"CONCAT_WS":                  concatSeparated,
	"FORMAT":                     formatCall,
	"IF":                         ifCall,
	"COALESCE":                   coalesce,
	"IFNULL":                     coalesce,
	"NVL2":                       nvl2,
	"NULLIF":                     nullIf,
	"GREATEST":                   extreme("greatest"),
	"LEAST":                      extreme("least"),
	"CONTAINED_IN":               containedIn,
	"FLOOR":                      rounded("floor"),
	"CEIL":                       rounded("ceil"),
	"ARRAY_CONTAINS":             arrayContains,
	"ELEMENT_AT":                 elementAt,
	"STR_TO_MAP":                 strToMap,
	"NAMED_ROW":                  namedRow,
	"CONVERT_TIME_ZONE_FROM_UTC": convertZone,
	"REGEXP_LIKE":                patternLike,

	"CURRENT_DATE":      currentDate,
	"CURRENT_TIMESTAMP": currentTimestamp,
	"CURRENT_TIME":      currentTime,
	"TO_DATE":           parsedTime(catalog.Date),
	"TO_TIMESTAMP":      parsedTime(catalog.Timestamp),
	"DATE_PARSE":        parsedTime(catalog.Timestamp),
	"PARSE_DATE":        patternFirst(parsedTime(catalog.Date)),
	"PARSE_TIMESTAMP":   patternFirst(parsedTime(catalog.Timestamp)),
	"TO_VARBINARY":      toBinary,
	"FROM_VARBINARY":    fromBinary,

	"TO_CHAR":      toChar,
	"DATE_FORMAT":  patternLast(formatTime),
	"FORMAT_DATE":  patternFirst(formatTime),
	"ADD_MONTHS":   addMonths,
	"ISNULL":       isNull,
	"DECODE":       decode,
	"CONTAINS":     contains,
	"REGEXP_INSTR": patternPosition,
	"SORT_ARRAY":   sortArray,
	"SEQUENCE":     sequence,

	"JSON_EXTRACT_PATH_TEXT": jsonPath,
})

// specialTable adds the functions of arrays and of patterns, which have tables
// of their own.
func specialTable(table map[string]special) map[string]special {
	for name := range arrayFunctions {
		table[name] = arrayCall(name)
	}
	for name := range patternFunctions {
		table[name] = patternCall(name)
	}
	return table
}

// concat joins texts; one NULL makes all NULL.
func concat(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	return concatenated(args), len(args) > 0
}

// concatSeparated joins the texts that are there.
func concatSeparated(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	texts := make([]value, len(args))
	for i := range args {
		texts[i] = args[i].asText()
	}
	return from("concat_ws("+joined(texts)+")", catalog.String, args...), len(args) > 1
}

func ifCall(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 && len(args) != 3 {
		return value{}, false
	}
	condition := args[0].asFlag()
	condition.role = catalog.Attribute
	if len(args) == 2 {
		args = append(args, nothing())
	}
	branches := args[1:]
	typ := unify(branches)
	v := from("CASE WHEN "+condition.sql+" THEN "+branches[0].sql+" ELSE "+branches[1].sql+" END", "", condition, branches[0], branches[1])
	v.typ = typ
	return v, true
}

func coalesce(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	typ := unify(args)
	v := from("COALESCE("+joined(args)+")", "", args...)
	v.typ = typ
	return v, len(args) > 0
}

// nullIf keeps the type of its first argument; only the test is made on what
// both can be compared as.
func nullIf(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 {
		return value{}, false
	}
	t.refuseLiteral(call.At, args...)
	left, right := meet(args[0], args[1])
	sql := "NULLIF(" + args[0].sql + ", " + right.sql + ")"
	if left.sql != args[0].sql {
		sql = "CASE WHEN " + left.sql + " = " + right.sql + " THEN NULL ELSE " + args[0].sql + " END"
	}
	v := from(sql, "", args...)
	v.typ = args[0].typ
	return v, true
}

func nvl2(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) != 3 {
		return value{}, false
	}
	branches := args[1:]
	typ := unify(branches)
	v := from("CASE WHEN "+args[0].sql+" IS NOT NULL THEN "+branches[0].sql+" ELSE "+branches[1].sql+" END", "", branches...)
	include(&v, &value{loose: args[0].loose, aggregate: args[0].aggregate, window: args[0].window, fixed: args[0].fixed})
	v.typ = typ
	return v, true
}

// extreme is GREATEST or LEAST, which one NULL makes NULL; DuckDB passes over it.
func extreme(name string) special {
	return func(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
		typ := unify(args)
		nulls := make([]string, len(args))
		for i := range args {
			nulls[i] = args[i].sql + " IS NULL"
		}
		v := from("CASE WHEN "+strings.Join(nulls, " OR ")+" THEN NULL ELSE "+name+"("+joined(args)+") END", "", args...)
		v.typ = typ
		return v, len(args) > 0
	}
}

func containedIn(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) < 2 {
		return value{}, false
	}
	t.refuseLiteral(call.At, args...)
	for i := range args[1:] {
		t.noteMember(args[0], args[i+1])
	}
	return t.contained(false, args[0], args[1:]), true
}

// convertZone gives back the type it was given; a date is its midnight.
func convertZone(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 {
		return value{}, false
	}
	sql := form("timezone($s2, timezone('UTC', $t1))").fill(args)
	if args[0].typ.Name == catalog.Date {
		return from("CAST("+sql+" AS DATE)", catalog.Date, args...), true
	}
	return from(sql, catalog.Timestamp, args...), true
}

func currentDate(t *translator, _ *amcsql.Call, args []value) (value, bool) {
	return from(t.today(), catalog.Date), len(args) == 0
}

func currentTime(t *translator, _ *amcsql.Call, args []value) (value, bool) {
	return from("CAST("+t.now()+" AS TIME)", timeType), len(args) == 0
}

func currentTimestamp(t *translator, _ *amcsql.Call, args []value) (value, bool) {
	return from(t.now(), catalog.Timestamp), len(args) == 0
}

// parsedTime is TO_DATE and TO_TIMESTAMP: of text, with a pattern or without
// one, and of seconds since 1970.
func parsedTime(typ catalog.TypeName) special {
	return func(t *translator, call *amcsql.Call, args []value) (value, bool) {
		switch {
		case len(args) == 1 && args[0].isNumeric():
			sql := scalars["EPOCH_TO_UTC_TIMESTAMP"].forms[1].fill(args)
			return from(sql, catalog.Timestamp, args...).cast(simple(typ)), true
		case len(args) == 1:
			return from("TRY_CAST("+args[0].sql+" AS "+duckTypes[typ]+")", typ, args...), true
		case len(args) == 2 && args[1].text != nil:
			layout, ok := timeLayout(call.Name(), *args[1].text)
			if !ok {
				t.refuse(call.Args[1].Span(), "bad-pattern", "%s does not know the date pattern '%s'", call.Name(), *args[1].text)
				return nothing(), true
			}
			v := from("try_strptime("+args[0].textSQL()+", "+quoteText(layout)+")", catalog.Timestamp, args[0])
			return v.cast(simple(typ)), true
		}
		return value{}, false
	}
}

var (
	toBinaryForms   = map[string]form{"hex": "unhex($s1)", "base64": "from_base64($s1)", "utf-8": "encode($s1)"}
	fromBinaryForms = map[string]form{"hex": "lower(hex($1))", "base64": "to_base64($1)", "utf-8": "decode($1)"}
)

func toBinary(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	return encoded(toBinaryForms, catalog.Binary, args)
}

func fromBinary(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	return encoded(fromBinaryForms, catalog.String, args)
}

func encoded(forms map[string]form, result catalog.TypeName, args []value) (value, bool) {
	if len(args) != 2 || args[1].text == nil {
		return value{}, false
	}
	form, ok := forms[strings.Replace(strings.ToLower(*args[1].text), "utf8", "utf-8", 1)]
	if !ok {
		return value{}, false
	}
	return from(form.fill(args), result, args[0]), true
}
