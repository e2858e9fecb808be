package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// groupBy resolves the keys of GROUP BY: ordinals and aliases stand for select
// items, anything else is an expression over the tables.
func (a *analyser) groupBy(sel *amcsql.Select, s *scope, out *relation) {
	if sel.GroupBy.Quantifier != amcsql.QuantifierNone {
		a.error(CodeUnsupportedSyntax, sel.GroupBy.Span(), "AMC has no GROUP BY %s; remove the word.", sel.GroupBy.Quantifier)
	}
	for _, key := range sel.GroupBy.Items {
		a.groupKey(key, sel, s, out)
	}
}

func (a *analyser) groupKey(key amcsql.Expr, sel *amcsql.Select, s *scope, out *relation) {
	if set, ok := key.(*amcsql.GroupingSet); ok {
		if set.Kind == amcsql.GroupingNone {
			return
		}
		a.error(CodeUnsupportedClause, set.Span(), "AMC has no %s; group in several common tables and join them with UNION ALL.", set.Kind)
		for _, item := range set.Items {
			a.groupKey(item, sel, s, out)
		}
		return
	}
	if row, ok := key.(*amcsql.Row); ok {
		for _, item := range row.Items {
			a.groupKey(item, sel, s, out)
		}
		return
	}
	item := a.keyItem(key, sel)
	if n, ok := ordinal(key); ok {
		if item == nil && !out.open && !hasStar(sel) {
			a.error(CodeOrdinal, key.Span(), "There is no column %d to group by; the SELECT has %s.", n, count(len(sel.Items), "column"))
		}
	} else if item == nil {
		a.expression(key, s, context{clause: inGroupBy})
	} else if ref, isRef := key.(*amcsql.ColumnRef); isRef {
		a.bindings.aliases[ref] = item
	}
	if item == nil {
		return
	}
	if aggregate := a.firstAggregate(item.Expr); aggregate != nil {
		a.error(CodeFunctionPlace, key.Span(), "GROUP BY cannot use %s, which is an aggregate; group by the other columns only.", describeItem(item))
	} else if isWindowed(item.Expr) {
		a.error(CodeFunctionPlace, key.Span(), "GROUP BY cannot use %s, which is the result of a window function; compute it in a subquery.", describeItem(item))
	}
}

func describeItem(item *amcsql.SelectItem) string {
	if item.Alias != nil {
		return item.Alias.Name
	}
	return shortened(amcsql.Print(item.Expr))
}

func hasStar(sel *amcsql.Select) bool {
	for _, item := range sel.Items {
		if _, ok := item.Expr.(*amcsql.Star); ok {
			return true
		}
	}
	return false
}

// keyItem returns the select item that a key stands for, or nil. An alias goes
// before a column of the same name.
func (a *analyser) keyItem(key amcsql.Expr, sel *amcsql.Select) *amcsql.SelectItem {
	if n, ok := ordinal(key); ok {
		if n >= 1 && n <= len(sel.Items) && !hasStar(sel) {
			return sel.Items[n-1]
		}
		return nil
	}
	ref, ok := key.(*amcsql.ColumnRef)
	if !ok || len(ref.Parts) != 1 {
		return nil
	}
	for _, item := range sel.Items {
		if item.Alias != nil && amcsql.SameName(item.Alias.Name, ref.Parts[0].Name) {
			return item
		}
	}
	return nil
}

// groupKeys lists the expressions that a SELECT groups by, by their fingerprint.
func (a *analyser) groupKeys(sel *amcsql.Select) map[uint64]bool {
	keys := map[uint64]bool{}
	if sel.GroupBy == nil {
		return keys
	}
	var add func(amcsql.Expr)
	add = func(key amcsql.Expr) {
		switch k := key.(type) {
		case *amcsql.GroupingSet:
			for _, item := range k.Items {
				add(item)
			}
			return
		case *amcsql.Row:
			for _, item := range k.Items {
				add(item)
			}
			return
		}
		if item := a.keyItem(key, sel); item != nil {
			key = item.Expr
		}
		keys[a.fingerprint(key)] = true
	}
	for _, key := range sel.GroupBy.Items {
		add(key)
	}
	return keys
}

// grouping reports columns that a grouped SELECT gives out without grouping by
// them. Of each name only the first is reported.
func (a *analyser) grouping(sel *amcsql.Select) {
	if sel.GroupBy == nil && !a.hasAggregate(sel) || a.broken {
		return
	}
	check := a.groupCheck(sel)
	for _, item := range sel.Items {
		if star, ok := item.Expr.(*amcsql.Star); ok {
			a.error(CodeUngrouped, star.Span(), "A grouped SELECT cannot give out *; name the grouped columns.")
			continue
		}
		check.expression(item.Expr)
	}
	if sel.Having != nil {
		check.expression(sel.Having)
	}
}

// groupedExpression applies the same rule to a sort key.
func (a *analyser) groupedExpression(e amcsql.Expr, sel *amcsql.Select) {
	if sel.GroupBy == nil && !a.hasAggregate(sel) || a.broken {
		return
	}
	check := a.groupCheck(sel)
	check.expression(e)
}

// groupCheck looks for ungrouped columns of one SELECT.
type groupCheck struct {
	*analyser
	scope    *scope
	keys     map[uint64]bool
	reported map[*column]bool
}

func (a *analyser) groupCheck(sel *amcsql.Select) *groupCheck {
	return &groupCheck{analyser: a, scope: a.bindings.scopes[sel], keys: a.groupKeys(sel), reported: map[*column]bool{}}
}

func (g *groupCheck) expression(e amcsql.Expr) {
	if len(g.keys) > 0 && g.keys[g.fingerprint(e)] {
		return
	}
	switch e := e.(type) {
	case *amcsql.ColumnRef:
		g.column(e)
		return
	case *amcsql.Call:
		if g.isAggregate(e) {
			return
		}
	}
	for _, child := range amcsql.Children(e) {
		g.node(child)
	}
}

// node passes through what is no expression, such as WHEN and windows. A
// subquery may name columns of this SELECT too, but AMC's own rules for that
// are not known, so it is left alone.
func (g *groupCheck) node(n amcsql.Node) {
	switch n := n.(type) {
	case *amcsql.Query:
	case amcsql.Expr:
		g.expression(n)
	default:
		for _, child := range amcsql.Children(n) {
			g.node(child)
		}
	}
}

func (g *groupCheck) column(ref *amcsql.ColumnRef) {
	c := g.bindings.columns[ref]
	if c == nil || c.relation == nil || c.relation.scope != g.scope || g.reported[c] {
		return
	}
	g.reported[c] = true
	how := "group by it, or aggregate it"
	if c.value.role == catalog.Metric || c.value.typ.IsNumeric() && c.source == nil {
		how = "aggregate it, as in SUM(" + amcsql.Print(ref) + "), or group by it"
	}
	g.error(CodeUngrouped, ref.Span(), "Expression '%s' is not being grouped: %s.", amcsql.Print(ref), how)
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
