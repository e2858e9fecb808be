package amcsql

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Bounds that keep hostile texts cheap. Real queries stay far below them.
const (
	maxNesting     = 200  // parentheses, subqueries and prefix operators within each other
	maxHeight      = 5000 // terms of one chain such as a OR b OR c, which nest to the left
	maxClauses     = 50   // clauses of one SELECT, those written twice counted too
	maxDiagnostics = 100
	maxTokens      = 250_000 // words of a text
)

// Parse reads one query. It returns the best tree it can make, with a Bad node
// where nothing could be read, and every error found; without errors the text
// is SQL, though not necessarily SQL that AMC accepts.
func Parse(src string) (*Query, []Diagnostic) {
	workspace := workspaces.Get().(*workspace) // nothing else is put there
	defer workspace.release()
	p := newParser(src, workspace)
	query := p.text()
	slices.SortStableFunc(p.diagnostics, func(a, b Diagnostic) int {
		return a.Span.Compare(b.Span)
	})
	return query, p.diagnostics
}

// parser is a recursive descent parser over the tokens without comments.
// A method that reads a construct begins at its first token and stops after
// its last; a method that finds nothing reports once and does not move.
type parser struct {
	src         string
	tokens      []Token // without comments, TokenEnd last
	next        int
	open        int // parentheses around the current token that a caller will close
	nesting     int
	height      int   // of the tallest expression read since it was last cleared
	failedAt    int   // token at which an error was last reported
	forgiven    []int // parentheses that close nothing because of an error reported before
	lists       lists
	diagnostics []Diagnostic
}

func newParser(src string, w *workspace) *parser {
	l := lexer{src: src, line: 1, column: 1, tokens: w.tokens, open: w.open}
	l.scan()
	w.tokens, w.open = l.tokens, l.open[:0]
	w.parser = parser{src: src, tokens: l.tokens, lists: w.lists, diagnostics: l.diagnostics, failedAt: -1}
	return &w.parser
}

// workspace is memory that a parse needs and the tree does not keep. It is used
// again, as it would be most of the garbage.
type workspace struct {
	parser parser
	tokens []Token
	open   []int32
	lists  lists
}

var workspaces = sync.Pool{New: func() any { return &workspace{} }}

// release gives a workspace back. One that a giant text has blown up goes.
func (w *workspace) release() {
	const most = 1 << 15 // tokens; some 2 MB
	if cap(w.tokens) > most {
		return
	}
	w.lists = w.parser.lists
	clear(w.tokens) // they hold on to the text
	w.tokens, w.parser = w.tokens[:0], parser{}
	workspaces.Put(w)
}

// Looking ahead.

func (p *parser) peek() *Token { return &p.tokens[p.next] }

func (p *parser) peekAt(n int) *Token {
	return &p.tokens[min(p.next+n, len(p.tokens)-1)]
}

func (p *parser) atEnd() bool { return p.peek().Kind == TokenEnd }

func (t *Token) isSymbol(text string) bool { return t.Kind == TokenSymbol && t.Text == text }

func (p *parser) at(symbol string) bool { return p.peek().isSymbol(symbol) }

// atWord reports whether the next tokens are these keywords.
func (p *parser) atWord(words ...string) bool {
	for i, word := range words {
		if p.peekAt(i).Keyword != word {
			return false
		}
	}
	return true
}

func (p *parser) atAnyWord(words ...string) bool {
	keyword := p.peek().Keyword
	return keyword != "" && slices.Contains(words, keyword)
}

// atName reports whether the next token can be a name.
func (p *parser) atName() bool { return p.peek().isName() }

func (t *Token) isName() bool {
	switch t.Kind {
	case TokenQuotedName:
		return true
	case TokenWord:
		return !t.is(traitReserved)
	default:
	}
	return false
}

// Moving on.

func (p *parser) advance() *Token {
	token := p.peek()
	if token.Kind != TokenEnd {
		p.next++
	}
	return token
}

func (p *parser) accept(symbol string) bool {
	if p.at(symbol) {
		p.next++
		return true
	}
	return false
}

func (p *parser) acceptWord(words ...string) bool {
	if p.atWord(words...) {
		p.next += len(words)
		return true
	}
	return false
}

// expectWord reads a keyword or reports that it is missing.
func (p *parser) expectWord(word, context string) bool {
	if p.acceptWord(word) {
		return true
	}
	d := Diagnostic{Message: fmt.Sprintf("Expected %s %s, found %s.", word, context, p.found()), Span: p.peek().Span}
	if startsOperand(p.peek()) {
		d.Fixes = []Fix{{Title: "Insert " + word, Edits: []Edit{{Span: p.behind(), Text: " " + word}}}}
	}
	p.failWith(d)
	return false
}

// name reads a name, or reports and returns nil.
func (p *parser) name(what string) *Ident {
	if p.nameFollows(what) {
		return p.ident()
	}
	return nil
}

// nameFollows reports whether the next token is a name, and tells of one that is not.
func (p *parser) nameFollows(what string) bool {
	if p.atName() || p.peek().Kind == TokenPlaceholder || p.peek().is(traitLenient) && p.nameWouldFit() {
		return true
	}
	if token := p.peek(); token.Kind == TokenWord {
		p.failWith(Diagnostic{
			Message: fmt.Sprintf("Expected %s, found %s, which is a reserved word; use another name.", what, p.found()),
			Span:    token.Span,
		})
		return false
	}
	p.fail("expected %s, found %s", what, p.found())
	return false
}

// ident reads the next token as a name, whatever word it is.
func (p *parser) ident() *Ident { return p.readIdent(&Ident{}) }

// readIdent reads the next token into a name that is part of a larger piece of
// memory, and returns it.
func (p *parser) readIdent(ident *Ident) *Ident {
	token := p.peek()
	switch token.Kind {
	case TokenPlaceholder:
		placeholder := p.placeholder()
		ident.Located, ident.Placeholder = placeholder.Located, placeholder.Text
		return ident
	case TokenQuotedName:
		if !token.broken { // which the lexer has said, and more is not to say of it
			ident.Quote = rune(token.Text[0])
		}
		ident.Name = token.unquoted()
	default:
		ident.Name = token.Text
	}
	ident.At = token.Span
	p.advance()
	return ident
}

// unquoted returns the content of a text or a quoted name.
func (t *Token) unquoted() string {
	content := t.Text[1:]
	if !t.broken {
		content = content[:len(content)-1]
	}
	quote := t.Text[:1]
	return strings.ReplaceAll(content, quote+quote, quote)
}

// Spans.

// since returns the span from start to the end of the last token read.
func (p *parser) since(start Position) Span {
	if p.next > 0 {
		if end := p.tokens[p.next-1].Span.End; end.Offset >= start.Offset {
			return Span{start, end}
		}
	}
	return Span{start, start}
}

func (p *parser) located(start Position) Located { return Located{p.since(start)} }

// here is the start of the next token.
func (p *parser) here() Position { return p.peek().Span.Start }

// behind is the empty place after the last token read, where something is missing.
func (p *parser) behind() Span {
	if p.next == 0 {
		return Span{p.here(), p.here()}
	}
	end := p.tokens[p.next-1].Span.End
	return Span{end, end}
}
