package duckdb

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// A key of ORDER BY may be a place, a column of the result, or any expression.
// The latter becomes a hidden column of the SELECT, so that thresholds and
// removed duplicates stand between the rows and their order.

// selectOrder sets the order of a SELECT and gives the hidden columns for it.
func (t *translator) selectOrder(env *environment, items []item, result *relation, order *amcsql.OrderBy, output bool) []string {
	byText := map[string]int{}
	for i := range items {
		if items[i].expr != nil {
			byText[fingerprint(items[i].expr)] = i
		}
	}
	keys := *env
	keys.where, keys.aliases = orderClause, items
	var hidden []string
	for _, item := range order.Items {
		key, found := t.shownKey(item, result)
		if !found {
			if i, same := byText[fingerprint(item.Expr)]; same {
				key, found = quoteName(result.columns[i].name), true
			}
		}
		if !found {
			v := t.expr(&keys, item.Expr)
			t.refuseLoose(&keys, &v)
			t.refusePrivateKey(item, v, output)
			key = sortName(result.hidden)
			result.hidden++
			hidden = append(hidden, v.sql+" AS "+key)
		}
		result.order = append(result.order, key+direction(item))
	}
	return hidden
}

// orderOver sets the order of rows whose columns are all there is to sort by.
func (t *translator) orderOver(result *relation, s *amcsql.Select, order *amcsql.OrderBy) {
	if order == nil {
		return
	}
	env := &environment{scope: &scope{tables: []*scopeTable{{relation: result}}}, where: orderClause}
	for _, item := range order.Items {
		key, found := t.shownKey(item, result)
		if !found && s != nil && len(s.Items) == len(result.columns) {
			for i, selected := range s.Items {
				if !found && fingerprint(selected.Expr) == fingerprint(item.Expr) {
					key, found = quoteName(result.columns[i].name), true
				}
			}
		}
		if !found {
			key = t.expr(env, item.Expr).sql
		}
		result.order = append(result.order, key+direction(item))
	}
}

// shownKey resolves a key that names a column of the result, by place or by name.
func (t *translator) shownKey(item *amcsql.OrderItem, result *relation) (string, bool) {
	switch key := unwrap(item.Expr).(type) {
	case *amcsql.NumberLiteral:
		place, ok := ordinal(key, len(result.columns))
		if !ok {
			t.refuse(key.At, "bad-ordinal", "Ordinal out of range")
			return "NULL", true
		}
		return quoteName(result.columns[place].name), true
	case *amcsql.ColumnRef:
		if len(key.Parts) == 1 {
			if index := result.find(key.Parts[0].Name); index >= 0 {
				return quoteName(result.columns[index].name), true
			}
		}
	}
	return "", false
}

// refusePrivateKey reports an order of the final result by what it may not show.
func (t *translator) refusePrivateKey(item *amcsql.OrderItem, v value, output bool) {
	if !output || t.options.Privacy.Off {
		return
	}
	if _, shown := v.class.Users(); !shown {
		t.refuse(item.At, "private-order", "A column with aggregation threshold %s cannot order the final result", v.class)
	}
}

// ordersByAggregate reports whether ORDER BY alone makes one group of all rows.
func ordersByAggregate(order *amcsql.OrderBy) bool {
	if order == nil {
		return false
	}
	for _, item := range order.Items {
		if holdsAggregate(item.Expr) {
			return true
		}
	}
	return false
}

func direction(item *amcsql.OrderItem) string {
	text := ""
	if item.Direction != "" {
		text += " " + item.Direction
	}
	if item.Nulls != "" {
		text += " NULLS " + item.Nulls
	}
	return text
}

// limit writes LIMIT and OFFSET: whole numbers and parameters.
func (t *translator) limit(limit *amcsql.Limit) string {
	if limit == nil {
		return ""
	}
	text := ""
	count := func(word string, e amcsql.Expr) {
		if e == nil {
			return
		}
		if number, ok := amcsql.Filled(unwrap(e)).(*amcsql.NumberLiteral); ok && isDigits(number.Text) {
			text += "\n" + word + " " + number.Text
			return
		}
		v := t.expr(&environment{scope: &scope{}, where: word}, e)
		t.noteNumber(v)
		if !v.fixed || !v.null && !v.isNumeric() && v.typ.Name != "" {
			t.refuse(e.Span(), "bad-limit", "%s takes a whole number", word)
			return
		}
		text += "\n" + word + " " + v.cast(simple(catalog.Long)).sql
	}
	count("LIMIT", limit.Count)
	if limit.Fetch && limit.Count == nil {
		text += "\nLIMIT 1"
	}
	count("OFFSET", limit.Offset)
	return text
}
