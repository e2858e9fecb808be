package amcsql

// TokenKind is the kind of a Token.
type TokenKind uint8

// The kinds of tokens. Scan ends every text with one TokenEnd.
const (
	TokenEnd         TokenKind = iota // after the last character; empty
	TokenWord                         // keyword or unquoted name
	TokenQuotedName                   // "name" or `name`
	TokenText                         // 'text'
	TokenNumber                       // 12, 1.5, .2, 1e5
	TokenPlaceholder                  // {{name}}
	TokenMarker                       // :name, ?, ${name}, $1 or @name
	TokenSymbol                       // operator or punctuation
	TokenComment                      // -- to the end of the line, or /* block */
	TokenIllegal                      // a character that is no SQL
)

// Token is one word of a text. The text between two tokens is white space only.
type Token struct {
	Kind    TokenKind
	broken  bool   // not closed, as a string without its second quote
	traits  traits // of a word the grammar knows
	power   uint8  // how tightly it binds as an infix operator, 0 where it is none
	mate    int32  // of a "(", the index of its ")", -1 without one; of a ")" likewise
	Span    Span
	Text    string // as written
	Keyword string // upper case, for words the grammar knows; "" otherwise
}

func (t *Token) is(trait traits) bool { return t.traits&trait != 0 }

// symbolLength is the number of bytes of the operator or punctuation that a
// text begins with, the longest possible; 0 where there is none. next are the
// two bytes behind the first.
func symbolLength(first byte, next [2]byte) int {
	switch first {
	case '(', ')', '[', ']', ',', '.', ';', '+', '*', '/', '%', '^', '~':
		return 1
	case ':':
		if next[0] == ':' {
			return 2
		}
		return 0
	case '|', '&':
		if next[0] == first {
			return 2
		}
		return 1
	case '<':
		switch {
		case next == [2]byte{'=', '>'}:
			return 3
		case next[0] == '=', next[0] == '>':
			return 2
		}
		return 1
	case '=':
		switch {
		case next == [2]byte{'=', '='}:
			return 3
		case next[0] == '=', next[0] == '>', next[0] == '<', next[0] == '!':
			return 2
		}
		return 1
	case '>', '!':
		if first == '!' && next == [2]byte{'=', '='} {
			return 3
		}
		if next[0] == '=' {
			return 2
		}
		return 1
	case '-':
		if next[0] == '>' {
			return 2
		}
		return 1
	}
	return 0
}
