package recurrence

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/netresearch/go-cron"
)

// cronFields is a parsed cron expression. The syntax is read by a library; what
// the fields mean on a calendar is decided here.
type cronFields struct {
	minutes, hours, months uint64 // bit n is the value n
	monthDays              uint64
	weekdays               uint64 // bit 0 is Sunday
	monthDayRules          []cron.DomConstraint
	weekdayRules           []cron.DowConstraint
	// A field is free when it is * or ?. When neither is free a date that
	// matches either of them fires, as cron has always done.
	anyMonthDay, anyWeekday bool
}

var cronParser = cron.MustNewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Extended)

var (
	cronCharacters  = regexp.MustCompile(`^[0-9A-Za-z*?,/#-]+$`)
	quartzLast      = regexp.MustCompile(`^([0-7]|[A-Za-z]{3})[Ll]$`) // 5L or FRIL: the last Friday
	weekdayWithStep = regexp.MustCompile(`^([^/]+)-([^/]+)/`)
)

// parseCron reads five fields. Its errors are phrases for a person.
func parseCron(text string) (cronFields, error) {
	fields := strings.Fields(text)
	if len(fields) != 5 {
		return cronFields{}, fmt.Errorf("has %d fields; cron has five: minute, hour, day of month, month, weekday, as in 30 6 * * MON-FRI", len(fields))
	}
	for i, field := range fields {
		if err := checkCronField(cronFieldNames[i], field); err != nil {
			return cronFields{}, err
		}
	}
	weekdays, err := weekdayField(fields[4])
	if err != nil {
		return cronFields{}, err
	}
	fields[4] = weekdays
	parsed, err := cronParser.Parse(strings.Join(fields, " "))
	if err != nil {
		return cronFields{}, fmt.Errorf("cannot be read: %w. An example that can: 30 6 * * MON-FRI", err)
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return cronFields{}, errors.New("must have five fields, as in 30 6 * * MON-FRI")
	}
	return cronFields{
		minutes: spec.Minute, hours: spec.Hour, months: spec.Month,
		monthDays: spec.Dom, weekdays: spec.Dow,
		monthDayRules: spec.DomConstraints, weekdayRules: spec.DowConstraints,
		anyMonthDay: free(fields[2]), anyWeekday: free(fields[4]),
	}, nil
}

var cronFieldNames = [5]string{"minute", "hour", "day of month", "month", "weekday"}

func free(field string) bool { return field == "*" || field == "?" }

// checkCronField refuses what the parser would pass over in silence.
func checkCronField(name, field string) error {
	if !cronCharacters.MatchString(field) {
		return fmt.Errorf("has characters in its %s field that cron does not know: %q", name, field)
	}
	for element := range strings.SplitSeq(field, ",") {
		if element == "" {
			return fmt.Errorf("has an empty element in the list of its %s field: %q", name, field)
		}
	}
	return nil
}

// weekdayField brings the weekday field to the forms that the parser knows and
// refuses those it reads wrongly.
func weekdayField(field string) (string, error) {
	elements := strings.Split(field, ",")
	for i, element := range elements {
		if last := quartzLast.FindStringSubmatch(element); last != nil {
			elements[i] = last[1] + "#L"
		}
		if strings.EqualFold(element, "L") {
			return "", errors.New("has L alone in its weekday field, which cron dialects read differently; write SAT, or FRI#L for the last Friday of the month")
		}
		// The parser counts Sunday twice, as 0 and as 7, when a range with a
		// step runs over the end of the week.
		if bounds := weekdayWithStep.FindStringSubmatch(element); bounds != nil && cronWeekday(bounds[1]) > cronWeekday(bounds[2]) {
			return "", fmt.Errorf("has a range with a step over the end of the week: %s; list the weekdays instead, as in FRI,SUN,TUE", element)
		}
	}
	return strings.Join(elements, ","), nil
}

// cronWeekday is the number of a weekday's name or number, Sunday 0, or -1.
func cronWeekday(text string) int {
	if len(text) == 1 && text[0] >= '0' && text[0] <= '7' {
		return int(text[0] - '0')
	}
	for i, name := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		if strings.EqualFold(text, name) {
			return i
		}
	}
	return -1
}

// times are the minutes of the day that the minute and hour fields name.
func (c cronFields) times() []int {
	var times []int
	for hour := range 24 {
		for minute := range 60 {
			if c.hours&(1<<hour) != 0 && c.minutes&(1<<minute) != 0 {
				times = append(times, hour*60+minute)
			}
		}
	}
	return times
}

// everyHour reports whether all hours of the day are named.
func (c cronFields) everyHour() bool {
	const all = 1<<24 - 1
	return c.hours&all == all
}

// next implements dates.
func (c cronFields) next(from day) (day, bool) {
	m := from.month()
	for range calendarCycle + 1 {
		first := m.first()
		if first > lastDay {
			break
		}
		if c.months&(1<<m.calendarMonth()) != 0 {
			for d := max(from, first); d < first+day(m.days()); d++ {
				if c.matches(m, d) {
					return d, true
				}
			}
		}
		m++
	}
	return 0, false
}

func (c cronFields) matches(m month, d day) bool {
	switch {
	case c.anyMonthDay && c.anyWeekday:
		return true
	case c.anyMonthDay:
		return c.matchesWeekday(m, d)
	case c.anyWeekday:
		return c.matchesMonthDay(m, d)
	default:
		return c.matchesMonthDay(m, d) || c.matchesWeekday(m, d)
	}
}

func (c cronFields) matchesMonthDay(m month, d day) bool {
	if c.monthDays&(1<<(d-m.first()+1)) != 0 {
		return true
	}
	for _, rule := range c.monthDayRules {
		if at, ok := pickMonthDay(m, rule); ok && at == d {
			return true
		}
	}
	return false
}

func (c cronFields) matchesWeekday(m month, d day) bool {
	if c.weekdays&(1<<((d.weekday()+1)%7)) != 0 {
		return true
	}
	for _, rule := range c.weekdayRules {
		if at, ok := nthWeekday(m, rule.N, (rule.Weekday+6)%7); ok && at == d {
			return true
		}
	}
	return false
}

// pickMonthDay gives the day of m that an L or W names. A month without the
// day a W stands beside is left out, and W never leaves the month.
func pickMonthDay(m month, rule cron.DomConstraint) (day, bool) {
	first, last := m.first(), (m+1).first()-1
	switch rule.Type {
	case cron.DomLast:
		return last, true
	case cron.DomLastOffset:
		return last - day(rule.N), last-day(rule.N) >= first
	case cron.DomLastWeekday:
		return last - day(max(0, last.weekday()-4)), true
	case cron.DomNearestWeekday:
		d := first + day(rule.N-1)
		if d > last {
			return 0, false
		}
		switch d.weekday() {
		case 5: // Saturday: Friday, or Monday the 3rd
			if d == first {
				return d + 2, true
			}
			return d - 1, true
		case 6: // Sunday: Monday, or Friday before the end
			if d == last {
				return d - 2, true
			}
			return d + 1, true
		}
		return d, true
	}
	return 0, false
}
