package amcsql

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Scan splits src into tokens, comments included, and ends with a TokenEnd.
// It never fails: what is no SQL becomes a TokenIllegal and a diagnostic.
func Scan(src string) ([]Token, []Diagnostic) {
	l := lexer{src: src, line: 1, column: 1, comments: true}
	l.scan()
	return l.tokens, l.diagnostics
}

// scan reads the whole text.
func (l *lexer) scan() {
	const perToken = 4 // bytes of a text; most have more
	l.tokens = slices.Grow(l.tokens, min(len(l.src)/perToken, maxTokens)+1)
	if strings.HasPrefix(l.src, "\uFEFF") {
		l.offset = len("\uFEFF") // a byte order mark is no character of the text
	}
	for l.skipSpace(); l.offset < len(l.src); l.skipSpace() {
		if l.count == maxTokens {
			l.report(CodeTooComplex, Span{l.here(), l.here()}, fmt.Sprintf("The text has more than %d words; only those before this place are read.", maxTokens))
			break
		}
		l.count++
		l.token()
	}
	l.tokens = append(l.tokens, Token{Kind: TokenEnd, Span: Span{l.here(), l.here()}})
}

type lexer struct {
	src         string
	offset      int // in bytes, of what is read next
	line        int
	column      int
	comments    bool // become tokens too
	count       int  // of tokens so far, comments among them
	lastLine    int  // on which the token before ended, 0 before the first
	tokens      []Token
	open        []int32 // indices of parentheses that were not closed yet
	diagnostics []Diagnostic
}

// here is the place of what is read next.
func (l *lexer) here() Position {
	return Position{Offset: int32(l.offset), Line: int32(l.line), Column: int32(l.column)}
}

func (l *lexer) token() {
	switch c := l.src[l.offset]; {
	case isNameStart(c):
		l.word()
	case isDigit(c), c == '.' && isDigit(l.byteAt(1)):
		l.number()
	case c == '\'':
		l.quoted(TokenText, CodeUnterminatedString, "This text has no closing quote; close it with ' and write a quote inside text twice ('').")
	case c == '`' && l.foreign():
	case c == '"', c == '`':
		l.quoted(TokenQuotedName, CodeUnterminatedName, fmt.Sprintf("This name has no closing %c.", c))
	case l.hasPrefix("--"):
		l.emit(TokenComment, l.lineEnd(), false)
	case l.hasPrefix("/*"):
		l.blockComment()
	case c == '[' && l.bracketed():
	case (c == '#' || c == '/') && l.foreign():
	case l.hasPrefix("{{"):
		l.placeholder()
	case (c == '?' || c == '$' || c == ':' || c == '@') && l.marker():
	default:
		l.symbol()
	}
}

// emit appends a token that reaches to the byte offset end.
func (l *lexer) emit(kind TokenKind, end int, broken bool) Span {
	start := l.here()
	l.advance(end)
	span := Span{start, l.here()}
	l.lastLine = l.line
	if kind != TokenComment || l.comments {
		l.tokens = append(l.tokens, Token{Kind: kind, Span: span, Text: l.src[start.Offset:end], broken: broken})
	}
	return span
}

// emitPlain appends a token of ASCII characters without line breaks.
func (l *lexer) emitPlain(kind TokenKind, end int) *Token {
	start := l.here()
	l.column += end - l.offset
	l.offset, l.lastLine = end, l.line
	l.tokens = append(l.tokens, Token{Kind: kind, Span: Span{start, l.here()}, Text: l.src[start.Offset:end]})
	return &l.tokens[len(l.tokens)-1]
}

// full reports whether no more problems are told.
func (l *lexer) full() bool { return len(l.diagnostics) >= maxDiagnostics }

func (l *lexer) report(code string, span Span, message string, fixes ...Fix) {
	if l.full() {
		return
	}
	l.diagnostics = append(l.diagnostics, Diagnostic{
		Severity: SeverityError, Code: code, Message: message, Span: span, Fixes: fixes,
	})
}

// advance moves to the byte offset end, counting lines and code points.
// A lone carriage return ends a line, as it does in editors.
func (l *lexer) advance(end int) {
	for l.offset < end {
		c := l.src[l.offset]
		switch {
		case c == '\n', c == '\r' && l.byteAt(1) != '\n':
			l.offset++
			l.line++
			l.column = 1
		case c < utf8.RuneSelf:
			l.offset++
			l.column++
		default:
			_, size := utf8.DecodeRuneInString(l.src[l.offset:])
			l.offset += size
			l.column++
		}
	}
}

func (l *lexer) skipSpace() {
	for l.offset < len(l.src) {
		switch l.src[l.offset] {
		case ' ', '\t', '\v', '\f':
			l.offset++
			l.column++
		case '\n', '\r':
			l.advance(l.offset + 1)
		default:
			return
		}
	}
}

func (l *lexer) word() {
	end := l.offset
	for end < len(l.src) && isNamePart(l.src[end]) {
		end++
	}
	switch longer := l.letters(end); {
	case longer > end:
		l.emit(TokenWord, longer, false)
	case end == l.offset:
		l.symbol() // a character beyond ASCII that no name may hold
	default:
		word := l.emitPlain(TokenWord, end)
		if info := keyword(word.Text); info != nil {
			word.Keyword, word.traits, word.power = info.text, info.traits, info.power
		}
	}
}

// letters returns where the letters and digits of any script end that begin at
// a byte offset.
func (l *lexer) letters(end int) int {
	for end < len(l.src) {
		c := l.src[end]
		if c < utf8.RuneSelf {
			if !isNamePart(c) {
				break
			}
			end++
			continue
		}
		r, size := utf8.DecodeRuneInString(l.src[end:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			break
		}
		end += size
	}
	return end
}

// number reads digits, a fraction and an exponent. Letters stuck to a number
// are one mistake, not a number and a name.
func (l *lexer) number() {
	end := l.digits(l.offset)
	if end < len(l.src) && l.src[end] == '.' {
		end = l.digits(end + 1)
	}
	if end < len(l.src) && (l.src[end] == 'e' || l.src[end] == 'E') {
		exponent := end + 1
		if exponent < len(l.src) && (l.src[exponent] == '+' || l.src[exponent] == '-') {
			exponent++
		}
		if exponent < len(l.src) && isDigit(l.src[exponent]) {
			end = l.digits(exponent)
		}
	}
	good := end
	for end < len(l.src) && (isNamePart(l.src[end]) || l.src[end] == '.' && end+1 < len(l.src) && isDigit(l.src[end+1])) {
		end++
	}
	number := l.emitPlain(TokenNumber, end)
	if number.broken = end > good; number.broken && !l.full() {
		message := "%s is neither a number nor a name; a name cannot begin with a digit."
		if l.src[good] == '.' {
			message = "%s is no number; a number has one point at most."
		}
		l.report(CodeBadNumber, number.Span, fmt.Sprintf(message, shorten(number.Text)))
	}
}

func (l *lexer) digits(from int) int {
	for from < len(l.src) && isDigit(l.src[from]) {
		from++
	}
	return from
}

// quoted reads up to the closing quote; a doubled quote stands for itself.
// Without one the token ends with its line, so that the rest can still be read.
func (l *lexer) quoted(kind TokenKind, code, message string) {
	quote := l.src[l.offset]
	for end := l.offset + 1; end < len(l.src); end++ {
		if l.src[end] != quote {
			continue
		}
		if end+1 < len(l.src) && l.src[end+1] == quote {
			end++
			continue
		}
		l.emit(kind, end+1, false)
		return
	}
	l.report(code, l.emit(kind, l.lineEnd(), true), message)
}

func (l *lexer) blockComment() {
	length := strings.Index(l.src[l.offset+2:], "*/")
	if length >= 0 {
		l.emit(TokenComment, l.offset+2+length+2, false)
		return
	}
	span := l.emit(TokenComment, len(l.src), true)
	l.report(CodeUnterminatedComment, span, "This comment is never closed; end it with */.")
}

func (l *lexer) placeholder() {
	if length := strings.Index(l.near(), "}}"); length >= 0 {
		l.emit(TokenPlaceholder, l.offset+length+2, false)
		return
	}
	end := l.offset + 2
	for end < len(l.src) && isNamePart(l.src[end]) {
		end++
	}
	span := l.emit(TokenPlaceholder, end, true)
	l.report(CodeUnterminatedPlaceholder, span, "This placeholder is never closed; end it with }}.")
}

// marker reads the parameter markers of other tools. It reports whether there was one.
func (l *lexer) marker() bool {
	var end int
	switch c := l.src[l.offset]; {
	case c == '?':
		end = l.offset + 1
	case l.hasPrefix("${"):
		length := strings.IndexByte(l.near(), '}')
		if length < 0 {
			return false
		}
		end = l.offset + length + 1
	case (c == ':' || c == '@' || c == '$') && isNamePart(l.byteAt(1)):
		end = l.offset + 1
		for end < len(l.src) && isNamePart(l.src[end]) {
			end++
		}
	default:
		return false
	}
	l.emit(TokenMarker, end, false)
	return true
}

func (l *lexer) symbol() {
	if length := symbolLength(l.src[l.offset], [2]byte{l.byteAt(1), l.byteAt(2)}); length > 0 {
		symbol := l.emitPlain(TokenSymbol, l.offset+length)
		symbol.power = symbolPower(symbol.Text)
		l.pair(symbol)
		return
	}
	r, size := utf8.DecodeRuneInString(l.src[l.offset:])
	if !l.typographicText(r, size) {
		l.illegal(r, size)
	}
}

// pair finds the mate of a parenthesis, the token read last.
func (l *lexer) pair(symbol *Token) {
	switch at := int32(len(l.tokens) - 1); symbol.Text {
	case "(":
		symbol.mate = -1
		l.open = append(l.open, at)
	case ")":
		if last := len(l.open) - 1; last >= 0 {
			symbol.mate = l.open[last]
			l.tokens[symbol.mate].mate = at
			l.open = l.open[:last]
		}
	}
}

// closings are what closes a text that a word processor has quoted.
var closings = map[rune]string{'‘': "’", '‚': "’‘", '“': "”", '„': "”“"}

// typographicText reads a text in the quotes of a word processor as the text it
// was meant to be, with one error for both quotes. It reports whether there was one.
func (l *lexer) typographicText(opening rune, size int) bool {
	closing, known := closings[opening]
	if !known {
		return false
	}
	rest := l.near()[min(size, len(l.near())):]
	length := strings.IndexAny(rest, closing)
	if length < 0 {
		return false
	}
	_, last := utf8.DecodeRuneInString(rest[length:])
	text := "'" + strings.ReplaceAll(rest[:length], "'", "''") + "'"
	span := l.emit(TokenText, l.offset+size+length+last, false)
	l.tokens[len(l.tokens)-1].Text = text
	l.report(CodeIllegalCharacter, span, fmt.Sprintf("The quotes %c came in from a text editor or a web page; SQL wants ' on both sides.", opening),
		Fix{Title: "Write plain quotes", Edits: []Edit{{Span: span, Text: text}}})
	return true
}

// lookalikes are characters that word processors and web pages put in the
// place of the ones that SQL wants.
var lookalikes = map[rune]string{
	'‘': "'", '’': "'", '‚': "'", '“': "'", '”': "'", '„': "'",
	'–': "-", '—': "-", '−': "-", '，': ",", '；': ";", '（': "(", '）': ")", '＝': "=", '＞': ">", '＜': "<", '＊': "*", '．': ".",
	'×': "*", '÷': "/", '≥': ">=", '≤': "<=", '≠': "<>",
	'\u00a0': " ", '\u202f': " ", '\u2009': " ", '\u3000': " ", '\u200b': "", '\ufeff': "", '\u2060': "", '\u2028': "\n",
}

func (l *lexer) illegal(r rune, size int) {
	replacement, known := lookalikes[r]
	blank := known && strings.TrimSpace(replacement) == ""
	start := l.here()
	l.advance(l.offset + size)
	span := Span{start, l.here()}
	if !blank {
		l.lastLine = l.line
		l.tokens = append(l.tokens, Token{Kind: TokenIllegal, Span: span, Text: span.Text(l.src)})
	}
	switch {
	case l.full():
	case r == utf8.RuneError:
		l.report(CodeIllegalCharacter, span, "This byte is no UTF-8 text; save the file as UTF-8.")
	case known:
		fix := Fix{Title: fmt.Sprintf("Replace it by %q", replacement), Edits: []Edit{{Span: span, Text: replacement}}}
		l.report(CodeIllegalCharacter, span, fmt.Sprintf(
			"The character %q (U+%04X) came in from a text editor or a web page; SQL wants %q here.", r, r, replacement), fix)
		if blank { // It separates words as a blank does.
			l.diagnostics[len(l.diagnostics)-1].Severity = SeverityWarning
		}
	default:
		l.report(CodeIllegalCharacter, span, fmt.Sprintf("The character %q has no meaning in SQL.", r))
	}
}

// byteAt returns the byte n after the current one, or 0 past the end.
func (l *lexer) byteAt(n int) byte {
	if l.offset+n < len(l.src) {
		return l.src[l.offset+n]
	}
	return 0
}

func (l *lexer) hasPrefix(prefix string) bool {
	return strings.HasPrefix(l.src[l.offset:], prefix)
}

// longestMarker bounds the search for the end of {{name}} and ${name}, so that
// a line of a million braces is not read a million times.
const longestMarker = 256

// near returns the rest of the current line, up to longestMarker bytes.
func (l *lexer) near() string {
	rest := l.src[l.offset:min(len(l.src), l.offset+longestMarker)]
	if length := strings.IndexAny(rest, "\r\n"); length >= 0 {
		return rest[:length]
	}
	return rest
}

// lineEnd returns the offset of the line break that ends the current line.
func (l *lexer) lineEnd() int {
	if length := strings.IndexAny(l.src[l.offset:], "\r\n"); length >= 0 {
		return l.offset + length
	}
	return len(l.src)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isNameStart lets every byte beyond ASCII through; word sorts them out.
func isNameStart(c byte) bool { return nameParts[c] && !isDigit(c) || c >= utf8.RuneSelf }

func isNamePart(c byte) bool { return nameParts[c] }

// nameParts are the characters of ASCII that names hold. Every character of a
// text is asked for, often twice.
var nameParts = func() (parts [256]bool) {
	for c := range utf8.RuneSelf {
		parts[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || isDigit(byte(c))
	}
	return parts
}()
