package duckdb

import (
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// AMC's patterns are Java regular expressions and DuckDB's are RE2. Both agree
// on nearly all that people write; lookaround and backreferences exist in Java
// only. A lookahead at the start of a pattern is rewritten into a second
// search, the empty one `(?!)` matches nothing, and the rest is refused.

// search writes "some part of the text matches the pattern".
func (t *translator) search(at amcsql.Span, operand, pattern value) string {
	text := operand.textSQL()
	if pattern.text == nil {
		return "regexp_matches(" + text + ", " + pattern.textSQL() + ")"
	}
	tests, ok := searches(*pattern.text)
	if !ok {
		t.refuse(at, "bad-pattern", "The regular expression cannot be evaluated here: %s", patternFault(*pattern.text))
		return "NULL"
	}
	parts := make([]string, len(tests))
	for i, test := range tests {
		parts[i] = not(test.negated) + "regexp_matches(" + text + ", " + quoteText(test.pattern) + ")"
	}
	return "(" + strings.Join(parts, " AND ") + ")"
}

// patternTest is one search that takes part in another.
type patternTest struct {
	pattern string
	negated bool
}

var patternFlags = regexp.MustCompile(`^\(\?[a-zA-Z]+\)`)

// searches gives searches that RE2 can do and that hold together exactly when
// the pattern is found.
func searches(pattern string) ([]patternTest, bool) {
	if patternFault(pattern) == "" {
		return []patternTest{{pattern: pattern}}, true
	}
	flags := patternFlags.FindString(pattern)
	rest := pattern[len(flags):]
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
		if patternFault(test.pattern) != "" {
			return nil, false
		}
	}
	return tests, true
}

// patternFault says why RE2 refuses a pattern; "" when it does not.
func patternFault(pattern string) string {
	if _, err := syntax.Parse(pattern, syntax.Perl); err != nil {
		return err.Error()
	}
	return ""
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

// plainPattern checks the pattern of a function, which must be one RE2 takes.
func (t *translator) plainPattern(at amcsql.Span, pattern value) {
	if pattern.text == nil {
		return
	}
	if fault := patternFault(*pattern.text); fault != "" {
		t.refuse(at, "bad-pattern", "The regular expression cannot be evaluated here: %s", fault)
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
