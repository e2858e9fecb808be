package duckdb

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// distance is how far apart two times are in a unit. With the unit first, as in
// DATEDIFF(day, a, b), it counts from a to b; DATEDIFF(a, b) and
// DATE_DIFF(a, b, DAY) count from b to a. function is date_diff, which counts
// the boundaries between them, or date_sub, which counts whole units.
func distance(function string) unitFunction {
	return func(_ *translator, call *amcsql.Call, unit string, args []value) (value, bool) {
		switch {
		case len(args) != 2:
			return value{}, false
		case unit == "":
			unit = "day"
		}
		first, second := args[1], args[0]
		if unitFirst(call) {
			first, second = args[0], args[1]
		}
		sql := function + "('" + unit + "', " + first.timestampSQL() + ", " + second.timestampSQL() + ")"
		return from(sql, catalog.Long, args...), true
	}
}

// shifted moves a time: TIMESTAMPADD(DAY, 1, t), and as people write it,
// (t, 1), (t, 1, 'day'), (t, INTERVAL '1' DAY). operator is + or -.
func shifted(operator string) unitFunction {
	return func(_ *translator, call *amcsql.Call, unit string, args []value) (value, bool) {
		switch {
		case len(args) != 2:
			return value{}, false
		case unit == "":
			by := args[1]
			if by.isText() {
				by = by.cast(simple(catalog.Long))
			}
			return moved(args[0], operator, by), true
		case unitFirst(call):
			return moved(args[1], operator, intervalOf(args[0], unit)), true
		}
		return moved(args[0], operator, intervalOf(args[1], unit)), true
	}
}

func unitFirst(call *amcsql.Call) bool {
	_, first := unitArgument(call.Args[0])
	return first
}
