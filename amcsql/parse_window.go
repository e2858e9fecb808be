package amcsql

func (p *parser) namedWindows() []*NamedWindow {
	var windows []*NamedWindow
	for {
		start := p.here()
		name := p.name("the name of a window")
		if name == nil {
			p.skip()
		} else {
			window := &NamedWindow{Name: name}
			p.expectWord("AS", "after the name of a window")
			window.Spec = p.windowSpec()
			window.Located = p.located(start)
			windows = append(windows, window)
			p.resync("this window")
		}
		if !p.accept(",") || p.trailingComma() {
			return windows
		}
	}
}

// over reads what follows OVER.
func (p *parser) over() *Window {
	if p.atWord("ORDER") || p.atWord("PARTITION", "BY") {
		return p.openWindow()
	}
	if p.atName() {
		name := p.ident()
		return &Window{Located: name.Located, Base: name, Bare: true}
	}
	return p.windowSpec()
}

// openWindow passes over a window that stands without parentheses, as far as
// the column that it belongs to can reach.
func (p *parser) openWindow() *Window {
	start := p.here()
	words := Span{start, p.peekAt(1).Span.End}
	for !p.atEnd() && !p.at(",") && !p.at(")") && !p.atAnyWord("AS", "FROM") {
		p.skipOne()
	}
	end := p.behind().End
	p.add(Diagnostic{
		Span: words, Message: "A window stands in parentheses: OVER (PARTITION BY … ORDER BY …).",
		Fixes: []Fix{{Title: "Add the parentheses", Edits: []Edit{
			{Span: Span{start, start}, Text: "("}, {Span: Span{end, end}, Text: ")"},
		}}},
	})
	return &Window{Located: p.located(start)}
}

func (p *parser) windowSpec() *Window {
	start := p.here()
	window := &Window{}
	p.inParens("before a window", func() {
		if p.atName() && !p.atAnyWord("PARTITION", "ROWS", "RANGE", "GROUPS") {
			window.Base = p.ident()
		}
		if p.acceptWord("PARTITION") {
			p.expectWord("BY", "after PARTITION")
			window.PartitionBy = p.expressions("this partition key")
		}
		if p.atWord("ORDER") {
			window.OrderBy = p.orderBy()
		}
		if p.atAnyWord("ROWS", "RANGE", "GROUPS") {
			window.Frame = p.frame()
		}
	})
	window.Located = p.located(start)
	return window
}

func (p *parser) frame() *Frame {
	start := p.here()
	frame := &Frame{Unit: p.advance().Keyword}
	if p.acceptWord("BETWEEN") {
		frame.Start = p.frameBound()
		p.expectWord("AND", "between the edges of a frame")
		frame.End = p.frameBound()
	} else {
		frame.Start = p.frameBound()
	}
	if p.acceptWord("EXCLUDE") {
		frame.Exclusion = p.frameExclusion()
	}
	frame.Located = p.located(start)
	return frame
}

func (p *parser) frameExclusion() string {
	for _, words := range [][]string{{"CURRENT", "ROW"}, {"NO", "OTHERS"}, {"GROUP"}, {"TIES"}} {
		if !p.acceptWord(words...) {
			continue
		}
		if len(words) == 2 {
			return words[0] + " " + words[1]
		}
		return words[0]
	}
	p.fail("expected CURRENT ROW, GROUP, TIES or NO OTHERS after EXCLUDE, found %s", p.found())
	return ""
}

func (p *parser) frameBound() *FrameBound {
	start := p.here()
	bound := &FrameBound{}
	switch {
	case p.acceptWord("CURRENT", "ROW"):
		bound.Kind = CurrentRow
	case p.acceptWord("UNBOUNDED"):
		bound.Kind = p.boundSide(UnboundedPreceding, UnboundedFollowing)
	default:
		bound.Offset = p.expression(powerRange + 1)
		bound.Kind = p.boundSide(Preceding, Following)
	}
	bound.Located = p.located(start)
	return bound
}

func (p *parser) boundSide(before, after BoundKind) BoundKind {
	switch {
	case p.acceptWord("PRECEDING"):
		return before
	case p.acceptWord("FOLLOWING"):
		return after
	}
	p.fail("expected PRECEDING or FOLLOWING, found %s", p.found())
	return before
}
