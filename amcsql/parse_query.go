package amcsql

import (
	"fmt"
	"strings"
)

// text reads a whole text.
func (p *parser) text() *Query {
	if p.atEnd() {
		p.add(Diagnostic{Code: CodeEmptyQuery, Span: p.peek().Span, Message: "There is no query here; begin with SELECT or WITH."})
		return &Query{Located: p.located(p.here()), Body: &BadBody{p.located(p.here())}}
	}
	start := p.here()
	if token := p.peek(); token.is(traitStatement) {
		p.failWith(Diagnostic{
			Code: CodeNotAQuery, Span: token.Span,
			Message: fmt.Sprintf("AMC only reads data: %s is not available. A query begins with SELECT or WITH.", token.Keyword),
		})
		p.next = len(p.tokens) - 1
		return &Query{Located: p.located(start), Body: &BadBody{p.located(start)}}
	}
	query := p.query()
	p.leftovers()
	if semicolon := p.peek(); p.accept(";") {
		query.Terminator = &Semicolon{Located{semicolon.Span}}
		for p.accept(";") {
			query.Terminator.At.End = p.behind().End
		}
		query.At = p.since(start)
		if !p.atEnd() {
			p.failWith(Diagnostic{
				Code: CodeSeveralStatements, Span: p.peek().Span,
				Message: "A text holds one query; what follows the semicolon is another one. Remove it or save it as a query of its own.",
			})
		}
	}
	return query
}

// leftovers reports what stands between the end of the query and ";", once.
func (p *parser) leftovers() {
	if p.atEnd() || p.at(";") {
		return
	}
	if p.at(")") {
		p.strayParenthesis()
	} else {
		p.fail("the query ends here, %s cannot follow", p.found())
	}
	for !p.atEnd() && !p.at(";") {
		p.advance()
	}
}

// query reads [WITH …] body [ORDER BY …] [LIMIT …], without parentheses around it.
func (p *parser) query() *Query {
	query := &Query{}
	start := p.here()
	p.nest(func() {
		if p.atWord("WITH") {
			query.With = p.with()
		}
		query.Body = p.combination(0)
		p.tail(query)
		for p.atSetOperator() {
			p.misplacedTail(query)
			query.Body = p.combine(query.Body, 0)
			p.tail(query)
		}
	})
	if query.Body == nil {
		query.Body = &BadBody{Located{Span{start, start}}}
	}
	query.At = p.since(start)
	return query
}

func (p *parser) with() *With {
	start := p.here()
	p.advance()
	with := &With{Recursive: p.acceptWord("RECURSIVE")}
	for {
		if table := p.commonTable(); table != nil {
			with.Tables = append(with.Tables, table)
		}
		if !p.accept(",") {
			if p.atName() && (p.peekAt(1).Keyword == "AS" || p.peekAt(1).isSymbol("(")) {
				p.failWith(Diagnostic{
					Code: CodeMissingComma, Span: p.peek().Span,
					Message: "A comma is missing between this common table and the one before.",
					Fixes:   []Fix{{Title: "Insert a comma", Edits: []Edit{{Span: p.behind(), Text: ","}}}},
				})
				continue
			}
			break
		}
		if p.trailingComma() {
			break
		}
	}
	with.At = p.since(start)
	return with
}

func (p *parser) commonTable() *CommonTable {
	start := p.here()
	table := &CommonTable{Name: p.name("the name of a common table")}
	if table.Name == nil {
		p.skip()
		return nil
	}
	switch {
	case p.at("(") && p.atQuery(0):
		p.failWith(Diagnostic{
			Span: p.peek().Span, Message: "AS is missing before the query of a common table.",
			Fixes: []Fix{{Title: "Insert AS", Edits: []Edit{{Span: p.behind(), Text: " AS"}}}},
		})
	case p.at("("):
		table.Columns = p.columnList()
		p.expectWord("AS", "before the query of a common table")
	default:
		p.expectWord("AS", "before the query of a common table")
	}
	switch {
	case p.acceptWord("MATERIALIZED"):
		table.Materialized = Materialized
	case p.acceptWord("NOT", "MATERIALIZED"):
		table.Materialized = NotMaterialized
	}
	read := p.inParens("before the query of a common table", func() { table.Query = p.query() })
	if !read {
		here := p.behind()
		table.Query = &Query{Located: Located{here}, Body: &BadBody{Located{here}}}
		p.skip()
	}
	table.Located = p.located(start)
	return table
}

// columnList reads (a, b).
func (p *parser) columnList() []*Ident {
	var columns []*Ident
	p.inParens("before the names of columns", func() {
		for {
			column := p.name("the name of a column")
			if column == nil {
				p.skip()
			} else {
				columns = append(columns, column)
				p.resync("this name")
			}
			if !p.accept(",") || p.trailingComma() {
				return
			}
		}
	})
	return columns
}

func (p *parser) atSetOperator() bool {
	return p.atAnyWord("UNION", "INTERSECT", "EXCEPT", "MINUS")
}

// combination reads bodies joined by set operators that bind at least as
// tightly as power.
func (p *parser) combination(power int) Body {
	return p.combine(p.operandBody(), power)
}

func setPower(operator SetOperator) int {
	if operator == Intersect {
		return 2
	}
	return 1
}

// combine goes on from a body that was read already.
func (p *parser) combine(left Body, power int) Body {
	for height := 1; p.atSetOperator() && p.grew(height); height++ {
		operator := SetOperator(p.peek().Keyword)
		if setPower(operator) <= power {
			break
		}
		at := p.here()
		p.advance()
		operation := &SetOperation{Left: left, Operator: operator, Quantifier: p.quantifier()}
		operation.OperatorAt = p.since(at)
		p.nest(func() { operation.Right = p.combination(setPower(operator)) })
		if operation.Right == nil {
			operation.Right = &BadBody{Located{p.behind()}}
		}
		operation.At = join(left.Span(), operation.Right.Span())
		left = operation
	}
	return left
}

func (p *parser) quantifier() Quantifier {
	switch {
	case p.acceptWord("ALL"):
		return All
	case p.acceptWord("DISTINCT"):
		return Distinct
	case strings.EqualFold(p.peek().Text, "UNIQUE") && p.peek().Kind == TokenWord && startsOperand(p.peekAt(1)):
		at := p.peek().Span
		p.failWith(Diagnostic{
			Span: at, Message: "SQL writes DISTINCT instead of UNIQUE.",
			Fixes: []Fix{{Title: "Write DISTINCT", Edits: []Edit{{Span: at, Text: "DISTINCT"}}}},
		})
		p.advance()
		return Distinct
	}
	return QuantifierNone
}

// operandBody reads SELECT, VALUES or a query in parentheses.
func (p *parser) operandBody() Body {
	start := p.here()
	switch {
	case p.atWord("SELECT"):
		return p.selectBody()
	case p.atWord("VALUES"):
		return p.values()
	case p.at("("):
		nested := &NestedQuery{}
		p.inParens("", func() { nested.Query = p.query() })
		nested.Located = p.located(start)
		return nested
	}
	if p.atWord("FROM") || p.atWord("WHERE") || p.atWord("GROUP") {
		p.fail("expected SELECT before %s", p.peek().Keyword)
		return p.selectBody()
	}
	if !p.misspelt(p.next, "SELECT", "WITH", "VALUES") {
		p.failWith(Diagnostic{
			Code: CodeNotAQuery, Span: p.peek().Span,
			Message: fmt.Sprintf("Expected SELECT, WITH or VALUES, found %s.", p.found()),
		})
	}
	p.skipToBoundary()
	if p.atWord("SELECT") || clauseRank[p.peek().Keyword] > 0 {
		return p.selectBody()
	}
	return &BadBody{p.located(start)}
}

func (p *parser) values() *Values {
	start := p.here()
	p.advance()
	values := &Values{}
	for {
		values.Rows = append(values.Rows, p.valuesRow())
		p.resync("this row")
		if !p.accept(",") || p.trailingComma() {
			break
		}
	}
	values.Located = p.located(start)
	return values
}

func (p *parser) valuesRow() *Row {
	start := p.here()
	explicit := p.peek().Keyword == "ROW" && p.peekAt(1).isSymbol("(")
	if explicit {
		p.advance()
	}
	if !p.at("(") {
		return &Row{Items: []Expr{p.expression(0)}, Bare: true, Located: p.located(start)}
	}
	row := &Row{Explicit: explicit}
	p.inParens("before a row", func() { row.Items = p.expressions("this value") })
	row.Located = p.located(start)
	return row
}

// atQuery reports whether a query begins n tokens ahead, parentheses before it passed over.
func (p *parser) atQuery(n int) bool {
	at := min(p.next+n, len(p.tokens)-1)
	for most := at + maxNesting; at < most && p.tokens[at].isSymbol("("); {
		at++
	}
	switch p.tokens[at].Keyword {
	case "SELECT", "WITH", "VALUES":
		return true
	}
	return false
}
