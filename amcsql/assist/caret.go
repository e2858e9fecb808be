package assist

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
)

// mark is the name put at the caret. Nobody else uses it.
const mark = "recomamp_caret_"

// caret is a place in a half-typed text and what the parser made of it.
type caret struct {
	typed    string      // the part of the word before the caret
	replace  amcsql.Span // the whole word
	token    amcsql.Token
	before   []amcsql.Token // tokens before the word, comments left out
	path     []amcsql.Node  // nodes around the mark, outermost first; empty where it was skipped
	query    *amcsql.Query
	offset   int // of the mark
	bindings *analysis.Bindings
}

// place finds out what stands around an offset.
func place(src string, offset int, options analysis.Options) caret {
	offset = max(0, min(offset, len(src)))
	for offset < len(src) && offset > 0 && !utf8.RuneStart(src[offset]) {
		offset-- // a caret stands beside characters, not in one
	}
	tokens := tokensAround(src, offset)
	c := caret{offset: offset, before: tokens[:0]}
	for _, token := range tokens {
		start, end := token.Span.From(), token.Span.To()
		if end < offset || end == offset && !growing(token) {
			if token.Kind != amcsql.TokenComment {
				c.before = append(c.before, token)
			}
			continue
		}
		c.replace = amcsql.Span{Start: token.Span.Start, End: token.Span.Start}
		if start < offset {
			c.token, c.replace = token, token.Span
			c.typed = src[start:offset]
			if token.Kind == amcsql.TokenQuotedName {
				c.typed = c.typed[1:] // what is offered needs no quotes
			}
		} else {
			c.replace = emptyAt(src, offset)
		}
		break
	}
	c.offset = c.replace.From()
	gap := c.gap()
	patched := src[:c.replace.From()] + gap + mark + " " + src[c.replace.To():]
	c.offset += len(gap)
	options.Placeholders = true
	c.bindings = analysis.Bind(patched, options, c.offset)
	c.query = c.bindings.Root()
	c.path = pathTo(c.query, c.offset)
	return c
}

// tokensAround scans a text as far as the token at an offset: to the end of the
// line, or all of it where that is in the middle of a text or a comment.
func tokensAround(src string, offset int) []amcsql.Token {
	if end := strings.IndexByte(src[offset:], '\n'); end >= 0 {
		tokens, problems := amcsql.Scan(src[:offset+end])
		if !slices.ContainsFunc(problems, unterminated) {
			return tokens
		}
	}
	tokens, _ := amcsql.Scan(src)
	return tokens
}

// unterminated reports a problem that what follows the cut may solve.
func unterminated(d amcsql.Diagnostic) bool {
	switch d.Code {
	case amcsql.CodeUnterminatedString, amcsql.CodeUnterminatedName, amcsql.CodeUnterminatedComment, amcsql.CodeUnterminatedPlaceholder:
		return true
	}
	return false
}

// gap keeps the mark from growing into a word right before it.
func (c *caret) gap() string {
	if start := c.replace.From(); start > 0 && len(c.before) > 0 {
		last := c.before[len(c.before)-1]
		if last.Span.To() == start && last.Kind != amcsql.TokenSymbol {
			return " "
		}
	}
	return ""
}

// growing reports whether what is typed right behind a token belongs to it.
func growing(token amcsql.Token) bool {
	switch token.Kind {
	case amcsql.TokenWord, amcsql.TokenNumber, amcsql.TokenEnd:
		return true
	case amcsql.TokenText:
		return !closed(token)
	case amcsql.TokenComment:
		return strings.HasPrefix(token.Text, "--")
	default:
	}
	return false
}

// closed reports whether a text has its second quote. Quotes inside are doubled.
func closed(token amcsql.Token) bool { return strings.Count(token.Text, "'")%2 == 0 }

// emptyAt is the empty span at an offset that no token covers.
func emptyAt(src string, offset int) amcsql.Span {
	position := amcsql.PositionAt(src, offset)
	return amcsql.Span{Start: position, End: position}
}

// pathTo lists the nodes that cover an offset, outermost first.
func pathTo(root amcsql.Node, offset int) []amcsql.Node {
	var path []amcsql.Node
	amcsql.Inspect(root, func(n amcsql.Node) bool {
		span := n.Span()
		if offset < span.From() || offset >= span.To() {
			return false
		}
		path = append(path, n)
		return true
	})
	return path
}

// inner returns the innermost node of a type around the caret.
func inner[T amcsql.Node](path []amcsql.Node) (T, bool) {
	for i := len(path) - 1; i >= 0; i-- {
		if n, ok := path[i].(T); ok {
			return n, true
		}
	}
	var none T
	return none, false
}

// selectAround returns the SELECT that the caret belongs to. Where recovery
// skipped the mark it is the last one that begins before it.
func (c *caret) selectAround() *amcsql.Select {
	if s, ok := inner[*amcsql.Select](c.path); ok {
		return s
	}
	var last *amcsql.Select
	amcsql.Inspect(c.query, func(n amcsql.Node) bool {
		if s, ok := n.(*amcsql.Select); ok && s.Span().From() <= c.offset {
			last = s
		}
		return true
	})
	return last
}

func (c *caret) queryAround() *amcsql.Query {
	if q, ok := inner[*amcsql.Query](c.path); ok {
		return q
	}
	return c.query
}
