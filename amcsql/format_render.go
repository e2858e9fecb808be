package amcsql

import "strings"

// renderer writes the words of a layout line by line.
type renderer struct {
	*layout
	out    strings.Builder
	column int
	flat   []int // flat[i] is the width of the words before i on one line
	forced []int // forced[i] counts the gaps before words 0…i-1 that must break
}

func (l *layout) render() string {
	if len(l.words) == 0 {
		return ""
	}
	l.settle()
	r := &renderer{layout: l}
	r.measure()
	for i := range l.words {
		r.gap(i)
		for _, id := range l.words[i].opens {
			r.open(id)
		}
		r.write(l.words[i].text)
	}
	r.comments(l.tail, 0)
	return strings.TrimRight(r.out.String(), " \n") + "\n"
}

// measure sums widths and forced breaks up, so that a group is judged in one step.
func (r *renderer) measure() {
	r.flat = make([]int, len(r.words)+1)
	r.forced = make([]int, len(r.words)+1)
	for i := range r.words {
		w := &r.words[i]
		size, forced := width(w.text), 0
		if !w.gap.tight && i > 0 {
			size++
		}
		for _, c := range w.comments {
			size += width(c.text) + 1
			if c.breaks() {
				forced = 1
			}
		}
		if w.gap.kind == gapHard {
			forced = 1
		}
		if strings.ContainsAny(w.text, "\r\n") {
			forced = 1
		}
		r.flat[i+1] = r.flat[i] + size
		r.forced[i+1] = r.forced[i] + forced
	}
}

// open decides whether a group is broken. It stands before its first word.
func (r *renderer) open(id int) {
	g := &r.groups[id]
	if r.forced[g.last+1] > r.forced[g.first+1] {
		g.broken = true
		return
	}
	end := g.last
	for end+1 < len(r.words) && r.words[end+1].gap.tight && r.words[end+1].gap.kind == gapPlain && len(r.words[end+1].comments) == 0 {
		end++
	}
	g.broken = r.column+width(r.words[g.first].text)+r.flat[end+1]-r.flat[g.first+1] > lineWidth
}

// gap writes what stands before a word: comments, then a break or a space.
func (r *renderer) gap(i int) {
	w := &r.words[i]
	broken := r.comments(w.comments, w.indent)
	switch {
	case broken:
		r.newline(w.indent, w.blank && w.gap.kind == gapHard)
	case i == 0 && len(w.comments) == 0:
	case w.gap.kind == gapHard:
		r.newline(w.indent, w.blank)
	case w.gap.kind == gapSoft && r.groups[w.gap.group].broken:
		r.newline(w.indent, false)
	case w.gap.kind == gapFill && r.groups[w.gap.group].broken && r.overflows(i, w.gap.until):
		r.newline(w.indent, false)
	case !w.gap.tight, len(w.comments) > 0 && !clingsLeft(w.text):
		r.write(" ")
	}
}

func (r *renderer) overflows(first, last int) bool {
	return r.column+1+r.flat[last+1]-r.flat[first]+1 > lineWidth
}

// comments writes comments and reports whether a line break must follow.
func (r *renderer) comments(comments []comment, indent int) bool {
	broken := false
	for _, c := range comments {
		c.ownLine = c.ownLine || broken // from now on
		switch {
		case r.out.Len() == 0:
		case c.ownLine:
			r.newline(indent, c.blank)
		default:
			r.write(" ")
		}
		r.write(c.text)
		broken = c.breaks()
	}
	return broken
}

func (r *renderer) newline(indent int, blank bool) {
	if r.out.Len() == 0 {
		return
	}
	if blank {
		r.out.WriteByte('\n')
	}
	r.out.WriteByte('\n')
	r.out.WriteString(strings.Repeat("  ", indent))
	r.column = 2 * indent
}

func (r *renderer) write(text string) {
	r.out.WriteString(text)
	if end := strings.LastIndexAny(text, "\r\n"); end >= 0 {
		r.column = width(text[end+1:])
		return
	}
	r.column += width(text)
}
