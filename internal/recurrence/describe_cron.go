package recurrence

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/netresearch/go-cron"
)

// describeCron says a cron expression in words: "At 06:30 on Monday to Friday".
// One that cannot be read is quoted.
func describeCron(text string) string {
	c, err := parseCron(text)
	if err != nil {
		return "By the cron expression " + strconv.Quote(text)
	}
	sentence := c.describeTimes()
	if on := c.describeDays(); on != "" {
		sentence += " on " + on
	}
	if months := runs(c.months, 1, 12, func(n int) string { return time.Month(n).String() }); len(months) > 0 && c.months&allOf(1, 12) != allOf(1, 12) {
		sentence += " in " + list(months)
	}
	return sentence
}

// A few times are listed; more are told as minutes of hours.
const fewTimes = 4

func (c cronFields) describeTimes() string {
	if times := c.times(); len(times) <= fewTimes {
		texts := make([]string, len(times))
		for i, at := range times {
			texts[i] = formatTime(at)
		}
		return "At " + list(texts)
	}
	return c.describeMinutes() + c.describeHours()
}

func (c cronFields) describeMinutes() string {
	minutes := c.minutes & allOf(0, 59)
	if minutes == allOf(0, 59) {
		return "Every minute"
	}
	for step := 2; step <= 30; step++ {
		if 60%step == 0 && minutes == stepsFrom(0, step, 60) {
			return fmt.Sprintf("Every %d minutes", step)
		}
	}
	if texts := runs(minutes, 0, 59, func(n int) string { return fmt.Sprintf(":%02d", n) }); len(texts) > 0 {
		return "At " + list(texts)
	}
	return ""
}

func (c cronFields) describeHours() string {
	if c.everyHour() {
		return " of every hour"
	}
	hours := c.hours & allOf(0, 23)
	for step := 2; step <= 12; step++ {
		if 24%step == 0 && hours == stepsFrom(0, step, 24) {
			return fmt.Sprintf(" of every %s hour", ordinal(step)) + fmt.Sprintf(" (%s)", list(runs(hours, 0, 23, hourName)))
		}
	}
	return " of the hours " + list(runs(hours, 0, 23, hourName))
}

func hourName(n int) string { return fmt.Sprintf("%02d", n) }

func (c cronFields) describeDays() string {
	monthDays, weekdays := c.describeMonthDays(), c.describeWeekdays()
	switch {
	case c.anyMonthDay && c.anyWeekday:
		return ""
	case c.anyMonthDay:
		return weekdays
	case c.anyWeekday:
		return monthDays
	default:
		return monthDays + " or on " + weekdays
	}
}

func (c cronFields) describeMonthDays() string {
	days := runs(c.monthDays, 1, 31, ordinal)
	for _, rule := range c.monthDayRules {
		switch rule.Type {
		case cron.DomLast:
			days = append(days, "last day")
		case cron.DomLastOffset:
			days = append(days, fmt.Sprintf("day %d before the last day", rule.N))
		case cron.DomLastWeekday:
			days = append(days, "last Monday-to-Friday day")
		case cron.DomNearestWeekday:
			days = append(days, "Monday-to-Friday day nearest the "+ordinal(rule.N))
		}
	}
	return "the " + list(days) + " of the month"
}

func (c cronFields) describeWeekdays() string {
	names := func(n int) string { return time.Weekday(n % 7).String() }
	// Told from Monday, so that a week ends with Sunday.
	bits := c.weekdays & allOf(1, 6)
	if c.weekdays&1 != 0 {
		bits |= 1 << 7
	}
	days := runs(bits, 1, 7, names)
	for _, rule := range c.weekdayRules {
		days = append(days, fmt.Sprintf("the %s %s of the month", nthWord(rule.N), names(rule.Weekday)))
	}
	return list(days)
}

// runs names the set bits from low to high, three and more in a row as a range.
func runs(bits uint64, low, high int, name func(int) string) []string {
	var texts []string
	for n := low; n <= high; n++ {
		if bits&(1<<n) == 0 {
			continue
		}
		end := n
		for end < high && bits&(1<<(end+1)) != 0 {
			end++
		}
		if end >= n+2 {
			texts = append(texts, name(n)+" to "+name(end))
			n = end
			continue
		}
		texts = append(texts, name(n))
	}
	return texts
}

func allOf(low, high int) uint64 { return stepsFrom(low, 1, high+1) }

func stepsFrom(low, step, end int) uint64 {
	var bits uint64
	for n := low; n < end; n += step {
		bits |= 1 << n
	}
	return bits
}

// cronOf recognises a cron expression where plain words are expected.
func cronOf(text string) (string, bool) {
	fields := strings.Fields(text)
	if len(fields) != 5 {
		return "", false
	}
	if _, err := parseCron(text); err != nil {
		return "", false
	}
	return strings.Join(fields, " "), true
}
