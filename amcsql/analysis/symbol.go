package analysis

import (
	"slices"

	"github.com/recomamp/recomamp/amcsql"
)

// SymbolKind is what a name that a query gives stands for.
type SymbolKind string

// The kinds of names that a query gives.
const (
	SymbolCommonTable SymbolKind = "common table"
	SymbolAlias       SymbolKind = "alias of a table"
	SymbolColumn      SymbolKind = "column"
	SymbolWindow      SymbolKind = "window"
)

// Symbol is a name that the query itself gives, with all its uses.
type Symbol struct {
	Kind SymbolKind
	Name string
	// Definition is the name where it is given. Unnamed says that a column has
	// no name of its own there but the one of the column it shows.
	Definition amcsql.Span
	Unnamed    bool
	Uses       []SymbolUse // in the order of the text, without the definition
	// Fixed says that something depends on the very name, such as USING.
	Fixed bool
}

// SymbolUse is one place that uses a Symbol.
type SymbolUse struct {
	At amcsql.Span // the name, without what stands before its dot
	// PassesOn says that a select list gives the column out under its name, so
	// that a new name would change what follows.
	PassesOn bool
}

// target is what a symbol is found by; exactly one field is set.
type target struct {
	table    *amcsql.CommonTable
	relation *relation
	column   *column
	window   *amcsql.NamedWindow
}

// SymbolAt tells what the name at a byte offset of the text stands for, and
// false where it is none that the query gives.
func (b *Bindings) SymbolAt(offset int) (Symbol, bool) {
	var found target
	amcsql.Inspect(b.root, func(n amcsql.Node) bool {
		if !n.Span().Covers(offset) {
			return false
		}
		if t, ok := b.targetAt(n, offset); ok {
			found = t
		}
		return true
	})
	if found == (target{}) {
		return Symbol{}, false
	}
	symbol, ok := b.define(found)
	if !ok {
		return Symbol{}, false
	}
	b.collect(found, &symbol)
	slices.SortFunc(symbol.Uses, func(x, y SymbolUse) int { return x.At.Compare(y.At) })
	return symbol, true
}

// targetAt tells what a node means at an offset that it covers.
func (b *Bindings) targetAt(n amcsql.Node, offset int) (target, bool) {
	on := func(ident *amcsql.Ident) bool { return ident != nil && ident.Span().Covers(offset) }
	switch n := n.(type) {
	case *amcsql.CommonTable:
		if on(n.Name) {
			return target{table: n}, true
		}
		if i := slices.IndexFunc(n.Columns, on); i >= 0 && n.Query != nil {
			return b.listed(n.Columns[i])
		}
	case *amcsql.NamedTable:
		if r := b.meanings().tables[n]; r != nil && r.common != nil && n.Name.Span().Covers(offset) {
			return target{table: r.common}, true
		}
	case *amcsql.TableAlias:
		for _, r := range b.meanings().tables {
			if aliasOf(r) == n && on(n.Name) {
				return target{relation: r}, true
			}
		}
		if i := slices.IndexFunc(n.Columns, on); i >= 0 {
			return b.listed(n.Columns[i])
		}
	case *amcsql.SelectItem:
		c := b.meanings().items[n]
		if c == nil {
			break
		}
		if ref, plain := bare(n.Expr).(*amcsql.ColumnRef); on(n.Alias) || plain && n.Alias == nil && on(ref.Column()) {
			return target{column: c}, true
		}
	case *amcsql.ColumnRef:
		return b.targetOfRef(n, offset)
	case *amcsql.Star:
		if r := b.qualifier(n); r != nil && on(n.Qualifier[len(n.Qualifier)-1]) {
			return b.named(r)
		}
	case *amcsql.NamedWindow:
		if on(n.Name) {
			return target{window: n}, true
		}
	case *amcsql.Window:
		if on(n.Base) {
			return b.namedWindow(n)
		}
	}
	return target{}, false
}

// targetOfRef tells the table's name before the dot from the column's behind it.
func (b *Bindings) targetOfRef(ref *amcsql.ColumnRef, offset int) (target, bool) {
	if len(ref.Parts) > 1 && !ref.Column().Span().Covers(offset) {
		if r := b.qualifier(ref); r != nil {
			return b.named(r)
		}
		return target{}, false
	}
	if item := b.aliases[ref]; item != nil {
		if c := b.meanings().items[item]; c != nil {
			return target{column: c}, true
		}
	}
	if meant, ok := b.columns[ref]; ok && (origin(meant.column).item != nil || origin(meant.column).given != nil) {
		return target{column: meant.column}, true
	}
	return target{}, false // a column of a data source, which the select item around may name
}

// named is the name by which a relation is called: its alias, or that of a
// common table. Data sources have names that no query gives.
func (b *Bindings) named(r *relation) (target, bool) {
	if alias := aliasOf(r); alias != nil && alias.Name != nil {
		return target{relation: r}, true
	}
	if r.common != nil {
		return target{table: r.common}, true
	}
	return target{}, false
}

func aliasOf(r *relation) *amcsql.TableAlias {
	switch node := r.node.(type) {
	case *amcsql.NamedTable:
		return node.Alias
	case *amcsql.DerivedTable:
		return node.Alias
	case *amcsql.ExtendedTable:
		return node.Alias
	case *amcsql.FunctionTable:
		return node.Alias
	case *amcsql.Unnest:
		return node.Alias
	case *amcsql.PlaceholderTable:
		return node.Alias
	}
	return nil
}

// listed is the column that a name of a column list gives.
func (b *Bindings) listed(ident *amcsql.Ident) (target, bool) {
	for _, meant := range b.columns {
		if c := origin(meant.column); c.given == ident {
			return target{column: c}, true
		}
	}
	return target{column: &column{name: ident.Name, given: ident, at: ident.Span()}}, true // nothing uses it
}

// origin is the column that a name comes from, past * and set operations.
func origin(c *column) *column {
	for c.inherits && len(c.from) > 0 {
		c = c.from[0]
	}
	return c
}

func (b *Bindings) namedWindow(spec *amcsql.Window) (target, bool) {
	for sel := range b.meanings().selects {
		for _, window := range sel.Windows {
			if amcsql.SameName(window.Name.Name, spec.Base.Name) && spanCovers(sel, spec) {
				return target{window: window}, true
			}
		}
	}
	return target{}, false
}

func spanCovers(outer, inner amcsql.Node) bool {
	return outer.Span().From() <= inner.Span().From() && inner.Span().To() <= outer.Span().To()
}
