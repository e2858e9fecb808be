package amcsql

import (
	"strings"
	"unicode"
)

// bracketed reads [name], by which SQL Server quotes, as the name it was meant
// to be, and [your table], by which templates mark a gap, as a foreign mark. It
// reports whether there was one: after a value a bracket is a subscript, after
// ARRAY it begins a list.
func (l *lexer) bracketed() bool {
	if l.afterValue() {
		return false
	}
	line := l.near()
	length := strings.IndexByte(line, ']')
	if length < 0 {
		return false
	}
	name := strings.TrimSpace(line[1:length])
	end := l.offset + length + 1
	switch {
	case name == "" || strings.ContainsFunc(name, isNoGap) || !strings.ContainsFunc(name, unicode.IsLetter):
		return false
	case isDigit(name[0]) || strings.ContainsFunc(name, isNoName):
		l.emit(TokenMarker, end, false)
		return true
	}
	right, kind := name, TokenWord
	if keyword(name) != nil {
		right, kind = `"`+name+`"`, TokenQuotedName
	}
	span := l.emit(kind, end, false)
	l.tokens[len(l.tokens)-1].Text = right
	l.report(CodeBracketedName, span, "Square brackets do not quote a name here; write "+shorten(right)+", or what this gap of a template stands for.",
		Fix{Title: "Write " + shorten(right), Edits: []Edit{{Span: span, Text: right}}})
	return true
}

// isNoGap reports what no name of a gap holds: commas and quotes are of lists.
func isNoGap(r rune) bool { return strings.ContainsRune("[,'\"`()", r) }

func isNoName(r rune) bool {
	return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// afterValue reports whether the last token ends something that has a
// subscript, or is one of the words that a list in brackets follows.
func (l *lexer) afterValue() bool {
	for i := len(l.tokens) - 1; i >= 0; i-- {
		switch token := &l.tokens[i]; token.Kind {
		case TokenComment:
			continue
		case TokenWord:
			return !token.is(traitReserved) || token.Keyword == "ARRAY" || token.Keyword == "MAP" || token.Keyword == "END"
		case TokenSymbol:
			return token.Text == ")" || token.Text == "]"
		default:
			return true
		}
	}
	return false
}
