package amcsql

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// SyntaxError says that a text could not be parsed. Diagnostics is never empty.
type SyntaxError struct {
	Diagnostics []Diagnostic
}

// Error returns the first diagnostic.
func (e *SyntaxError) Error() string { return e.Diagnostics[0].String() }

// Format lays src out: keywords and names of functions in capitals, one clause
// per line, what does not fit into 100 columns broken up and indented by two
// spaces. It changes nothing but white space and case, so comments stay where
// they were. The error is a *SyntaxError.
//
// Formatting a formatted text changes nothing.
func Format(src string) (string, error) {
	query, diagnostics := Parse(src)
	if HasErrors(diagnostics) {
		return "", &SyntaxError{Diagnostics: diagnostics}
	}
	l := newLayout(src)
	rules := formatRules{layout: l}
	rules.query(query, l.hard)
	return l.render(), nil
}

// comment is a comment with what stood around it.
type comment struct {
	text    string
	ownLine bool // nothing but white space before it on its line
	line    bool // -- to the end of the line
	blank   bool // an empty line before it
}

// breaks reports whether the line cannot go on after the comment.
func (c comment) breaks() bool {
	return c.line || c.ownLine || strings.ContainsAny(c.text, "\r\n")
}

// word is one token of the text with the gap before it.
type word struct {
	start    int // byte offset in the text
	text     string
	comments []comment // between the word before and this one
	blank    bool      // an empty line before it, or before its comments
	gap      gap
	indent   int
	shift    int   // change of the indentation from this word on, against the one before
	opens    []int // groups that begin here, outer first
}

// gapKind is how two words are set apart.
type gapKind int

const (
	gapPlain gapKind = iota // a space or nothing
	gapHard                 // a line break
	gapSoft                 // a line break when the group is broken
	gapFill                 // a line break when the group is broken and the next item does not fit
)

type gap struct {
	kind  gapKind
	tight bool // nothing rather than a space while no line is broken
	fixed bool // tight was set by a rule
	group int
	until int // of gapFill: the last word of the item
}

// group is a stretch of words whose soft gaps are broken together.
type group struct {
	first, last int
	broken      bool
}

// layout is a text as words, with gaps and groups that the rules set.
type layout struct {
	words   []word
	groups  []group
	keyword []bool // the word is no name
	tail    []comment
}

const lineWidth = 100

func newLayout(src string) *layout {
	tokens, _ := Scan(src)
	l := &layout{words: make([]word, 0, len(tokens)), keyword: make([]bool, 0, len(tokens))}
	var pending []comment
	behind := Position{Line: 1}
	for _, token := range tokens {
		start := token.Span.Start
		empty := start.Line > behind.Line+1 && behind.Offset > 0
		if token.Kind == TokenComment {
			pending = append(pending, comment{
				text:    strings.TrimRight(token.Text, " \t"),
				ownLine: start.Line > behind.Line || behind.Offset == 0,
				line:    strings.HasPrefix(token.Text, "--"),
				blank:   empty,
			})
			behind = token.Span.End
			continue
		}
		if token.Kind == TokenEnd {
			l.tail = pending
			break
		}
		l.words = append(l.words, word{start: int(start.Offset), text: token.Text, comments: pending, blank: empty})
		l.keyword = append(l.keyword, token.Kind == TokenWord && token.Keyword != "")
		pending, behind = nil, token.Span.End
	}
	return l
}

// first and last are the words at the edges of a node.
func (l *layout) first(n Node) int { return l.starting(n.Span().Start) }

func (l *layout) last(n Node) int {
	end := n.Span().To()
	index := l.search(end) - 1 // the last word that begins before the end
	if index >= 0 && l.words[index].start+len(l.words[index].text) == end {
		return index
	}
	return 0
}

// starting is the word that begins at a position.
func (l *layout) starting(at Position) int {
	if index := l.search(int(at.Offset)); index < len(l.words) && l.words[index].start == int(at.Offset) {
		return index
	}
	return 0
}

// search is the first word that begins at an offset or behind it.
func (l *layout) search(offset int) int {
	return sort.Search(len(l.words), func(i int) bool { return l.words[i].start >= offset })
}

// at reports whether the word with the index is text.
func (l *layout) at(index int, text string) bool {
	return index >= 0 && index < len(l.words) && strings.EqualFold(l.words[index].text, text)
}

// hard puts a line break before a word.
func (l *layout) hard(index int) {
	if index > 0 {
		l.words[index].gap.kind = gapHard
	}
}

// tight puts nothing before a word.
func (l *layout) tight(index int) {
	l.words[index].gap.tight, l.words[index].gap.fixed = true, true
}

// indent moves the words from first to last in by one step.
func (l *layout) indent(first, last int) {
	l.words[first].shift++
	if last+1 < len(l.words) {
		l.words[last+1].shift--
	}
}

// group begins a group and returns what puts a soft gap of it before a word.
func (l *layout) group(first, last int) (id int, soft func(index int)) {
	id = len(l.groups)
	l.groups = append(l.groups, group{first: first, last: last})
	l.words[first].opens = append(l.words[first].opens, id)
	return id, func(index int) {
		if l.words[index].gap.kind == gapPlain {
			l.words[index].gap.kind, l.words[index].gap.group = gapSoft, id
		}
	}
}

// clingsLeft and clingsRight tell of symbols without a space before or after them.
func clingsLeft(text string) bool {
	switch text {
	case ",", ")", "]", ".", ";", "::", "[":
		return true
	}
	return false
}

func clingsRight(text string) bool {
	switch text {
	case "(", "[", ".", "::":
		return true
	}
	return false
}

// settle works out what the rules left open: plain gaps and indentation.
func (l *layout) settle() {
	level := 0
	for i := range l.words {
		w := &l.words[i]
		level += w.shift
		w.indent = level
		if l.keyword[i] {
			w.text = strings.ToUpper(w.text)
		}
		if i > 0 && !w.gap.fixed {
			before := l.words[i-1].text
			w.gap.tight = clingsLeft(w.text) || clingsRight(before)
			if w.text == "." && isDigit(before[len(before)-1]) && (isDigit(before[0]) || before[0] == '.') {
				w.gap.tight = false // the point would become one of the number
			}
		}
	}
}

func width(text string) int { return utf8.RuneCountInString(text) }
