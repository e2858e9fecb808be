package duckdb

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// explosive functions make rows of the elements of an array.
var explosive = map[string]bool{"EXPLODE": true, "UNNEST": true}

// arrayFunction describes a function of arrays by a form and what it gives.
type arrayFunction struct {
	forms map[int]form
	gives func(args []value) dataType
	tests bool // says something about an element, as a comparison does
}

func sameArray(args []value) dataType { return args[0].typ }

// joinedArray is the type of two arrays put together.
func joinedArray(args []value) dataType {
	element := commonType(value{typ: args[0].typ.elementType()}, value{typ: args[1].typ.elementType()})
	return arrayOf(element)
}

func elementOf(args []value) dataType { return args[0].typ.elementType() }

func giving(name catalog.TypeName) func([]value) dataType {
	return func([]value) dataType { return simple(name) }
}

var arrayFunctions = map[string]arrayFunction{
	"ARRAY_SORT":       {forms: map[int]form{1: "list_sort($1)"}, gives: sameArray},
	"ARRAY_TO_STRING":  {forms: map[int]form{2: "array_to_string($1, $s2)"}, gives: giving(catalog.String)},
	"CARDINALITY":      {forms: map[int]form{1: "len($1)"}, gives: giving(catalog.Long)},
	"ARRAY_CAT":        {forms: map[int]form{2: "list_concat($1, $2)"}, gives: joinedArray},
	"ARRAY_DISTINCT":   {forms: map[int]form{1: "list_filter($1, lambda x, i: list_position($1, x) = i)"}, gives: sameArray},
	"ARRAY_UNION":      {forms: map[int]form{2: "list_filter(list_concat($1, $2), lambda x, i: list_position(list_concat($1, $2), x) = i)"}, gives: joinedArray},
	"ARRAY_INTERSECT":  {forms: map[int]form{2: "list_filter($1, lambda x, i: list_position($1, x) = i AND list_position($2, x) IS NOT NULL)"}, gives: sameArray},
	"ARRAY_COMPLEMENT": {forms: map[int]form{2: "list_filter($1, lambda x, i: list_position($1, x) = i AND list_position($2, x) IS NULL)"}, gives: sameArray},
	"ARRAY_REMOVE":     {forms: map[int]form{2: "list_filter($1, lambda x: x IS DISTINCT FROM $2)"}, gives: sameArray, tests: true},
	"FLATTEN":          {forms: map[int]form{1: "flatten($1)"}, gives: elementOf},

	"ARRAY_APPEND":   {forms: map[int]form{2: "list_append($1, $2)"}, gives: sameArray},
	"ARRAY_COMPACT":  {forms: map[int]form{1: "list_filter($1, lambda x: x IS NOT NULL)"}, gives: sameArray},
	"ARRAY_SUM":      {forms: map[int]form{1: "list_sum(list_transform($1, lambda x: TRY_CAST(x AS DOUBLE)))"}, gives: giving(catalog.Double)},
	"ARRAY_FIRST":    {forms: map[int]form{1: "list_extract($1, 1)"}, gives: elementOf},
	"ARRAY_LAST":     {forms: map[int]form{1: "list_extract($1, -1)"}, gives: elementOf},
	"ARRAY_MAX":      {forms: map[int]form{1: "list_max($1)"}, gives: elementOf},
	"ARRAY_MIN":      {forms: map[int]form{1: "list_min($1)"}, gives: elementOf},
	"ARRAY_POSITION": {forms: map[int]form{2: "COALESCE(list_position($1, $2), 0)"}, gives: giving(catalog.Long), tests: true},
	"ARRAY_REVERSE":  {forms: map[int]form{1: "list_reverse($1)"}, gives: sameArray},
	"ARRAY_SLICE":    {forms: map[int]form{2: "list_slice($1, $i2, NULL)", 3: "list_slice($1, $i2, $i2 + $i3 - 1)"}, gives: sameArray},
	"ARRAYS_OVERLAP": {forms: map[int]form{2: "list_has_any($1, $2)"}, gives: giving(catalog.Boolean), tests: true},
	"MAP_KEYS":       {forms: map[int]form{1: "map_keys($1)"}, gives: func(args []value) dataType { return mapPart(args, 0) }},
	"MAP_VALUES":     {forms: map[int]form{1: "map_values($1)"}, gives: func(args []value) dataType { return mapPart(args, 1) }},
}

func mapPart(args []value, part int) dataType {
	if len(args[0].typ.fields) != 2 {
		return dataType{}
	}
	return arrayOf(args[0].typ.fields[part].typ)
}

func arrayCall(name string) special {
	description := arrayFunctions[name]
	return func(t *translator, call *amcsql.Call, args []value) (value, bool) {
		form, ok := description.forms[len(args)]
		if !ok || args[0].typ.isText() || args[0].typ.isNumeric() {
			return value{}, false
		}
		t.noteList(args[0])
		if description.tests {
			t.refuseLiteral(call.At, args...)
		}
		filled := append([]value(nil), args...)
		if args[0].typ.Name == mapType && name == "CARDINALITY" {
			form = "cardinality($1)"
		}
		if description.tests && len(args) == 2 && !args[1].typ.isArray() {
			filled[0], filled[1] = meetElement(args[0], args[1])
		}
		v := from(form.fill(filled), "", args...)
		v.typ = description.gives(filled)
		if !v.isNumeric() {
			v.role = catalog.Attribute
		}
		return v, true
	}
}

// meetElement makes a value comparable with the elements of an array.
func meetElement(array, member value) (value, value) {
	element := value{sql: "x", typ: array.typ.elementType()}
	left, right := meet(element, member)
	if left.typ.Name != element.typ.Name {
		if name := left.typ.duck(); name != "" {
			array.sql = "CAST(" + array.sql + " AS " + name + "[])"
			array.typ = arrayOf(left.typ)
		}
	}
	return array, right
}

func arrayContains(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 || args[0].isText() || args[0].isNumeric() {
		return value{}, false
	}
	t.refuseLiteral(call.At, args...)
	t.noteElement(args[0], args[1])
	array, member := meetElement(args[0], args[1])
	return from("list_contains("+array.sql+", "+member.sql+")", catalog.Boolean, args...).asCondition(), true
}

// elementAt is ELEMENT_AT(array, place) and ELEMENT_AT(map, key).
func elementAt(t *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 {
		return value{}, false
	}
	if args[0].typ.Name == mapType {
		return t.entry(args[0], args[1]), true
	}
	return element(args[0], args[1]), true
}

// strToMap reads a=1;b=2 into a map; a key that comes twice keeps its last value.
func strToMap(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	switch len(args) {
	case 1:
		args = append(args, textValue(","), textValue(":"))
	case 2:
		args = append(args, textValue(":"))
	case 3:
	default:
		return value{}, false
	}
	sql := form("list_reduce(list_transform(string_split($s1, $s2), lambda pair: MAP {split_part(pair, $s3, 1): " +
		"substring(pair, length(split_part(pair, $s3, 1)) + length($s3) + 1)}), lambda a, b: map_concat(a, b))").fill(args)
	v := from(sql, mapType, args...)
	v.typ = mapOf(simple(catalog.String), simple(catalog.String))
	return v, true
}
