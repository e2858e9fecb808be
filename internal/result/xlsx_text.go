package result

import (
	"bufio"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// escapes writes text as XML, and what XML cannot hold as _xHHHH_, as the format has it.
type escapes struct{ literal *regexp.Regexp }

// sheetEscapes finds text that would be taken for such an escape.
var sheetEscapes = escapes{regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)}

func (e escapes) text(out *bufio.Writer, text string) {
	if strings.Contains(text, "_x") {
		for {
			found := e.literal.FindStringIndex(text)
			if found == nil {
				break
			}
			e.plain(out, text[:found[0]])
			out.WriteString("_x005F_")
			text = text[found[0]+1:] // the next one may begin with this one's last underscore
			out.WriteString(text[:1])
			text = text[1:]
		}
	}
	e.plain(out, text)
}

func (escapes) plain(out *bufio.Writer, text string) {
	start := 0
	for i, r := range text {
		var escaped string
		switch {
		case r == '&':
			escaped = "&amp;"
		case r == '<':
			escaped = "&lt;"
		case r == '>':
			escaped = "&gt;"
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff:
			escaped = fmt.Sprintf("_x%04X_", r)
		default:
			continue
		}
		out.WriteString(text[start:i])
		out.WriteString(escaped)
		start = i + utf8.RuneLen(r)
	}
	out.WriteString(text[start:])
}
