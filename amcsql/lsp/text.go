package lsp

import (
	"sort"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/assist"
)

// text is one open text as it is now.
type text struct {
	*assist.Document
	src   string
	lines []int // byte offsets at which lines begin
}

func open(src string, options analysis.Options) *text {
	t := &text{Document: assist.Open(src, options), src: src, lines: []int{0}}
	for i := range len(src) {
		switch {
		case src[i] == '\n', src[i] == '\r' && (i+1 == len(src) || src[i+1] != '\n'):
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// offset turns a position of the protocol into bytes. One behind the end of its
// line means the end of the line, as the protocol asks.
func (t *text) offset(p position) int {
	if p.Line < 0 || p.Line >= len(t.lines) {
		return len(t.src)
	}
	at := t.lines[p.Line]
	for units := 0; units < p.Character && at < len(t.src) && t.src[at] != '\n' && t.src[at] != '\r'; {
		r, size := utf8.DecodeRuneInString(t.src[at:])
		units += utf16Len(r)
		at += size
	}
	return at
}

// position turns bytes into a position of the protocol.
func (t *text) position(offset int) position {
	line := sort.Search(len(t.lines), func(i int) bool { return t.lines[i] > offset }) - 1
	units := 0
	for _, r := range t.src[t.lines[line]:offset] {
		units += utf16Len(r)
	}
	return position{Line: line, Character: units}
}

// utf16Len is how many code units a character takes.
func utf16Len(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

func (t *text) span(s amcsql.Span) span {
	return span{Start: t.position(s.From()), End: t.position(s.To())}
}

func (t *text) edits(edits []amcsql.Edit) []textEdit {
	out := make([]textEdit, len(edits))
	for i, edit := range edits {
		out[i] = textEdit{Range: t.span(edit.Span), NewText: edit.Text}
	}
	return out
}
