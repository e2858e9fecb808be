package amcsql

import "strings"

func trimSpace(s string) string { return strings.TrimSpace(s) }

// trimMarker takes the signs of a foreign parameter off its name.
func trimMarker(s string) string { return strings.Trim(s, ":@$?{} ") }

// operand reads what stands between operators.
func (p *parser) operand() Expr {
	token := p.peek()
	switch token.Kind {
	case TokenNumber:
		p.advance()
		return &NumberLiteral{Located: Located{token.Span}, Text: token.Text}
	case TokenText:
		return p.stringLiteral()
	case TokenPlaceholder:
		return p.placeholder()
	case TokenMarker:
		return p.foreign()
	case TokenQuotedName:
		return p.nameOrCall()
	case TokenWord:
		return p.wordOperand(token)
	case TokenSymbol:
		return p.symbolOperand(token)
	default:
	}
	return p.missingOperand()
}

func (p *parser) missingOperand() Expr {
	p.fail("expected an expression, found %s", p.found())
	if p.peek().Kind == TokenIllegal {
		return &BadExpr{Located{p.advance().Span}}
	}
	return &BadExpr{Located{p.behind()}}
}

func (p *parser) stringLiteral() *StringLiteral {
	token := p.advance()
	return &StringLiteral{Located: Located{token.Span}, Value: token.unquoted()}
}

func (p *parser) symbolOperand(token *Token) Expr {
	switch token.Text {
	case "(":
		return p.parenthesised()
	case "-", "+":
		p.advance()
		operand := p.expression(powerSign)
		return &Unary{Located: p.located(token.Span.Start), Operator: token.Text, OperatorAt: token.Span, Operand: operand}
	case "*":
		p.advance()
		return &Star{Located: Located{token.Span}}
	case "[":
		return p.bareArray(token)
	case "!":
		p.add(Diagnostic{
			Span: token.Span, Message: "SQL writes NOT instead of !.",
			Fixes: []Fix{{Title: "Write NOT", Edits: []Edit{{Span: token.Span, Text: "NOT "}}}},
		})
		p.advance()
		return &Unary{Operator: "NOT", OperatorAt: token.Span, Operand: p.expression(powerSign), Located: p.located(token.Span.Start)}
	}
	return p.missingOperand()
}

// parenthesised reads a subquery, a row or an expression in parentheses.
func (p *parser) parenthesised() Expr {
	start := p.here()
	var query *Query
	var items []Expr
	p.inParens("", func() {
		if p.atQuery(0) {
			var first Expr
			if query, first = p.queryOrExpression(); query != nil {
				return
			}
			items = append(items, first)
			p.resync("this value")
			if !p.accept(",") || p.trailingComma() {
				return
			}
		}
		items = concat(items, p.expressions("this value"))
	})
	switch {
	case query != nil:
		return &Subquery{Located: p.located(start), Query: query}
	case len(items) == 1:
		return &Paren{Located: p.located(start), Expr: items[0]}
	}
	return &Row{Located: p.located(start), Items: items}
}

// wordOperand reads keywords that begin an expression, and names.
func (p *parser) wordOperand(token *Token) Expr {
	after := p.peekAt(1)
	switch token.Keyword {
	case "NULL":
		return &NullLiteral{Located{p.advance().Span}}
	case "TRUE", "FALSE":
		p.advance()
		return &BoolLiteral{Located: Located{token.Span}, Value: token.Keyword == "TRUE"}
	case "NOT":
		p.advance()
		operand := p.expression(powerNot)
		return &Unary{Located: p.located(token.Span.Start), Operator: "NOT", OperatorAt: token.Span, Operand: operand}
	case "CASE":
		return p.caseOf()
	case "EXISTS":
		p.advance()
		exists := &Exists{}
		if !p.inParens("after EXISTS", func() { exists.Query = p.query() }) {
			at := p.behind()
			exists.Query = &Query{Located: Located{at}, Body: &BadBody{Located{at}}}
		}
		exists.Located = p.located(token.Span.Start)
		return exists
	case "DATE", "TIME", "TIMESTAMP":
		if after.Kind == TokenText {
			p.advance()
			value := p.stringLiteral()
			return &TypedLiteral{Located: p.located(token.Span.Start), Type: token.Keyword, Value: value}
		}
	case "INTERVAL":
		if startsInterval(after) {
			return p.interval()
		}
	case "MAP":
		if after.isSymbol("[") {
			p.advance()
			items := &MapLiteral{Items: p.bracketed("map", token.Span.Start)}
			items.Located = p.located(token.Span.Start)
			return items
		}
	case "ARRAY":
		if after.isSymbol("[") {
			p.advance()
			array := &ArrayLiteral{Elements: p.bracketed("array", token.Span.Start)}
			array.Located = p.located(token.Span.Start)
			return array
		}
		if after.isSymbol("(") && p.atQuery(2) {
			p.advance()
			array := &ArrayQuery{}
			p.inParens("after ARRAY", func() { array.Query = p.query() })
			array.Located = p.located(token.Span.Start)
			return array
		}
	case "LEFT", "RIGHT": // functions as well as joins
		if after.isSymbol("(") {
			return p.nameOrCall()
		}
	}
	if after.isSymbol("(") {
		if expr := p.specialCall(token); expr != nil {
			return expr
		}
	}
	if token.is(traitReserved) {
		return p.missingOperand()
	}
	return p.nameOrCall()
}

// nameOrCall reads a column, t.*, or a function with its arguments.
func (p *parser) nameOrCall() Expr {
	switch after := p.peekAt(1); {
	case p.peek().Kind == TokenPlaceholder:
	case after.isSymbol("."):
	case after.isSymbol("("), p.peek().is(traitBare):
		return p.simpleCall(!after.isSymbol("("))
	default:
		return p.simpleColumn()
	}
	start := p.here()
	node := &qualifiedColumn{}
	parts := append(node.parts[:0], p.readIdent(&node.names[0]))
	for p.at(".") {
		after := p.peekAt(1)
		if after.isSymbol("*") {
			p.next += 2
			return &Star{Located: p.located(start), Qualifier: parts}
		}
		p.advance()
		if !after.isName() && !after.is(traitLenient) && after.Kind != TokenPlaceholder {
			p.fail("expected a name after the dot, found %s", p.found())
			break
		}
		if len(parts) == 1 {
			parts = append(parts, p.readIdent(&node.names[1]))
		} else {
			parts = append(parts, p.ident())
		}
	}
	if !p.at("(") {
		node.ref = ColumnRef{Located: p.located(start), Parts: parts}
		return &node.ref
	}
	call := &Call{Function: &QualifiedName{Located: p.located(start), Parts: parts}}
	p.arguments(call)
	p.afterCall(call)
	call.Located = p.located(start)
	return call
}

// qualifiedColumn is t.column in one piece of memory, as it is frequent.
type qualifiedColumn struct {
	ref   ColumnRef
	names [2]Ident
	parts [2]*Ident
}

// simpleColumn reads a name without a qualifier. It is by far the most frequent
// node, so all of it is one piece of memory.
func (p *parser) simpleColumn() *ColumnRef {
	node := &struct {
		ref   ColumnRef
		name  Ident
		parts [1]*Ident
	}{}
	node.parts[0] = p.readIdent(&node.name)
	node.ref = ColumnRef{Located: node.name.Located, Parts: node.parts[:]}
	return &node.ref
}

// simpleCall reads a function whose name has no qualifier.
func (p *parser) simpleCall(bare bool) Expr {
	node := &struct {
		call     Call
		function simpleName
	}{}
	start := p.here()
	call := &node.call
	call.Function, call.Bare = p.readQualifiedName(&node.function), bare
	if bare {
		call.Located = p.located(start)
		return call
	}
	opening := p.next
	p.arguments(call)
	open := int(p.tokens[opening].mate) != p.next-1 && p.comparedIn(opening) > 0
	p.afterCall(call)
	call.Located = p.located(start)
	if open {
		return takenOut(call)
	}
	return call
}

func (p *parser) caseOf() Expr {
	start := p.here()
	p.advance()
	c := &Case{}
	if !p.atWord("WHEN") {
		c.Operand = p.expression(0)
	}
	for p.atWord("WHEN") || len(c.Whens) > 0 && p.elseIf() {
		at := p.here()
		p.advance()
		when := &When{Condition: p.expression(0)}
		p.expectWord("THEN", "after the condition of WHEN")
		when.Result = p.expression(0)
		when.Located = p.located(at)
		c.Whens = append(c.Whens, when)
	}
	if len(c.Whens) == 0 {
		p.fail("expected WHEN after CASE, found %s", p.found())
	}
	if p.acceptWord("ELSE") {
		c.Else = p.expression(0)
	}
	if !p.acceptWord("END") {
		p.failWith(Diagnostic{
			Span:    p.peek().Span,
			Message: sentence("expected WHEN, ELSE or END in the CASE of " + start.String() + ", found " + p.found().String()),
			Fixes:   []Fix{{Title: "Insert END", Edits: []Edit{{Span: p.behind(), Text: " END"}}}},
		})
	}
	c.Located = p.located(start)
	return c
}

// elseIf reports ELSEIF, ELSIF or ELSE IF in a CASE, of which only the last
// word is left to read.
func (p *parser) elseIf() bool {
	token := p.peek()
	at := token.Span
	switch strings.ToUpper(token.Text) {
	case "ELSEIF", "ELSIF", "ELIF":
	case "ELSE":
		if !strings.EqualFold(p.peekAt(1).Text, "IF") || p.peekAt(2).isSymbol("(") {
			return false
		}
		at = join(at, p.peekAt(1).Span)
	default:
		return false
	}
	p.failWith(Diagnostic{
		Span: at, Message: "A CASE goes on with WHEN, not with " + strings.ToUpper(token.Text) + ".",
		Fixes: []Fix{{Title: "Write WHEN", Edits: []Edit{{Span: at, Text: "WHEN"}}}},
	})
	if token.Keyword == "ELSE" {
		p.advance()
	}
	return true
}

// bareArray reads [a, b], an array of other languages.
func (p *parser) bareArray(token *Token) Expr {
	before := Span{Start: token.Span.Start, End: token.Span.Start}
	p.add(Diagnostic{
		Span: token.Span, Message: "An array is written ARRAY['a', 'b'].",
		Fixes: []Fix{{Title: "Write ARRAY", Edits: []Edit{{Span: before, Text: "ARRAY"}}}},
	})
	array := &ArrayLiteral{Elements: p.bracketed("array", token.Span.Start)}
	array.Located = p.located(token.Span.Start)
	return array
}

// bracketed reads the values in the brackets of an array or map that begins at
// start.
func (p *parser) bracketed(what string, start Position) []Expr {
	p.advance()
	var items []Expr
	p.open++
	for !p.at("]") && !p.atBoundary() {
		items = append(items, p.expression(0))
		if !p.at(",") && !p.at("]") {
			p.fail("expected a comma or ] in this %s, found %s", what, p.found())
			for !p.at(",") && !p.at("]") && !p.atBoundary() {
				p.skipOne()
			}
		}
		if !p.accept(",") {
			break
		}
		if p.at("]") {
			p.fail("expected a value after this comma, found %s", p.found())
		}
	}
	p.open--
	if !p.accept("]") {
		p.fail("expected ] to close the %s of %s, found %s", what, start, p.found())
	}
	return items
}

func startsInterval(after *Token) bool {
	switch after.Kind {
	case TokenText, TokenNumber, TokenPlaceholder:
		return true
	case TokenSymbol:
		return after.Text == "-" || after.Text == "+" || after.Text == "("
	default:
	}
	return after.Keyword == "CUSTOM_PARAMETER"
}

// interval reads INTERVAL value [unit [TO unit]].
func (p *parser) interval() Expr {
	start := p.here()
	p.advance()
	interval := &IntervalLiteral{Negative: p.accept("-")}
	if !interval.Negative {
		p.accept("+")
	}
	interval.Value = p.operand()
	if p.atName() && timeUnit(p.peek().Text) {
		interval.Unit = p.ident()
		if p.at("(") {
			p.inParens("", func() { p.expression(0) })
		}
		if p.acceptWord("TO") {
			interval.To = p.name("a unit of time after TO")
		}
	}
	interval.Located = p.located(start)
	return interval
}

var timeUnits = wordSet(`
	YEAR YEARS QUARTER QUARTERS MONTH MONTHS WEEK WEEKS DAY DAYS HOUR HOURS MINUTE MINUTES SECOND SECONDS
	MILLISECOND MILLISECONDS MICROSECOND MICROSECONDS
`)

func timeUnit(word string) bool { return timeUnits[strings.ToUpper(word)] }
