package duckdb

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// aggregate translates an aggregate over the rows of a group.
func (t *translator) aggregate(env *environment, call *amcsql.Call, name string) value {
	switch {
	case env.where != "" && env.where != "HAVING":
		t.refuse(call.At, "misplaced-aggregate", "Aggregate expression is illegal in %s clause", env.where)
		return nothing()
	case env.inAggregate:
		t.refuse(call.At, "nested-aggregate", "Aggregate expressions cannot be nested")
		return nothing()
	}
	inner := *env
	inner.inAggregate, inner.aliases = true, nil
	v, ok := t.aggregateCall(&inner, call, name)
	if !ok {
		return nothing()
	}
	env.constantPaths = inner.constantPaths
	v.aggregate, v.loose = true, nil
	return v
}

// aggregateCall writes the call itself, which a window shares.
func (t *translator) aggregateCall(env *environment, call *amcsql.Call, name string) (value, bool) {
	description := aggregates[name]
	if isStar(call.Args) {
		if name != "COUNT" || call.Quantifier != amcsql.QuantifierNone {
			t.refuse(call.At, "syntax", "* may stand in a select list or in COUNT(*) only")
			return value{}, false
		}
		return freeNumber("count(*)"), true
	}
	args := t.exprs(env, call.Args)
	if len(args) != description.args {
		t.noMatch(call, args)
		return value{}, false
	}
	for i := range args {
		if args[i].window {
			t.refuse(call.At, "nested-window", "Window functions cannot stand inside an aggregate; use an outer SELECT")
			return value{}, false
		}
	}
	if name != "COUNT" && name != "MIN" && name != "MAX" && name != "COLLECT" && args[0].isText() {
		t.noMatch(call, args)
		return value{}, false
	}
	if name == "MIN" || name == "MAX" {
		args[0].text = nil
	}
	filled := append([]value(nil), args...)
	if call.Quantifier == amcsql.Distinct {
		filled[0].sql = "DISTINCT " + filled[0].sql
	}
	v := from(description.form.fill(filled), description.result, args...)
	v.fixed, v.role = false, catalog.Metric
	switch {
	case description.free:
		v.class = catalog.None
	case name == "COLLECT":
		v.typ.Element = args[0].typ.Name
		v.role = catalog.Attribute
	case description.result == "":
		v.typ = args[0].typ
		if name == "MIN" || name == "MAX" {
			v.role = args[0].role
		}
	}
	if !v.isNumeric() && v.typ.Name != "" {
		v.role = catalog.Attribute
	}
	return v, true
}

// freeNumber is a count: it may always be shown.
func freeNumber(sql string, parts ...value) value {
	v := from(sql, catalog.Long, parts...)
	v.class, v.role, v.fixed = catalog.None, catalog.Metric, false
	return v
}
