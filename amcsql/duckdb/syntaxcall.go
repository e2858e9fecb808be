package duckdb

import (
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// extractForms are the units of EXTRACT. Weekdays count from 1 on Sunday, as
// DAYOFWEEK does.
var extractForms = map[string]form{
	"SECOND": "second($t1)", "MINUTE": "minute($t1)", "HOUR": "hour($t1)", "DAY": "day($t1)", "DOW": "(dayofweek($t1) + 1)",
	"WEEK": "week($t1)", "MONTH": "month($t1)", "QUARTER": "quarter($t1)", "YEAR": "year($t1)",
}

// specialCall translates the functions with a syntax of their own.
func (t *translator) specialCall(env *environment, e amcsql.Expr) value {
	switch e := e.(type) {
	case *amcsql.Extract:
		when := t.expr(env, e.From)
		form, ok := extractForms[strings.ToUpper(e.Unit.Name)]
		if !ok {
			t.refuse(e.Unit.At, "bad-unit", "EXTRACT takes SECOND, MINUTE, HOUR, DAY, DOW, WEEK, MONTH, QUARTER or YEAR")
			return nothing()
		}
		return from(form.fill([]value{when}), catalog.Long, when)
	case *amcsql.PositionOf:
		part, text := t.expr(env, e.Part), t.expr(env, e.Text)
		t.refuseLiteral(e.At, part, text)
		return from("strpos("+text.textSQL()+", "+part.textSQL()+")", catalog.Long, part, text)
	case *amcsql.Trim:
		return t.trim(env, e)
	case *amcsql.SubstringFrom:
		text, start := t.expr(env, e.Text), t.expr(env, e.Start)
		if e.Length == nil {
			return from("substring("+text.textSQL()+", "+start.sql+")", catalog.String, text, start)
		}
		length := t.expr(env, e.Length)
		return from("substring("+text.textSQL()+", "+start.sql+", "+length.sql+")", catalog.String, text, start, length)
	default:
		return t.unsupported(e)
	}
}

func (t *translator) trim(env *environment, e *amcsql.Trim) value {
	name := map[string]string{"LEADING": "ltrim", "TRAILING": "rtrim"}[e.Side]
	if name == "" {
		name = "trim"
	}
	text := t.expr(env, e.Text)
	if e.Characters == nil {
		return from(name+"("+text.textSQL()+")", catalog.String, text)
	}
	characters := t.expr(env, e.Characters)
	return from(name+"("+text.textSQL()+", "+characters.textSQL()+")", catalog.String, text, characters)
}

func itoa(number int) string { return strconv.Itoa(number) }
