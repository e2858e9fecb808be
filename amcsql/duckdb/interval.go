package duckdb

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// units are the units of time by every name in use, as DuckDB calls them.
var units = map[string]string{
	"MICROSECOND": "microsecond", "MILLISECOND": "millisecond", "SECOND": "second", "MINUTE": "minute", "HOUR": "hour", "DAY": "day",
	"WEEK": "week", "MONTH": "month", "QUARTER": "quarter", "YEAR": "year",

	"SS": "second", "SEC": "second", "MI": "minute", "MIN": "minute", "HH": "hour", "HR": "hour", "DD": "day", "WK": "week", "WW": "week",
	"MM": "month", "MON": "month", "QQ": "quarter", "QTR": "quarter", "YY": "year", "YYYY": "year", "YR": "year",
}

// unitOf reads the name of a unit: DAY, days, 'day', SQL_TSI_DAY, dd.
func unitOf(name string) (string, bool) {
	name = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(name)), "SQL_TSI_")
	if unit, ok := units[name]; ok {
		return unit, true
	}
	unit, ok := units[strings.TrimSuffix(name, "S")]
	return unit, ok
}

// shorter than a day: such an interval makes a time of a date.
func ofClock(unit string) bool {
	switch unit {
	case "microsecond", "millisecond", "second", "minute", "hour":
		return true
	}
	return false
}

var (
	phrase    = regexp.MustCompile(`^\s*([+-]?\d+(?:\.\d+)?)\s*([A-Za-z_]+)\s*$`)
	yearMonth = regexp.MustCompile(`^\s*([+-]?)(\d+)-(\d+)\s*$`)
	dayTime   = regexp.MustCompile(`^\s*([+-]?)(?:(\d+)\s+)?(\d+)(?::(\d+))?(?::(\d+(?:\.\d+)?))?\s*$`)
)

// interval translates INTERVAL '7' DAY, INTERVAL 7 DAY, INTERVAL '7 days',
// INTERVAL '1-6' YEAR TO MONTH and INTERVAL '1 12:30' DAY TO MINUTE.
func (t *translator) interval(env *environment, e *amcsql.IntervalLiteral) value {
	literal, isText := amcsql.Filled(e.Value).(*amcsql.StringLiteral)
	switch {
	case e.To != nil && isText:
		if text, ok := rangeInterval(literal.Value, e.Unit.Name, e.To.Name); ok {
			return signed(from("INTERVAL "+quoteText(text), intervalType), e.Negative)
		}
	case e.Unit == nil && isText:
		if parts := phrase.FindStringSubmatch(literal.Value); parts != nil {
			if unit, ok := unitOf(parts[2]); ok {
				return signed(intervalOf(textValue(parts[1]), unit), e.Negative)
			}
		}
	case e.Unit != nil && e.To == nil:
		if unit, ok := unitOf(e.Unit.Name); ok {
			return signed(intervalOf(t.expr(env, e.Value), unit), e.Negative)
		}
	}
	t.refuse(e.At, "bad-interval", "Illegal interval literal format")
	return nothing()
}

// intervalOf gives an amount of a unit.
func intervalOf(amount value, unit string) value {
	if amount.text != nil && isNumber(*amount.text) {
		amount.sql = strings.TrimSpace(*amount.text)
	} else if !amount.isNumeric() {
		amount = amount.cast(simple(catalog.Double))
	}
	v := from("", intervalType, amount)
	switch unit {
	case "second", "millisecond", "microsecond":
		factor := map[string]string{"second": "1", "millisecond": "0.001", "microsecond": "0.000001"}[unit]
		v.sql = "to_seconds(CAST(" + amount.sql + " AS DOUBLE) * " + factor + ")"
	case "quarter":
		v.sql = "to_months(3 * CAST(" + amount.sql + " AS INTEGER))"
	case "minute", "hour":
		v.sql = "to_" + unit + "s(CAST(" + amount.sql + " AS BIGINT))"
	default:
		v.sql = "to_" + unit + "s(CAST(" + amount.sql + " AS INTEGER))"
	}
	v.clock = ofClock(unit)
	return v
}

func signed(v value, negative bool) value {
	if negative {
		v.sql = "(-" + v.sql + ")"
	}
	return v
}

// rangeInterval turns the text of an interval of several units into one that
// names them.
func rangeInterval(text, first, last string) (string, bool) {
	unit, ok := unitOf(first)
	if !ok {
		return "", false
	}
	if unit == "year" {
		parts := yearMonth.FindStringSubmatch(text)
		if parts == nil {
			return "", false
		}
		return fmt.Sprintf("%s%s years %s%s months", parts[1], parts[2], parts[1], parts[3]), true
	}
	parts := dayTime.FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	numbers := []string{}
	for _, part := range parts[2:] {
		if part != "" {
			numbers = append(numbers, part)
		}
	}
	order := []string{"DAY", "HOUR", "MINUTE", "SECOND"}
	var out []string
	at := -1
	for i, name := range order {
		if strings.EqualFold(name, first) {
			at = i
		}
	}
	if at < 0 {
		return "", false
	}
	for i, number := range numbers {
		if at+i >= len(order) {
			return "", false
		}
		out = append(out, parts[1]+number+" "+strings.ToLower(order[at+i])+"s")
		if strings.EqualFold(order[at+i], last) && i < len(numbers)-1 {
			return "", false
		}
	}
	return strings.Join(out, " "), len(out) > 0
}

// moved adds an interval or a number of days to a date or a time, or takes it off.
func moved(when value, operator string, by value) value {
	if when.isText() { // CURRENT_DATE - '7' has no meaning, '2026-01-01' + INTERVAL … has.
		when = timeFrom(when, simple(catalog.Timestamp))
	}
	if by.isNumeric() {
		by = intervalOf(by, "day")
	}
	v := from("("+when.sql+" "+operator+" "+by.sql+")", catalog.Timestamp, when, by)
	if when.typ.Name == catalog.Date && !by.clock {
		v.sql, v.typ = "CAST("+v.sql+" AS DATE)", simple(catalog.Date)
	}
	return v
}

// apart is the distance from one time to another: of dates in days, of times as
// an interval.
func apart(left, right value) value {
	if left.typ.Name == catalog.Date && right.typ.Name == catalog.Date {
		return from("("+left.sql+" - "+right.sql+")", catalog.Long, left, right)
	}
	v := from("("+left.timestampSQL()+" - "+right.timestampSQL()+")", intervalType, left, right)
	v.clock = true
	return v
}

func itoa(number int) string { return strconv.Itoa(number) }
