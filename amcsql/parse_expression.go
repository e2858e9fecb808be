package amcsql

import (
	"fmt"
	"strings"
)

// Binding powers, from the loosest. They follow Apache Calcite.
const (
	powerOr = 10 * (iota + 1)
	powerAnd
	powerNot
	powerIs
	powerCompare
	powerRange // BETWEEN, IN, LIKE, SIMILAR TO
	powerAdd
	powerMultiply
	powerSign
	powerPostfix // ::, [ ], .field, AT TIME ZONE
)

// symbolPower is how tightly a symbol binds as an infix operator, 0 where it is none.
func symbolPower(symbol string) uint8 {
	switch symbol {
	case "=", "!=", "<>", "<=>", "<", "<=", ">", ">=", "==", "===", "!==", "=<", "=>", "=!":
		return powerCompare
	case "&&":
		return powerAnd
	case "|", "&", "+", "-", "||":
		return powerAdd
	case "*", "/", "%", "^":
		return powerMultiply
	case "::", "[", ".":
		return powerPostfix
	}
	return 0
}

var wordPowers = map[string]int{
	"OR": powerOr, "AND": powerAnd, "IS": powerIs,
	"BETWEEN": powerRange, "IN": powerRange, "LIKE": powerRange, "ILIKE": powerRange,
	"RLIKE": powerRange, "REGEXP": powerRange, "SIMILAR": powerRange, "AT": powerPostfix,
}

// infixPower returns how tightly the next token binds as an operator, 0 if it is none.
func (p *parser) infixPower() int {
	token := p.peek()
	switch {
	case token.power == 0:
		if token.Keyword == "NOT" && p.peekAt(1).power == powerRange {
			return powerRange
		}
	case token.Keyword == "AT" && p.peekAt(1).Keyword != "TIME":
		return 0
	}
	return int(token.power)
}

// expression reads an expression whose operators bind tighter than power.
// Left-leaning chains are read in a loop, so only real nesting costs stack.
func (p *parser) expression(power int) Expr {
	tallest := p.height
	p.height = 0
	var left Expr
	p.nest(func() { left = p.operand() })
	if left == nil {
		left = &BadExpr{Located{p.behind()}}
	}
	height := p.height + 1
	for {
		next := p.infixPower()
		if next <= power || !p.grew(height) {
			break
		}
		p.height = 0
		left = p.infix(left, next)
		height = max(height, p.height) + 1
	}
	p.height = max(tallest, height)
	return left
}

// infix reads an operator and what it needs on its right.
func (p *parser) infix(left Expr, power int) Expr {
	switch token := p.peek(); token.Keyword {
	case "IS":
		return p.is(left)
	case "NOT", "BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP", "SIMILAR":
		return p.membership(left)
	case "AT":
		p.next += 2
		p.expectWord("ZONE", "after AT TIME")
		zone := p.expression(powerPostfix)
		return &AtTimeZone{Located: p.located(left.Span().Start), Operand: left, Zone: zone}
	}
	switch p.peek().Text {
	case "::":
		p.advance()
		typeName := p.typeName()
		return &Cast{Located: p.located(left.Span().Start), Operand: left, Type: typeName, Form: CastColons}
	case "[":
		return p.subscript(left)
	case ".":
		return p.field(left)
	}
	return p.binary(left, power)
}

// replacedSymbols are operators of other languages and what SQL writes instead.
var replacedSymbols = map[string]string{"==": "=", "===": "=", "!==": "<>", "=<": "<=", "=>": ">=", "=!": "!=", "&&": "AND"}

func (p *parser) binary(left Expr, power int) Expr {
	token := p.advance()
	operator := strings.ToUpper(token.Text)
	if right, wrong := replacedSymbols[operator]; wrong {
		text := right
		if p.peek().Kind == TokenSymbol && p.here() == token.Span.End {
			text += " " // lest the two become one
		}
		p.add(Diagnostic{
			Span: token.Span, Message: "SQL writes " + right + " instead of " + operator + ".",
			Fixes: []Fix{{Title: "Write " + right, Edits: []Edit{{Span: token.Span, Text: text}}}},
		})
		operator = right
	}
	if power == powerCompare && p.atAnyWord("ANY", "SOME", "ALL") && p.peekAt(1).isSymbol("(") {
		return p.quantified(left, operator, token.Span)
	}
	right := p.expression(power)
	return &Binary{
		Located: Located{join(left.Span(), right.Span())},
		Left:    left, Right: right, Operator: operator, OperatorAt: token.Span,
	}
}

func (p *parser) quantified(left Expr, operator string, at Span) Expr {
	q := &Quantified{Left: left, Operator: operator, OperatorAt: at, Quantifier: p.advance().Keyword}
	p.inParens("after "+q.Quantifier, func() { q.Query = p.query() })
	q.Located = p.located(left.Span().Start)
	return q
}

func (p *parser) is(left Expr) Expr {
	at := p.here()
	p.advance()
	not := p.acceptWord("NOT")
	word := p.since(at)
	start := left.Span().Start
	if p.acceptWord("DISTINCT") {
		p.expectWord("FROM", "after IS DISTINCT")
		right := p.expression(powerIs)
		return &IsDistinct{Located: p.located(start), Left: left, Right: right, Not: not}
	}
	test := &Is{Operand: left, Not: not, Test: "NULL"}
	switch {
	case p.atAnyWord("NULL", "TRUE", "FALSE", "UNKNOWN"):
		test.Test = p.advance().Keyword
	case p.peek().Kind == TokenText, p.peek().Kind == TokenNumber:
		operator := "="
		if not {
			operator = "<>"
		}
		p.failWith(Diagnostic{
			Span: p.peek().Span, Message: sentence(fmt.Sprintf("IS compares with NULL, TRUE, FALSE or UNKNOWN only, not with %s; write %s", p.found(), operator)),
			Fixes: []Fix{{Title: "Write " + operator, Edits: []Edit{{Span: word, Text: operator}}}},
		})
		p.advance()
	default:
		p.fail("expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM after IS, found %s", p.found())
	}
	test.Located = p.located(start)
	return test
}

// membership reads [NOT] BETWEEN, IN, LIKE and its relatives.
func (p *parser) membership(left Expr) Expr {
	at := p.here()
	not := p.acceptWord("NOT")
	start := left.Span().Start
	switch word := p.advance().Keyword; word {
	case "BETWEEN":
		between := &Between{Operand: left, Not: not, Symmetric: p.acceptWord("SYMMETRIC")}
		between.Low = p.expression(powerRange)
		p.expectWord("AND", "between the two bounds of BETWEEN")
		between.High = p.expression(powerRange)
		between.Located = p.located(start)
		return between
	case "IN":
		in := &In{Operand: left, Not: not, OperatorAt: p.since(at)}
		p.nest(func() { p.inList(in) })
		if in.Query == nil && in.List == nil {
			in.List = []Expr{}
		}
		in.Located = p.located(start)
		return in
	default:
		if word == "SIMILAR" {
			p.expectWord("TO", "after SIMILAR")
			word = "SIMILAR TO"
		}
		like := &Like{Operand: left, Not: not, Operator: word, OperatorAt: p.since(at)}
		like.Pattern = p.expression(powerRange)
		if p.acceptWord("ESCAPE") {
			like.Escape = p.expression(powerRange)
		}
		like.Located = p.located(start)
		return like
	}
}

// inList reads what follows IN: a query or a list.
func (p *parser) inList(in *In) {
	if p.peek().Kind == TokenPlaceholder { // a template may fill in the parentheses too
		placeholder := p.placeholder()
		placeholder.Bare = true
		in.List = []Expr{placeholder}
		return
	}
	if p.peek().isLiteral() {
		p.bareList(in)
		return
	}
	p.inParens("after IN", func() {
		if p.atQuery(0) {
			query, expr := p.queryOrExpression()
			if query != nil {
				in.Query = query
				return
			}
			in.List = append(in.List, expr)
			p.resync("this value")
			if !p.accept(",") || p.trailingComma() {
				return
			}
		}
		if p.at(")") {
			p.fail("the list of IN is empty; it needs at least one value")
			return
		}
		in.List = concat(in.List, p.expressions("this value"))
	})
}

func (t *Token) isLiteral() bool {
	return (t.Kind == TokenText || t.Kind == TokenNumber) && !t.broken
}

// bareList reports IN 'a', 'b' without parentheses.
func (p *parser) bareList(in *In) {
	first := p.peek().Span
	in.List = []Expr{p.operand()}
	for p.at(",") && p.peekAt(1).isLiteral() {
		p.advance()
		in.List = append(in.List, p.operand())
	}
	p.add(Diagnostic{
		Span: first, Message: "The values of IN stand in parentheses.",
		Fixes: []Fix{{Title: "Add the parentheses", Edits: []Edit{{Span: Span{first.Start, first.Start}, Text: "("}, {Span: p.behind(), Text: ")"}}}},
	})
}

// queryOrExpression reads the content of parentheses that begins like a query.
// With several opening parentheses, as in ((SELECT 1) + 2), only what follows
// the inner ones tells.
func (p *parser) queryOrExpression() (*Query, Expr) {
	if !p.at("(") {
		return p.query(), nil
	}
	expr := p.expression(0)
	subquery, ok := expr.(*Subquery)
	if !ok || !p.at(")") && !p.atSetOperator() && !p.atAnyWord("ORDER", "LIMIT", "OFFSET", "FETCH") {
		return nil, expr
	}
	return p.continued(&NestedQuery{Located: subquery.Located, Query: subquery.Query}), nil
}

// expressions reads a list separated by commas.
func (p *parser) expressions(what string) []Expr {
	list := &p.lists.exprs
	height := list.height()
	for {
		list.add(p.expression(0))
		if p.atAnyWord("ORDER", "ROWS", "RANGE", "GROUPS") { // inside a window or a call
			break
		}
		if p.open > 0 && (p.atWord("TO") && list.height() == height+1 || p.atNulls()) { // FLOOR(x TO unit), LAST_VALUE(x IGNORE NULLS)
			break
		}
		p.resync(what)
		if !p.accept(",") || p.trailingComma() {
			break
		}
	}
	return list.take(height)
}

func (p *parser) subscript(left Expr) Expr {
	p.advance()
	var index Expr
	p.nest(func() { index = p.expression(0) })
	if index == nil {
		index = &BadExpr{Located{p.behind()}}
	}
	if !p.accept("]") {
		p.fail("expected ] to close the subscript, found %s", p.found())
	}
	return &Subscript{Located: p.located(left.Span().Start), Operand: left, Index: index}
}

func (p *parser) field(left Expr) Expr {
	p.advance()
	access := &FieldAccess{Operand: left}
	if p.atName() || p.peek().is(traitLenient) {
		access.Field = p.ident()
	} else {
		p.fail("expected the name of a field after the dot, found %s", p.found())
		access.Field = &Ident{Located: Located{p.behind()}}
	}
	access.Located = p.located(left.Span().Start)
	return access
}
