package amcsql

import (
	"fmt"
	"slices"
	"strings"
)

// selectBody reads SELECT and its clauses. It also goes on where SELECT itself
// is missing, which the caller has reported.
func (p *parser) selectBody() *Select {
	start := p.here()
	s := &Select{}
	if p.acceptWord("SELECT") {
		at := p.here()
		s.Quantifier = p.quantifier()
		if s.Quantifier != QuantifierNone {
			s.QuantifierAt = p.since(at)
		}
		if p.atWord("TOP") && p.peekAt(1).Kind == TokenNumber {
			p.advance()
			s.Top = p.operand()
		}
		s.Items = p.selectItems()
	}
	clauses := p.here()
	p.clauses(s)
	p.fromForgotten(s, clauses)
	s.Located = p.located(start)
	return s
}

// fromForgotten notes a FROM that the clauses of a SELECT need and that is not
// there, unless what stands in its place was reported. Which name was meant as
// that of a table is for those to say who know the tables. The clauses begin at
// the position given.
func (p *parser) fromForgotten(s *Select, clauses Position) {
	if len(s.From) > 0 || len(s.Items) == 0 || s.Where == nil && s.GroupBy == nil && s.Having == nil {
		return
	}
	last := s.Items[len(s.Items)-1].Span()
	s.FromForgotten = !slices.ContainsFunc(p.diagnostics, func(d Diagnostic) bool {
		at := d.Span.Start.Offset
		return at >= last.Start.Offset && at <= clauses.Offset
	})
}

func (p *parser) selectItems() []*SelectItem {
	if p.atBoundary() {
		p.fail("expected a column after SELECT, found %s", p.found())
		return nil
	}
	items := &p.lists.items
	height := items.height()
	for {
		if p.at(",") {
			at := p.peek().Span
			p.failWith(Diagnostic{
				Span: at, Message: "Expected a column before this comma.",
				Fixes: []Fix{{Title: "Remove the comma", Edits: []Edit{{Span: at}}}},
			})
			p.advance()
			continue
		}
		items.add(p.selectItem())
		p.resync("this column")
		if !p.accept(",") || p.trailingComma() || p.atEnd() {
			return items.take(height)
		}
	}
}

func (p *parser) selectItem() *SelectItem {
	start := p.here()
	expr := p.expression(0)
	if !p.atWord("AS") && !p.atName() {
		return &SelectItem{Located: p.located(start), Expr: expr}
	}
	node := &struct { // in one piece of memory, as most items have an alias
		item  SelectItem
		alias Ident
	}{}
	item := &node.item
	item.Expr = expr
	switch {
	case p.acceptWord("AS"):
		item.As = true
		if p.peek().Kind == TokenText {
			p.failWith(Diagnostic{
				Span:    p.peek().Span,
				Message: "A column is named without quotes; single quotes make a text.",
				Fixes:   unquotedName(p.peek()),
			})
			p.advance()
			break
		}
		if p.nameFollows("a name after AS") {
			item.Alias = p.readIdent(&node.alias)
		} else if p.peek().Kind == TokenWord && p.nameWouldFit() {
			p.advance()
		}
	case p.atInto():
		p.into()
	default:
		item.Alias = p.readIdent(&node.alias)
	}
	if item.Alias != nil && p.atInto() {
		p.into()
	}
	item.Located = p.located(start)
	return item
}

// atInto reports whether INTO and the name of a table come next.
func (p *parser) atInto() bool {
	return strings.EqualFold(p.peek().Text, "INTO") && p.peekAt(1).isName()
}

// into reports SELECT … INTO table.
func (p *parser) into() {
	at := join(p.peek().Span, p.peekAt(1).Span)
	p.failWith(Diagnostic{
		Code: CodeNotAQuery, Span: at, Message: "AMC only reads data: no table can be made with INTO.",
		Fixes: []Fix{{Title: "Remove INTO", Edits: []Edit{{Span: Span{p.behind().Start, at.End}}}}},
	})
	p.next += 2
}

// unquotedName takes the quotes off a text that could be a name without them.
func unquotedName(token *Token) []Fix {
	name := strings.ReplaceAll(strings.TrimSpace(token.unquoted()), " ", "_")
	if name == "" || !isNameStart(name[0]) || IsReserved(name) {
		return nil
	}
	for i := range len(name) {
		if !isNamePart(name[i]) {
			return nil
		}
	}
	return []Fix{{Title: "Name it " + name, Edits: []Edit{{Span: token.Span, Text: name}}}}
}

// nameWouldFit reports whether the next word stands where a name should,
// because a list goes on or ends right after it.
func (p *parser) nameWouldFit() bool {
	after := p.peekAt(1)
	return after.isSymbol(",") || after.isSymbol(")") || after.isSymbol(";") || after.Kind == TokenEnd || after.is(traitClause)
}

// clauseRank is the order in which clauses may stand.
var clauseRank = map[string]int{"FROM": 1, "WHERE": 2, "GROUP": 3, "HAVING": 4, "WINDOW": 5, "QUALIFY": 6}

// clauses reads FROM to QUALIFY. One that is out of order or there twice is
// reported and read all the same.
func (p *parser) clauses(s *Select) {
	seen := 0
	last := ""
	var read [8]bool // by rank
	for count := 1; ; count++ {
		word := p.peek().Keyword
		rank := clauseRank[word]
		if rank == 0 {
			return
		}
		if count > maxClauses { // conditions of one clause nest to the left
			p.giveUp(fmt.Sprintf("This SELECT has more than %d clauses.", maxClauses))
			return
		}
		switch {
		case read[rank]:
			p.add(Diagnostic{
				Code: CodeDuplicateClause, Span: p.peek().Span,
				Message: fmt.Sprintf("This SELECT has %s already.", clauseName(word)),
			})
		case rank < seen:
			p.add(Diagnostic{
				Code: CodeClauseOrder, Span: p.peek().Span,
				Message: fmt.Sprintf("%s must stand before %s.", clauseName(word), clauseName(last)),
			})
		}
		read[rank] = true
		if rank > seen {
			seen, last = rank, word
		}
		p.clause(s, word)
	}
}

func clauseName(word string) string {
	if word == "GROUP" {
		return "GROUP BY"
	}
	return word
}

func (p *parser) clause(s *Select, word string) {
	start := p.here()
	p.advance()
	switch word {
	case "FROM":
		if tables := p.fromList(); s.From == nil {
			s.From = tables
		} else {
			s.From = append(s.From, tables...)
		}
	case "WHERE":
		s.Where = p.condition(s.Where, "this condition")
	case "GROUP":
		s.GroupBy = p.groupBy(start)
	case "HAVING":
		s.Having = p.condition(s.Having, "this condition")
	case "WINDOW":
		s.Windows = append(s.Windows, p.namedWindows()...)
	case "QUALIFY":
		s.Qualify = &Qualify{Condition: p.condition(nil, "this condition")}
		s.Qualify.Located = p.located(start)
	}
}

// condition reads a filter. A second one of the same clause replaces nothing:
// both are kept, so that their names are still checked.
func (p *parser) condition(before Expr, what string) Expr {
	condition := p.expression(0)
	if p.at(",") {
		p.commaInCondition()
		p.skipToBoundary()
	}
	if !p.atBoundary() {
		p.resync(what)
		p.skipToBoundary()
	}
	if before == nil {
		return condition
	}
	return &Binary{
		Located: Located{join(before.Span(), condition.Span())},
		Left:    before, Right: condition, Operator: "AND",
	}
}

// commaInCondition reports a comma behind a condition: one in place of AND, or
// one that parts the thousands of a number.
func (p *parser) commaInCondition() {
	comma := p.peek().Span
	before, after := &p.tokens[p.next-1], p.peekAt(1)
	if before.Kind == TokenNumber && after.Kind == TokenNumber && before.Span.End == comma.Start && after.Span.Start == comma.End && len(after.Text) == 3 {
		p.failWith(Diagnostic{
			Span: join(before.Span, after.Span), Message: "A number is written without commas: " + before.Text + after.Text + ".",
			Fixes: []Fix{{Title: "Remove the comma", Edits: []Edit{{Span: comma}}}},
		})
		return
	}
	p.advance()
	if p.trailingComma() {
		return
	}
	d := Diagnostic{Span: comma, Message: "A comma cannot join conditions; write AND or OR."}
	if startsOperand(after) {
		d.Fixes = []Fix{{Title: "Write AND", Edits: []Edit{{Span: comma, Text: " AND"}}}}
	}
	p.failWith(d)
}

func (p *parser) groupBy(start Position) *GroupBy {
	p.expectWord("BY", "after GROUP")
	at := p.here()
	group := &GroupBy{Quantifier: p.quantifier()}
	if group.Quantifier == All && p.atBoundary() {
		p.add(Diagnostic{Span: p.since(at), Message: "GROUP BY ALL is another system's; name the columns to group by."})
		group.Located = p.located(start)
		return group
	}
	list := &p.lists.exprs
	height := list.height()
	for {
		list.add(p.groupingItem())
		p.resync("this grouping")
		if !p.accept(",") || p.trailingComma() {
			break
		}
	}
	group.Items = list.take(height)
	group.Located = p.located(start)
	return group
}

// groupingItem reads an expression or a grouping set.
func (p *parser) groupingItem() Expr {
	start := p.here()
	var kind GroupingKind
	switch {
	case p.at("(") && p.peekAt(1).isSymbol(")"):
		p.next += 2
		return &GroupingSet{Kind: GroupingNone, Located: p.located(start)}
	case p.atAnyWord("ROLLUP", "CUBE") && p.peekAt(1).isSymbol("("):
		kind = GroupingKind(p.advance().Keyword)
	case p.atWord("GROUPING", "SETS"):
		kind = GroupingSets
		p.next += 2
	default:
		return p.expression(0)
	}
	set := &GroupingSet{Kind: kind}
	p.inParens("after "+string(kind), func() {
		p.nest(func() {
			for {
				set.Items = append(set.Items, p.groupingItem())
				p.resync("this grouping")
				if !p.accept(",") || p.trailingComma() {
					return
				}
			}
		})
	})
	set.Located = p.located(start)
	return set
}
