package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// unitFunction writes a function that takes the name of a unit of time, bare or
// as text; false when the arguments do not fit. args are the other arguments.
type unitFunction func(t *translator, call *amcsql.Call, unit string, args []value) (value, bool)

var unitFunctions = map[string]unitFunction{
	"DATE_TRUNC": truncated, "DATE_PART": datePart,
	"TIMESTAMPADD": shifted("+"), "DATE_ADD": shifted("+"), "DATE_SUB": shifted("-"),
	"TIMESTAMPDIFF": distance("date_sub"), "DATE_DIFF": distance("date_sub"), "DATEDIFF": distance("date_diff"),
}

// unitCall finds the argument that names a unit and translates the others.
func (t *translator) unitCall(env *environment, call *amcsql.Call, write unitFunction) value {
	unit := ""
	var args []value
	for _, arg := range call.Args {
		if unit == "" {
			if name, ok := unitArgument(arg); ok {
				unit = name
				continue
			}
		}
		args = append(args, t.expr(env, arg))
	}
	v, ok := write(t, call, unit, args)
	if !ok {
		return t.noMatch(call, args)
	}
	return v
}

func unitArgument(arg amcsql.Expr) (string, bool) {
	switch arg := unwrap(arg).(type) {
	case *amcsql.ColumnRef:
		if len(arg.Parts) == 1 && arg.Parts[0].Quote == 0 {
			return unitOf(arg.Parts[0].Name)
		}
	case *amcsql.StringLiteral:
		return unitOf(arg.Value)
	}
	return "", false
}

// rareSteps are what DATE_TRUNC cuts to beside the units of intervals, as DuckDB calls them.
var rareSteps = map[string]string{"isoweek": "week", "decade": "decade", "century": "century", "millennium": "millennium"}

// truncated is DATE_TRUNC('month', t) and DATE_TRUNC(t, MONTH).
func truncated(t *translator, call *amcsql.Call, unit string, args []value) (value, bool) {
	if len(call.Args) != 2 {
		return value{}, false
	}
	if unit == "" && len(args) == 2 && args[0].text != nil {
		if step, rare := rareSteps[strings.ToLower(*args[0].text)]; rare {
			unit, args = step, args[1:]
		}
	}
	if unit == "" || len(args) != 1 {
		t.refuse(call.Args[0].Span(), "bad-unit", "DATE_TRUNC takes SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR")
		return nothing(), true
	}
	return from("CAST(date_trunc('"+unit+"', "+args[0].timestampSQL()+") AS TIMESTAMP)", catalog.Timestamp, args[0]), true
}

// rounded is FLOOR and CEIL, of numbers and, with TO, of times.
func rounded(name string) special {
	return func(t *translator, call *amcsql.Call, args []value) (value, bool) {
		if len(args) != 1 {
			return value{}, false
		}
		operand := args[0]
		if call.To == nil {
			v := from(name+"("+operand.numberSQL()+")", "", operand)
			v.typ = operand.typ
			return v, !operand.isTime() && !operand.typ.isBoolean()
		}
		unit, ok := unitOf(call.To.Name)
		if !ok {
			t.refuse(call.To.At, "bad-unit", "'%s' is no unit of time", call.To.Name)
			return nothing(), true
		}
		start := "date_trunc('" + unit + "', " + operand.timestampSQL() + ")"
		if name == "ceil" {
			start = "CASE WHEN " + start + " = " + operand.timestampSQL() + " THEN " + start + " ELSE " + start + " + INTERVAL 1 " + unit + " END"
		}
		v := from("CAST("+start+" AS TIMESTAMP)", catalog.Timestamp, operand)
		if operand.typ.Name == catalog.Date && !ofClock(unit) {
			v = v.cast(simple(catalog.Date))
		}
		return v, true
	}
}

// numberSQL gives a value as a number.
func (v value) numberSQL() string {
	if v.isText() {
		return v.cast(simple(catalog.Double)).sql
	}
	return v.sql
}

// datePart is DATE_PART('hour', t): EXTRACT as a function.
func datePart(t *translator, call *amcsql.Call, unit string, args []value) (value, bool) {
	if unit == "" && len(args) == 2 && args[0].text != nil {
		unit, args = *args[0].text, args[1:]
	}
	if unit == "" || len(args) != 1 {
		return value{}, false
	}
	return t.extracted(call.Args[0].Span(), unit, args[0]), true
}
