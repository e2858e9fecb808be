package amcsql

import "fmt"

// tail reads the clauses that follow a body, in any order: analysis of the
// rest is worth more than insisting on theirs.
func (p *parser) tail(query *Query) {
	for {
		switch {
		case p.atWord("ORDER"):
			duplicate := query.OrderBy != nil || query.Limit != nil
			if duplicate {
				p.add(Diagnostic{Code: CodeClauseOrder, Span: p.peek().Span, Message: "ORDER BY stands once, before LIMIT."})
			}
			query.OrderBy = p.orderBy()
		case p.atAnyWord("LIMIT", "OFFSET", "FETCH"):
			if query.Limit == nil {
				query.Limit = &Limit{Located: Located{p.peek().Span}}
			}
			p.limit(query.Limit)
		default:
			return
		}
	}
}

// misplacedTail reports ORDER BY or LIMIT before a set operator.
func (p *parser) misplacedTail(query *Query) {
	var misplaced Node
	switch {
	case query.OrderBy != nil:
		misplaced = query.OrderBy
	case query.Limit != nil:
		misplaced = query.Limit
	default:
		return
	}
	p.add(Diagnostic{
		Code: CodeClauseOrder, Span: misplaced.Span(),
		Message: fmt.Sprintf("This stands before %s; put the part before it in parentheses, or move this to the end.", p.peek().Keyword),
	})
}

// orderBy reads ORDER BY with its items.
func (p *parser) orderBy() *OrderBy {
	start := p.here()
	p.advance()
	p.expectWord("BY", "after ORDER")
	order := &OrderBy{}
	for {
		item := &OrderItem{}
		at := p.here()
		item.Expr = p.expression(0)
		if p.atAnyWord("ASC", "DESC") {
			item.Direction = p.advance().Keyword
		}
		if p.acceptWord("NULLS") {
			if p.atAnyWord("FIRST", "LAST") {
				item.Nulls = p.advance().Keyword
			} else {
				p.fail("expected FIRST or LAST after NULLS, found %s", p.found())
			}
		}
		item.Located = p.located(at)
		order.Items = append(order.Items, item)
		if !p.atAnyWord("ROWS", "RANGE", "GROUPS") { // the frame of a window
			p.resync("this sort key")
		}
		if !p.accept(",") || p.trailingComma() {
			break
		}
	}
	order.Located = p.located(start)
	return order
}

// limit reads one of LIMIT, OFFSET and FETCH into limit.
func (p *parser) limit(limit *Limit) {
	switch p.advance().Keyword {
	case "LIMIT":
		if limit.All = p.acceptWord("ALL"); limit.All {
			break
		}
		limit.Count = p.expression(0)
		if p.accept(",") {
			limit.Comma = true
			limit.Offset, limit.Count = limit.Count, p.expression(0)
		}
	case "OFFSET":
		limit.Offset = p.expression(0)
		_ = p.acceptWord("ROWS") || p.acceptWord("ROW")
	case "FETCH":
		limit.Fetch = true
		if !p.acceptWord("FIRST") && !p.acceptWord("NEXT") {
			p.fail("expected FIRST or NEXT after FETCH, found %s", p.found())
		}
		if !p.atAnyWord("ROW", "ROWS") {
			limit.Count = p.expression(0)
		}
		if !p.acceptWord("ROWS") && !p.acceptWord("ROW") {
			p.fail("expected ROWS, found %s", p.found())
		}
		p.expectWord("ONLY", "after ROWS")
	}
	limit.At = p.since(limit.At.Start)
	if !p.atBoundary() {
		p.resync("this clause")
	}
}
