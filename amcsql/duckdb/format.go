package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// The pattern language of FORMAT is not described anywhere. Patterns are read
// the way Java does: letters for dates (yyyy-MM-dd HH:mm:ss), # and 0 for
// numbers (#,##0.00). The pattern must be a literal.

var dateLetters = map[string]string{
	"yyyy": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%-m", "dd": "%d", "d": "%-d", "EEEE": "%A", "EEE": "%a",
	"HH": "%H", "H": "%-H", "hh": "%I", "h": "%-I", "mm": "%M", "m": "%-M", "ss": "%S", "s": "%-S", "SSS": "%g", "a": "%p",
}

func formatCall(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 || args[1].text == nil {
		return value{}, false
	}
	pattern := *args[1].text
	if args[0].isTime() {
		args[0] = args[0].cast(simple(catalog.Timestamp))
		layout, ok := timeLayout(call.Name(), pattern)
		if !ok {
			t.refuse(call.Args[1].Span(), "bad-pattern", "FORMAT does not know the date pattern '%s'", pattern)
			return nothing(), true
		}
		return from("strftime("+args[0].sql+", "+quoteText(layout)+")", catalog.String, args[0]), true
	}
	layout, ok := numberPattern(pattern)
	if !ok {
		t.refuse(call.Args[1].Span(), "bad-pattern", "FORMAT does not know the number pattern '%s'", pattern)
		return nothing(), true
	}
	return from("format("+quoteText(layout)+", CAST("+args[0].sql+" AS DOUBLE))", catalog.String, args[0]), true
}

// timeLayout turns a pattern into DuckDB's: Java's, with % as in MySQL, or
// Oracle's in TO_CHAR, TO_DATE and TO_TIMESTAMP.
func timeLayout(function, pattern string) (string, bool) {
	switch {
	case strings.Contains(pattern, "%"):
		return strings.NewReplacer("%i", "%M", "%s", "%S", "%T", "%H:%M:%S", "%e", "%-d", "%c", "%-m", "%M", "%B", "%W", "%A").Replace(pattern), true
	case strings.HasPrefix(function, "TO_") && strings.ContainsAny(pattern, "YD"):
		return strings.NewReplacer("YYYY", "%Y", "YY", "%y", "MONTH", "%B", "Month", "%B", "MON", "%b", "Mon", "%b", "MM", "%m", "DD", "%d",
			"HH24", "%H", "HH12", "%I", "HH", "%I", "MI", "%M", "SS", "%S", "DAY", "%A", "Day", "%A", "DY", "%a", "AM", "%p", "PM", "%p",
			"IW", "%V", "D", "%w").Replace(pattern), true
	}
	return datePattern(pattern)
}

// datePattern turns runs of letters into strftime marks.
func datePattern(pattern string) (string, bool) {
	var out strings.Builder
	for i := 0; i < len(pattern); {
		c := pattern[i]
		if !isLetter(c) {
			if c == '%' {
				out.WriteByte('%')
			}
			out.WriteByte(c)
			i++
			continue
		}
		end := i
		for end < len(pattern) && pattern[end] == c {
			end++
		}
		mark, ok := dateLetters[pattern[i:end]]
		if !ok {
			return "", false
		}
		out.WriteString(mark)
		i = end
	}
	return out.String(), true
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// numberPattern reads #,##0.00 and its like; decimals are always as many as
// there are marks after the dot.
func numberPattern(pattern string) (string, bool) {
	whole, fraction, _ := strings.Cut(pattern, ".")
	if whole == "" || strings.Trim(whole, "#0,") != "" || strings.Trim(fraction, "#0") != "" {
		return "", false
	}
	group := ""
	if strings.Contains(whole, ",") {
		group = ","
	}
	return "{:" + group + "." + itoa(len(fraction)) + "f}", true
}
