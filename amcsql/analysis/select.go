package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// selectBody analyses one SELECT: tables first, then what may name them.
func (a *analyser) selectBody(sel *amcsql.Select, outer *scope, at place) *relation {
	s := &scope{parent: outer, windows: map[string]*amcsql.Window{}}
	a.bindings.scopes[sel] = s
	for _, table := range sel.From {
		a.from(table, s)
	}
	if sel.Top != nil {
		a.error(CodeUnsupportedClause, sel.Top.Span(), "AMC has no TOP; rank the rows with ROW_NUMBER() in a subquery and filter on the rank.")
	}
	for _, window := range sel.Windows {
		s.windows[strings.ToLower(window.Name.Name)] = window.Spec
	}
	for _, window := range sel.Windows {
		a.windowSpec(window.Spec, s, context{clause: inSelect})
	}
	if sel.Where != nil {
		a.condition(sel.Where, s, context{clause: inWhere})
	}
	out := a.selectItems(sel, s, at)
	for _, item := range sel.Items {
		if item.Alias != nil {
			s.aliases = append(s.aliases, alias{
				name: item.Alias.Name, item: item, value: a.bindings.values[item.Expr], windowed: isWindowed(item.Expr),
			})
		}
	}
	if sel.GroupBy != nil {
		a.groupBy(sel, s, out)
	}
	if sel.Having != nil {
		a.condition(sel.Having, s, context{clause: inHaving})
	}
	if sel.Qualify != nil {
		a.error(CodeUnsupportedClause, sel.Qualify.Span(), "AMC has no QUALIFY; filter the result of the window function in an outer SELECT.")
		a.condition(sel.Qualify.Condition, s, context{clause: inQualify})
	}
	a.grouping(sel)
	out.aggregated = a.aggregates(sel) || allAggregated(s.relations)
	return out
}

// aggregates reports whether a SELECT merges rows.
func (a *analyser) aggregates(sel *amcsql.Select) bool {
	return sel.GroupBy != nil || sel.Quantifier == amcsql.Distinct || a.hasAggregate(sel)
}

func allAggregated(relations []*relation) bool {
	for _, r := range relations {
		if !r.aggregated {
			return false
		}
	}
	return true
}

func (a *analyser) selectItems(sel *amcsql.Select, s *scope, at place) *relation {
	out := &relation{}
	for _, item := range sel.Items {
		if star, ok := item.Expr.(*amcsql.Star); ok {
			a.star(star, s, out, at)
			continue
		}
		v := a.expression(item.Expr, s, context{clause: inSelect})
		c := &column{value: v, relation: out, at: item.Span(), item: item}
		if v.column != nil {
			c.source, c.table = v.column.source, v.column.table
		}
		switch ref, isRef := bare(item.Expr).(*amcsql.ColumnRef); {
		case item.Alias != nil:
			a.name(item.Alias)
			c.name, c.at = item.Alias.Name, item.Alias.Span()
		case isRef:
			c.name = ref.Column().Name
		default:
			c.name = exprName(len(out.columns))
			if at.outermost && !a.broken {
				a.info(CodeUnnamedOutput, item.Span(), "This column has no name, and what AMC will call it is not known; add AS and a name.")
			}
		}
		if at.outermost && out.column(c.name) != nil {
			a.warn(CodeDuplicateOutput, c.at, "Another column of the result is called %s already; give this one another name.", c.name)
		}
		out.columns = append(out.columns, c)
	}
	return out
}

// star adds the columns that * or t.* stands for.
func (a *analyser) star(star *amcsql.Star, s *scope, out *relation, at place) {
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
	}
	for _, r := range chosen {
		if r.source != nil && !at.inExists {
			a.starRefused = true
			a.error(CodeStarOnSource, star.Span(), "AMC refuses * on a data source; name the columns you need from %s.", r.source.Name)
		}
		out.open = out.open || r.open
		for _, c := range r.columns {
			if len(star.Qualifier) == 0 && r.joined[strings.ToLower(c.name)] {
				continue
			}
			copied := *c
			copied.relation, copied.item, copied.at = out, star, star.Span()
			out.columns = append(out.columns, &copied)
		}
	}
}
