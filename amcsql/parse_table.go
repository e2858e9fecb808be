package amcsql

import (
	"fmt"
	"strings"
)

// fromList reads the tables of FROM, joined by commas.
func (p *parser) fromList() []Table {
	var tables []Table
	for {
		tables = append(tables, p.joined())
		if !p.atTableEnd() {
			p.resync("this table")
		}
		if !p.accept(",") || p.trailingComma() {
			return tables
		}
	}
}

// atTableEnd reports whether what follows a table belongs to a join around it.
func (p *parser) atTableEnd() bool { return p.at(",") || p.atBoundary() }

// joined reads a table and the joins that follow it.
func (p *parser) joined() Table {
	left := p.tableOperand()
	for height := 1; ; height++ {
		join, ok := p.joinOperator()
		if !ok {
			return left
		}
		if !p.grew(height) {
			return left
		}
		join.Left = left
		join.Right = p.tableOperand()
		p.joinCondition(join)
		join.At = p.since(left.Span().Start)
		left = join
	}
}

// joinOperator reads the words from NATURAL to JOIN or APPLY, if there are any.
func (p *parser) joinOperator() (*Join, bool) {
	if !p.peek().is(traitReserved) || !p.atAnyWord("NATURAL", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER", "JOIN") {
		return nil, false
	}
	start := p.here()
	join := &Join{Kind: InnerJoin, Natural: p.acceptWord("NATURAL")}
	switch {
	case p.acceptWord("INNER"):
		join.Inner = true
	case p.atAnyWord("LEFT", "RIGHT", "FULL"):
		join.Kind = JoinKind(p.advance().Keyword)
		join.Outer = p.acceptWord("OUTER")
	case p.acceptWord("CROSS"):
		join.Kind = CrossJoin
		if p.acceptWord("APPLY") {
			join.Kind = CrossApply
		}
	case p.acceptWord("OUTER", "APPLY"):
		join.Kind = OuterApply
	case p.atWord("OUTER"):
		p.fail("OUTER needs LEFT or FULL before it")
		p.advance()
	}
	applied := join.Kind == CrossApply || join.Kind == OuterApply
	if !applied && !p.acceptWord("JOIN") {
		if p.here() == start {
			return nil, false
		}
		p.expectWord("JOIN", "after "+p.tokens[p.next-1].Keyword)
		if p.atBoundary() || p.at(",") {
			return nil, false
		}
	}
	join.OperatorAt = p.since(start)
	return join, true
}

func (p *parser) joinCondition(join *Join) {
	start := p.here()
	switch {
	case p.acceptWord("ON"):
		join.On = p.expression(0)
	case p.acceptWord("USING"):
		join.Using = p.columnList()
		join.UsingAt = p.since(start)
	}
}

// tableOperand reads one table with its alias.
func (p *parser) tableOperand() Table {
	var table Table
	p.nest(func() { table = p.tablePrimary() })
	if table == nil {
		return &BadTable{Located{p.behind()}}
	}
	if p.atWord("TABLESAMPLE") {
		return p.sample(table)
	}
	return table
}

func (p *parser) tablePrimary() Table {
	start := p.here()
	lateral := p.atWord("LATERAL") && !p.peekAt(1).isAliasOrEnd()
	if lateral {
		p.advance()
	}
	switch token := p.peek(); {
	case token.Kind == TokenPlaceholder:
		table := &PlaceholderTable{Placeholder: p.placeholder()}
		table.Alias = p.tableAlias()
		table.Located = p.located(start)
		return table
	case token.isSymbol("("):
		return p.parenTable(start, lateral)
	case token.Keyword == "TABLE" && p.peekAt(1).isSymbol("("):
		return p.wrappedFunction(start, lateral)
	case token.Keyword == "UNNEST" && p.peekAt(1).isSymbol("("):
		return p.unnest(start, lateral)
	case p.atWord("VALUES"):
		table := &DerivedTable{Lateral: lateral, Query: p.query(), Alias: p.tableAlias()}
		table.Located = p.located(start)
		return table
	case token.Kind == TokenMarker:
		p.foreign()
		p.tableAlias()
		return &BadTable{p.located(start)}
	case p.atName():
		return p.namedTable(start, lateral)
	}
	if p.atWord("SELECT") || p.atWord("WITH") {
		p.fail("a query in FROM stands in parentheses; write FROM (%s …)", p.found())
		return &BadTable{p.located(start)}
	}
	p.fail("expected a table, found %s", p.found())
	return &BadTable{p.located(start)}
}

// isAliasOrEnd reports whether LATERAL before t is the name of a table.
func (t *Token) isAliasOrEnd() bool {
	return t.Kind == TokenEnd || t.isSymbol(",") || t.isSymbol(")") || t.is(traitReserved)
}

func (p *parser) namedTable(start Position, lateral bool) Table {
	node := &struct { // in one piece of memory, as most tables are such
		table NamedTable
		name  simpleName
	}{}
	name := p.readQualifiedName(&node.name)
	if p.at("(") {
		call := &Call{Function: name}
		p.arguments(call)
		call.Located = p.located(start)
		return p.functionTable(start, call, lateral, false)
	}
	table := &node.table
	table.Name, table.Alias = name, p.tableAlias()
	table.Located = p.located(start)
	return table
}

// wrappedFunction reads TABLE( function( … ) ).
func (p *parser) wrappedFunction(start Position, lateral bool) Table {
	p.advance()
	call := &Call{}
	p.inParens("after TABLE", func() {
		at := p.here()
		if p.atName() && p.next+1 < len(p.tokens) {
			call.Function = p.qualifiedName()
			if p.at("(") {
				p.arguments(call)
			} else {
				p.fail("expected a function such as EXTEND_TIME_WINDOW('table', 'P14D', 'P0D') inside TABLE( )")
			}
		} else {
			p.fail("expected a function inside TABLE( ), found %s", p.found())
		}
		call.Located = p.located(at)
	})
	if call.Function == nil {
		p.tableAlias()
		return &BadTable{p.located(start)}
	}
	return p.functionTable(start, call, lateral, true)
}

func (p *parser) functionTable(start Position, call *Call, lateral, wrapped bool) Table {
	alias := p.tableAlias()
	if len(call.Function.Parts) == 1 && SameName(call.Function.Parts[0].Name, "EXTEND_TIME_WINDOW") {
		return &ExtendedTable{
			Located: p.located(start), Function: call.Function.Parts[0], Args: call.Args, Alias: alias, Wrapped: wrapped,
		}
	}
	return &FunctionTable{Located: p.located(start), Lateral: lateral, Wrapped: wrapped, Call: call, Alias: alias}
}

func (p *parser) unnest(start Position, lateral bool) Table {
	p.advance()
	table := &Unnest{Lateral: lateral}
	p.inParens("after UNNEST", func() { table.Arrays = p.expressions("this array") })
	table.Ordinality = p.acceptWord("WITH", "ORDINALITY")
	table.Alias = p.tableAlias()
	table.Located = p.located(start)
	return table
}

// parenTable reads a query or a join in parentheses. Which of the two it is
// may show only after the inner parentheses: ((SELECT …) UNION …) begins like
// ((SELECT …) a JOIN b).
func (p *parser) parenTable(start Position, lateral bool) Table {
	var query *Query
	var table Table
	p.inParens("", func() {
		if !p.at("(") && p.atQuery(0) {
			query = p.query()
			return
		}
		table = p.joined()
		derived, bare := table.(*DerivedTable)
		if bare && derived.Alias == nil && !derived.Lateral {
			query = p.continued(&NestedQuery{Located: derived.Located, Query: derived.Query})
		}
	})
	alias := p.tableAlias()
	if query != nil {
		return &DerivedTable{Located: p.located(start), Lateral: lateral, Query: query, Alias: alias}
	}
	if table == nil {
		table = &BadTable{p.located(start)}
	}
	return &ParenTable{Located: p.located(start), Table: table, Alias: alias}
}

// continued makes a query of one in parentheses that was read as something
// else, with the set operators and clauses that follow it.
func (p *parser) continued(body *NestedQuery) *Query {
	query := &Query{Body: p.combine(body, 0)}
	p.tail(query)
	query.At = p.since(body.At.Start)
	return query
}

func (p *parser) sample(table Table) Table {
	p.advance()
	sampled := &SampledTable{Table: table}
	if p.atName() {
		sampled.Method = p.ident()
	}
	p.inParens("after TABLESAMPLE", func() { sampled.Args = p.expressions("this argument") })
	sampled.At = p.since(table.Span().Start)
	return sampled
}

// tableAlias reads [AS] name [(columns)], or returns nil.
func (p *parser) tableAlias() *TableAlias {
	start := p.here()
	as := p.acceptWord("AS")
	switch {
	case p.atAnyWord("PIVOT", "UNPIVOT"):
		p.fail("%s is not available in AMC; write one CASE per column instead", p.peek().Keyword)
		p.skip()
		return nil
	case p.atName():
	case !as || !p.nameFollows("a name after AS"):
		return nil
	}
	node := &struct {
		alias TableAlias
		name  Ident
	}{}
	alias := &node.alias
	alias.As, alias.Name = as, p.readIdent(&node.name)
	if p.at("(") {
		alias.Columns = p.columnList()
	}
	alias.Located = p.located(start)
	return alias
}

// simpleName is a QualifiedName of one part in one piece of memory.
type simpleName struct {
	name  QualifiedName
	ident Ident
	parts [1]*Ident
}

// qualifiedName reads name.name….
func (p *parser) qualifiedName() *QualifiedName { return p.readQualifiedName(&simpleName{}) }

func (p *parser) readQualifiedName(node *simpleName) *QualifiedName {
	start := p.here()
	name := &node.name
	name.Parts = append(node.parts[:0], p.readIdent(&node.ident))
	for p.at(".") {
		p.advance()
		if !p.atName() && p.peek().Kind != TokenPlaceholder {
			p.fail("expected a name after the dot, found %s", p.found())
			break
		}
		name.Parts = append(name.Parts, p.ident())
	}
	name.Located = p.located(start)
	return name
}

func (p *parser) placeholder() *Placeholder {
	token := p.advance()
	text := token.Text[2:]
	if !token.broken {
		text = text[:len(text)-2]
	}
	return &Placeholder{Located: Located{token.Span}, Text: trimSpace(text)}
}

// foreign reads a parameter marker of another tool and reports it.
func (p *parser) foreign() *ForeignParameter {
	token := p.advance()
	if strings.HasPrefix(token.Text, "[") {
		p.add(Diagnostic{
			Code: CodeForeignParameter, Span: token.Span,
			Message: "Words in square brackets are a gap of a template; write what it stands for: " + shorten(token.Text) + ".",
		})
		return &ForeignParameter{Located: Located{token.Span}, Text: token.Text}
	}
	name := trimMarker(token.Text)
	if name == "" {
		name = "name"
	}
	p.add(Diagnostic{
		Code: CodeForeignParameter, Span: token.Span,
		Message: fmt.Sprintf("%s is a parameter of another tool; in AMC write CUSTOM_PARAMETER('%s').", token.Text, name),
		Fixes: []Fix{{
			Title: "Use CUSTOM_PARAMETER", Edits: []Edit{{Span: token.Span, Text: "CUSTOM_PARAMETER('" + name + "')"}},
		}},
	})
	return &ForeignParameter{Located: Located{token.Span}, Text: token.Text}
}
