package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// formatted writes TO_CHAR(when, 'YYYY-MM-DD') and DATE_FORMAT(when, '%Y-%m-%d')
// without them: as a part of the date written out where it is one, else with
// FORMAT. It is "" for patterns that say something else.
func (a *analyser) formatted(e *amcsql.Call) string {
	if len(e.Args) != 2 {
		return ""
	}
	literal, ok := bare(e.Args[1]).(*amcsql.StringLiteral)
	if !ok {
		return ""
	}
	var pattern string
	if e.Name() == "DATE_FORMAT" {
		pattern = javaPattern(literal.Value, percentParts)
	} else {
		pattern = javaPattern(strings.ToUpper(literal.Value), charParts)
	}
	when := a.text(e.Args[0])
	day := "CAST(CAST(" + when + " AS DATE) AS VARCHAR)"
	switch pattern {
	case "":
		return ""
	case "yyyy-MM-dd":
		return day
	case "yyyy-MM":
		return "SUBSTRING(" + day + " FROM 1 FOR 7)"
	case "yyyy":
		return "SUBSTRING(" + day + " FROM 1 FOR 4)"
	}
	return "FORMAT(" + when + ", '" + pattern + "')"
}

// patternPart is one word of a pattern for dates and how Java writes it.
type patternPart struct{ word, java string }

// charParts are those of TO_CHAR, in capitals, longer ones first.
var charParts = []patternPart{
	{"YYYY", "yyyy"}, {"HH24", "HH"}, {"HH12", "hh"}, {"YY", "yy"}, {"MM", "MM"}, {"DD", "dd"}, {"HH", "HH"}, {"MI", "mm"}, {"SS", "ss"},
}

// percentParts are those of DATE_FORMAT.
var percentParts = []patternPart{
	{"%Y", "yyyy"}, {"%y", "yy"}, {"%m", "MM"}, {"%d", "dd"}, {"%H", "HH"}, {"%i", "mm"}, {"%M", "mm"}, {"%s", "ss"}, {"%S", "ss"},
}

// javaPattern rewrites a pattern, "" where a word of it is not known.
func javaPattern(text string, parts []patternPart) string {
	var out strings.Builder
next:
	for text != "" {
		for _, part := range parts {
			if rest, found := strings.CutPrefix(text, part.word); found {
				out.WriteString(part.java)
				text = rest
				continue next
			}
		}
		if !strings.ContainsRune("-/.: _", rune(text[0])) {
			return ""
		}
		out.WriteByte(text[0])
		text = text[1:]
	}
	return out.String()
}
