package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// cronPlan is a random cron expression: its text, and what each field means.
// The meaning is drawn first and the text written from it, so that the oracle
// never reads cron.
type cronPlan struct {
	text                   string
	minutes, hours, months []bool // by value
	days, weekdays         dayField
}

// dayField is the day-of-month or the weekday field.
type dayField struct {
	any    bool
	values []bool
	rules  []dayRule
}

// dayRule is an L, W or # of a day field; it picks a day of a month.
type dayRule func(month []int) (int, bool)

func drawCron(random *rand.Rand) cronPlan {
	minute := drawField(random, 0, 59, nil)
	hour := drawField(random, 0, 23, nil)
	month := field{"*", all(1, 12)}
	if random.IntN(3) == 0 {
		month = drawField(random, 1, 12, []string{"", "jan", "FEB", "Mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
	}
	days, daysText := drawMonthDays(random)
	weekdays, weekdaysText := drawWeekdays(random)
	return cronPlan{
		text:    strings.Join([]string{minute.text, hour.text, daysText, month.text, weekdaysText}, " "),
		minutes: minute.values, hours: hour.values, months: month.values,
		days: days, weekdays: weekdays,
	}
}

func (c cronPlan) times() []int {
	var times []int
	for hour, wanted := range c.hours {
		for minute := range c.minutes {
			if wanted && c.minutes[minute] {
				times = append(times, hour*60+minute)
			}
		}
	}
	return times
}

func (c cronPlan) everyHour() bool {
	for _, wanted := range c.hours {
		if !wanted {
			return false
		}
	}
	return true
}

// names reports whether the expression names a day: by both fields when one of
// them is free, by either when both are restricted.
func (c cronPlan) names(day int) bool {
	d := calendar[day]
	byDay, byWeekday := c.days.names(day, d.day), c.weekdays.names(day, d.weekday)
	if !c.months[d.month] {
		return false
	}
	if c.days.any || c.weekdays.any {
		return byDay && byWeekday
	}
	return byDay || byWeekday
}

func (f dayField) names(day, value int) bool {
	if f.any || f.values[value] {
		return true
	}
	for _, rule := range f.rules {
		if picked, ok := rule(monthDays[calendar[day].monthNumber]); ok && picked == day {
			return true
		}
	}
	return false
}

// field is the text of a field and the values it names.
type field struct {
	text   string
	values []bool
}

func all(low, high int) []bool {
	values := make([]bool, high+1)
	for v := low; v <= high; v++ {
		values[v] = true
	}
	return values
}

// drawField draws a field of one to three elements.
func drawField(random *rand.Rand, low, high int, names []string) field {
	f := field{values: make([]bool, high+1)}
	var texts []string
	for range 1 + random.IntN(2)*random.IntN(3) {
		texts = append(texts, drawElement(random, low, high, names, f.values))
	}
	f.text = strings.Join(texts, ",")
	return f
}

func drawElement(random *rand.Rand, low, high int, names []string, values []bool) string {
	size := high - low + 1
	say := func(v int) string {
		if names != nil && random.IntN(2) == 0 {
			return names[v]
		}
		return strconv.Itoa(v)
	}
	walk := func(from, length, step int) {
		for n := 0; n < length; n += step {
			values[low+(from-low+n)%size] = true
		}
	}
	from := low + random.IntN(size)
	switch random.IntN(5) {
	case 0:
		walk(low, size, 1)
		return "*"
	case 1:
		step := 1 + random.IntN(size-1)
		walk(low, size, step)
		return fmt.Sprintf("*/%d", step)
	case 2: // also over the end: 22-3
		length := 1 + random.IntN(size)
		walk(from, length, 1)
		return say(from) + "-" + say(low+(from-low+length-1)%size)
	case 3:
		length := 2 + random.IntN(size-1)
		step := 1 + random.IntN(length-1)
		walk(from, length, step)
		return fmt.Sprintf("%s-%s/%d", say(from), say(low+(from-low+length-1)%size), step)
	default:
		walk(from, 1, 1)
		return say(from)
	}
}

func drawMonthDays(random *rand.Rand) (dayField, string) {
	if random.IntN(2) == 0 {
		return dayField{any: true}, []string{"*", "?"}[random.IntN(2)]
	}
	if random.IntN(2) == 0 {
		f := drawField(random, 1, 31, nil)
		return dayField{any: f.text == "*", values: f.values}, f.text
	}
	f := dayField{values: make([]bool, 32)}
	var texts []string
	for range 1 + random.IntN(3) {
		n := 1 + random.IntN(31)
		switch random.IntN(5) {
		case 0:
			texts = append(texts, []string{"L", "l"}[random.IntN(2)])
			f.rules = append(f.rules, fromEnd(0))
		case 1:
			n %= 30
			texts = append(texts, fmt.Sprintf("L-%d", n+1))
			f.rules = append(f.rules, fromEnd(n+1))
		case 2:
			texts = append(texts, "LW")
			f.rules = append(f.rules, lastWorkday)
		case 3:
			texts = append(texts, fmt.Sprintf("%dW", n))
			f.rules = append(f.rules, nearestWorkday(n))
		default:
			texts = append(texts, strconv.Itoa(n))
			f.values[n] = true
		}
	}
	return f, strings.Join(texts, ",")
}

func fromEnd(back int) dayRule {
	return func(month []int) (int, bool) {
		if back >= len(month) {
			return 0, false
		}
		return month[len(month)-1-back], true
	}
}

func workday(day int) bool { return calendar[day].weekday != 0 && calendar[day].weekday != 6 }

func lastWorkday(month []int) (int, bool) {
	last := 0
	for _, day := range month {
		if workday(day) {
			last = day
		}
	}
	return last, true
}

// nearestWorkday tries the day itself, then those before and after it within
// the month, ever further away.
func nearestWorkday(n int) dayRule {
	return func(month []int) (int, bool) {
		if n > len(month) {
			return 0, false
		}
		for away := range 3 {
			for _, i := range []int{n - 1 - away, n - 1 + away} {
				if i >= 0 && i < len(month) && workday(month[i]) {
					return month[i], true
				}
			}
		}
		return 0, false
	}
}

func drawWeekdays(random *rand.Rand) (dayField, string) {
	if random.IntN(2) == 0 {
		return dayField{any: true}, []string{"*", "?"}[random.IntN(2)]
	}
	f := dayField{values: make([]bool, 7)}
	names := [8]string{"sun", "Mon", "TUE", "wed", "thu", "fri", "sat", "7"}
	say := func(weekday int) string {
		switch random.IntN(3) {
		case 0:
			return strconv.Itoa(weekday)
		case 1:
			if weekday == 0 {
				return names[7]
			}
		}
		return names[weekday]
	}
	var texts []string
	for range 1 + random.IntN(3) {
		weekday := random.IntN(7)
		switch nth := 1 + random.IntN(5); random.IntN(5) {
		case 0:
			texts = append(texts, fmt.Sprintf("%s#%d", say(weekday), nth))
			f.rules = append(f.rules, weekdayOf(weekday, nth))
		case 1:
			texts = append(texts, say(weekday)+[]string{"#L", "L", "#l"}[random.IntN(3)])
			f.rules = append(f.rules, weekdayOf(weekday, -1))
		case 2: // a span of weekdays, by names so that Sunday is one day
			length := 2 + random.IntN(5)
			for n := range length {
				f.values[(weekday+n)%7] = true
			}
			texts = append(texts, names[weekday]+"-"+names[(weekday+length-1)%7])
		case 3: // from Monday on with a step
			step := 2 + random.IntN(3)
			for n := 1; n <= 6; n += step {
				f.values[n] = true
			}
			texts = append(texts, fmt.Sprintf("MON-SAT/%d", step))
		default:
			f.values[weekday] = true
			texts = append(texts, say(weekday))
		}
	}
	return f, strings.Join(texts, ",")
}

func weekdayOf(weekday, nth int) dayRule {
	return func(month []int) (int, bool) {
		var days []int
		for _, day := range month {
			if calendar[day].weekday == weekday {
				days = append(days, day)
			}
		}
		return nthOf(days, nth)
	}
}
