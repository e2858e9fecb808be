package recurrence

import "time"

// day is a calendar date in no zone, as days since 1970-01-01.
type day int64

// minute is a reading of a clock in no zone, as minutes since 1970-01-01 00:00.
type minute int64

const (
	minutesPerDay = 24 * 60
	lastDay       = day(2932896) // 9999-12-31, the last date RFC 3339 can write
)

func dayOf(year int, month time.Month, date int) day {
	return day(floorDiv(time.Date(year, month, date, 0, 0, 0, 0, time.UTC).Unix(), 86400))
}

// parseDay reads "2026-05-01".
func parseDay(text string) (day, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, err
	}
	return dayOf(at.Date()), nil
}

func (d day) date() (year int, month time.Month, date int) {
	return time.Unix(int64(d)*86400, 0).UTC().Date()
}

func (d day) String() string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }

// weekday counts from Monday, 0 to 6.
func (d day) weekday() int { return int(floorMod(int64(d)+3, 7)) } // 1970-01-01 was a Thursday

func (d day) monday() day { return d - day(d.weekday()) }

// start is the day's reading 00:00.
func (d day) start() minute { return minute(d) * minutesPerDay }

func (m minute) day() day { return day(floorDiv(int64(m), minutesPerDay)) }

func (m minute) timeOfDay() int { return int(floorMod(int64(m), minutesPerDay)) }

// month is a calendar month, as months since year 0.
type month int

func (d day) month() month {
	year, m, _ := d.date()
	return month(year*12 + int(m) - 1)
}

// first is the first day of the month.
func (m month) first() day {
	return dayOf(int(floorDiv(int64(m), 12)), time.Month(floorMod(int64(m), 12)+1), 1)
}

// days is how many days the month has.
func (m month) days() int { return int((m + 1).first() - m.first()) }

func (m month) calendarMonth() int { return int(floorMod(int64(m), 12)) + 1 }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
