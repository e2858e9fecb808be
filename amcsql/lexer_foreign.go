package amcsql

import (
	"fmt"
	"strings"
)

// foreign reads a comment as other languages begin it, and the backticks that
// frame code in a chat or on a page. It reports whether there was one.
func (l *lexer) foreign() bool {
	switch {
	case l.hasPrefix("```"):
		end := l.offset + len("```")
		for end < len(l.src) && isNamePart(l.src[end]) {
			end++ // the name of the language
		}
		span := l.emit(TokenComment, end, true)
		l.report(CodeIllegalCharacter, span, "Three backticks frame code in a chat or on a page and are no SQL; remove them.",
			Fix{Title: "Remove them", Edits: []Edit{{Span: span}}})
		return true
	case l.hasPrefix("#"):
		l.foreignComment("#")
		return true
	case l.hasPrefix("//") && (l.atLineStart() || l.remark()):
		l.foreignComment("//")
		return true
	}
	return false
}

func (l *lexer) foreignComment(mark string) {
	start := l.here()
	l.emit(TokenComment, l.lineEnd(), true)
	at := Span{start, start.Right(len(mark))}
	l.report(CodeIllegalCharacter, at, fmt.Sprintf("A comment begins with -- in SQL, not with %s.", mark),
		Fix{Title: "Write --", Edits: []Edit{{Span: at, Text: "--"}}})
}

// remark reports whether what follows // reads as words, not as a divisor.
func (l *lexer) remark() bool {
	end := l.lineEnd()
	text := strings.TrimSpace(l.src[l.offset+2 : end])
	return l.offset > 0 && l.src[l.offset-1] == ' ' && l.offset+2 < end && l.src[l.offset+2] == ' ' &&
		text != "" && isNameStart(text[0]) && !strings.ContainsAny(text, "(),")
}

// atLineStart reports whether only blanks stand before the next token on its line.
func (l *lexer) atLineStart() bool {
	return l.lastLine < l.line
}
