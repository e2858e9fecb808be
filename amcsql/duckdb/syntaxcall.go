package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// extractForms are the units of EXTRACT. Weekdays count from 1 on Sunday, as
// DAYOFWEEK does.
var extractForms = map[string]form{
	"MICROSECOND": "microsecond($t1)", "MILLISECOND": "millisecond($t1)", "DECADE": "decade($t1)", "CENTURY": "century($t1)", "MILLENNIUM": "millennium($t1)",
	"SECOND": "second($t1)", "MINUTE": "minute($t1)", "HOUR": "hour($t1)", "DAY": "day($t1)", "DOW": "(dayofweek($t1) + 1)",
	"WEEK": "week($t1)", "MONTH": "month($t1)", "QUARTER": "quarter($t1)", "YEAR": "year($t1)",
	"DOY": "dayofyear($t1)", "ISODOW": "isodow($t1)", "ISOYEAR": "isoyear($t1)", "EPOCH": "(epoch_ms($t1) // 1000)",
	"DAYOFWEEK": "(dayofweek($t1) + 1)", "DAYOFYEAR": "dayofyear($t1)", "WEEKDAY": "(dayofweek($t1) + 1)", "DAYOFMONTH": "day($t1)",
}

// specialCall translates the functions with a syntax of their own.
func (t *translator) specialCall(env *environment, e amcsql.Expr) value {
	switch e := e.(type) {
	case *amcsql.Extract:
		return t.extracted(e.Unit.At, e.Unit.Name, t.expr(env, e.From))
	case *amcsql.PositionOf:
		part, text := t.expr(env, e.Part), t.expr(env, e.Text)
		t.refuseLiteral(e.At, part, text)
		return from("strpos("+text.textSQL()+", "+part.textSQL()+")", catalog.Long, part, text)
	case *amcsql.Trim:
		return t.trim(env, e)
	case *amcsql.SubstringFrom:
		args := t.exprs(env, []amcsql.Expr{e.Text, e.Start})
		if e.Length != nil {
			args = append(args, t.expr(env, e.Length))
		}
		return t.typed(scalars["SUBSTRING"], scalars["SUBSTRING"].forms[len(args)].fill(args), args)
	case *amcsql.AtTimeZone:
		v, _ := convertZone(t, nil, t.exprs(env, []amcsql.Expr{e.Operand, e.Zone}))
		return v
	default:
		return t.unsupported(e)
	}
}

// extracted takes one part of a time, or of the span between two times.
func (t *translator) extracted(at amcsql.Span, unit string, when value) value {
	name := strings.ToUpper(unit)
	form, ok := extractForms[name]
	if !ok {
		if own, known := unitOf(unit); known {
			form, ok = extractForms[strings.ToUpper(own)]
		}
	}
	switch {
	case !ok:
		t.refuse(at, "bad-unit", "EXTRACT takes SECOND, MINUTE, HOUR, DAY, DOW, WEEK, MONTH, QUARTER or YEAR")
		return nothing()
	case when.typ.isInterval():
		return from("date_part('"+strings.ToLower(name)+"', "+when.sql+")", catalog.Long, when)
	}
	return from(form.fill([]value{when}), catalog.Long, when)
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
