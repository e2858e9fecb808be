package analysis

import (
	"slices"

	"github.com/recomamp/recomamp/amcsql"
)

// groupKeys are what one SELECT groups by.
type groupKeys struct {
	items   []bool // which items of the SELECT, named by ordinal or by alias; nil without GROUP BY
	columns boundSet
	// expressions are the keys that are more than a column; their fingerprints
	// are taken when the first is asked for.
	expressions  []amcsql.Expr
	fingerprints map[uint64]bool
	unnamed      bool // some key is no column of the output
	faulty       bool // some key means nothing, which was told
}

// ungrouped are the keys of a SELECT without GROUP BY.
var ungrouped = &groupKeys{}

// item reports whether an item of the SELECT is a key.
func (k *groupKeys) item(index int) bool { return k.items != nil && k.items[index] }

// groupBy resolves the keys of GROUP BY: ordinals and aliases stand for select
// items, anything else is an expression over the tables.
func (a *analyser) groupBy(sel *amcsql.Select, s *scope, out *shape) *groupKeys {
	if sel.GroupBy == nil {
		return ungrouped
	}
	keys := &groupKeys{items: make([]bool, len(sel.Items))}
	if sel.GroupBy.Quantifier != amcsql.QuantifierNone {
		a.disputed(CodeUnverifiedSyntax, sel.GroupBy.Span(), "GROUP BY %s was never seen to work in AMC; remove the word.", sel.GroupBy.Quantifier)
	}
	for _, key := range sel.GroupBy.Items {
		a.groupKey(key, sel, s, out, keys)
	}
	return keys
}

func (a *analyser) groupKey(key amcsql.Expr, sel *amcsql.Select, s *scope, out *shape, keys *groupKeys) {
	switch key := key.(type) {
	case *amcsql.GroupingSet:
		if key.Kind == amcsql.GroupingNone {
			return
		}
		a.disputed(CodeUnverifiedClause, key.Span(), "%s was never seen to work in AMC; group in several common tables and join them with UNION ALL.", key.Kind)
		for _, item := range key.Items {
			a.groupKey(item, sel, s, out, keys)
		}
		return
	case *amcsql.Row:
		for _, item := range key.Items {
			a.groupKey(item, sel, s, out, keys)
		}
		return
	}
	if i := a.keyItem(key, sel); i >= 0 {
		a.itemKey(key, i, sel, keys)
		return
	}
	if n, ok := ordinal(key); ok {
		keys.faulty = true
		if !out.open && !hasStar(sel) && (!a.broken || len(sel.Items) != 0) {
			a.error(CodeOrdinal, key.Span(), "There is no column %d to group by; the SELECT has %s.", n, count(len(sel.Items), "column")).AMC = noOrdinal
		}
		return
	}
	if v := a.expression(key, s, context{clause: inGroupBy}); v.class.hidden() {
		note(&a.hiddenKeys, key, v.class)
	}
	if ref, isRef := bare(key).(*amcsql.ColumnRef); isRef {
		_, known := a.bindings.columns[ref]
		keys.faulty = keys.faulty || !known
	}
	a.keep(key, keys)
	keys.unnamed = true
}

// itemKey is a key that stands for a select item.
func (a *analyser) itemKey(key amcsql.Expr, index int, sel *amcsql.Select, keys *groupKeys) {
	item := sel.Items[index]
	if ref, isRef := key.(*amcsql.ColumnRef); isRef {
		note(&a.bindings.aliases, ref, item)
	}
	if keys.items[index] {
		return // twice the same
	}
	if a.firstAggregate(item.Expr) != nil {
		d := a.error(CodeFunctionPlace, key.Span(), "GROUP BY cannot use %s, which is an aggregate; group by the other columns only.", a.describeItem(item))
		d.AMC = "Aggregate expression is illegal in GROUP BY clause"
		d.Fixes = keyless(sel.GroupBy, key)
	} else if isWindowed(item.Expr) {
		a.error(CodeFunctionPlace, key.Span(), "GROUP BY cannot use %s, which is the result of a window function; compute it in a subquery.", a.describeItem(item)).AMC = "Windowed aggregate expression is illegal in GROUP BY clause"
	}
	keys.items[index] = true
	a.keep(item.Expr, keys)
}

// keyless takes one key out of GROUP BY.
func keyless(groups *amcsql.GroupBy, key amcsql.Expr) []amcsql.Fix {
	const title = "Take it out of GROUP BY"
	i := slices.Index(groups.Items, key)
	switch {
	case i < 0:
		return nil // within parentheses
	case len(groups.Items) == 1:
		return replace(title, groups.Span(), "")
	case i == 0:
		return replace(title, amcsql.Span{Start: key.Span().Start, End: groups.Items[1].Span().Start}, "")
	}
	return replace(title, amcsql.Span{Start: groups.Items[i-1].Span().End, End: key.Span().End}, "")
}

// keep notes what a key is made of.
func (a *analyser) keep(key amcsql.Expr, keys *groupKeys) {
	if ref, ok := bare(key).(*amcsql.ColumnRef); ok {
		if meant, known := a.bindings.columns[ref]; known {
			keys.columns.add(meant)
			return
		}
	}
	keys.expressions = append(keys.expressions, key)
}

// has reports whether an expression is one of the keys.
func (k *groupKeys) has(a *analyser, e amcsql.Expr) bool {
	if len(k.expressions) == 0 {
		return false
	}
	if k.fingerprints == nil {
		k.fingerprints = make(map[uint64]bool, len(k.expressions))
		for _, key := range k.expressions {
			k.fingerprints[a.fingerprint(key)] = true
		}
	}
	return k.fingerprints[a.fingerprint(e)]
}

// keyItem returns the index of the select item that a key stands for, or -1. A
// name of the select list goes before a column of the tables.
func (a *analyser) keyItem(key amcsql.Expr, sel *amcsql.Select) int {
	if n, ok := ordinal(key); ok {
		if n >= 1 && n <= len(sel.Items) && !hasStar(sel) {
			return n - 1
		}
		return -1
	}
	ref, ok := key.(*amcsql.ColumnRef)
	if !ok || len(ref.Parts) != 1 || a.spend(len(sel.Items)) {
		return -1
	}
	return slices.IndexFunc(sel.Items, func(item *amcsql.SelectItem) bool {
		named := itemName(item)
		return named != nil && amcsql.SameName(named.Name, ref.Parts[0].Name)
	})
}

// itemName is what a select item is called: its alias or the column it is.
func itemName(item *amcsql.SelectItem) *amcsql.Ident {
	if item.Alias != nil {
		return item.Alias
	}
	if ref, ok := bare(item.Expr).(*amcsql.ColumnRef); ok {
		return ref.Column()
	}
	return nil
}

func (a *analyser) describeItem(item *amcsql.SelectItem) string {
	if named := itemName(item); named != nil {
		return named.Name
	}
	return a.brief(item.Expr)
}

func hasStar(sel *amcsql.Select) bool {
	for _, item := range sel.Items {
		if _, ok := item.Expr.(*amcsql.Star); ok {
			return true
		}
	}
	return false
}
