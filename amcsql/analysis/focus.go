package analysis

import "github.com/recomamp/recomamp/amcsql"

// Bind tells what the names around one place of a text mean, as an editor asks
// while somebody types there. What stands elsewhere is looked at only as far as
// it decides that: a common table for its columns once something reads it, the
// other sides of a set operation not at all. Nothing is reported, and names far
// from the place may be unbound.
func Bind(src string, options Options, offset int) *Bindings {
	query, problems := amcsql.Parse(src)
	a := newAnalyser(src, query, options, amcsql.HasErrors(problems))
	a.focus = &focus{offset: offset}
	a.query(query, nil, place{outermost: true})
	return a.bindings
}

// focus is the place that a Bind is about.
type focus struct {
	offset int
	aside  bool // what is analysed now is elsewhere, and only its columns matter
}

// covers reports whether the place lies in a node, or right behind it.
func (f *focus) covers(n amcsql.Node) bool {
	return n.Span().Covers(f.offset)
}

// beside reports whether only the columns of what is analysed now matter.
func (a *analyser) beside() bool { return a.focus != nil && a.focus.aside }

// oneSide gives the side of a set operation that the place is in, nil where both count.
func (a *analyser) oneSide(op *amcsql.SetOperation) amcsql.Body {
	if a.focus == nil || a.focus.aside {
		return nil
	}
	left, right := a.focus.covers(op.Left), a.focus.covers(op.Right)
	switch {
	case left && !right:
		return op.Left
	case right && !left:
		return op.Right
	}
	return nil
}

// postponed makes a common table that the place is not in: it is analysed once
// something reads it. It reports whether it was one.
func (a *analyser) postponed(with *amcsql.With, node *amcsql.CommonTable, own *scope, key string) bool {
	if a.focus == nil || !a.focus.aside && a.focus.covers(node) {
		return false
	}
	if !a.focus.aside && a.focus.covers(with) && node.Span().From() > a.focus.offset {
		return true // the place cannot read it
	}
	if own.tables[key] != nil {
		return true
	}
	table := &commonTable{node: node, order: len(own.tables) + 1}
	table.pending = func() *shape {
		aside, limit := a.focus.aside, own.limit
		a.focus.aside, own.limit = true, table.order
		defer func() { a.focus.aside, own.limit = aside, limit }()
		return a.renamed(a.query(node.Query, own, place{}), node.Name.Name, node.Columns)
	}
	own.tables[key] = table
	return true
}

// rows are what a common table consists of.
func (t *commonTable) rows() *shape {
	if pending := t.pending; pending != nil {
		t.pending, t.shape = nil, unknownShape()
		t.shape = pending()
	}
	return t.shape
}
