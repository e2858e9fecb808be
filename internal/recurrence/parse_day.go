package recurrence

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// every takes what follows "every": a number, and a unit or a day.
func (p *sentence) every() error {
	interval, numbered := 1, false
	word := p.peek()
	switch n, ok := wholeNumber(word); {
	case p.take("other"):
		interval, numbered = 2, true
	case ok && p.nextIsUnit(): // every 15th … stays for dayWord
		p.words = p.words[1:]
		interval, numbered = n, true
	case p.take("last"):
		return p.lastOf()
	default:
		if n := ordinalOf(word); n > 0 && len(p.words) > 1 {
			if weekdayOf(strings.ToLower(p.words[1])) == "" && !p.nextIsUnit() {
				return nil // "every 15th of the month"
			}
			p.words = p.words[1:]
			interval, numbered = n, true
		}
	}
	switch {
	case p.take("minute", "minutes"):
		return p.setUnit("minute", interval)
	case p.take("hour", "hours"):
		return p.setUnit("hour", interval)
	case p.take("day", "days"):
		return p.setUnit("day", interval)
	case p.take("week", "weeks"):
		return p.setUnit("week", interval)
	case p.take("month", "months"):
		p.monthly = true
		return p.setUnit("month", interval)
	case p.take("quarter", "quarters"):
		return p.setUnit("month", 3*interval)
	case p.take("year", "years"):
		return p.setUnit("month", 12*interval)
	}
	if weekday := weekdayOf(p.peek()); weekday != "" && numbered {
		p.words = p.words[1:]
		p.ordinal = interval // of the month, or of weeks: finish decides
		return p.addWeekdays([]Weekday{weekday})
	}
	if numbered {
		return p.unknown()
	}
	return nil
}

// nextIsUnit reports whether a unit stands behind the next word.
func (p *sentence) nextIsUnit() bool {
	return len(p.words) > 1 && units.MatchString(strings.ToLower(p.words[1]))
}

var units = regexp.MustCompile(`^(minute|hour|day|week|month|quarter|year)s?$`)

func (p *sentence) setUnit(unit string, interval int) error {
	if p.unit != "" && (p.unit != unit || interval > 1) {
		return notUnderstood("The sentence names two rhythms, every %s and every %s.", p.unit, unit)
	}
	p.unit, p.interval = unit, interval
	return nil
}

func (p *sentence) addWeekdays(weekdays []Weekday) error {
	p.weekdays = append(p.weekdays, weekdays...)
	return nil
}

// setMonthly takes a day of the month. Several go together when all are dates.
func (p *sentence) setMonthly(on Monthly) error {
	if before := p.rule.Monthly; before != nil {
		if before.Kind != OnDay || on.Kind != OnDay {
			return notUnderstood("The sentence names two days of the month; only dates go together, such as “on the 1st and 15th”. Others fit in cron, such as “0 9 1,L * *”.")
		}
		on = Monthly{Kind: OnDay, Days: append(slices.Clone(before.days()), on.Day)}
	}
	p.rule.Monthly = &on
	return nil
}

// lastOf takes what follows "last".
func (p *sentence) lastOf() error {
	switch {
	case p.take("day"):
		return p.setMonthly(Monthly{Kind: OnLastDay})
	case p.take("weekday"):
		return p.setMonthly(Monthly{Kind: OnBusinessDay, Nth: -1})
	case p.take("business", "working"):
		if !p.take("day") {
			return p.unknown()
		}
		return p.setMonthly(Monthly{Kind: OnBusinessDay, Nth: -1})
	}
	if weekday := weekdayOf(p.peek()); weekday != "" {
		p.words = p.words[1:]
		return p.setMonthly(Monthly{Kind: OnWeekday, Nth: -1, Weekday: weekday})
	}
	return p.unknown()
}

// dayWord takes a weekday or an ordinal and what it counts.
func (p *sentence) dayWord() (bool, error) {
	word := p.peek()
	if span := p.weekdaySpan(); len(span) > 0 {
		return true, p.addWeekdays(span)
	}
	n := ordinalOf(word)
	if n == 0 {
		return false, nil
	}
	p.words = p.words[1:]
	switch weekday := weekdayOf(p.peek()); {
	case p.take("weekday"):
		return true, p.setMonthly(Monthly{Kind: OnBusinessDay, Nth: n})
	case p.take("business", "working"):
		if !p.take("day") {
			return true, p.unknown()
		}
		return true, p.setMonthly(Monthly{Kind: OnBusinessDay, Nth: n})
	case weekday != "":
		p.words = p.words[1:]
		return true, p.setMonthly(Monthly{Kind: OnWeekday, Nth: n, Weekday: weekday})
	default:
		p.take("day")
		return true, p.setMonthly(Monthly{Kind: OnDay, Day: n})
	}
}

var weekdayAbbreviations = map[string]Weekday{
	"mon": Monday, "tue": Tuesday, "tues": Tuesday, "wed": Wednesday, "weds": Wednesday, "thu": Thursday,
	"thur": Thursday, "thurs": Thursday, "fri": Friday, "sat": Saturday, "sun": Sunday,
}

// weekdayOf reads a weekday's name, plural or abbreviation; "" is none.
func weekdayOf(word string) Weekday {
	if weekday, ok := weekdayAbbreviations[word]; ok {
		return weekday
	}
	if name := Weekday(strings.TrimSuffix(word, "s")); weekdayIndex(name) >= 0 {
		return name
	}
	return ""
}

// weekdaySpan takes a weekday, or a span such as "Monday to Friday" or "mon-fri".
func (p *sentence) weekdaySpan() []Weekday {
	first, second, joined := strings.Cut(strings.ReplaceAll(p.peek(), "–", "-"), "-")
	from, to := weekdayOf(first), weekdayOf(second)
	if from == "" || joined && to == "" {
		return nil
	}
	p.words = p.words[1:]
	if !joined {
		to = from
		if len(p.words) > 1 && slices.Contains([]string{"to", "through", "until", "till", "-", "–"}, p.peek()) {
			if end := weekdayOf(strings.ToLower(p.words[1])); end != "" {
				p.words = p.words[2:]
				to = end
			}
		}
	}
	var span []Weekday
	for i := weekdayIndex(from); ; i = (i + 1) % 7 {
		span = append(span, Weekdays()[i])
		if Weekdays()[i] == to {
			return span
		}
	}
}

var ordinalWord = regexp.MustCompile(`^([0-9]{1,2})(st|nd|rd|th)$`)

// ordinalOf reads "first" or "15th"; 0 is none.
func ordinalOf(word string) int {
	if i := slices.Index(ordinalWords[1:], word); i >= 0 {
		return i + 1
	}
	if parts := ordinalWord.FindStringSubmatch(word); parts != nil {
		n, _ := wholeNumber(parts[1])
		return n
	}
	return 0
}

var numberWords = []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

func wholeNumber(word string) (int, bool) {
	if i := slices.Index(numberWords, word); i >= 0 {
		return i, true
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && n >= 0
}
