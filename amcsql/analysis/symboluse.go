package analysis

import "github.com/recomamp/recomamp/amcsql"

// define begins a symbol with the place where its name is given.
func (b *Bindings) define(t target) (Symbol, bool) {
	switch {
	case t.table != nil:
		return Symbol{Kind: SymbolCommonTable, Name: t.table.Name.Name, Definition: t.table.Name.Span()}, true
	case t.relation != nil:
		return Symbol{Kind: SymbolAlias, Name: t.relation.name, Definition: aliasOf(t.relation).Name.Span()}, true
	case t.window != nil:
		return Symbol{Kind: SymbolWindow, Name: t.window.Name.Name, Definition: t.window.Name.Span()}, true
	}
	c := origin(t.column)
	symbol := Symbol{Kind: SymbolColumn, Name: c.name}
	item, isItem := c.item.(*amcsql.SelectItem)
	switch {
	case c.given != nil:
		symbol.Definition = c.given.Span()
	case isItem && !unnamed(c):
		symbol.Definition, symbol.Unnamed = item.Expr.Span(), true
	default:
		return Symbol{}, false // a column of a data source, or one without a name
	}
	for _, used := range b.using {
		symbol.Fixed = symbol.Fixed || origin(used) == c
	}
	return symbol, true
}

// collect adds every use of a symbol.
func (b *Bindings) collect(t target, symbol *Symbol) {
	use := func(ident *amcsql.Ident) { symbol.Uses = append(symbol.Uses, SymbolUse{At: ident.Span()}) }
	tables := b.meanings().tables
	passing := map[*amcsql.ColumnRef]bool{}
	amcsql.Inspect(b.root, func(n amcsql.Node) bool {
		switch n := n.(type) {
		case *amcsql.SelectItem:
			if ref, ok := bare(n.Expr).(*amcsql.ColumnRef); ok && n.Alias == nil {
				passing[ref] = true
			}
		case *amcsql.NamedTable:
			if r := tables[n]; t.table != nil && r != nil && r.common == t.table {
				use(n.Name.Parts[len(n.Name.Parts)-1])
			}
		case *amcsql.Star:
			if b.calls(n, t) {
				use(n.Qualifier[len(n.Qualifier)-1])
			}
		case *amcsql.ColumnRef:
			if len(n.Parts) > 1 && b.calls(n, t) {
				use(n.Parts[len(n.Parts)-2])
			}
			if t.column != nil && b.meansColumn(n, origin(t.column)) {
				symbol.Uses = append(symbol.Uses, SymbolUse{At: n.Column().Span(), PassesOn: passing[n]})
			}
		case *amcsql.Window:
			if t.window != nil && n.Base != nil {
				if meant, ok := b.namedWindow(n); ok && meant.window == t.window {
					use(n.Base)
				}
			}
		}
		return true
	})
}

// calls reports whether the name before a dot is the one of a target.
func (b *Bindings) calls(n amcsql.Node, t target) bool {
	r := b.qualifier(n)
	if r == nil {
		return false
	}
	meant, ok := b.named(r)
	return ok && meant == t
}

// meansColumn reports whether a name means a column, or the item that makes it.
func (b *Bindings) meansColumn(ref *amcsql.ColumnRef, c *column) bool {
	if item := b.aliases[ref]; item != nil {
		return b.meanings().items[item] == c
	}
	meant, ok := b.columns[ref]
	return ok && origin(meant.column) == c
}
