package amcsql

import (
	"fmt"
	"strings"
)

// clauseSpellings are the words whose misspelling turns a clause into an
// alias: in SELECT a FORM t, "FORM" reads as a name for a.
var clauseSpellings = []string{"FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "INNER", "RIGHT", "JOIN", "LEFT", "CROSS"}

// misspelt reports the token at index if it is one slip of the finger away
// from one of the words, and says whether it was.
func (p *parser) misspelt(index int, words ...string) bool {
	if index < 0 || p.tokens[index].Kind != TokenWord || p.tokens[index].is(traitReserved) {
		return false
	}
	token := &p.tokens[index]
	const longest = len("SELECT") + 1
	if len(token.Text) > longest {
		return false
	}
	written := strings.ToUpper(token.Text)
	for _, word := range words {
		if !oneSlip(written, word) {
			continue
		}
		p.failWith(Diagnostic{
			Span:    token.Span,
			Message: fmt.Sprintf("%s is no word of SQL. Did you mean %s?", token.Text, word),
			Fixes:   []Fix{{Title: "Change to " + word, Edits: []Edit{{Span: token.Span, Text: word}}}},
		})
		return true
	}
	return false
}

// oneSlip reports whether a becomes b by one letter put in, left out or
// replaced, or by two neighbours changing places.
func oneSlip(a, b string) bool {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	left, right := a[start:len(a)-end], b[start:len(b)-end]
	switch {
	case len(left)+len(right) == 0:
		return false // the word itself
	case len(left) <= 1 && len(right) <= 1:
		return true
	}
	return len(left) == 2 && len(right) == 2 && left[0] == right[1] && left[1] == right[0]
}
