package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/recomamp/recomamp/internal/recurrence"
)

// plan is a random recurrence, written down twice: in the oracle's own terms,
// and as the rule that the product is given.
type plan struct {
	kind              kind
	every             int // days, weeks or months
	hours             int // every so many hours; 0 for the other kinds
	minute            int // of the hour
	times             []int
	weekdays          [7]bool // Sunday is 0
	on                monthly
	dates             []int // days of the month, in any order
	nth               int   // weekday or business day
	weekday           int   // Sunday is 0
	cron              cronPlan
	excluded          map[int]bool
	onlyBusiness      bool // excluded days may fire
	hasFrom, hasUntil bool
	from, until       int // day numbers
	shift, twice      bool
	rule              recurrence.Rule
}

type kind int

const (
	everyHours kind = iota
	everyDays
	everyWeeks
	everyMonths
	byCron
)

type monthly int

const (
	onDay monthly = iota
	onLastDay
	onWeekday
	onBusinessDay
)

var weekdayNames = [7]recurrence.Weekday{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// draw makes a plan for a zone whose interesting year is given.
func draw(random *rand.Rand, zone string, year int) *plan {
	p := &plan{kind: kind(random.IntN(int(byCron) + 1)), excluded: map[int]bool{}}
	p.rule.Zone = zone
	p.drawBounds(random, year)
	p.drawExcluded(random, year)
	switch p.kind {
	case everyHours:
		p.hours, p.minute = 1, random.IntN(60)
		if random.IntN(2) == 0 {
			p.hours = 1 + random.IntN(30)
		}
		p.rule.Frequency, p.rule.Interval, p.rule.Minute = "hourly", p.hours, p.minute
	case everyDays:
		p.every = 1 + random.IntN(3)*random.IntN(6)
		p.rule.Frequency, p.rule.Interval = "daily", p.every
		p.drawTimes(random)
	case everyWeeks:
		p.every = 1 + random.IntN(2)*random.IntN(5)
		p.rule.Frequency, p.rule.Interval = "weekly", p.every
		p.drawWeekdays(random)
		p.drawTimes(random)
	case everyMonths:
		p.every = 1 + random.IntN(2)*random.IntN(6)
		p.rule.Frequency, p.rule.Interval = "monthly", p.every
		p.drawMonthly(random)
		p.drawTimes(random)
	case byCron:
		p.cron = drawCron(random)
		p.times = p.cron.times()
		p.rule.Frequency, p.rule.Cron = "cron", p.cron.text
	}
	p.drawPolicies(random)
	return p
}

func (p *plan) drawBounds(random *rand.Rand, year int) {
	if p.hasFrom = random.IntN(3) > 0; p.hasFrom {
		back := random.IntN(20)
		if random.IntN(3) == 0 {
			back = 0
		}
		p.from = newYear(year-back) + random.IntN(365)
		p.rule.From = dateText(p.from)
	}
	if p.hasUntil = random.IntN(4) == 0; p.hasUntil {
		p.until = max(newYear(year)+random.IntN(365), p.from)
		p.rule.Until = dateText(p.until)
	}
}

func (p *plan) drawExcluded(random *rand.Rand, year int) {
	if random.IntN(3) > 0 {
		return
	}
	first := newYear(year)
	for range 1 + random.IntN(40) {
		day := first + random.IntN(365)
		p.excluded[day] = true
		p.rule.Excluding = append(p.rule.Excluding, dateText(day))
	}
	if p.onlyBusiness = random.IntN(2) == 0; p.onlyBusiness {
		p.rule.ExcludedDates = "only_business"
	}
}

// drawTimes prefers the hours in which clocks are changed.
func (p *plan) drawTimes(random *rand.Rand) {
	for range 1 + random.IntN(3) {
		hour := random.IntN(24)
		if random.IntN(4) > 0 {
			hour = []int{0, 0, 1, 2, 2, 3, 23}[random.IntN(7)]
		}
		at := hour*60 + random.IntN(60)
		if random.IntN(3) == 0 {
			at = hour*60 + []int{0, 1, 15, 30, 59}[random.IntN(5)]
		}
		p.times = append(p.times, at)
		p.rule.At = append(p.rule.At, fmt.Sprintf("%02d:%02d", at/60, at%60))
	}
}

func (p *plan) drawWeekdays(random *rand.Rand) {
	for range 1 + random.IntN(5) {
		weekday := random.IntN(7)
		p.weekdays[weekday] = true
		p.rule.Weekdays = append(p.rule.Weekdays, weekdayNames[weekday])
	}
}

func (p *plan) drawMonthly(random *rand.Rand) {
	p.on = monthly(random.IntN(int(onBusinessDay) + 1))
	on := &recurrence.Monthly{}
	switch p.on {
	case onDay:
		p.dates = []int{1 + random.IntN(31)}
		on.Kind, on.Day = "day", p.dates[0]
		for random.IntN(2) == 0 { // several, in any order, also twice
			p.dates = append(p.dates, 1+random.IntN(31))
			on.Day, on.Days = 0, p.dates
		}
	case onLastDay:
		p.nth = -1
		on.Kind = "last_day"
	case onWeekday:
		p.nth, p.weekday = []int{-1, 1, 2, 3, 4, 5}[random.IntN(6)], random.IntN(7)
		on.Kind, on.Nth, on.Weekday = "weekday", p.nth, weekdayNames[p.weekday]
	case onBusinessDay:
		p.nth = []int{-1, 1, 2, 3, 1 + random.IntN(23)}[random.IntN(5)]
		on.Kind, on.Nth = "business_day", p.nth
	}
	p.rule.Monthly = on
}

// drawPolicies names policies or leaves them to the defaults of the
// documentation: skip and twice for rules of every hour, else shift and once.
func (p *plan) drawPolicies(random *rand.Rand) {
	everyHour := p.kind == everyHours || p.kind == byCron && p.cron.everyHour()
	p.shift, p.twice = !everyHour, everyHour
	switch random.IntN(3) {
	case 0:
		p.shift, p.rule.Gap = true, "shift"
	case 1:
		p.shift, p.rule.Gap = false, "skip"
	}
	switch random.IntN(3) {
	case 0:
		p.twice, p.rule.Repeat = false, "once"
	case 1:
		p.twice, p.rule.Repeat = true, "twice"
	}
}

// perDay is about how often the plan fires on a day.
func (p *plan) perDay() int {
	if p.kind == everyHours {
		return 24
	}
	return len(slices.Compact(slices.Sorted(slices.Values(p.times))))
}

func dateText(day int) string {
	d := calendar[day]
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}
