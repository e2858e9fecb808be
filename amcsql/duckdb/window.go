package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// windowFunction translates ROW_NUMBER, LAG and the other functions that need OVER.
func (t *translator) windowFunction(env *environment, call *amcsql.Call, name string) value {
	if call.Over == nil {
		t.refuse(call.At, "no-window", "OVER clause is necessary for window functions")
		return nothing()
	}
	description := windowFunctions[name]
	args := t.exprs(env, call.Args)
	if len(args) < description.least || len(args) > description.most {
		return t.noMatch(call, args)
	}
	window, parts, ordered := t.window(env, call.Over)
	if description.ordered && !ordered {
		t.refuse(call.Over.At, "no-window-order", "%s needs ORDER BY in its window", name)
	}
	if !t.mayUseWindow(env, call) {
		return nothing()
	}
	written := windowArguments(args)
	if call.Nulls != "" && len(written) > 0 {
		written[len(written)-1] += " " + call.Nulls
	}
	sql := strings.ToLower(name) + "(" + strings.Join(written, ", ") + ") OVER (" + window + ")"
	if name == "RATIO_TO_REPORT" {
		sql = "(CAST(" + args[0].sql + " AS DOUBLE) / NULLIF(sum(" + args[0].sql + ") OVER (" + window + "), 0))"
	}
	v := from(sql, description.result, append(args, parts...)...)
	v.fixed, v.window = false, true
	switch {
	case name == "RATIO_TO_REPORT":
		v.class, v.role = args[0].class, args[0].role
	case description.free:
		v.class, v.role = catalog.None, catalog.Metric
	default: // Only the value shows, not the keys of the window.
		v.typ, v.class, v.role = args[0].typ, args[0].class, args[0].role
		if len(args) > 2 {
			v.class = stricter(v.class, args[2].class)
		}
	}
	return v
}

// windowArguments writes the arguments: counts as whole numbers, the default of
// LAG and LEAD in the type of their value.
func windowArguments(args []value) []string {
	if len(args) > 2 {
		pair := []value{args[0], args[2]}
		unify(pair)
		args = []value{pair[0], args[1], pair[1]}
	}
	written := make([]string, len(args))
	for i := range args {
		written[i] = args[i].sql
		if i == 1 {
			written[i] = "CAST(" + written[i] + " AS BIGINT)"
		}
	}
	return written
}

// windowAggregate translates an aggregate with OVER.
func (t *translator) windowAggregate(env *environment, call *amcsql.Call, name string) value {
	if isStar(call.Args) { // AMC says so.
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
	if env.where != "" && env.where != qualifyClause && env.where != orderClause {
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
	whole := t.windowParts(env, window, 0)
	var clauses []string
	if len(whole.partition) > 0 {
		keys := t.exprs(env, whole.partition)
		parts = append(parts, keys...)
		clauses = append(clauses, "PARTITION BY "+joined(keys))
	}
	if len(whole.order) > 0 {
		keys := make([]string, len(whole.order))
		for i, item := range whole.order {
			key := t.expr(env, item.Expr)
			parts = append(parts, key)
			keys[i] = key.sql + direction(item)
		}
		clauses = append(clauses, "ORDER BY "+strings.Join(keys, ", "))
	}
	if whole.frame != nil {
		clauses = append(clauses, t.frame(env, whole.frame))
	}
	return strings.Join(clauses, " "), parts, len(whole.order) > 0
}

func (t *translator) frame(env *environment, frame *amcsql.Frame) string {
	if frame.Backwards() {
		t.refuse(frame.At, "window-specification", "Upper frame boundary cannot be before the lower one")
	}
	sql := frame.Unit + " "
	if frame.End == nil {
		sql += t.frameBound(env, frame.Start)
	} else {
		sql += "BETWEEN " + t.frameBound(env, frame.Start) + " AND " + t.frameBound(env, frame.End)
	}
	if frame.Exclusion != "" {
		sql += " EXCLUDE " + frame.Exclusion
	}
	return sql
}

func (t *translator) frameBound(env *environment, bound *amcsql.FrameBound) string {
	if bound.Offset == nil {
		return string(bound.Kind)
	}
	return t.expr(env, bound.Offset).sql + " " + string(bound.Kind)
}

// wholeWindow is a window with what the windows it names bring in.
type wholeWindow struct {
	partition []amcsql.Expr
	order     []*amcsql.OrderItem
	frame     *amcsql.Frame
}

// windowParts follows the names of windows to their parts.
func (t *translator) windowParts(env *environment, window *amcsql.Window, depth int) (whole wholeWindow) {
	if window.Base != nil {
		base := namedWindow(env, window.Base.Name)
		if base == nil || depth > len(env.windows) {
			t.refuse(window.Base.At, "unknown-window", "Window '%s' not found", window.Base.Name)
		} else {
			whole = t.windowParts(env, base, depth+1)
		}
	}
	if len(window.PartitionBy) > 0 {
		whole.partition = window.PartitionBy
	}
	if window.OrderBy != nil {
		whole.order = window.OrderBy.Items
	}
	if window.Frame != nil {
		whole.frame = window.Frame
	}
	return whole
}

func namedWindow(env *environment, name string) *amcsql.Window {
	for _, named := range env.windows {
		if amcsql.SameName(named.Name.Name, name) {
			return named.Spec
		}
	}
	return nil
}
