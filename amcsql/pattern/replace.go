package pattern

import "strings"

// Replace puts replacement in the place of every match. In it $1 is a group and
// \ takes the meaning from the character after it, as in Java.
func (p *Pattern) Replace(text, replacement string) (string, error) {
	matches, err := p.all(text)
	if err != nil || len(matches) == 0 {
		return text, err
	}
	var out strings.Builder
	from := 0
	for _, m := range matches {
		out.WriteString(text[from:m.places[0]])
		m.expand(&out, text, replacement)
		from = m.places[1]
	}
	out.WriteString(text[from:])
	return out.String(), nil
}

func (m match) expand(out *strings.Builder, text, replacement string) {
	for i := 0; i < len(replacement); i++ {
		c := replacement[i]
		switch {
		case c == '\\' && i+1 < len(replacement):
			i++
			out.WriteByte(replacement[i])
		case c == '$' && i+1 < len(replacement) && isDigit(replacement[i+1]):
			group := 0
			// Digits belong to the number as long as there is such a group.
			for first := true; i+1 < len(replacement) && isDigit(replacement[i+1]); first = false {
				next := group*10 + int(replacement[i+1]-'0')
				if !first && 2*next+1 >= len(m.places) {
					break
				}
				group = next
				i++
			}
			if 2*group+1 < len(m.places) && m.places[2*group] >= 0 {
				out.WriteString(text[m.places[2*group]:m.places[2*group+1]])
			}
		default:
			out.WriteByte(c)
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
