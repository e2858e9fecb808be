package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// special writes a function that no form can describe; false when the
// arguments do not fit.
type special func(t *translator, call *amcsql.Call, args []value) (value, bool)

var specials = map[string]special{
	"CONCAT":                     concat,
	"FORMAT":                     formatCall,
	"IF":                         ifCall,
	"COALESCE":                   coalesce,
	"IFNULL":                     coalesce,
	"NVL":                        coalesce,
	"NVL2":                       nvl2,
	"GREATEST":                   extreme("greatest"),
	"LEAST":                      extreme("least"),
	"CONTAINED_IN":               containedIn,
	"ARRAY_CONTAINS":             arrayContains,
	"EXPLODE":                    explode,
	"NAMED_ROW":                  namedRow,
	"DATE_TRUNC":                 dateTrunc,
	"CONVERT_TIME_ZONE_FROM_UTC": convertZone,

	"CURRENT_DATE":      currentDate,
	"CURRENT_TIMESTAMP": currentTimestamp,
	"TO_VARBINARY":      toBinary,
	"FROM_VARBINARY":    fromBinary,
}

// concat joins texts; one NULL makes all NULL.
func concat(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	parts := make([]string, len(args))
	for i := range args {
		parts[i] = args[i].textSQL()
	}
	return from("("+strings.Join(parts, " || ")+")", catalog.String, args...), len(args) > 0
}

func ifCall(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) != 3 {
		return value{}, false
	}
	args[0].role = catalog.Attribute
	v := from("CASE WHEN "+args[0].sql+" THEN "+args[1].sql+" ELSE "+args[2].sql+" END", "", args...)
	v.typ = commonType(args[1:]...)
	return v, true
}

func coalesce(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	v := from("COALESCE("+joined(args)+")", "", args...)
	v.typ = commonType(args...)
	return v, len(args) > 0
}

func nvl2(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) != 3 {
		return value{}, false
	}
	v := from("CASE WHEN "+args[0].sql+" IS NOT NULL THEN "+args[1].sql+" ELSE "+args[2].sql+" END", "", args[1], args[2])
	v = v.with(value{loose: args[0].loose, aggregate: args[0].aggregate, window: args[0].window, fixed: args[0].fixed})
	v.typ = commonType(args[1:]...)
	return v, true
}

// extreme is GREATEST or LEAST, which one NULL makes NULL; DuckDB passes over it.
func extreme(name string) special {
	return func(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
		nulls := make([]string, len(args))
		for i := range args {
			nulls[i] = args[i].sql + " IS NULL"
		}
		v := from("CASE WHEN "+strings.Join(nulls, " OR ")+" THEN NULL ELSE "+name+"("+joined(args)+") END", "", args...)
		v.typ = commonType(args...)
		return v, len(args) > 0
	}
}

func containedIn(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) < 2 {
		return value{}, false
	}
	t.refuseLiteral(call.At, args...)
	return t.contained(false, args[0], args[1:]), true
}

func arrayContains(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 {
		return value{}, false
	}
	t.refuseLiteral(call.At, args...)
	list, member := args[0].sql, args[1]
	element := value{sql: "x", typ: catalog.Type{Name: args[0].typ.Element}}
	if element.isText() && member.isNumeric() {
		member.sql = "CAST(" + member.sql + " AS VARCHAR)"
	} else if element.isNumeric() && member.isText() {
		list = "CAST(" + list + " AS VARCHAR[])"
	}
	return from("list_contains("+list+", "+member.sql+")", catalog.Boolean, args...).asCondition(), true
}

func explode(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 1 {
		return value{}, false
	}
	v := from("unnest("+args[0].sql+")", args[0].typ.Element, args...)
	return v, true
}

// namedRow makes a struct. Labels are never shown, and rows of different labels
// may meet in a UNION, so fields are named by place.
func namedRow(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) == 0 || len(args)%2 != 0 {
		return value{}, false
	}
	fields := make([]string, 0, len(args)/2)
	values := make([]value, 0, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		if args[i].text == nil {
			t.refuse(call.Args[i].Span(), "bad-arguments", "NAMED_ROW takes labels as text: NAMED_ROW('label', value, …)")
			return nothing(), true
		}
		fields = append(fields, FieldName(i/2)+" := "+args[i+1].sql)
		values = append(values, args[i+1])
	}
	return from("struct_pack("+strings.Join(fields, ", ")+")", rowType, values...), true
}

// FieldName is the name of the field of a row at a place from 0.
func FieldName(place int) string { return "f" + itoa(place+1) }

var truncUnits = map[string]bool{"second": true, "minute": true, "hour": true, "day": true, "week": true, "month": true, "quarter": true, "year": true}

func dateTrunc(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 || args[0].text == nil {
		return value{}, false
	}
	unit := strings.ToLower(*args[0].text)
	if !truncUnits[unit] {
		t.refuse(call.Args[0].Span(), "bad-unit", "DATE_TRUNC takes SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR")
		return nothing(), true
	}
	return from("CAST(date_trunc('"+unit+"', "+args[1].timestampSQL()+") AS TIMESTAMP)", catalog.Timestamp, args[1]), true
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

func currentTimestamp(t *translator, _ *amcsql.Call, args []value) (value, bool) {
	return from(t.now(), catalog.Timestamp), len(args) == 0
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
	form, ok := forms[strings.ToLower(*args[1].text)]
	if !ok {
		return value{}, false
	}
	return from(form.fill(args), result, args[0]), true
}
