package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Functions of other systems that no form describes. AMC does not document
// them, and nobody has seen them refused for certain, so they run here.

// addMonths moves a date by months.
func addMonths(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 {
		return value{}, false
	}
	return moved(args[0], "+", intervalOf(args[1], "month")), true
}

// isNull is ISNULL(x), a test, and ISNULL(x, y), COALESCE.
func isNull(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) == 1 {
		return from("("+args[0].sql+" IS NULL)", catalog.Boolean, args...).asCondition(), true
	}
	return coalesce(t, call, args)
}

// decode is DECODE(x, a, r, b, s, otherwise). Unlike CASE it finds NULL.
func decode(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) < 3 {
		return value{}, false
	}
	subject, rest := args[0], args[1:]
	tests := make([]string, 0, len(rest)/2)
	results := make([]value, 0, len(rest)/2+1)
	v := from("", "", tested(subject))
	for ; len(rest) > 1; rest = rest[2:] {
		if t.spend(len(subject.sql)); t.exhausted { // it is written once for each test
			return nothing(), true
		}
		t.refuseLiteral(call.At, subject, rest[0])
		left, right := meet(subject, rest[0])
		tests = append(tests, left.sql+" IS NOT DISTINCT FROM "+right.sql)
		results = append(results, rest[1])
		wanted := tested(rest[0])
		include(&v, &wanted)
	}
	otherwise := nothing()
	if len(rest) == 1 {
		otherwise = rest[0]
	}
	results = append(results, otherwise)
	v.typ = unify(results)
	for i := range results {
		include(&v, &results[i])
	}
	v.sql = caseSQL(tests, results)
	return v, true
}

// tested is a value that is only compared: that shows less than giving it out.
func tested(v value) value {
	v.role = catalog.Attribute
	return v
}

// contains is CONTAINS(text, part) and CONTAINS(array, value).
func contains(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) == 2 && args[0].typ.isArray() {
		return arrayContains(t, call, args)
	}
	if len(args) != 2 {
		return value{}, false
	}
	t.refuseLiteral(call.At, args...)
	return from("contains("+args[0].textSQL()+", "+args[1].textSQL()+")", catalog.Boolean, args...).asCondition(), true
}

// patternPosition is REGEXP_INSTR(text, pattern): where the first match is.
func patternPosition(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 {
		return value{}, false
	}
	t.refuseLiteral(call.At, args...)
	match, ok := patternCall("REGEXP_SUBSTR")(t, call, args)
	if !ok {
		return value{}, false
	}
	return from("COALESCE(strpos("+args[0].textSQL()+", "+match.sql+"), CASE WHEN "+args[0].sql+" IS NOT NULL THEN 0 END)", catalog.Long, args...), true
}

// sortArray is SORT_ARRAY(array [, ascending]).
func sortArray(_ *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) < 1 || len(args) > 2 || !args[0].typ.isArray() && args[0].typ.Name != "" {
		return value{}, false
	}
	function := "list_sort"
	if len(args) == 2 {
		ascending, literal := unwrap(call.Args[1]).(*amcsql.BoolLiteral)
		if !literal {
			return value{}, false
		}
		if !ascending.Value {
			function = "list_reverse_sort"
		}
	}
	v := from(function+"("+args[0].sql+")", "", args[0])
	v.typ = args[0].typ
	return v, true
}

// sequence is SEQUENCE(1, 10 [, step]) and SEQUENCE(day, day [, interval]).
func sequence(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 && len(args) != 3 {
		return value{}, false
	}
	if !args[0].isTime() && !args[1].isTime() {
		v := from(map[int]form{2: "generate_series($i1, $i2)", 3: "generate_series($i1, $i2, $i3)"}[len(args)].fill(args), "", args...)
		v.typ = arrayOf(simple(catalog.Long))
		return v, true
	}
	step := value{sql: "INTERVAL 1 DAY"}
	if len(args) == 3 {
		if step = args[2]; !step.typ.isInterval() {
			step = intervalOf(step, "day")
		}
	}
	v := from("generate_series("+args[0].timestampSQL()+", "+args[1].timestampSQL()+", "+step.sql+")", "", args...)
	v.typ = arrayOf(simple(catalog.Timestamp))
	if args[0].typ.Name == catalog.Date && !step.clock {
		v.sql, v.typ = "CAST("+v.sql+" AS DATE[])", arrayOf(simple(catalog.Date))
	}
	return v, true
}

// jsonPath is JSON_EXTRACT_PATH_TEXT(json, 'a', 'b'): the part under a, then b.
func jsonPath(_ *translator, _ *amcsql.Call, args []value) (value, bool) {
	if len(args) < 2 {
		return value{}, false
	}
	var path strings.Builder
	path.WriteString("'$'")
	for _, step := range args[1:] {
		path.WriteString(` || '."' || ` + step.textSQL() + ` || '"'`)
	}
	return from("json_extract_string(TRY_CAST("+args[0].textSQL()+" AS JSON), "+path.String()+")", catalog.String, args...), true
}
