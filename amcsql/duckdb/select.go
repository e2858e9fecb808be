package duckdb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// item is one output column of a SELECT after * has been spread out.
type item struct {
	name  string
	named bool        // by an alias or by the column it shows
	expr  amcsql.Expr // nil for a column of *
	value value       // of a column of *; of all once translated
	span  amcsql.Span
}

// selectBody translates one SELECT. order is the ORDER BY of the query around
// it, or nil; see relation.order.
func (t *translator) selectBody(s *amcsql.Select, at place, order *amcsql.OrderBy) *relation {
	if t.tooLarge(s, order) {
		return nil
	}
	names := &scope{outer: at.outer}
	from := t.from(s.From, at, names)
	env := &environment{scope: names, tables: at.tables, windows: s.Windows, explosions: &explosions{names: map[string]string{}}}
	items := t.spread(s.Items, names, at)
	if len(items) > maxColumns {
		t.refuse(s.At, "too-complex", "The select list has more than %d columns", maxColumns)
		return nil
	}
	where := ""
	if s.Where != nil {
		filter := *env
		filter.where = "WHERE"
		where = "\nWHERE " + t.condition(&filter, s.Where)
	}
	aggregated := s.GroupBy != nil || s.Having != nil || anyAggregate(items) || ordersByAggregate(order)
	var keys []string
	if aggregated {
		env.grouped = map[string]bool{}
		keys = t.groupKeys(s, env, items, at.output)
	}
	if at.output && aggregated && t.lineage && t.options.Privacy.Contributions && s.Quantifier != amcsql.Distinct {
		env.metrics = &metrics{}
	}
	t.items(env, items)
	summed := env.metrics
	env.metrics = nil // What HAVING and ORDER BY add up is not shown.
	having := t.groupFilters(s, env, items)

	distinct := s.Quantifier == amcsql.Distinct
	result := &relation{aggregated: aggregated || distinct || names.aggregated()}
	for i := range items {
		result.columns = append(result.columns, items[i].column(env.grouped))
	}
	nameColumns(result)
	columns := make([]string, len(items), len(items)+len(names.paths))
	for i := range items {
		columns[i] = items[i].value.sql + " AS " + quoteName(result.columns[i].name)
	}
	for i, p := range names.paths {
		shown := p
		if aggregated {
			shown = groupPath(p, i < 64 && env.single&(1<<i) != 0, at.output && !distinct)
		}
		columns = append(columns, shown.sql+" AS "+pathName(i))
		result.paths = append(result.paths, path{source: p.source, kind: shown.kind})
	}
	for _, p := range env.constantPaths {
		columns = append(columns, p.sql+" AS "+pathName(len(result.paths)))
		result.paths = append(result.paths, path{source: p.source, kind: p.kind})
	}
	dropLostSingles(result)
	if order != nil && !distinct {
		columns = append(columns, t.selectOrder(env, items, result, order, at.output)...)
	}

	rows := where
	if tables := append(nonEmpty(from), env.explosions.tables...); len(tables) > 0 {
		rows = "\nFROM " + strings.Join(tables, ", ") + where
	}
	counted := summed != nil && len(summed.all) > 0 && !env.sets
	if counted {
		for i, key := range env.keys {
			columns = append(columns, key+" AS "+keyName(i))
		}
	}
	text := "SELECT " + strings.Join(columns, ", ") + rows
	if len(keys) > 0 {
		text += "\nGROUP BY " + strings.Join(keys, ", ")
	}
	result.sql = text + having
	if counted {
		t.contributions(result, names.paths, summed, rows, env.keys)
	}
	t.spend(selectCost + columnCost*len(result.columns) + pathCost*len(result.paths) + len(result.sql))
	if !distinct {
		return result
	}
	result = t.distinct(result, at.output)
	t.orderOver(result, s, order)
	return result
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// groupFilters writes HAVING and QUALIFY.
func (t *translator) groupFilters(s *amcsql.Select, env *environment, items []item) string {
	text := ""
	if s.Having != nil {
		filter := *env
		filter.where, filter.aliases = havingClause, items
		text = "\nHAVING " + t.checkedCondition(&filter, s.Having)
	}
	if s.Qualify != nil {
		filter := *env
		filter.where, filter.aliases = qualifyClause, items
		text += "\nQUALIFY " + t.checkedCondition(&filter, s.Qualify.Condition)
	}
	return text
}

// dropLostSingles forgets the mark of columns whose path has become a set.
func dropLostSingles(r *relation) {
	kept := uint64(0)
	for i, p := range r.paths {
		if p.kind == oneUser && i < 64 {
			kept |= 1 << i
		}
	}
	for i := range r.columns {
		r.columns[i].single &= kept
	}
}

// spread names the items and replaces * by the columns it stands for.
func (t *translator) spread(selected []*amcsql.SelectItem, names *scope, at place) []item {
	items := make([]item, 0, len(selected))
	for _, one := range selected {
		if len(items) > maxColumns { // Told by the caller.
			break
		}
		if star, ok := one.Expr.(*amcsql.Star); ok {
			items = append(items, t.star(star, names, at)...)
			continue
		}
		next := item{expr: one.Expr, span: one.At, named: true}
		switch ref, isColumn := unwrap(one.Expr).(*amcsql.ColumnRef); {
		case one.Alias != nil:
			t.gap([]*amcsql.Ident{one.Alias})
			next.name = lowerName(one.Alias)
		case isColumn:
			next.name = lowerName(ref.Column())
		default:
			next.name, next.named = generatedName(len(items)), false
		}
		items = append(items, next)
	}
	return items
}

func (t *translator) star(star *amcsql.Star, names *scope, at place) []item {
	var items []item
	matched := false
	for _, table := range names.tables {
		if len(star.Qualifier) > 0 && (table.alias == "" || !amcsql.SameName(table.alias, star.Qualifier[0].Name)) {
			continue
		}
		matched = true
		if table.source && !t.options.Privacy.Off && !at.existence {
			t.refuse(star.At, "star-on-source", "SELECT * is not allowed on a data source; name the columns")
		}
		for i, c := range table.relation.columns {
			if len(star.Qualifier) == 0 && names.merged(table, c.shown) {
				continue // USING has made one column of two.
			}
			v := table.value(i)
			v.loose = []*amcsql.ColumnRef{{Located: star.Located, Parts: []*amcsql.Ident{{Located: star.Located, Name: c.shown}}}}
			items = append(items, item{name: c.shown, named: true, value: v, span: star.At})
		}
	}
	if len(star.Qualifier) == 0 {
		items = append(names.sharedItems(star), items...)
	}
	if !matched {
		if len(star.Qualifier) > 0 {
			t.refuse(star.At, "unknown-table", "Unknown identifier '%s'", star.Qualifier[0].Name)
		} else {
			t.refuse(star.At, "syntax", "SELECT * needs FROM")
		}
	}
	return items
}

// merged reports whether USING replaced the column of a table.
func (s *scope) merged(table *scopeTable, name string) bool {
	for _, shared := range s.shared {
		if shared.name == name && slices.Contains(shared.tables, table) {
			return true
		}
	}
	return false
}

// sharedItems are the columns of USING, which * shows once and first.
func (s *scope) sharedItems(star *amcsql.Star) []item {
	var items []item
	seen := map[string]bool{}
	for _, shared := range slices.Backward(s.shared) { // The latest join has merged the earlier ones.
		if !seen[shared.name] {
			seen[shared.name] = true
			items = append(items, item{name: shared.name, named: true, value: shared.value, span: star.At})
		}
	}
	slices.Reverse(items)
	return items
}

// items translates the select list.
func (t *translator) items(env *environment, items []item) {
	for i := range items {
		if items[i].expr != nil {
			list := *env
			list.selectList = true
			items[i].value = t.expr(&list, items[i].expr)
			env.constantPaths = list.constantPaths
		}
		t.refuseLoose(env, &items[i].value)
	}
}

// refuseLoose reports columns that neither a group key nor an aggregate holds.
func (t *translator) refuseLoose(env *environment, v *value) {
	if env.grouped == nil || env.grouped[v.sql] {
		return
	}
	for _, ref := range v.loose {
		t.refuse(ref.At, "not-grouped", "Expression '%s' is not being grouped", printed(ref))
	}
}

// column is what a select item becomes. A group key is a dimension whatever it
// was made of.
func (i *item) column(grouped map[string]bool) column {
	c := column{
		shown: i.name, span: i.span, typ: i.value.typ, class: i.value.class, role: i.value.role, fixed: i.value.fixed, single: i.value.single,
		from: i.value.from, parameter: i.value.parameter,
	}
	if grouped[i.value.sql] {
		c.role = catalog.Attribute
	}
	return c
}

func generatedName(place int) string { return fmt.Sprintf("expr$%d", place) }

// unwrap takes parentheses off.
func unwrap(e amcsql.Expr) amcsql.Expr {
	for {
		paren, ok := e.(*amcsql.Paren)
		if !ok {
			return e
		}
		e = paren.Expr
	}
}
