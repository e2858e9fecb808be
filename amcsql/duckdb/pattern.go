package duckdb

import (
	"regexp"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/pattern"
)

// AMC's patterns are Java regular expressions and DuckDB's are RE2. Both agree
// on nearly all that people write; lookaround, backreferences and some classes
// exist in Java only. A lookahead at the start of a pattern is rewritten into a
// second search, the empty one `(?!)` matches nothing. The rest, and patterns
// that are no literal, need an engine with the functions of Java's patterns.

// search writes "some part of the text matches the pattern".
func (t *translator) search(at amcsql.Span, operand, given value) string {
	text := operand.textSQL()
	if given.text == nil {
		if t.options.JavaPatterns {
			return FunctionMatches + "(" + text + ", " + given.textSQL() + ")"
		}
		return "regexp_matches(" + text + ", " + given.textSQL() + ")"
	}
	tests, ok := searches(*given.text)
	if !ok {
		if !t.refusePattern(at, *given.text) {
			return FunctionMatches + "(" + text + ", " + quoteText(*given.text) + ")"
		}
		return "NULL"
	}
	parts := make([]string, len(tests))
	for i, test := range tests {
		parts[i] = not(test.negated) + "regexp_matches(" + text + ", " + quoteText(test.pattern) + ")"
	}
	return "(" + strings.Join(parts, " AND ") + ")"
}

// refusePattern reports a pattern that is none, or that needs functions which
// the engine does not have.
func (t *translator) refusePattern(at amcsql.Span, text string) bool {
	if _, err := pattern.Compile(text); err != nil {
		t.refuse(at, "bad-pattern", "This is no regular expression: %s", err)
		return true
	}
	if !t.options.JavaPatterns {
		t.refuse(at, "bad-pattern", "The regular expression cannot be evaluated here: it has lookaround, backreferences or classes that only Java knows")
		return true
	}
	return false
}

// patternTest is one search that takes part in another.
type patternTest struct {
	pattern string
	negated bool
}

var patternFlags = regexp.MustCompile(`^\(\?[a-zA-Z]+\)`)

// searches gives searches that RE2 can do and that hold together exactly when
// the pattern is found.
func searches(text string) ([]patternTest, bool) {
	if pattern.Linear(text) {
		return []patternTest{{pattern: text}}, true
	}
	flags := patternFlags.FindString(text)
	rest := text[len(flags):]
	if hasAlternative(rest) {
		return nil, false
	}
	if strings.HasPrefix(strings.TrimPrefix(rest, "^"), "(?!)") {
		never := `[^\s\S]`
		return []patternTest{{pattern: never}}, true
	}
	rest, anchored := strings.CutPrefix(rest, "^")
	if !anchored {
		return nil, false
	}
	var tests []patternTest
	for strings.HasPrefix(rest, "(?!") || strings.HasPrefix(rest, "(?=") {
		end := closingBracket(rest)
		if end < 0 {
			return nil, false
		}
		tests = append(tests, patternTest{pattern: flags + "^(?:" + rest[3:end] + ")", negated: rest[2] == '!'})
		rest = rest[end+1:]
	}
	tests = append(tests, patternTest{pattern: flags + "^" + rest})
	for _, test := range tests {
		if !pattern.Linear(test.pattern) {
			return nil, false
		}
	}
	return tests, true
}

// hasAlternative reports whether | stands outside all brackets.
func hasAlternative(pattern string) bool {
	depth := 0
	found := false
	eachSyntaxByte(pattern, func(_ int, c byte) {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case '|':
			found = found || depth == 0
		}
	})
	return found
}

// closingBracket finds the end of the group that the pattern starts with.
func closingBracket(pattern string) int {
	depth, end := 0, -1
	eachSyntaxByte(pattern, func(i int, c byte) {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
			if depth == 0 && end < 0 {
				end = i
			}
		}
	})
	return end
}

// eachSyntaxByte visits the bytes that are neither escaped nor in a character class.
func eachSyntaxByte(pattern string, visit func(int, byte)) {
	class := false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		default:
			visit(i, c)
		}
	}
}

// replacement turns Java's $1 and \$ into RE2's \1 and $.
func replacement(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			if text[i] == '\\' {
				out.WriteByte('\\')
			}
			out.WriteByte(text[i])
		case c == '$' && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9':
			out.WriteByte('\\')
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}
