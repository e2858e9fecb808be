package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// units are the units of time that AMC documents, with DOW for EXTRACT.
var units = map[string]bool{
	"SECOND": true, "MINUTE": true, "HOUR": true, "DAY": true, "DOW": true, "WEEK": true, "MONTH": true, "QUARTER": true, "YEAR": true,
}

func isUnit(name string) bool { return units[strings.ToUpper(name)] }

// shortUnits are what other systems call units beside their names.
var shortUnits = map[string]string{
	"SS": "SECOND", "SEC": "SECOND", "MI": "MINUTE", "MIN": "MINUTE", "HH": "HOUR", "HR": "HOUR", "DD": "DAY", "WK": "WEEK", "WW": "WEEK",
	"MM": "MONTH", "MON": "MONTH", "QQ": "QUARTER", "QTR": "QUARTER", "YY": "YEAR", "YYYY": "YEAR", "YR": "YEAR",
}

// unitNamed gives the unit that a word means: day, DAYS, SQL_TSI_DAY or dd; ""
// for none.
func unitNamed(word string) string {
	name := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(word)), "SQL_TSI_")
	if whole := strings.TrimSuffix(name, "S"); units[whole] {
		return whole
	}
	return shortUnits[name]
}

// unitFunctions are the functions that take the name of a unit as an argument.
var unitFunctions = map[string]bool{
	"TIMESTAMPDIFF": true, "TIMESTAMP_DIFF": true, "DATEDIFF": true, "DATE_DIFF": true, "DATETIME_DIFF": true,
	"TIMESTAMPADD": true, "DATEADD": true, "DATE_ADD": true, "DATE_SUB": true, "DATE_PART": true, "DATEPART": true,
	"DATE_TRUNC": true, "TRUNC": true, "TIMESTAMP_TRUNC": true, "DATETIME_TRUNC": true, "LAST_DAY": true,
}

// unitArgument reports whether an argument is the bare name of a unit, as in
// TIMESTAMPDIFF(DAY, a, b); it is no column.
func unitArgument(function string, arg amcsql.Expr) bool {
	ref, ok := arg.(*amcsql.ColumnRef)
	return ok && len(ref.Parts) == 1 && ref.Parts[0].Quote == 0 && unitFunctions[function] && unitNamed(ref.Parts[0].Name) != ""
}

// unitOf is the unit that an argument names, bare or as a text.
func unitOf(args []amcsql.Expr, i int) string {
	if i >= len(args) {
		return ""
	}
	switch arg := args[i].(type) {
	case *amcsql.StringLiteral:
		return unitNamed(arg.Value)
	case *amcsql.ColumnRef:
		if len(arg.Parts) == 1 {
			return unitNamed(arg.Parts[0].Name)
		}
	}
	return ""
}
