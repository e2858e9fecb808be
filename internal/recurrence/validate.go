package recurrence

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/zone"
)

// Errors a person can cause by writing a rule.
var (
	ErrInvalid    = fault.New(fault.Invalid, "recurrence.invalid", "This recurrence cannot be followed as it is written, so nothing would run.").WithNext("Correct the fields that are marked, or describe the recurrence in words.")
	ErrNeverFires = fault.New(fault.Invalid, "recurrence.never_fires", "This recurrence has no date at all, so nothing would ever run.").WithNext("Choose a day that exists, such as the last day of the month, or a later end.")
)

// Bounds of a rule.
const (
	maxTimes     = 96   // times of day, or weekdays
	maxExcluding = 2000 // excluded dates
)

// maxInterval is the largest interval of a frequency, about five years.
var maxInterval = map[Frequency]int{Hourly: 24 * 366, Daily: 5 * 366, Weekly: 5 * 53, MonthlyOn: 5 * 12}

// Validate reports whether the rule can be followed: every field is well
// formed, belongs to the frequency, and the rule fires at least once. Its error
// is ErrInvalid or ErrNeverFires with a pointer below /rule for each fault.
func (r Rule) Validate() error {
	_, err := Compile(r)
	return err
}

// check collects the faults of a rule's fields.
type check struct {
	err       *fault.Error
	cron      cronFields // of a cron rule
	everyHour bool       // the rule fires in every hour of the day
}

func (c *check) refuse(pointer, format string, values ...any) {
	if c.err == nil {
		c.err = ErrInvalid
	}
	c.err = c.err.WithField("/rule"+pointer, fmt.Sprintf(format, values...))
}

// Compile checks a rule and prepares it to be followed.
func Compile(rule Rule) (*Recurrence, error) {
	c := &check{}
	r := &Recurrence{rule: rule, until: lastDay, from: noDay}
	c.belongs(rule)
	c.interval(rule)
	c.zone(r)
	c.bounds(r)
	c.hours(rule)
	c.policies(r)
	c.excluding(r)
	r.readings = c.readings(r)
	if c.err != nil {
		return nil, c.err
	}
	r.rule = rule.canonical(c.everyHour)
	if _, fires := r.Next(r.beginning()); !fires {
		return nil, r.never()
	}
	return r, nil
}

// never tells why the rule has no firing.
func (r *Recurrence) never() error {
	switch {
	case len(r.excluded) > 0 && r.fires(func(open *Recurrence) { open.excluded = nil }):
		return ErrNeverFires.WithField("/rule/excluding", "every date of the recurrence is excluded; take one out")
	case r.gap == GapSkip && r.fires(func(open *Recurrence) { open.gap = GapShift }):
		return ErrNeverFires.WithField("/rule/gap", "leaves out the only firing, a local time that the clock skips; choose shift, or another time")
	case r.until != lastDay && r.fires(func(open *Recurrence) { open.until = lastDay }):
		return ErrNeverFires.WithField("/rule/until", "ends before the first firing; choose a later date")
	case r.rule.Frequency == CronExpression:
		return ErrNeverFires.WithField("/rule/cron", "names a date that no year has, such as 30 February; choose another day or month")
	default:
		return ErrNeverFires.WithField("/rule/monthly", "names a day that none of these months has; choose an earlier day, the last day or another interval")
	}
}

func (r *Recurrence) fires(change func(*Recurrence)) bool {
	changed := *r
	change(&changed)
	_, ok := changed.Next(changed.beginning())
	return ok
}

// belongs refuses fields that another frequency has: they would say something
// that does not happen.
func (c *check) belongs(r Rule) {
	if !slices.Contains(Frequencies(), r.Frequency) {
		c.refuse("/frequency", "must be hourly, daily, weekly, monthly or cron")
		return
	}
	for _, field := range []struct {
		pointer string
		given   bool
		of      []Frequency
	}{
		{"/at", len(r.At) > 0, []Frequency{Daily, Weekly, MonthlyOn}},
		{"/minute", r.Minute != 0, []Frequency{Hourly}},
		{"/weekdays", len(r.Weekdays) > 0, []Frequency{Weekly}},
		{"/monthly", r.Monthly != nil, []Frequency{MonthlyOn}},
		{"/cron", r.Cron != "", []Frequency{CronExpression}},
	} {
		if field.given && !slices.Contains(field.of, r.Frequency) {
			c.refuse(field.pointer, "does not go with %s and would be passed over; leave it out, or choose another frequency", r.Frequency)
		}
	}
}

func (c *check) interval(r Rule) {
	largest := maxInterval[r.Frequency]
	switch {
	case r.Frequency == CronExpression && r.Interval > 1:
		c.refuse("/interval", "does not go with cron; write a step such as */2 in the expression")
	case r.Interval < 0:
		c.refuse("/interval", "must be 1 or more")
	case largest > 0 && r.Interval > largest:
		c.refuse("/interval", "must be at most %d for %s", largest, r.Frequency)
	}
}

func (c *check) zone(r *Recurrence) {
	location, err := zone.Load(r.rule.Zone)
	if err != nil {
		c.refuse("/zone", "%q is no IANA time zone, so local times mean nothing; choose one such as Europe/Berlin", r.rule.Zone)
		return
	}
	r.zone = location
}

func (c *check) bounds(r *Recurrence) {
	date := func(pointer, text string, into *day) {
		if text == "" {
			return
		}
		d, err := parseDay(text)
		if err != nil {
			c.refuse(pointer, "%q is no date; write it like 2026-05-01", text)
			return
		}
		*into = d
	}
	date("/from", r.rule.From, &r.from)
	date("/until", r.rule.Until, &r.until)
	if r.from > r.until {
		c.refuse("/until", "lies before the start, so nothing would run; choose %s or later", r.from)
	}
}

// hours reads a cron expression and notes whether the rule fires in every hour.
func (c *check) hours(rule Rule) {
	c.everyHour = rule.Frequency == Hourly
	if rule.Frequency != CronExpression {
		return
	}
	fields, err := parseCron(rule.Cron)
	if err != nil {
		c.refuse("/cron", "%s", err.Error())
		return
	}
	c.cron, c.everyHour = fields, fields.everyHour()
}

func (c *check) policies(r *Recurrence) {
	r.gap, r.repeat = defaultPolicies(c.everyHour)
	switch r.rule.Gap {
	case "":
	case GapShift, GapSkip:
		r.gap = r.rule.Gap
	default:
		c.refuse("/gap", "must be shift or skip")
	}
	switch r.rule.Repeat {
	case "":
	case RepeatOnce, RepeatTwice:
		r.repeat = r.rule.Repeat
	default:
		c.refuse("/repeat", "must be once or twice")
	}
}

func (c *check) excluding(r *Recurrence) {
	if len(r.rule.Excluding) > maxExcluding {
		c.refuse("/excluding", "holds more than %d dates", maxExcluding)
		return
	}
	dates := make(map[day]bool, len(r.rule.Excluding))
	for i, text := range r.rule.Excluding {
		d, err := parseDay(text)
		if err != nil {
			c.refuse("/excluding/"+strconv.Itoa(i), "%q is no date; write it like 2026-12-25", text)
		}
		dates[d] = true
	}
	if len(dates) > 0 {
		r.holidays = dates
	}
	switch r.rule.ExcludedDates {
	case "", ExcludedNeverFire:
		r.excluded = r.holidays
	case ExcludedOnlyBusiness:
	default:
		c.refuse("/excludedDates", "must be never or only_business")
	}
}

func (c *check) readings(r *Recurrence) readings {
	rule := r.rule
	interval := int64(max(rule.Interval, 1))
	anchor := day(0)
	if r.from != noDay {
		anchor = r.from
	}
	switch rule.Frequency {
	case Hourly:
		if rule.Minute < 0 || rule.Minute > 59 {
			c.refuse("/minute", "must be 0 to 59")
		}
		return hourlyReadings{anchor.start() + minute(rule.Minute), interval}
	case Daily:
		return dailyReadings{everyDays{anchor, interval}, c.times(rule)}
	case Weekly:
		if r.from == noDay {
			anchor = 4 // Monday 1970-01-05
		}
		return dailyReadings{everyWeeks{anchor.monday(), interval, c.weekdays(rule)}, c.times(rule)}
	case MonthlyOn:
		on := c.monthly(rule)
		return dailyReadings{everyMonths{anchor.month(), interval, on, r.holidays}, c.times(rule)}
	case CronExpression:
		return dailyReadings{c.cron, c.cron.times()}
	}
	return nil
}

func (c *check) times(rule Rule) []int {
	if len(rule.At) == 0 {
		c.refuse("/at", "names no time of day, so nothing would run; give one such as 06:30")
	}
	if len(rule.At) > maxTimes {
		c.refuse("/at", "holds more than %d times; use hourly or cron", maxTimes)
		return nil
	}
	var times []int
	for i, text := range rule.At {
		at, ok := parseTime(text)
		if !ok {
			c.refuse("/at/"+strconv.Itoa(i), "%q is no time of day; write it like 06:30, from 00:00 to 23:59", text)
		}
		times = append(times, at)
	}
	slices.Sort(times)
	return slices.Compact(times)
}

func (c *check) weekdays(rule Rule) uint8 {
	if len(rule.Weekdays) == 0 {
		c.refuse("/weekdays", "names no weekday, so nothing would run; choose at least one")
	}
	if len(rule.Weekdays) > maxTimes {
		c.refuse("/weekdays", "holds more than %d weekdays; name each once", maxTimes)
		return 0
	}
	var set uint8
	for i, weekday := range rule.Weekdays {
		index := weekdayIndex(weekday)
		if index < 0 {
			c.refuse("/weekdays/"+strconv.Itoa(i), "%q is no weekday; write monday to sunday", weekday)
			continue
		}
		set |= 1 << index
	}
	return set
}

func (c *check) monthly(rule Rule) Monthly {
	if rule.Monthly == nil {
		c.refuse("/monthly", "names no day of the month, so nothing would run; choose one")
		return Monthly{}
	}
	on := *rule.Monthly
	var uses Monthly // the fields that the kind has
	switch on.Kind {
	case OnDay:
		c.monthDays(on)
		uses.Day, uses.Days = on.Day, on.Days
	case OnLastDay:
	case OnWeekday:
		uses.Nth, uses.Weekday = on.Nth, on.Weekday
		if on.Nth != -1 && (on.Nth < 1 || on.Nth > 5) {
			c.refuse("/monthly/nth", "must be 1 to 5, or -1 for the last")
		}
		if weekdayIndex(on.Weekday) < 0 {
			c.refuse("/monthly/weekday", "%q is no weekday; write monday to sunday", on.Weekday)
		}
	case OnBusinessDay:
		uses.Nth = on.Nth
		if on.Nth != -1 && (on.Nth < 1 || on.Nth > 23) {
			c.refuse("/monthly/nth", "must be 1 to 23, or -1 for the last")
		}
	default:
		c.refuse("/monthly/kind", "must be day, last_day, weekday or business_day")
		return on
	}
	uses.Kind = on.Kind
	if !reflect.DeepEqual(uses, on) {
		c.refuse("/monthly", "has fields that do not go with the kind %s and would be passed over; leave them out", on.Kind)
	}
	return on.canonical()
}

// monthDays checks the days of a month, which are one or a list.
func (c *check) monthDays(on Monthly) {
	const must = "must be 1 to 31; for the end of the month choose the last day"
	switch {
	case len(on.Days) == 0:
		if on.Day < 1 || on.Day > 31 {
			c.refuse("/monthly/day", must)
		}
	case on.Day != 0:
		c.refuse("/monthly/days", "stands beside day; name all of them here and leave day out")
	case len(on.Days) > maxTimes:
		c.refuse("/monthly/days", "holds more than %d days; name each once", maxTimes)
	default:
		for i, d := range on.Days {
			if d < 1 || d > 31 {
				c.refuse("/monthly/days/"+strconv.Itoa(i), must)
			}
		}
	}
}

// beginning is an instant before the first firing.
func (r *Recurrence) beginning() time.Time {
	first := day(0)
	if r.from != noDay {
		first = r.from
	}
	return time.Unix(int64(first-2)*86400, 0)
}
