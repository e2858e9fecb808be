package explain

import (
	"fmt"
	"strings"
	"time"
)

// retention is how long AMC keeps most data: 13 months.
const retentionMonths = 13

// causes tells why there may be no rows: first what is known to hold, then what is possible.
func causes(in Input, out Explanation) []Cause {
	var known, possible []Cause
	d := out.Data
	zone := d.Window.Zone
	oldest := d.RanAt.AddDate(0, -retentionMonths, 0)
	switch {
	case !d.Window.Start.Before(d.RanAt):
		known = append(known, Cause{
			Code: "window_ahead", Known: true,
			Text: fmt.Sprintf("The window begins at %s, after the query ran: there were no data yet.", instant(d.Window.Start, zone)),
			Next: "Choose a window of the past.",
		})
	case d.Window.Start.After(d.Through):
		known = append(known, Cause{
			Code: "window_not_complete", Known: true,
			Text: fmt.Sprintf("All of the window lies behind %s, until when the data were complete when it ran.", instant(d.Through, zone)),
			Next: fmt.Sprintf("Run it again after %s.", instant(d.SettlesAt, zone)),
		})
	case !d.Settled:
		possible = append(possible, Cause{
			Code: "window_not_settled",
			Text: fmt.Sprintf("The window ends behind %s, until when the data were complete when it ran.", instant(d.Through, zone)),
			Next: fmt.Sprintf("Run it again after %s.", instant(d.SettlesAt, zone)),
		})
	}
	if !d.Window.End.After(oldest) {
		known = append(known, Cause{
			Code: "window_too_old", Known: true,
			Text: fmt.Sprintf("The window ends more than %d months before the query ran. AMC keeps most data no longer; purchases in stores are kept 60 months.", retentionMonths),
			Next: "Choose a window of the last 13 months.",
		})
	}
	if cause, ok := threshold(in, out); ok {
		possible = append(possible, cause)
	}
	if len(out.Conditions) > 0 {
		possible = append(possible, Cause{
			Code: "conditions", Text: "The conditions may fit no row: " + strings.Join(quoted(out.Conditions, 3), "; ") + ".",
			Next: "Take conditions away one by one. Capital and small letters differ: look the values up as they are stored.",
		})
	}
	if values := string(in.Execution.Values); values != "" && values != "{}" && values != "null" {
		possible = append(possible, Cause{
			Code: "values", Text: "The values of its parameters may match nothing.",
			Next: "Compare them with values that the data hold, such as ids as text.",
		})
	}
	if len(out.Sources) > 0 {
		possible = append(possible, Cause{
			Code: "no_data", Text: fmt.Sprintf("The instance may have no data of %s in this window.", strings.Join(out.Sources, ", ")),
			Next: fmt.Sprintf("Run SELECT COUNT(*) AS n FROM %s over the same window.", out.Sources[0]),
		})
	}
	if length := d.Window.End.Sub(d.Window.Start); zone != "UTC" && length <= 48*time.Hour {
		possible = append(possible, Cause{
			Code: "zone", Text: fmt.Sprintf("The window is short and of %s; in UTC it is %s to %s. Dates that the SQL compares are those of UTC, unless the column says otherwise.", zone, instant(d.Window.Start, "UTC"), instant(d.Window.End, "UTC")),
			Next: "Make the window a day longer at both ends, or compare in UTC.",
		})
	}
	return append(known, possible...)
}

// threshold tells of privacy, where rows were removed for it.
func threshold(in Input, out Explanation) (Cause, bool) {
	users, names := strictest(out.Columns)
	if users <= 1 || out.Suppression.Handling == Kept && in.Suppression != nil {
		return Cause{}, false
	}
	return Cause{
		Code: "threshold",
		Text: fmt.Sprintf("AMC removes rows that rest on fewer than %d users, as %s asks for. Every row may have been one.", users, strings.Join(names, ", ")),
		Next: "Choose a longer window, fewer columns to group by, or run it again with suppressed rows kept.",
	}, true
}

// quoted gives the first of some conditions.
func quoted(conditions []string, most int) []string {
	if len(conditions) <= most {
		return conditions
	}
	return append(conditions[:most:most], fmt.Sprintf("and %d more", len(conditions)-most))
}
