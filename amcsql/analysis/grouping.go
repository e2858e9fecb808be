package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// grouping reports columns that a grouped SELECT gives out without grouping by
// them. Of each name only the first is reported, and none where a key means
// nothing: the column may be the one that was meant.
func (a *analyser) grouping(s *scope) {
	sel, keys := s.sel, s.keys
	if a.broken || keys.faulty {
		return
	}
	check := &groupCheck{analyser: a, scope: s, keys: keys}
	for i, item := range sel.Items {
		if star, ok := item.Expr.(*amcsql.Star); ok {
			check.star(star)
			continue
		}
		if !keys.item(i) {
			check.expression(item.Expr)
		}
	}
	if sel.Having != nil {
		check.expression(sel.Having)
	}
}

// groupedExpression applies the same rule to a sort key.
func (a *analyser) groupedExpression(e amcsql.Expr, s *scope) {
	if s.keys != nil && !a.broken && !s.keys.faulty {
		(&groupCheck{analyser: a, scope: s, keys: s.keys}).expression(e)
	}
}

// groupCheck looks for ungrouped columns of one SELECT.
type groupCheck struct {
	*analyser
	scope    *scope
	keys     *groupKeys
	reported boundSet
}

// star checks the columns that * stands for.
func (g *groupCheck) star(star *amcsql.Star) {
	for _, r := range g.scope.relations {
		if len(star.Qualifier) > 0 && !amcsql.SameName(r.name, star.Qualifier[0].Name) {
			continue
		}
		for _, c := range r.columns {
			if !g.keys.columns.has(bound{r, c}) {
				g.error(CodeUngrouped, star.Span(), "A grouped SELECT cannot give out *, as %s is not being grouped; name the grouped columns.", c.name).AMC =
					"Expression '" + c.name + "' is not being grouped"
				return
			}
		}
	}
}

func (g *groupCheck) expression(e amcsql.Expr) {
	for _, ref := range g.loose(e, nil) {
		g.report(ref)
	}
}

// loose adds the columns of an expression that neither a key nor an aggregate
// holds. A subquery may name columns of this SELECT too, but AMC's own rules
// for that are not known, so it is left alone.
func (g *groupCheck) loose(n amcsql.Node, found []*amcsql.ColumnRef) []*amcsql.ColumnRef {
	switch n := n.(type) {
	case *amcsql.ColumnRef:
		meant, known := g.bindings.columns[n]
		if !known || meant.relation == nil || meant.relation.scope != g.scope || g.keys.columns.has(meant) {
			return found
		}
		return append(found, n)
	case *amcsql.Query:
		return found
	case *amcsql.Call:
		if g.isAggregate(n) {
			return found
		}
	}
	before := len(found)
	amcsql.Inspect(n, func(child amcsql.Node) bool {
		if child == n {
			return true
		}
		found = g.loose(child, found)
		return false
	})
	if e, ok := n.(amcsql.Expr); ok && len(found) > before && g.keys.has(g.analyser, e) {
		return found[:before]
	}
	return found
}

func (g *groupCheck) report(ref *amcsql.ColumnRef) {
	meant := g.bindings.columns[ref]
	if g.reported.has(meant) {
		return
	}
	g.reported.add(meant)
	how := "group by it, or aggregate it"
	if c := meant.column; c.value.metric || c.value.typ.isNumeric() && c.source == nil {
		how = "aggregate it, as in SUM(" + amcsql.Print(ref) + "), or group by it"
	}
	d := g.error(CodeUngrouped, ref.Span(), "Expression '%s' is not being grouped: %s.", amcsql.Print(ref), how)
	d.AMC = "Expression '" + amcsql.Print(ref) + "' is not being grouped"
	d.Fixes = replace("Group by "+amcsql.Print(ref), groupEnd(g.scope.sel), groupStart(g.scope.sel)+amcsql.Print(ref))
}

// groupEnd is where another group key is added.
func groupEnd(sel *amcsql.Select) amcsql.Span {
	switch {
	case sel.GroupBy != nil:
		return after(sel.GroupBy.Span())
	case sel.Where != nil:
		return after(sel.Where.Span())
	default: // columns come from somewhere
		return after(sel.From[len(sel.From)-1].Span())
	}
}

func groupStart(sel *amcsql.Select) string {
	if sel.GroupBy != nil {
		return ", "
	}
	return " GROUP BY "
}

// isAggregate reports whether a call merges rows.
func (a *analyser) isAggregate(call *amcsql.Call) bool {
	if call.Over != nil {
		return false
	}
	function, known := a.options.Catalog.Function(call.Name())
	return known && function.Kind == catalog.Aggregate
}

// hasAggregate reports whether the items or the HAVING of a SELECT aggregate.
func (a *analyser) hasAggregate(sel *amcsql.Select) bool {
	for _, item := range sel.Items {
		if a.firstAggregate(item.Expr) != nil {
			return true
		}
	}
	return sel.Having != nil
}

func (a *analyser) firstAggregate(e amcsql.Expr) *amcsql.Call {
	var found *amcsql.Call
	amcsql.Inspect(e, func(n amcsql.Node) bool {
		if _, nested := n.(*amcsql.Query); nested || found != nil {
			return false
		}
		if call, ok := n.(*amcsql.Call); ok && a.isAggregate(call) {
			found = call
		}
		return found == nil
	})
	return found
}
