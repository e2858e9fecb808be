// Package recurrence tells when an AMC schedule fires: every day or every week
// at a full hour, all in UTC.
package recurrence

import (
	"slices"
	"time"
)

// The periods, as the API spells them.
const (
	Daily  = "Daily"
	Weekly = "Weekly"
)

// Rule is when a schedule fires.
type Rule struct {
	Period string
	// Day is the English name of a weekday, for Weekly.
	Day string
	// Hour is 0 to 23.
	Hour int
}

// Days are the weekdays as the API spells them.
func Days() []string {
	days := make([]string, 7)
	for i := range days {
		days[i] = time.Weekday(i).String()
	}
	return days
}

// Length is the period as a duration.
func (r Rule) Length() time.Duration {
	if r.Period == Weekly {
		return 7 * 24 * time.Hour
	}
	return 24 * time.Hour
}

// Between gives the firings after from and up to through, at most limit: of
// more than that, the latest.
func (r Rule) Between(from, through time.Time, limit int) []time.Time {
	last := r.last(through.UTC())
	var firings []time.Time
	for at := last; at.After(from) && len(firings) < limit; at = at.Add(-r.Length()) {
		firings = append(firings, at)
	}
	slices.Reverse(firings)
	return firings
}

// last is the latest firing up to now.
func (r Rule) last(now time.Time) time.Time {
	at := time.Date(now.Year(), now.Month(), now.Day(), r.Hour, 0, 0, 0, time.UTC)
	for range 8 {
		if !at.After(now) && (r.Period != Weekly || at.Weekday().String() == r.Day) {
			break
		}
		at = at.AddDate(0, 0, -1)
	}
	return at
}
