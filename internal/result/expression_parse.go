package result

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The bounds of an expression.
const (
	maxExpression = 2000 // characters
	maxNesting    = 40
	maxDepth      = 100
)

// expressionError is what is wrong with an expression and where.
type expressionError struct {
	at      int // bytes before it
	message string
}

func (e *expressionError) Error() string { return e.message }

// describe tells the place as a person counts it.
func (e *expressionError) describe(text string) string {
	return fmt.Sprintf("at character %d: %s", utf8.RuneCountInString(text[:min(e.at, len(text))])+1, e.message)
}

// nodeKind tells the sorts of nodes of a parsed expression.
type nodeKind int

const (
	numberNode nodeKind = iota // 12.5
	textNode                   // 'text'
	wordNode                   // true, false, null
	columnNode                 // spend, "cost per click"
	idNode                     // #c3
	callNode                   // round(x, 2), and operators by their sign
)

// node is one part of a parsed expression.
type node struct {
	kind nodeKind
	at   int    // where it stands in the text, in bytes
	text string // the value, the column's name, or the function's in small letters
	args []*node
}

// expressionParser reads tokens into a tree, one method for each level of binding.
type expressionParser struct {
	tokens []token
	deep   int
}

// parseExpression reads an expression. What its names mean is not looked at.
func parseExpression(text string) (*node, *expressionError) {
	if utf8.RuneCountInString(text) > maxExpression {
		return nil, &expressionError{message: "the expression is longer than 2,000 characters"}
	}
	tokens, err := words(text)
	if err != nil {
		return nil, err
	}
	p := &expressionParser{tokens: tokens}
	if p.tokens[0].kind == endToken {
		return nil, &expressionError{message: "there is nothing here"}
	}
	n, err := p.any()
	if err == nil && p.tokens[0].kind != endToken {
		err = p.unexpected("an operator or the end")
	}
	if err == nil && n.depth() > maxDepth {
		err = n.wrong("this is nested too deeply")
	}
	return n, err
}

// depth is the longest way down the tree.
func (n *node) depth() int {
	most := 0
	for _, arg := range n.args {
		most = max(most, arg.depth())
	}
	return most + 1
}

func (p *expressionParser) unexpected(wanted string) *expressionError {
	t := p.tokens[0]
	if t.kind == endToken {
		return &expressionError{at: t.at, message: "the expression ends where " + wanted + " should follow"}
	}
	return &expressionError{at: t.at, message: fmt.Sprintf("%q stands where %s should", cut(t.text), wanted)}
}

// take steps over a sign or a word and tells which of those it was.
func (p *expressionParser) take(texts ...string) (token, bool) {
	t := p.tokens[0]
	for _, text := range texts {
		if t.kind == signToken && t.text == text || t.kind == nameToken && strings.EqualFold(t.text, text) {
			p.tokens = p.tokens[1:]
			t.text = text
			return t, true
		}
	}
	return t, false
}

func (p *expressionParser) any() (*node, *expressionError) {
	if p.deep++; p.deep > maxNesting {
		return nil, &expressionError{at: p.tokens[0].at, message: "this is nested too deeply"}
	}
	defer func() { p.deep-- }()
	return p.chain(func() (*node, *expressionError) { return p.chain(p.not, "and") }, "or")
}

// chain reads operands with operators of one strength between them, from the left.
func (p *expressionParser) chain(operand func() (*node, *expressionError), operators ...string) (*node, *expressionError) {
	left, err := operand()
	for length := 0; err == nil; length++ {
		t, found := p.take(operators...)
		if !found {
			break
		}
		if length == maxNesting {
			return nil, &expressionError{at: t.at, message: "there are too many operators in a row; put some in parentheses"}
		}
		var right *node
		right, err = operand()
		left = &node{kind: callNode, at: t.at, text: t.text, args: []*node{left, right}}
	}
	return left, err
}

func (p *expressionParser) not() (*node, *expressionError) {
	if t, found := p.take("not"); found {
		return p.prefixed(t, "not", p.not)
	}
	return p.comparison()
}

// prefixed reads the operand of an operator that stands before it.
func (p *expressionParser) prefixed(t token, name string, operand func() (*node, *expressionError)) (*node, *expressionError) {
	if p.deep++; p.deep > maxNesting {
		return nil, &expressionError{at: t.at, message: "this is nested too deeply"}
	}
	defer func() { p.deep-- }()
	n, err := operand()
	return &node{kind: callNode, at: t.at, text: name, args: []*node{n}}, err
}

func (p *expressionParser) comparison() (*node, *expressionError) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	if t, found := p.take("is"); found {
		_, negated := p.take("not")
		if _, found := p.take("null"); !found {
			return nil, p.unexpected("null")
		}
		n := &node{kind: callNode, at: t.at, text: "is null", args: []*node{left}}
		if negated {
			n = &node{kind: callNode, at: t.at, text: "not", args: []*node{n}}
		}
		return n, nil
	}
	t, found := p.take("<=", ">=", "<>", "!=", "=", "<", ">")
	if !found {
		return left, nil
	}
	if t.text == "!=" {
		t.text = "<>"
	}
	right, err := p.sum()
	return &node{kind: callNode, at: t.at, text: t.text, args: []*node{left, right}}, err
}

func (p *expressionParser) sum() (*node, *expressionError) {
	return p.chain(func() (*node, *expressionError) { return p.chain(p.factor, "*", "/") }, "+", "-")
}

func (p *expressionParser) factor() (*node, *expressionError) {
	if t, found := p.take("-"); found {
		return p.prefixed(t, "negate", p.factor)
	}
	if _, found := p.take("("); found {
		n, err := p.any()
		if err != nil {
			return nil, err
		}
		return n, p.close()
	}
	t := p.tokens[0]
	if t.kind == endToken || t.kind == signToken {
		return nil, p.unexpected("a value")
	}
	p.tokens = p.tokens[1:]
	switch t.kind {
	case numberToken:
		return &node{kind: numberNode, at: t.at, text: t.text}, nil
	case textToken:
		return &node{kind: textNode, at: t.at, text: t.text}, nil
	case nameToken:
		return p.named(t)
	case idToken:
		return &node{kind: idNode, at: t.at, text: t.text}, nil
	default: // quoted
		return &node{kind: columnNode, at: t.at, text: t.text}, nil
	}
}

// close demands the end of a parenthesis.
func (p *expressionParser) close() *expressionError {
	if _, found := p.take(")"); !found {
		return p.unexpected("a closing parenthesis")
	}
	return nil
}

// named reads what begins with a name: a word, a call or a column.
func (p *expressionParser) named(t token) (*node, *expressionError) {
	small := strings.ToLower(t.text)
	if _, call := p.take("("); !call {
		switch small {
		case "true", "false", "null":
			return &node{kind: wordNode, at: t.at, text: small}, nil
		case "and", "or", "not", "is":
			return nil, &expressionError{at: t.at, message: fmt.Sprintf("%q stands where a value should", t.text)}
		}
		return &node{kind: columnNode, at: t.at, text: t.text}, nil
	}
	n := &node{kind: callNode, at: t.at, text: small}
	if _, empty := p.take(")"); empty {
		return n, nil
	}
	for {
		arg, err := p.any()
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, arg)
		if _, more := p.take(","); !more {
			return n, p.close()
		}
	}
}
