package amcsql

// TokenKind is the kind of a Token.
type TokenKind int

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
	Span    Span
	Text    string // as written
	Keyword string // upper case, for words the grammar knows; "" otherwise
	broken  bool   // not closed, as a string without its second quote
}

// symbols of more than one character, longest first.
var longSymbols = []string{"<=>", "::", "||", "<=", ">=", "<>", "!=", "==", "&&", "=>", "->"}

const plainSymbols = "()[],.;+-*/%=<>!|&^~"
