package recurrence

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Canonical is the one way to write a valid rule: lists sorted, each element
// once, an interval of 1 and policies that are the default left out. What is
// not valid stays as it is.
func (r Rule) Canonical() Rule {
	everyHour := r.Frequency == Hourly
	if r.Frequency == CronExpression {
		fields, err := parseCron(r.Cron)
		everyHour = err == nil && fields.everyHour()
	}
	return r.canonical(everyHour)
}

func (r Rule) canonical(everyHour bool) Rule {
	if r.Interval == 1 {
		r.Interval = 0
	}
	r.At = sortedOnce(r.At, func(text string) (int, bool) { return parseTime(text) })
	r.At = mapped(r.At, func(text string) string {
		if at, ok := parseTime(text); ok {
			return formatTime(at)
		}
		return text
	})
	r.Weekdays = sortedOnce(r.Weekdays, func(w Weekday) (int, bool) { i := weekdayIndex(w); return i, i >= 0 })
	if r.Monthly != nil {
		r.Monthly = new(r.Monthly.canonical())
	}
	r.Excluding = sortedOnce(r.Excluding, func(text string) (int, bool) {
		d, err := parseDay(text)
		return int(d), err == nil
	})
	if r.ExcludedDates == ExcludedNeverFire || len(r.Excluding) == 0 {
		r.ExcludedDates = ""
	}
	gap, repeat := defaultPolicies(everyHour)
	if r.Gap == gap {
		r.Gap = ""
	}
	if r.Repeat == repeat {
		r.Repeat = ""
	}
	return r
}

// defaultPolicies are those of a rule that names none.
func defaultPolicies(everyHour bool) (GapPolicy, RepeatPolicy) {
	if everyHour {
		return GapSkip, RepeatTwice
	}
	return GapShift, RepeatOnce
}

// weekdayIndex counts from Monday, 0 to 6; -1 is none.
func weekdayIndex(w Weekday) int { return slices.Index(Weekdays(), w) }

var timeOfDay = regexp.MustCompile(`^([01]?[0-9]|2[0-3]):([0-5][0-9])$`)

// parseTime reads "06:30" into minutes of the day.
func parseTime(text string) (int, bool) {
	parts := timeOfDay.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	hour, errHour := strconv.Atoi(parts[1])
	minutes, errMinute := strconv.Atoi(parts[2])
	return hour*60 + minutes, errors.Join(errHour, errMinute) == nil
}

func formatTime(at int) string { return fmt.Sprintf("%02d:%02d", at/60, at%60) }

// sortedOnce sorts by key, each once; with an element that has no key the list
// stays as it is.
func sortedOnce[T comparable](list []T, key func(T) (int, bool)) []T {
	if len(list) == 0 {
		return nil
	}
	keys := make(map[T]int, len(list))
	for _, element := range list {
		k, ok := key(element)
		if !ok {
			return list
		}
		keys[element] = k
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b T) int { return keys[a] - keys[b] })
	return slices.CompactFunc(sorted, func(a, b T) bool { return keys[a] == keys[b] })
}

func mapped[T any](list []T, change func(T) T) []T {
	var changed []T
	for _, element := range list {
		changed = append(changed, change(element))
	}
	return changed
}
