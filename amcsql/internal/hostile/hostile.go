// Package hostile makes texts that cost much wherever work is not in proportion
// to a text, and measures what they cost. Tests hold every answer about a text
// against the bounds here, and fuzz tests begin with short forms of the texts.
package hostile

import (
	"fmt"
	"strings"
)

// Most is the size of the texts in bytes: what the language promises to bear.
const Most = 2 << 20

// Text is one hostile text. It is made on demand, at a size of choice.
type Text struct {
	Name string
	make func(size int) string
}

// Make writes the text as large as size bytes. Some texts are as hostile as
// they get before that, and are shorter.
func (t Text) Make(size int) string { return t.make(size) }

// Texts lists all of them.
func Texts() []Text {
	var all []Text
	for _, some := range [][]Text{tokens(), chains(), lists(), nestings(), tables(), unions(), mistakes(), patterns()} {
		all = append(all, some...)
	}
	return all
}

// Seeds are the texts at a size that is quick to try.
func Seeds() []string {
	const short = 600
	var seeds []string
	for _, text := range Texts() {
		if seed := text.Make(short); len(seed) <= 4*short {
			seeds = append(seeds, seed)
		}
	}
	return seeds
}

// repeat fills a text with a part. In the part, %[1]d counts from 0 and %[2]d
// is one less; a part without them is taken as it is.
func repeat(name, before, part, after string) Text {
	return atMost(Most, name, before, part, after)
}

// atMost is repeat with a bound on the number of parts.
func atMost(most int, name, before, part, after string) Text {
	numbered := strings.Contains(part, "%[")
	return Text{name, func(size int) string {
		var text strings.Builder
		text.Grow(size)
		text.WriteString(before)
		for i := range most {
			next := part
			if numbered {
				next = fmt.Sprintf(part, i, i-1)
			}
			if text.Len()+len(next)+len(after) > size {
				break
			}
			text.WriteString(next)
		}
		text.WriteString(after)
		return text.String()
	}}
}

// nested repeats an opening and as many closings around a core.
func nested(name, before, opening, core, closing, after string) Text {
	return nestedTo(Most, name, before, opening, core, closing, after)
}

// nestedTo is nested to a depth at most.
func nestedTo(depth int, name, before, opening, core, closing, after string) Text {
	return Text{name, func(size int) string {
		n := min(depth, max(1, (size-len(before)-len(core)-len(after))/(len(opening)+len(closing))))
		return before + strings.Repeat(opening, n) + core + strings.Repeat(closing, n) + after
	}}
}
