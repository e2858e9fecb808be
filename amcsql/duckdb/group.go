package duckdb

import (
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// groupClause is the clause of group keys.
const groupClause = "GROUP BY"

// groupKeys translates GROUP BY, marks its expressions as grouped and gives the
// keys as DuckDB is to read them: by place where a key is a select item.
func (t *translator) groupKeys(s *amcsql.Select, env *environment, items []item, output bool) []string {
	if s.GroupBy == nil {
		return nil
	}
	plain := *env // Keys themselves are translated as if nothing were grouped.
	plain.grouped, plain.where = nil, groupClause
	g := grouping{env: env, keys: &plain, items: items, output: output}
	var keys []string
	for _, key := range flatKeys(s.GroupBy.Items) {
		if set, ok := key.(*amcsql.GroupingSet); ok {
			keys = append(keys, t.groupingSet(&g, set))
			continue
		}
		if text := t.oneKey(&g, key, true); text != "" {
			keys = append(keys, text)
		}
	}
	if g.sets { // Some groups lack some keys.
		env.single, env.sets = 0, true
	}
	return keys
}

// grouping is what the keys of one GROUP BY share.
type grouping struct {
	env, keys *environment
	items     []item
	output    bool
	sets      bool
}

// groupingSet writes ROLLUP, CUBE, GROUPING SETS and ().
func (t *translator) groupingSet(g *grouping, set *amcsql.GroupingSet) string {
	g.sets = true
	parts := make([]string, 0, len(set.Items))
	for _, one := range set.Items {
		parts = append(parts, t.setItem(g, one))
	}
	if set.Kind == amcsql.GroupingNone {
		return "()"
	}
	return string(set.Kind) + " (" + strings.Join(parts, ", ") + ")"
}

func (t *translator) setItem(g *grouping, item amcsql.Expr) string {
	switch item := unwrap(item).(type) {
	case *amcsql.GroupingSet:
		return t.groupingSet(g, item)
	case *amcsql.Row:
		keys := make([]string, len(item.Items))
		for i, key := range item.Items {
			keys[i] = t.oneKey(g, unwrap(key), false)
		}
		return "(" + strings.Join(keys, ", ") + ")"
	default:
		return "(" + t.oneKey(g, item, false) + ")"
	}
}

// oneKey translates a key and marks it as grouped. placed allows its place in
// the select list to stand for it.
func (t *translator) oneKey(g *grouping, key amcsql.Expr, placed bool) string {
	v, place := t.groupKey(g.keys, key, g.items)
	if v.aggregate {
		t.refuse(key.Span(), "aggregate-in-group", "Aggregate expression is illegal in GROUP BY clause")
		return ""
	}
	if g.output && !t.options.Privacy.Off && !t.options.Audience {
		if _, shown := v.class.Users(); !shown {
			t.refuse(key.Span(), "private-group", "A column with aggregation threshold %s cannot be a group key of the final result", v.class)
		}
	}
	g.env.grouped[v.sql] = true
	g.env.keys = append(g.env.keys, v.sql)
	g.env.single |= v.single
	switch {
	case place >= 0 && placed:
		return strconv.Itoa(place + 1)
	case v.fixed && len(v.loose) == 0: // A bare number would be read as a place.
		return "CAST(" + v.sql + " AS VARCHAR)"
	default:
		return v.sql
	}
}

// flatKeys takes parentheses and row brackets off.
func flatKeys(items []amcsql.Expr) []amcsql.Expr {
	var keys []amcsql.Expr
	for _, e := range items {
		if row, ok := unwrap(e).(*amcsql.Row); ok {
			keys = append(keys, flatKeys(row.Items)...)
			continue
		}
		keys = append(keys, unwrap(e))
	}
	return keys
}

// groupKey resolves a key: a place in the select list, an alias of it, or an
// expression. The alias wins over a column of the same name unless it is that
// of an aggregate.
func (t *translator) groupKey(env *environment, key amcsql.Expr, items []item) (value, int) {
	place := -1
	switch key := key.(type) {
	case *amcsql.NumberLiteral:
		if !isDigits(key.Text) {
			break
		}
		index, ok := ordinal(key, len(items))
		if !ok {
			t.refuse(key.At, "bad-ordinal", "Ordinal out of range")
			return nothing(), -1
		}
		place = index
	case *amcsql.ColumnRef:
		if len(key.Parts) == 1 {
			place = aliased(items, key.Parts[0].Name)
			if place >= 0 && items[place].expr != nil && holdsAggregate(items[place].expr) && t.resolves(env.scope, key) {
				place = -1
			}
		}
	}
	if place < 0 {
		return t.expr(env, key), -1
	}
	if items[place].expr == nil {
		return items[place].value, place
	}
	return t.expr(env, items[place].expr), place
}

// aliased finds the one select item of that name.
func aliased(items []item, name string) int {
	found := -1
	for i := range items {
		if items[i].named && amcsql.SameName(items[i].name, name) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// ordinal reads a place in a list, counted from 1.
func ordinal(number *amcsql.NumberLiteral, length int) (int, bool) {
	place, err := strconv.Atoi(number.Text)
	if err != nil || place < 1 || place > length {
		return 0, false
	}
	return place - 1, true
}

func isDigits(text string) bool {
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}

// anyAggregate reports whether an item aggregates the rows of its own SELECT.
func anyAggregate(items []item) bool {
	for _, one := range items {
		if one.expr != nil && holdsAggregate(one.expr) {
			return true
		}
	}
	return false
}

// isAggregate reports whether a function is an aggregate, by any of its names.
func isAggregate(name string) bool {
	if _, is := aggregates[name]; is {
		return true
	}
	function, known := catalog.Default().Function(name)
	if !known {
		return false
	}
	_, is := aggregates[function.Name]
	return is
}

func holdsAggregate(e amcsql.Expr) bool {
	found := false
	amcsql.Inspect(e, func(n amcsql.Node) bool {
		switch n := n.(type) {
		case *amcsql.Query:
			return false
		case *amcsql.Call:
			if n.Over == nil && isAggregate(n.Name()) {
				found = true
			}
		}
		return !found
	})
	return found
}
