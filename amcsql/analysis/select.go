package analysis

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// selectBody analyses one SELECT: tables first, then what may name them.
// It also returns the scope of what stands in it.
func (a *analyser) selectBody(sel *amcsql.Select, outer *scope, at place) (*shape, *scope) {
	s := a.scope(scope{parent: outer, sel: sel})
	a.fromClause(sel, s)
	if sel.FromForgotten {
		a.fromMissing(sel, s)
	}
	if sel.Top != nil {
		a.disputed(CodeLimit, sel.Top.Span(), "TOP was never seen to work in AMC; rank the rows with ROW_NUMBER() in a subquery and filter on the rank.")
	}
	a.namedWindows(sel, s)
	if a.beside() {
		return a.selectItems(sel, s, at), s
	}
	if sel.Where != nil {
		a.condition(sel.Where, s, context{clause: inWhere}, "WHERE")
	}
	out := a.selectItems(sel, s, at)
	keys := a.groupBy(sel, s, out)
	if sel.Having != nil {
		a.condition(sel.Having, s, context{clause: inHaving}, "HAVING")
	}
	if sel.Qualify != nil {
		a.disputed(CodeUnverifiedClause, sel.Qualify.Span(), "QUALIFY was never seen to work in AMC; filter the result of the window function in an outer SELECT.").Fixes = a.filteredOutside(sel, out)
		a.condition(sel.Qualify.Condition, s, context{clause: inQualify}, "QUALIFY")
	}
	a.multiplied(sel, s)
	grouped := sel.GroupBy != nil || a.hasAggregate(sel)
	if grouped {
		s.keys = keys
		a.grouping(s)
	}
	out.aggregated = grouped || sel.Quantifier == amcsql.Distinct || allAggregated(s.relations)
	out.keys = rowKeys(sel, s, out, keys, grouped)
	out.reads = readsOf(s.relations)
	a.fromForgotten(sel, s)
	a.whereForgotten(sel, s)
	return out, s
}

// fromMissing tells of WHERE, GROUP BY or HAVING without FROM. The name of the
// last item may be the table: (SELECT a t WHERE b). Nothing else is then told of
// the SELECT.
func (a *analyser) fromMissing(sel *amcsql.Select, s *scope) {
	a.broken = true
	s.relations = append(s.relations, &relation{shape: unknownShape(), scope: s})
	if name := a.tableForAlias(sel, s); name != nil {
		d := a.error(amcsql.CodeSyntax, name.Span(), "FROM is missing before %s.", name.Name)
		d.Fixes = replace("Insert FROM", after(sel.Items[len(sel.Items)-1].Expr.Span()), " FROM")
		return
	}
	last := sel.Items[len(sel.Items)-1].Span()
	at := amcsql.Span{Start: last.End, End: sel.Span().End}
	clause := "WHERE"
	switch {
	case sel.Where != nil:
	case sel.GroupBy != nil:
		clause = "GROUP BY"
	default:
		clause = "HAVING"
	}
	a.error(amcsql.CodeSyntax, a.word(at, clause), "FROM and a table are missing before %s.", clause)
}

// tableForAlias is the name of the last select item where a table has it too,
// nil otherwise.
func (a *analyser) tableForAlias(sel *amcsql.Select, s *scope) *amcsql.Ident {
	if len(sel.From) > 0 || len(sel.Items) == 0 {
		return nil
	}
	last := sel.Items[len(sel.Items)-1]
	if last.As || last.Alias == nil {
		return nil
	}
	if _, _, source := a.options.Catalog.Resolve(last.Alias.Name); !source && s.commonTable(last.Alias.Name) == nil {
		return nil
	}
	return last.Alias
}

// fromForgotten tells of (SELECT a t), which gives a the name of a table.
func (a *analyser) fromForgotten(sel *amcsql.Select, s *scope) {
	if a.broken {
		return
	}
	if name := a.tableForAlias(sel, s); name != nil {
		d := a.disputed(CodeUnverifiedSyntax, name.Span(), "This SELECT has no FROM, and a column of it is called as the table %s is; FROM is missing before it.", name.Name)
		d.Fixes = replace("Insert FROM", after(sel.Items[len(sel.Items)-1].Expr.Span()), " FROM")
	}
}

// whereForgotten tells of (FROM t c) where c is a condition by itself: a column
// of t that is true or false.
func (a *analyser) whereForgotten(sel *amcsql.Select, s *scope) {
	if sel.Where != nil || len(s.relations) == 0 || a.broken {
		return
	}
	last := s.relations[len(s.relations)-1]
	table, named := last.node.(*amcsql.NamedTable)
	if !named || table.Alias == nil || table.Alias.As || table.Alias.Name == nil {
		return
	}
	name := table.Alias.Name
	if c := last.column(name.Name); c == nil || kindOf(c.value.typ) != booleanKind {
		return
	}
	d := a.warn(CodeAliasIsCondition, name.Span(), "%s is read as a name for the table here, and is a column of it that is true or false; WHERE is missing before it.", name.Name)
	d.Fixes = replace("Insert WHERE", after(table.Name.Span()), " WHERE")
}

func readsOf(relations []*relation) int {
	reads := 0
	for _, r := range relations {
		reads += r.reads
	}
	return reads
}

// fromClause adds the tables of FROM; a comma joins as CROSS JOIN does.
func (a *analyser) fromClause(sel *amcsql.Select, s *scope) {
	for i, table := range sel.From {
		before := len(s.relations)
		a.from(table, s)
		if i > 0 && len(s.relations) == before+1 {
			s.joins = append(s.joins, joined{at: table.Span(), left: s.relations[:before], right: s.relations[before]})
		}
	}
}

func (a *analyser) namedWindows(sel *amcsql.Select, s *scope) {
	if len(sel.Windows) == 0 {
		return
	}
	s.windows = make(map[string]*amcsql.Window, len(sel.Windows))
	for _, window := range sel.Windows {
		s.windows[strings.ToLower(window.Name.Name)] = window.Spec
	}
	for _, window := range sel.Windows {
		a.windowSpec(window.Spec, s, context{clause: inSelect})
	}
}

// rowKeys finds the columns that tell the rows of a SELECT apart.
func rowKeys(sel *amcsql.Select, s *scope, out *shape, groups *groupKeys, grouped bool) []*column {
	switch {
	case out.open:
		return nil
	case sel.Quantifier == amcsql.Distinct:
		return out.columns
	case grouped:
		if groups.unnamed {
			return nil
		}
		keys := make([]*column, 0, len(out.columns))
		next := 0
		for _, c := range out.columns {
			item, ok := c.item.(*amcsql.SelectItem)
			if !ok {
				continue // of a *
			}
			for sel.Items[next] != item {
				next++
			}
			if groups.item(next) {
				keys = append(keys, c)
			}
		}
		return keys
	case len(s.relations) == 1:
		given := make(map[*column]*column, len(out.columns))
		for _, c := range out.columns {
			for _, old := range c.from {
				given[old] = c
			}
		}
		return translated(s.relations[0].keys, given)
	}
	return nil
}

func allAggregated(relations []*relation) bool {
	for _, r := range relations {
		if !r.aggregated {
			return false
		}
	}
	return true
}

func (a *analyser) selectItems(sel *amcsql.Select, s *scope, at place) *shape {
	out := &shape{columns: make([]*column, 0, len(sel.Items))}
	from := make([]*column, len(sel.Items)) // in one piece of memory, as the columns are
	s.made = make([]column, len(sel.Items))
	seen := map[string]bool{}
	for i, item := range sel.Items {
		if a.spend(columnCost) {
			return unknownShape()
		}
		if star, ok := item.Expr.(*amcsql.Star); ok {
			a.star(star, s, out, at)
			continue
		}
		c := &s.made[i]
		*c = column{value: a.expression(item.Expr, s, context{clause: inSelect}), at: item.Span(), item: item}
		if old := c.value.column; old != nil {
			from[i] = old
			c.source, c.table, c.from = old.source, old.table, from[i:i+1:i+1]
		}
		switch ref, isRef := bare(item.Expr).(*amcsql.ColumnRef); {
		case item.Alias != nil:
			a.name(item.Alias)
			c.name, c.at, c.given = item.Alias.Name, item.Alias.Span(), item.Alias
		case isRef:
			c.name = ref.Column().Name
		default:
			c.name = exprName(len(out.columns))
			if at.outermost && !a.broken {
				a.info(CodeUnnamedOutput, item.Span(), "This column has no name, and what AMC will call it is not known; add AS and a name.")
			}
		}
		if !at.outermost {
			out.columns = append(out.columns, c)
			continue
		}
		if key := strings.ToLower(c.name); seen[key] {
			a.warn(CodeDuplicateOutput, c.at, "Another column of the result is called %s already; give this one another name.", c.name)
		} else {
			seen[key] = true
		}
		out.columns = append(out.columns, c)
	}
	return out
}

// star adds the columns that * or t.* stands for.
func (a *analyser) star(star *amcsql.Star, s *scope, out *shape, at place) {
	if len(s.relations) == 0 {
		if !a.broken {
			a.error(CodeUnknownAlias, star.Span(), "There is no FROM whose columns * could stand for.")
		}
		out.open = true
		return
	}
	chosen := s.relations
	if len(star.Qualifier) > 0 {
		name := star.Qualifier[len(star.Qualifier)-1]
		r := s.relation(name.Name)
		if r == nil {
			a.unknownAlias(name, s)
			out.open = true
			return
		}
		chosen = []*relation{r}
		note[amcsql.Node](&a.bindings.qualifiers, star, r)
	}
	before := len(out.columns)
	for _, r := range chosen {
		switch {
		case r.source == nil:
		case at.inExists: // where nothing of it is given out
			a.disputed(CodeStarOnSource, star.Span(), "AMC refuses * on a data source, whether also after EXISTS is not known; write 1.").Fixes = replace("Select 1", star.Span(), "1")
		default:
			a.starRefused = true
			a.error(CodeStarOnSource, star.Span(), "AMC refuses * on a data source; name the columns you need from %s.", r.source.Name)
		}
		out.open = out.open || r.open
		if a.spend(columnCost * len(r.columns)) {
			return
		}
		for _, c := range r.columns {
			if len(star.Qualifier) == 0 && r.joined[strings.ToLower(c.name)] {
				continue
			}
			copied := *c
			copied.item, copied.at, copied.from, copied.inherits = star, star.Span(), []*column{c}, true
			out.columns = append(out.columns, &copied)
		}
	}
	if !out.open {
		note(&a.bindings.stars, star, out.columns[before:])
	}
}

func named(columns []*column, name string) bool {
	return slices.ContainsFunc(columns, func(c *column) bool { return amcsql.SameName(c.name, name) })
}
