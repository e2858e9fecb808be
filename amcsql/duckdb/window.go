package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// ranking translates ROW_NUMBER, RANK and DENSE_RANK.
func (t *translator) ranking(env *environment, call *amcsql.Call, name string) value {
	if call.Over == nil {
		t.refuse(call.At, "no-window", "OVER clause is necessary for window functions")
		return nothing()
	}
	if len(call.Args) > 0 {
		return t.noMatch(call, t.exprs(env, call.Args))
	}
	window, parts, ordered := t.window(env, call.Over)
	if !ordered {
		t.refuse(call.Over.At, "no-window-order", "%s needs ORDER BY in its window", name)
	}
	if !t.mayUseWindow(env, call) {
		return nothing()
	}
	v := freeNumber(strings.ToLower(name)+"() OVER ("+window+")", parts...)
	v.window = true
	return v
}

// windowAggregate translates an aggregate with OVER.
func (t *translator) windowAggregate(env *environment, call *amcsql.Call, name string) value {
	if isStar(call.Args) {
		t.refuse(call.At, "count-star-window", "%s window expression had 0 value expressions", name)
		return nothing()
	}
	window, parts, _ := t.window(env, call.Over)
	if !t.mayUseWindow(env, call) {
		return nothing()
	}
	v, ok := t.aggregateCall(env, call, name)
	if !ok {
		return nothing()
	}
	v.sql += " OVER (" + window + ")"
	v.window = true
	for i := range parts {
		v.aggregate = v.aggregate || parts[i].aggregate
		v.loose = append(v.loose, parts[i].loose...)
	}
	return v
}

func (t *translator) mayUseWindow(env *environment, call *amcsql.Call) bool {
	if env.where != "" {
		t.refuse(call.At, "window-in-filter", "Windowed aggregate expression is illegal in %s clause", env.where)
		return false
	}
	if env.inAggregate {
		t.refuse(call.At, "nested-window", "Window functions cannot stand inside an aggregate; use an outer SELECT")
		return false
	}
	return true
}

// window writes what stands in OVER ( ), with named windows put in place.
func (t *translator) window(env *environment, window *amcsql.Window) (sql string, parts []value, ordered bool) {
	partition, order := t.windowParts(env, window, 0)
	if window.Frame != nil {
		t.refuse(window.Frame.At, "unsupported-clause", "Window frames are not supported")
	}
	var clauses []string
	if len(partition) > 0 {
		keys := t.exprs(env, partition)
		parts = append(parts, keys...)
		clauses = append(clauses, "PARTITION BY "+joined(keys))
	}
	if len(order) > 0 {
		keys := make([]string, len(order))
		for i, item := range order {
			key := t.expr(env, item.Expr)
			parts = append(parts, key)
			keys[i] = key.sql + direction(item)
		}
		clauses = append(clauses, "ORDER BY "+strings.Join(keys, ", "))
	}
	return strings.Join(clauses, " "), parts, len(order) > 0
}

// windowParts follows the names of windows to their parts.
func (t *translator) windowParts(env *environment, window *amcsql.Window, depth int) (partition []amcsql.Expr, order []*amcsql.OrderItem) {
	if window.Base != nil {
		base := namedWindow(env, window.Base.Name)
		if base == nil || depth > len(env.windows) {
			t.refuse(window.Base.At, "unknown-window", "Window '%s' not found", window.Base.Name)
		} else {
			partition, order = t.windowParts(env, base, depth+1)
		}
	}
	if len(window.PartitionBy) > 0 {
		partition = window.PartitionBy
	}
	if window.OrderBy != nil {
		order = window.OrderBy.Items
	}
	return partition, order
}

func namedWindow(env *environment, name string) *amcsql.Window {
	for _, named := range env.windows {
		if amcsql.SameName(named.Name.Name, name) {
			return named.Spec
		}
	}
	return nil
}
