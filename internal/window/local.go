package window

import (
	"errors"
	"fmt"
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

// text is the day as people write it: 2026-05-01.
func (d day) text() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.date) }

// add moves by calendar days.
func (d day) add(days int) day {
	return dayOf(time.Date(d.year, d.month, d.date+days, 0, 0, 0, 0, time.UTC))
}

// firstOfMonth moves to the first day of the month that lies months away.
func (d day) firstOfMonth(months int) day {
	return dayOf(time.Date(d.year, d.month+time.Month(months), 1, 0, 0, 0, 0, time.UTC))
}

// weekday is d's day of the week.
func (d day) weekday() time.Weekday {
	return time.Date(d.year, d.month, d.date, 0, 0, 0, 0, time.UTC).Weekday()
}

// weekStart is the first day of d's week, for weeks that begin with a weekday.
func (d day) weekStart(begins time.Weekday) day {
	return d.add(-(int(d.weekday()-begins) + 7) % 7)
}

// periodStart is the first day of the month, quarter or year (of so many months)
// that lies so many periods from d's.
func (d day) periodStart(months, away int) day {
	first := (int(d.month) - 1) / months * months
	return dayOf(time.Date(d.year, time.Month(first+1+months*away), 1, 0, 0, 0, 0, time.UTC))
}

// businessDay is the nth day from Monday to Friday after d; before d for negative n.
func (d day) businessDay(n int) day {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.add(step)
		if weekday := d.weekday(); weekday != time.Saturday && weekday != time.Sunday {
			n--
		}
	}
	return d
}

// lastOfMonth is the last day of d's month.
func (d day) lastOfMonth() day { return d.firstOfMonth(1).add(-1) }

// moved applies an offset in days or longer. A day that the month lacks becomes
// its last: 31 March less a month is the end of February.
func (d day) moved(m move) day {
	months := 0
	switch m.unit {
	case "d":
		return d.add(m.amount)
	case "w":
		return d.add(7 * m.amount)
	case "m":
		months = m.amount
	case "q":
		months = 3 * m.amount
	case "y":
		months = 12 * m.amount
	}
	last := d.firstOfMonth(months).lastOfMonth()
	return day{last.year, last.month, min(d.date, last.date)}
}

// midnight is the instant the day begins in zone.
func (d day) midnight(zone *time.Location) time.Time {
	return instant(time.Date(d.year, d.month, d.date, 0, 0, 0, 0, time.UTC), zone)
}

// Midnight is the instant at which a local date begins in a zone: its first, also
// where clocks skip midnight or show it twice. The error says what a date looks like.
func Midnight(date string, zone *time.Location) (time.Time, error) {
	wall, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return time.Time{}, errDateForm
	}
	year, month, n := wall.Date()
	return day{year, month, n}.midnight(zone).UTC(), nil
}

var errDateForm = errors.New("must be a date such as 2026-05-01")

var errLocalForm = errors.New("must look like 2026-05-01 or 2026-05-01T06:00:00")

// parseLocal reads a local date or date-time, as if it were UTC.
func parseLocal(text string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, LocalLayout, "2006-01-02T15:04"} {
		if wall, err := time.Parse(layout, text); err == nil {
			return wall, nil
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
