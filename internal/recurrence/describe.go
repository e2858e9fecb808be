package recurrence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Describe says a valid rule in plain words: "Every weekday at 06:30 in
// Europe/Berlin". Parse reads them back, but for those of a cron expression.
func Describe(rule Rule) string { return describe(rule.Canonical(), list) }

// Brief is Describe for narrow places: many excluded dates are only counted.
func Brief(rule Rule) string {
	return describe(rule.Canonical(), func(dates []string) string {
		if len(dates) > 2 {
			return strconv.Itoa(len(dates)) + " dates"
		}
		return list(dates)
	})
}

func describe(r Rule, dates func([]string) string) string {
	var b strings.Builder
	b.WriteString(days(r))
	if r.Frequency != CronExpression && r.Frequency != Hourly {
		b.WriteString(" at " + list(r.At))
	}
	b.WriteString(" in " + r.Zone)
	if r.From != "" {
		b.WriteString(", from " + r.From)
	}
	if r.Until != "" {
		b.WriteString(", until " + r.Until)
	}
	if len(r.Excluding) > 0 {
		if r.ExcludedDates == ExcludedOnlyBusiness {
			b.WriteString(", counting " + dates(r.Excluding) + " as no business day")
		} else {
			b.WriteString(", except on " + dates(r.Excluding))
		}
	}
	switch r.Gap {
	case GapSkip:
		b.WriteString(", leaving out times that clocks skip")
	case GapShift:
		b.WriteString(", shifting times that clocks skip")
	}
	switch r.Repeat {
	case RepeatOnce:
		b.WriteString(", once when clocks repeat a time")
	case RepeatTwice:
		b.WriteString(", twice when clocks repeat a time")
	}
	return b.String()
}

// days is the part of the sentence before the times.
func days(r Rule) string {
	interval := max(r.Interval, 1)
	switch r.Frequency {
	case Hourly:
		return fmt.Sprintf("Every %s at :%02d", every(interval, "hour"), r.Minute)
	case Daily:
		return "Every " + every(interval, "day")
	case Weekly:
		names, weekdays := list(weekdayNames(r.Weekdays)), slices.Equal(r.Weekdays, Weekdays()[:5])
		switch {
		case interval == 1 && weekdays:
			return "Every weekday"
		case interval == 1:
			return "Every " + names
		case weekdays:
			return "Every " + every(interval, "week") + " on weekdays"
		default:
			return "Every " + every(interval, "week") + " on " + names
		}
	case MonthlyOn:
		return "On the " + dayOfMonth(r.Monthly) + " of every " + every(interval, "month")
	case CronExpression:
		return describeCron(r.Cron)
	default:
		return "Never"
	}
}

// every gives "day", "second day" or "3 days".
func every(interval int, unit string) string {
	switch interval {
	case 1:
		return unit
	case 2:
		return "second " + unit
	default:
		return strconv.Itoa(interval) + " " + unit + "s"
	}
}

func dayOfMonth(on *Monthly) string {
	if on == nil {
		return "no day"
	}
	switch on.Kind {
	case OnDay:
		names := make([]string, 0, len(on.days()))
		for _, d := range on.days() {
			names = append(names, ordinal(d))
		}
		return list(names)
	case OnLastDay:
		return "last day"
	case OnWeekday:
		return nthWord(on.Nth) + " " + weekdayName(on.Weekday)
	case OnBusinessDay:
		return nthWord(on.Nth) + " business day"
	default:
		return "no day"
	}
}

func nthWord(nth int) string {
	switch {
	case nth < 0:
		return "last"
	case nth < len(ordinalWords):
		return ordinalWords[nth]
	default:
		return ordinal(nth)
	}
}

var ordinalWords = [...]string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}

func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

func weekdayName(w Weekday) string {
	if w == "" {
		return ""
	}
	return strings.ToUpper(string(w[:1])) + string(w[1:])
}

func weekdayNames(weekdays []Weekday) []string {
	names := make([]string, len(weekdays))
	for i, w := range weekdays {
		names[i] = weekdayName(w)
	}
	return names
}

// list joins as people do: "a, b and c".
func list(items []string) string { return join(items, "and") }

func join(items []string, word string) string {
	if n := len(items); n > 1 {
		return strings.Join(items[:n-1], ", ") + " " + word + " " + items[n-1]
	}
	return strings.Join(items, "")
}
