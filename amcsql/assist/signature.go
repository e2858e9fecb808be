package assist

import (
	"strings"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Signature is help on the call whose arguments the caret is in.
type Signature struct {
	Label     string  // ROUND(x [, digits])
	Arguments []Range // where each argument stands in Label; none where the call has a syntax of its own
	Active    int     // the argument being typed, an index into Arguments; -1 beyond the last or when unknown
	Doc       string  // one line in plain words
}

// Range is a part of a text in code points, the end exclusive.
type Range struct{ Start, End int }

// SignatureAt says which call of a known function the byte offset is
// inside of, and false where there is none. It reads tokens only, so that a
// call helps before it is finished.
func (d *Document) SignatureAt(offset int) (Signature, bool) {
	known := d.options.Catalog
	calls := openCalls(d.src, offset)
	for i := len(calls) - 1; i >= 0; i-- {
		if function, ok := known.Function(calls[i].name); ok && calls[i].name != "" {
			return signatureOf(function, calls[i].commas), true
		}
	}
	return Signature{}, false
}

// openCall is a parenthesis that is open at the caret, with the word before
// it and the commas since.
type openCall struct {
	name   string
	commas int
}

func openCalls(src string, offset int) []openCall {
	tokens := tokensAround(src, max(0, min(offset, len(src))))
	var open []openCall
	var word string
	for _, token := range tokens {
		if inside := token.Kind == amcsql.TokenText && !closed(token); token.Span.To() > offset || inside {
			break
		}
		switch {
		case token.Kind == amcsql.TokenComment:
			continue
		case token.Text == "(":
			open = append(open, openCall{name: word})
		case token.Text == ")" && len(open) > 0:
			open = open[:len(open)-1]
		case token.Text == "," && len(open) > 0:
			open[len(open)-1].commas++
		case token.Text == ";":
			open = nil
		}
		word = ""
		if token.Kind == amcsql.TokenWord {
			word = token.Text
		}
	}
	return open
}

func signatureOf(function *catalog.Function, commas int) Signature {
	signature := Signature{Label: function.Signature(), Active: -1, Doc: function.Doc}
	if function.Syntax != "" || function.NoParentheses {
		return signature
	}
	from := len(function.Name) + 1
	for _, parameter := range function.Parameters {
		start := from + strings.Index(signature.Label[from:], parameter.Name)
		from = start + len(parameter.Name)
		before := utf8.RuneCountInString(signature.Label[:start])
		signature.Arguments = append(signature.Arguments, Range{Start: before, End: before + utf8.RuneCountInString(parameter.Name)})
	}
	last := len(signature.Arguments) - 1
	switch {
	case commas <= last:
		signature.Active = commas
	case last >= 0 && function.Parameters[last].Variadic:
		signature.Active = last
	}
	return signature
}
