package synthetic

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// calendar is the span of days a generation covers and how its zone shifts.
type calendar struct {
	zone *time.Location
	// traffic, events and history are the first days of ad traffic, of other
	// events and of purchases; end is the first day left out. All are midnights
	// in UTC that stand for dates.
	traffic, events, history, end time.Time
	// now is the moment asked for; statuses such as ENDED hang on its date.
	now time.Time
}

const (
	retentionMonths = 13
	historyMonths   = 60
	// memoryMonths of purchases before the retained range decide who is new
	// to a brand where no retail purchases are kept.
	memoryMonths = 26
	// leadDays of traffic before the retained range give the first retained
	// conversions something to be credited to.
	leadDays = 30
)

// Horizon is how many days past Now a generation reaches.
const Horizon = 14

func newCalendar(now, end time.Time, zone *time.Location, keepHistory bool) calendar {
	today := midnight(end).AddDate(0, 0, -Horizon)
	c := calendar{zone: zone, end: midnight(end), now: now}
	c.events = today.AddDate(0, -retentionMonths, 0)
	c.traffic = c.events.AddDate(0, 0, -leadDays)
	c.history = today.AddDate(0, -memoryMonths, 0)
	if keepHistory {
		c.history = today.AddDate(0, -historyMonths, 0)
	}
	return c
}

func midnight(t time.Time) time.Time {
	year, month, day := t.UTC().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// dayRow is one day as loaded into DuckDB.
type dayRow struct {
	Day date `json:"day"`
	// Offset of the zone from UTC at noon, in minutes.
	Offset int `json:"offset_minutes"`
	// Demand is the factor of shopping and advertising against a mean day.
	Demand float64 `json:"demand"`
}

func (c calendar) days() []dayRow {
	var rows []dayRow
	for day := c.history; day.Before(c.end); day = day.AddDate(0, 0, 1) {
		noon := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, c.zone)
		_, offset := noon.Zone()
		rows = append(rows, dayRow{Day: dateOf(day), Offset: offset / 60, Demand: demand(day)})
	}
	return rows
}

// demand combines the season, the day of the week and slow growth.
func demand(day time.Time) float64 {
	season := [...]float64{0.84, 0.86, 0.92, 0.95, 0.99, 1.02, 1.08, 0.97, 0.96, 1.04, 1.3, 1.24}[day.Month()-1]
	week := [...]float64{1.07, 1.05, 1.01, 0.99, 0.97, 0.93, 0.98}[day.Weekday()]
	switch {
	case day.Month() == time.July && day.Day() >= 8 && day.Day() <= 11:
		season *= 1.7 // midsummer sale
	case day.Month() == time.November && day.Day() >= 21 && day.Day() <= 30:
		season *= 1.5 // week of the great autumn sale
	case day.Month() == time.December && day.Day() >= 24:
		season *= 0.7
	}
	years := day.Sub(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)).Hours() / 24 / 365.25
	return season * week * math.Pow(1.06, years)
}

// local gives the SQL for a UTC timestamp expression moved into the zone. It
// spells the zone's shifts out, which is exact in the span and much faster
// than a time zone library row by row.
func (c calendar) local(utc string) string {
	var sql strings.Builder
	shifts := c.shifts()
	if len(shifts) == 1 {
		return fmt.Sprintf("(%s + to_seconds(%d))", utc, shifts[0].offset)
	}
	fmt.Fprintf(&sql, "(%s + to_seconds(CASE", utc)
	for _, s := range shifts[:len(shifts)-1] {
		fmt.Fprintf(&sql, " WHEN %s < TIMESTAMP '%s' THEN %d", utc, s.until.Format(time.DateTime), s.offset)
	}
	fmt.Fprintf(&sql, " ELSE %d END))", shifts[len(shifts)-1].offset)
	return sql.String()
}

type shift struct {
	until  time.Time
	offset int // seconds east of UTC
}

// shifts finds the offsets of the zone over the span of traffic and conversions.
// The bounds that Go gives are looked at again: some only end a calendar year, and
// on 31 December of a leap year they lie behind.
func (c calendar) shifts() []shift {
	var found []shift
	at := c.traffic.AddDate(0, 0, -2)
	end := c.end.AddDate(0, 0, 2)
	for at.Before(end) {
		_, offset := at.In(c.zone).Zone()
		_, next := at.In(c.zone).ZoneBounds()
		if !next.IsZero() && !next.After(at) {
			next = midnight(at).AddDate(0, 0, 1)
		}
		if next.IsZero() || next.After(end) {
			next = end
		}
		if last := len(found) - 1; last >= 0 && found[last].offset == offset {
			found[last].until = next.UTC()
		} else {
			found = append(found, shift{until: next.UTC(), offset: offset})
		}
		at = next
	}
	return found
}
