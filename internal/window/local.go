package window

import (
	"errors"
	"time"
)

// day is a calendar day, in no zone.
type day struct {
	year  int
	month time.Month
	date  int
}

func dayOf(at time.Time) day {
	year, month, date := at.Date()
	return day{year, month, date}
}

// add moves by calendar days.
func (d day) add(days int) day {
	return dayOf(time.Date(d.year, d.month, d.date+days, 0, 0, 0, 0, time.UTC))
}

// firstOfMonth moves to the first day of the month that lies months away.
func (d day) firstOfMonth(months int) day {
	return dayOf(time.Date(d.year, d.month+time.Month(months), 1, 0, 0, 0, 0, time.UTC))
}

// monday is the Monday on or before d.
func (d day) monday() day {
	weekday := time.Date(d.year, d.month, d.date, 0, 0, 0, 0, time.UTC).Weekday()
	return d.add(-(int(weekday) + 6) % 7)
}

// midnight is the instant the day begins in zone.
func (d day) midnight(zone *time.Location) time.Time {
	return instant(time.Date(d.year, d.month, d.date, 0, 0, 0, 0, time.UTC), zone)
}

var errLocalForm = errors.New("must look like 2026-05-01 or 2026-05-01T06:00:00")

// parseLocal reads a local date or date-time in zone.
func parseLocal(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, LocalLayout, "2006-01-02T15:04"} {
		if wall, err := time.Parse(layout, text); err == nil {
			return instant(wall, zone), nil
		}
	}
	return time.Time{}, errLocalForm
}

// instant finds when a clock in zone shows wall's reading (wall is given in
// UTC). Where the clock skipped the reading it is as far after the gap as the
// reading is into it; where the clock showed it twice it is the first time.
//
// time.Date promises neither choice, hence this.
func instant(wall time.Time, zone *time.Location) time.Time {
	before := wall.Add(-offset(wall.Add(-24*time.Hour), zone))
	after := wall.Add(-offset(wall.Add(24*time.Hour), zone))
	if before.Add(offset(before, zone)).Equal(wall) {
		// Either the only instant, or the first of two: the offset before a
		// repeat is the larger one, so it gives the earlier instant.
		return before.In(zone)
	}
	if after.Add(offset(after, zone)).Equal(wall) {
		return after.In(zone)
	}
	return before.In(zone) // in a gap: the old offset carries the reading past it
}

// offset is how far zone's clocks are ahead of UTC at the instant.
func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
