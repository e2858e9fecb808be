package amcsql

// lists are where the elements of lists wait until all of a list are read; those
// of a list within it come behind its own. So the tree gets each list in a piece
// of memory of its size.
type lists struct {
	exprs pile[Expr]
	items pile[*SelectItem]
}

// pile is a stack of lists.
type pile[T any] struct{ elements []T }

func (p *pile[T]) add(element T) { p.elements = append(p.elements, element) }

// take returns the list of all elements from a height on, nil where there are
// none, and takes it off.
func (p *pile[T]) take(height int) []T {
	top := p.elements[height:]
	if len(top) == 0 {
		return nil
	}
	list := make([]T, len(top))
	copy(list, top)
	clear(top) // the memory is used again, and must not hold on to the tree
	p.elements = p.elements[:height]
	return list
}

// concat puts the rest of a list behind what was read of it before, which is
// nothing in most.
func concat(before, rest []Expr) []Expr {
	if len(before) == 0 {
		return rest
	}
	return append(before, rest...)
}

func (p *pile[T]) height() int { return len(p.elements) }
