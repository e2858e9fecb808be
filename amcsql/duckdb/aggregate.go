package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// aggregate translates an aggregate over the rows of a group.
func (t *translator) aggregate(env *environment, call *amcsql.Call, name string) value {
	switch {
	case !env.afterGroups():
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
	filter, filtered := t.filterOf(env, call)
	if isStar(call.Args) {
		if name != "COUNT" || call.Quantifier != amcsql.QuantifierNone {
			t.refuse(call.At, "syntax", "* may stand in a select list or in COUNT(*) only")
			return value{}, false
		}
		return freeNumber("count(*)" + filter), true
	}
	description := aggregates[name]
	args, order, ok := t.aggregateArguments(env, call, name)
	if !ok {
		return value{}, false
	}
	filled := append([]value(nil), args...)
	if name == "COUNT" && len(args) > 1 && call.Quantifier == amcsql.Distinct {
		filled = []value{countable(args)}
	}
	form, ok := description.forms[len(filled)]
	if !ok || description.number && args[0].isText() {
		t.noMatch(call, args)
		return value{}, false
	}
	if description.number && args[0].typ.isBoolean() {
		filled[0] = filled[0].cast(simple(catalog.Integer))
	}
	if call.Quantifier == amcsql.Distinct {
		form = form.distinct()
	}
	if name == "SUM" && env.inAggregate {
		env.metrics.note(call, filled[0], filter)
	}
	sql := form.fill(filled)
	if order != "" {
		sql = strings.TrimSuffix(sql, ")") + " ORDER BY " + order + ")"
	}
	v := from(sql+filter, description.result, append(args, filtered...)...)
	v.fixed, v.role = false, catalog.Metric
	t.typeAggregate(&v, description, args)
	return v, true
}

// distinct puts the word before the first argument, unless the form has it.
func (f form) distinct() form {
	function, arguments, _ := strings.Cut(string(f), "(")
	if strings.HasPrefix(arguments, "DISTINCT ") {
		return f
	}
	return form(function + "(DISTINCT " + arguments)
}

// typeAggregate sets what the result is.
func (t *translator) typeAggregate(v *value, description aggregate, args []value) {
	switch {
	case description.free:
		v.class = catalog.None
	case description.result == catalog.Array:
		v.typ = arrayOf(args[0].typ)
	case description.result == "":
		v.typ = args[0].typ
		if !description.number {
			v.role = args[0].role
		}
	}
	if !v.isNumeric() && v.typ.Name != "" {
		v.role = catalog.Attribute
	}
}

// aggregateArguments translates arguments and the order in which an aggregate
// takes the rows: ORDER BY inside the call or WITHIN GROUP.
func (t *translator) aggregateArguments(env *environment, call *amcsql.Call, name string) (args []value, order string, ok bool) {
	args = t.exprs(env, call.Args)
	for i := range args {
		args[i].text = keptText(args[i], i)
		if args[i].window {
			t.refuse(call.At, "nested-window", "Window functions cannot stand inside an aggregate; use an outer SELECT")
			return nil, "", false
		}
	}
	keys := call.OrderBy
	if call.WithinGroup != nil {
		keys = call.WithinGroup
		if aggregates[name].within > 0 && len(args) == aggregates[name].within {
			return t.withinGroup(env, call, args)
		}
	}
	if keys == nil {
		return args, "", true
	}
	parts := make([]string, len(keys.Items))
	for i, item := range keys.Items {
		parts[i] = t.expr(env, item.Expr).sql + direction(item)
	}
	return args, strings.Join(parts, ", "), true
}

// keptText keeps a literal for what needs one: separators and shares, never the
// first argument, whose result is no literal.
func keptText(v value, place int) *string {
	if place == 0 {
		return nil
	}
	return v.text
}

// withinGroup reads PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY x): the key is
// what is measured. A descending order counts the share from the other end.
func (t *translator) withinGroup(env *environment, call *amcsql.Call, args []value) ([]value, string, bool) {
	if len(call.WithinGroup.Items) != 1 {
		t.refuse(call.WithinGroup.At, "bad-arguments", "%s takes one sort key", call.Name())
		return nil, "", false
	}
	item := call.WithinGroup.Items[0]
	share := args[0]
	if item.Direction == "DESC" {
		share.sql = "(1 - " + share.sql + ")"
	}
	return []value{t.expr(env, item.Expr), share}, "", true
}

// filterOf writes FILTER (WHERE …), whose condition counts as a part.
func (t *translator) filterOf(env *environment, call *amcsql.Call) (sql string, parts []value) {
	if call.Filter == nil {
		return "", nil
	}
	condition := t.expr(env, call.Filter).asFlag()
	condition.role = catalog.Attribute
	return " FILTER (WHERE " + condition.sql + ")", []value{condition}
}

// countable makes one value of several for COUNT(DISTINCT a, b), NULL where one
// of them is.
func countable(args []value) value {
	tests := make([]value, len(args))
	for i := range args {
		tests[i] = args[i]
		tests[i].sql += " IS NOT NULL"
	}
	v := packed(nil, args)
	v.sql = "CASE WHEN " + joinedBy(tests, " AND ") + " THEN " + v.sql + " END"
	return v
}

// freeNumber is a count: it may always be shown.
func freeNumber(sql string, parts ...value) value {
	v := from(sql, catalog.Long, parts...)
	v.class, v.role, v.fixed = catalog.None, catalog.Metric, false
	return v
}
