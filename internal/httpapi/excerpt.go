package httpapi

import "strings"

// excerptLength is how many code points tell one text from another in a list.
const excerptLength = 80

// excerpt is the beginning of a text of SQL in one line: the comment it opens
// with, which says what it is for, or else its first words.
func excerpt(sql string) string {
	line := strings.Join(strings.Fields(sql), " ")
	if comment, ok := strings.CutPrefix(strings.TrimSpace(sql), "--"); ok {
		first, _, _ := strings.Cut(comment, "\n")
		if first = strings.TrimSpace(first); first != "" {
			line = first
		}
	}
	if runes := []rune(line); len(runes) > excerptLength {
		return string(runes[:excerptLength-1]) + "…"
	}
	return line
}
