package explain

import (
	"fmt"
	"strings"
)

// summary tells the most important first.
func summary(out Explanation) []string {
	var told []string
	say := func(format string, args ...any) { told = append(told, fmt.Sprintf(format, args...)) }
	users, names := strictest(out.Columns)
	switch s := out.Suppression; {
	case s.Suppression != nil && s.Suppressed == 0 && s.Rows > 0:
		say("No row was suppressed: every row rests on enough users.")
	case s.Suppression != nil && s.Suppressed > 0:
		are, they, hold := "are", "they rest", "They hold"
		if s.Suppressed == 1 {
			are, they, hold = "is", "it rests", "It holds"
		}
		say("%d of %d rows %s suppressed: %s on too few users, so AMC took values away and put alike rows together.", s.Suppressed, s.Rows, are, they)
		for _, m := range s.Metrics {
			if m.Share > 0 {
				say("%s %s of %s, which no longer tells by what.", hold, percent(m.Share), m.Column)
			}
		}
	case s.Handling == Removed:
		say("Rows that rest on fewer than %d users, as %s asks for, are not here: AMC removed them, and does not say how many. Run it again with suppressed rows kept to see what share of each metric they hold.",
			users, strings.Join(names, ", "))
	}
	d := out.Data
	switch {
	case !d.Settled && d.SettledBy:
		say("When it ran, the data of the window were not complete; they are since %s. Run it again for the complete figures.", instant(d.SettlesAt, d.Window.Zone))
	case !d.Settled:
		say("The data of the window may still grow: they are complete from %s on.", instant(d.SettlesAt, d.Window.Zone))
	default:
		say("The data of the window were complete when it ran, as AMC promises.")
	}
	for _, c := range out.Columns {
		if c.Unit == "microcents" || c.Unit == "millicents" {
			say("%s is in %s.", c.Name, map[string]string{
				"microcents": "microcents: 100,000,000 are one of the currency",
				"millicents": "millicents: 100,000 are one of the currency",
			}[string(c.Unit)])
		}
	}
	return told
}

// percent writes a share, never as none where there is some.
func percent(share float64) string {
	switch n := share * 100; {
	case n > 0 && n < 0.1:
		return "less than 0.1 %"
	case n < 100 && n > 99.9:
		return "more than 99.9 %"
	default:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", n), ".0") + " %"
	}
}
