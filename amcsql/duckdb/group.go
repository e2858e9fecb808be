package duckdb

import (
	"strconv"

	"github.com/recomamp/recomamp/amcsql"
)

// groupKeys translates GROUP BY, marks its expressions as grouped and gives the
// keys as DuckDB is to read them: by place where a key is a select item.
func (t *translator) groupKeys(s *amcsql.Select, env *environment, items []item, output bool) []string {
	if s.GroupBy == nil {
		return nil
	}
	if s.GroupBy.Quantifier != amcsql.QuantifierNone {
		t.refuse(s.GroupBy.At, "unsupported-clause", "GROUP BY %s is not supported", s.GroupBy.Quantifier)
	}
	plain := *env // Keys themselves are translated as if nothing were grouped.
	plain.grouped, plain.where = nil, "GROUP BY"
	var keys []string
	for _, key := range flatKeys(s.GroupBy.Items) {
		if set, ok := key.(*amcsql.GroupingSet); ok {
			t.refuse(set.At, "unsupported-clause", "%s is not supported", set.Kind)
			continue
		}
		v, place := t.groupKey(&plain, key, items)
		if v.aggregate {
			t.refuse(key.Span(), "aggregate-in-group", "Aggregate expression is illegal in GROUP BY clause")
			continue
		}
		if output && !t.options.Privacy.Off {
			if _, shown := v.class.Users(); !shown {
				t.refuse(key.Span(), "private-group", "A column with aggregation threshold %s cannot be a group key of the final result", v.class)
			}
		}
		env.grouped[v.sql] = true
		env.single |= v.single
		switch {
		case place >= 0:
			keys = append(keys, strconv.Itoa(place+1))
		case v.fixed && len(v.loose) == 0: // A bare number would be read as a place.
			keys = append(keys, "CAST("+v.sql+" AS VARCHAR)")
		default:
			keys = append(keys, v.sql)
		}
	}
	return keys
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
// expression. The alias wins over a column of the same name.
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

func holdsAggregate(e amcsql.Expr) bool {
	found := false
	amcsql.Inspect(e, func(n amcsql.Node) bool {
		switch n := n.(type) {
		case *amcsql.Query:
			return false
		case *amcsql.Call:
			if n.Over == nil && aggregates[n.Name()].form != "" {
				found = true
			}
		}
		return !found
	})
	return found
}
