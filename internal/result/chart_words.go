package result

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var peopleNames = regexp.MustCompile(`(?i)(^|_)(reach|users?|uniques?|people|shoppers|distinct|customers)(_|$)`)

// title says what is drawn, as the headline of the chart.
func (c *charter) title() string {
	var of string
	switch c.Kind {
	case ChartHistogram:
		return upper("how often each " + c.x.Name + " occurs")
	case ChartScatter:
		of = c.y.Name + " over " + c.x.Name
	case ChartBox:
		of = "spread of " + c.y.Name
		if c.x != nil {
			of += " by " + c.x.Name
		}
	case ChartSankey:
		of = c.data.Measures[0].title() + " along " + c.x.Name
		if c.y != nil {
			of = c.data.Measures[0].title() + " from " + c.x.Name + " to " + c.y.Name
		}
	default:
		names := make([]string, len(c.data.Measures))
		for i, m := range c.data.Measures {
			names[i] = m.title()
		}
		of = strings.Join(names, ", ")
		if c.x != nil {
			of += " by " + c.along()
		}
		if c.Kind == ChartHeatMap {
			of += " and " + c.y.Name
		}
	}
	if c.split != nil {
		of += " and " + c.split.Name
	}
	return upper(of)
}

// along names what stands along x.
func (c *charter) along() string {
	if c.Step == "" || strings.EqualFold(c.x.Name, string(c.Step)) {
		return c.x.Name
	}
	return string(c.Step) + " of " + c.x.Name
}

// noteCounted warns of sums that count a person more than once.
func (c *charter) noteCounted() {
	for i, a := range c.Values {
		if a.Function == Sum && peopleNames.MatchString(c.of[i].Name) && c.of[i].Function != CountDistinct {
			c.note("A sum of %s counts a person once for each row that the person is in.", c.of[i].Name)
		}
	}
}

// name is how a group is called in a list of series.
func (g ChartGroup) name() string {
	switch {
	case g.Rest:
		return "Other"
	case g.Text == nil:
		return "NULL"
	default:
		return *g.Text
	}
}

// digits writes a whole number with its thousands apart.
func digits(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func plainCount(n int, single, many string) string {
	if n == 1 {
		return "1 " + single
	}
	return digits(int64(n)) + " " + many
}

func rowsIn(n int64) string { return plainCount(int(n), "row", "rows") }

func isOrAre(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func hasOrHave(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// upper begins a sentence.
func upper(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
