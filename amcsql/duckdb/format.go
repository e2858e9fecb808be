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
	"EE": "%a", "E": "%a", "ww": "%V", "w": "%V", "u": "%u", "DDD": "%j", "D": "%-j", "YYYY": "%Y", "DD": "%d", "y": "%Y", "z": "UTC", "Z": "+0000", "X": "Z",
}

func formatCall(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 || args[1].text == nil {
		return value{}, false
	}
	if args[0].isTime() {
		return formatTime(t, call, args)
	}
	return formatNumber(t, call, args[0], *args[1].text)
}

// formatTime writes a time by a pattern, DATE_FORMAT(t, '%Y-%m').
func formatTime(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) != 2 || args[1].text == nil {
		return value{}, false
	}
	layout, ok := timeLayout(call.Name(), *args[1].text)
	if !ok {
		t.refuse(call.Args[1].Span(), "bad-pattern", "%s does not know the date pattern '%s'", call.Name(), *args[1].text)
		return nothing(), true
	}
	return from("strftime("+args[0].timestampSQL()+", "+quoteText(layout)+")", catalog.String, args[0]), true
}

func formatNumber(t *translator, call *amcsql.Call, number value, pattern string) (value, bool) {
	layout, ok := numberPattern(pattern)
	if !ok {
		t.refuse(call.Args[1].Span(), "bad-pattern", "%s does not know the number pattern '%s'", call.Name(), pattern)
		return nothing(), true
	}
	return from("format("+quoteText(layout)+", CAST("+number.sql+" AS DOUBLE))", catalog.String, number), true
}

// toChar is TO_CHAR(x [, pattern]) of times and numbers, with Oracle's patterns.
func toChar(t *translator, call *amcsql.Call, args []value) (value, bool) {
	switch {
	case len(args) == 1:
		return from(args[0].textSQL(), catalog.String, args[0]), true
	case len(args) == 2 && args[1].text != nil && args[0].isNumeric():
		pattern := strings.NewReplacer("FM", "", "9", "#", "G", ",", "D", ".").Replace(strings.ToUpper(*args[1].text))
		return formatNumber(t, call, args[0], strings.TrimSpace(pattern))
	}
	return formatTime(t, call, args)
}

// patternFirst turns the two arguments of a call round: PARSE_DATE('%Y', text).
func patternFirst(write special) special {
	return func(t *translator, call *amcsql.Call, args []value) (value, bool) {
		if len(args) != 2 {
			return value{}, false
		}
		turned := *call
		turned.Args = []amcsql.Expr{call.Args[1], call.Args[0]}
		return write(t, &turned, []value{args[1], args[0]})
	}
}

// patternLast turns them round only where the pattern comes first all the same.
func patternLast(write special) special {
	return func(t *translator, call *amcsql.Call, args []value) (value, bool) {
		if len(args) == 2 && args[0].text != nil && args[1].text == nil {
			return patternFirst(write)(t, call, args)
		}
		return write(t, call, args)
	}
}

// timeLayout turns a pattern into DuckDB's: Java's, with % as in MySQL or as
// strftime has it, or Oracle's in TO_CHAR, TO_DATE and TO_TIMESTAMP.
func timeLayout(function, pattern string) (string, bool) {
	switch {
	case strings.Contains(pattern, "%") && (strings.HasPrefix(function, "PARSE_") || strings.HasPrefix(function, "FORMAT_")):
		return strings.NewReplacer("%F", "%Y-%m-%d", "%T", "%H:%M:%S", "%R", "%H:%M", "%e", "%-d", "%E4Y", "%Y").Replace(pattern), true
	case strings.Contains(pattern, "%"):
		return strings.NewReplacer("%i", "%M", "%s", "%S", "%T", "%H:%M:%S", "%e", "%-d", "%c", "%-m", "%M", "%B", "%W", "%A").Replace(pattern), true
	case strings.HasPrefix(function, "TO_") && !isJava(pattern):
		return oracleLetters.Replace(strings.ToUpper(pattern)), true
	}
	return datePattern(pattern)
}

var oracleLetters = strings.NewReplacer("YYYY", "%Y", "YY", "%y", "MONTH", "%B", "MON", "%b", "MM", "%m", "DDD", "%j", "DD", "%d",
	"HH24", "%H", "HH12", "%I", "HH", "%I", "MI", "%M", "SS", "%S", "DAY", "%A", "DY", "%a", "AM", "%p", "PM", "%p", "IYYY", "%G", "IW", "%V", "WW", "%W", "D", "%w",
	`"`, "", "FM", "")

// isJava tells the patterns of Java, in which the case of a letter matters,
// from those of Oracle.
func isJava(pattern string) bool {
	return strings.ContainsAny(pattern, "yd") && strings.ContainsAny(pattern, "MH") || strings.Contains(pattern, "mm") && strings.Contains(pattern, "HH")
}

// datePattern turns runs of letters into strftime marks.
func datePattern(pattern string) (string, bool) {
	var out strings.Builder
	for i := 0; i < len(pattern); {
		c := pattern[i]
		if c == '\'' { // quoted text stands for itself
			text, rest, _ := strings.Cut(pattern[i+1:], "'")
			out.WriteString(strings.ReplaceAll(text, "%", "%%"))
			i = len(pattern) - len(rest)
			continue
		}
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
