package amcsql

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fail reports a syntax error at the next token.
func (p *parser) fail(format string, args ...any) {
	if p.silent() {
		p.failedAt = p.next
		return
	}
	message := fmt.Sprintf(format, args...)
	p.failWith(Diagnostic{Message: sentence(message), Span: p.peek().Span})
}

// silent reports whether an error at the next token would not be told.
func (p *parser) silent() bool {
	return p.failedAt == p.next || len(p.diagnostics) >= maxDiagnostics
}

// failWith reports an error unless one was reported at this token already:
// what follows the first is a consequence of it.
func (p *parser) failWith(d Diagnostic) {
	if p.failedAt == p.next {
		return
	}
	p.failedAt = p.next
	switch p.peek().Kind {
	case TokenIllegal:
		return // the lexer has said it
	case TokenNumber:
		if p.peek().broken {
			return
		}
	case TokenEnd:
		if d.Span.Start == p.here() {
			d.Span = p.behind() // where something is missing, not behind blank lines
		}
	default:
	}
	p.add(d)
}

// add reports an error that does not stop the parser.
func (p *parser) add(d Diagnostic) {
	if len(p.diagnostics) >= maxDiagnostics {
		return
	}
	if d.Code == "" {
		d.Code = CodeSyntax
	}
	d.Severity = SeverityError
	p.diagnostics = append(p.diagnostics, d)
}

// found names the next token in a message, once it is wanted.
func (p *parser) found() foundToken { return foundToken{p.peek()} }

type foundToken struct{ token *Token }

// String describes the token.
func (f foundToken) String() string {
	token := f.token
	switch token.Kind {
	case TokenEnd:
		return "the end of the text"
	case TokenText:
		return "the text " + shorten(token.Text)
	case TokenNumber:
		return "the number " + shorten(token.Text)
	case TokenWord:
		if token.is(traitReserved) {
			return token.Keyword
		}
	default:
	}
	return `"` + shorten(token.Text) + `"`
}

func shorten(text string) string {
	const limit = 40
	if line, _, more := strings.Cut(text, "\n"); more {
		text = line + "…"
	}
	shown := 0
	for offset := range text {
		if shown == limit {
			return text[:offset] + "…"
		}
		shown++
	}
	return text
}

// sentence makes a message out of a clause.
func sentence(clause string) string {
	first, size := utf8.DecodeRuneInString(clause)
	clause = string(unicode.ToUpper(first)) + clause[size:]
	if strings.HasSuffix(clause, ".") {
		return clause
	}
	return clause + "."
}

// atBoundary reports whether a list or clause must end before the next token.
func (p *parser) atBoundary() bool {
	token := p.peek()
	switch {
	case token.Kind == TokenEnd, token.isSymbol(";"):
		return true
	case token.isSymbol(")"):
		return p.open > 0
	}
	return token.is(traitClause)
}

// skip drops tokens up to the next comma or boundary of this level.
// Parentheses that have a mate are dropped as one.
func (p *parser) skip() {
	for !p.atBoundary() && !p.at(",") {
		p.skipOne()
	}
}

// skipToBoundary drops tokens, commas too, up to the next boundary of this level.
func (p *parser) skipToBoundary() {
	for !p.atBoundary() {
		p.skipOne()
	}
}

func (p *parser) skipOne() {
	if mate := int(p.tokens[p.next].mate); mate > p.next {
		p.next = mate
	}
	p.advance()
}

// resync makes sure that a list item ended where an item can end.
func (p *parser) resync(what string) {
	if p.at(",") || p.atBoundary() {
		return
	}
	if p.open > 0 && (p.atWord("AS") || what == "this argument" && p.atAliasOfColumn()) {
		return // a parenthesis before it was not closed, which its reader reports
	}
	switch token := p.peek(); {
	case token.isSymbol(")"):
		p.strayParenthesis()
	case p.misspelt(p.next, clauseSpellings...), p.misspelt(p.next-1, clauseSpellings...):
		p.skipToBoundary() // the rest of that clause, lists and all
		return
	case p.halfQuoted():
		p.failWith(Diagnostic{
			Span:    token.Span,
			Message: "The text before this ended at its second quote; a quote inside a text is written twice ('').",
			Fixes:   p.doubledQuote(),
		})
	case token.isSymbol("(") && p.next > 1 && p.tokens[p.next-1].isName() && startsOperand(&p.tokens[p.next-2]):
		// campaign COUNT(x): the function was read as a name for what is before it.
		function := p.tokens[p.next-1].Span
		before := p.tokens[p.next-2].Span.End
		p.failWith(Diagnostic{
			Code: CodeMissingComma, Span: function,
			Message: fmt.Sprintf("A comma or an operator is missing between %s and %s(.", p.tokens[p.next-2].Text, p.tokens[p.next-1].Text),
			Fixes:   []Fix{{Title: "Insert a comma", Edits: []Edit{{Span: Span{before, before}, Text: ","}}}},
		})
	case what == "this column" && token.isName() && p.fromMissing():
		p.failWith(Diagnostic{
			Span: token.Span, Message: fmt.Sprintf("FROM is missing before %s.", token.Text),
			Fixes: []Fix{{Title: "Insert FROM", Edits: []Edit{{Span: p.behind(), Text: " FROM"}}}},
		})
	case what == "this column" && p.atHyphen():
		p.hyphenated()
	case startsOperand(token):
		p.failWith(Diagnostic{
			Code: CodeMissingComma, Span: token.Span,
			Message: fmt.Sprintf("A comma or an operator is missing between %s and the one before.", what),
			Fixes:   []Fix{{Title: "Insert a comma", Edits: []Edit{{Span: p.behind(), Text: ","}}}},
		})
	default:
		p.fail("%s cannot go on with %s", what, p.found())
	}
	p.skip()
}

// fromMissing reports whether the next token is a name before a clause that
// follows FROM.
func (p *parser) fromMissing() bool {
	switch p.peekAt(1).Keyword {
	case "WHERE", "GROUP", "HAVING":
		return true
	}
	return false
}

// halfQuoted reports whether the next word clings to a text before it, as the
// s in 'men's shaver'.
func (p *parser) halfQuoted() bool {
	if p.next == 0 || p.peek().Kind != TokenWord {
		return false
	}
	before := p.tokens[p.next-1]
	return before.Kind == TokenText && before.Span.End == p.here()
}

// doubledQuote completes the text before the next word, 'men's shaver', where
// the quote that was meant to end it follows on its line.
func (p *parser) doubledQuote() []Fix {
	at := p.behind()
	for i := p.next; p.tokens[i].Span.Start.Line == at.Start.Line && p.tokens[i].Kind != TokenEnd; i++ {
		if token := &p.tokens[i]; token.Kind == TokenText && token.broken {
			if start := at.Start.Right(-len(`\'`)); p.src[start.Offset] == '\\' { // as other languages write it
				at.Start = start
				return []Fix{{Title: "Write the quote twice", Edits: []Edit{{Span: at, Text: "''"}}}}
			}
			return []Fix{{Title: "Write the quote twice", Edits: []Edit{{Span: at, Text: "'"}}}}
		}
	}
	return nil
}

// atAliasOfColumn reports whether the next token is a name right before FROM, as
// i in SUM(impressions i FROM t.
func (p *parser) atAliasOfColumn() bool {
	return p.atName() && p.peekAt(1).Keyword == "FROM"
}

// atHyphen reports whether the next token parts a name in two: total-clicks.
func (p *parser) atHyphen() bool {
	before, after := &p.tokens[max(p.next-1, 0)], p.peekAt(1)
	return p.at("-") && before.isName() && after.isName() && before.Span.End == p.here() && after.Span.Start == p.peek().Span.End
}

// hyphenated reports a name with hyphens in it.
func (p *parser) hyphenated() {
	at, parts := p.tokens[p.next-1].Span, []string{p.tokens[p.next-1].Text}
	first := p.next
	for ; p.atHyphen(); p.next += 2 {
		at.End, parts = p.peekAt(1).Span.End, append(parts, p.peekAt(1).Text)
	}
	name := strings.Join(parts, "_")
	after := p.next
	p.next = first
	p.failWith(Diagnostic{
		Span: at, Message: fmt.Sprintf("A name cannot hold a hyphen; write %s.", shorten(name)),
		Fixes: []Fix{{Title: "Change to " + shorten(name), Edits: []Edit{{Span: at, Text: name}}}},
	})
	p.next = after
}

// strayParenthesis reports a ")" that closes nothing.
func (p *parser) strayParenthesis() {
	if slices.Contains(p.forgiven, p.next) {
		return
	}
	span := p.peek().Span
	p.failWith(Diagnostic{
		Code: CodeMissingParenthesis, Span: span,
		Message: "This closing parenthesis has no opening one; remove it.",
		Fixes:   []Fix{{Title: "Remove it", Edits: []Edit{{Span: span}}}},
	})
}

// startsOperand reports whether a token could begin the next item of a list.
func startsOperand(t *Token) bool {
	switch t.Kind {
	case TokenText, TokenNumber, TokenPlaceholder, TokenMarker:
		return true
	default:
	}
	return t.isName()
}

// trailingComma reports a comma that nothing follows.
func (p *parser) trailingComma() bool {
	if p.next == 0 || !p.tokens[p.next-1].isSymbol(",") || !p.atBoundary() {
		return false
	}
	comma := p.tokens[p.next-1].Span
	p.failWith(Diagnostic{
		Code: CodeTrailingComma, Span: comma,
		Message: fmt.Sprintf("Nothing follows this comma but %s; remove the comma.", p.found()),
		Fixes:   []Fix{{Title: "Remove the comma", Edits: []Edit{{Span: comma}}}},
	})
	return true
}

// inParens reads "(", content and ")". It returns false where there is no
// "(" and then has reported it.
func (p *parser) inParens(context string, content func()) bool {
	opening := p.peek().Span
	if !p.accept("(") {
		p.fail("expected ( %s, found %s", context, p.found())
		return false
	}
	p.enclosed(opening, content)
	return true
}

// enclosed reads content and the ")" that closes opening, which was read already.
func (p *parser) enclosed(opening Span, content func()) {
	at := p.next - 1
	mate := int(p.tokens[at].mate)
	p.open++
	content()
	p.open--
	if p.accept(")") {
		return
	}
	switch {
	case mate < p.next:
	case p.peek().is(traitClause), p.atAliasOfColumn():
		// SUM(a FROM t WHERE (b): the parenthesis was forgotten, and the one
		// that pairs with it belongs to something else or to nothing.
		p.forgiven = append(p.forgiven, mate)
	default:
		p.fail("expected ) to close the ( of %s, found %s", opening.Start, p.found())
		p.next = mate + 1
		return
	}
	d := Diagnostic{
		Code: CodeMissingParenthesis, Span: p.peek().Span,
		Message: fmt.Sprintf("The ( of %s is not closed before %s; add a ).", opening.Start, p.found()),
	}
	if !p.tokens[p.next-1].broken { // behind a text without its end it would become part of it
		missing := p.behind()
		if compared := p.comparedIn(at); compared > 0 {
			end := p.tokens[compared-1].Span.End
			missing = Span{end, end}
		}
		d.Fixes = []Fix{{Title: "Insert )", Edits: []Edit{{Span: missing, Text: ")"}}}}
	}
	p.failWith(d)
}

// comparedIn finds the comparison that a call is meant to stand in whose "(", a
// token at an index, was not closed: COUNT(DISTINCT user_id > 10. It returns the
// index of the operator, -1 where there is none in the last argument.
func (p *parser) comparedIn(opening int) int {
	if opening == 0 || !p.tokens[opening-1].isName() || takesCondition(p.tokens[opening-1].Text) {
		return -1
	}
	compared := -1
	for i := opening + 1; i < p.next; i++ {
		switch token := &p.tokens[i]; {
		case token.isSymbol("(") && int(token.mate) > i && int(token.mate) < p.next:
			i = int(token.mate)
		case token.isSymbol("("), token.is(traitClause), token.isSymbol(",") && compared > 0:
			return -1
		case token.power == powerCompare && compared < 0:
			compared = i
		}
	}
	return compared
}

// takesCondition reports whether the name of a function tells that an argument
// may be a comparison: IF, COUNT_IF.
func takesCondition(function string) bool {
	return strings.HasSuffix(strings.ToUpper(function), "IF")
}

// takenOut reads COUNT(user_id > 10, whose parenthesis was not closed, as the
// comparison of a call: COUNT(user_id) > 10.
func takenOut(call *Call) Expr {
	if len(call.Args) == 0 {
		return call
	}
	last := &call.Args[len(call.Args)-1]
	whole := *last
	for e := whole; ; {
		binary, ok := e.(*Binary)
		if !ok {
			return call
		}
		binary.At.Start = call.At.Start
		if symbolPower(binary.Operator) == powerCompare {
			*last = binary.Left
			call.At.End = binary.Left.Span().End
			binary.Left = call
			return whole
		}
		e = binary.Left
	}
}

// nest runs read one level deeper. Past the limit it gives the rest of the text up.
func (p *parser) nest(read func()) {
	if p.nesting >= maxNesting {
		p.giveUp(fmt.Sprintf("This is nested more than %d levels deep; split it into common tables (WITH).", maxNesting))
		return
	}
	p.nesting++
	read()
	p.nesting--
}

// grew notes that a chain grew by one term and reports whether it may go on growing.
func (p *parser) grew(height int) bool {
	if height <= maxHeight {
		return true
	}
	p.giveUp(fmt.Sprintf("This has more than %d terms in one chain; use a list (IN, VALUES) instead.", maxHeight))
	return false
}

func (p *parser) giveUp(message string) {
	if p.atEnd() {
		return
	}
	p.add(Diagnostic{Code: CodeTooComplex, Span: p.peek().Span, Message: message})
	p.next = len(p.tokens) - 1
	p.failedAt = p.next
}
