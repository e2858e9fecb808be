package window

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The words of the expression language, in the order people are shown them.
// docs/schedules.md explains them.
var (
	pointWords = []string{
		"today", "yesterday", "tomorrow", "now", "start_of_week", "end_of_week", "start_of_month", "end_of_month",
		"start_of_quarter", "end_of_quarter", "start_of_year", "end_of_year", "business_day",
	}
	rangeWords = []string{
		"last_days", "last_full_week", "last_full_month", "last_full_quarter", "last_full_year",
		"week_to_yesterday", "month_to_yesterday", "quarter_to_yesterday", "year_to_yesterday",
	}
	weekdayWords = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
)

// point is a date or an instant that an expression comes to. All its parts
// are calendar parts until it is asked for an instant.
type point struct {
	day   day
	clock time.Duration // reading of the clock on that day
	// end says that the point is the end of a period and day its last day: as
	// a date it is that day, as an instant the moment the day ends.
	end bool
	// exact is set once the point is an instant: now, or so many hours from one.
	exact time.Time
}

// date is the point's calendar date in zone.
func (p point) date(zone *time.Location) day {
	if !p.exact.IsZero() {
		return dayOf(p.exact.In(zone))
	}
	return p.day
}

// instant is when the point is: a date begins with its first instant.
func (p point) instant(zone *time.Location) time.Time {
	switch {
	case !p.exact.IsZero():
		return p.exact
	case p.end:
		return p.day.add(1).midnight(zone)
	default:
		wall := time.Date(p.day.year, p.day.month, p.day.date, 0, 0, 0, 0, time.UTC).Add(p.clock)
		return instant(wall, zone)
	}
}

// term is the parsed form of an expression: a word with arguments and the
// moves behind it.
type term struct {
	word    string
	weekday time.Weekday // of words about weeks
	number  int          // other argument
	moves   []move
}

// move is an offset such as -14d, or a reading of the clock such as @06:00.
type move struct {
	amount int
	unit   string // "min", "h", "d", "w", "m", "q", "y", or "@": amount is then minutes of the day
}

var (
	leading = regexp.MustCompile(`^[a-z_]+`)
	moving  = regexp.MustCompile(`^([+-])([0-9]{1,4})(min|[hdwmqy])`)
	reading = regexp.MustCompile(`^@([01][0-9]|2[0-3]):([0-5][0-9])`)
)

// parse reads an expression. Its errors are phrases for a person, about the
// expression.
func parse(text string) (term, error) {
	rest := strings.ToLower(strings.Join(strings.Fields(text), ""))
	t := term{word: "today", weekday: time.Monday}
	if word := leading.FindString(rest); word != "" {
		t.word, rest = word, rest[len(word):]
		if !slices.Contains(pointWords, word) && !slices.Contains(rangeWords, word) {
			return term{}, fmt.Errorf("has the unknown word %q; known are %s", word, strings.Join(append(slices.Clone(pointWords), rangeWords...), ", "))
		}
		var given []string
		if strings.HasPrefix(rest, "(") {
			arguments, after, closed := strings.Cut(rest[1:], ")")
			if !closed {
				return term{}, fmt.Errorf("lacks the closing parenthesis after %s(", word)
			}
			rest = after
			given = strings.FieldsFunc(arguments, func(r rune) bool { return r == ',' })
		}
		var err error
		if t, err = t.with(given); err != nil {
			return term{}, err
		}
	} else if !moving.MatchString(rest) {
		return term{}, fmt.Errorf("%q is no expression; write one such as today-14d, start_of_month(-1) or last_full_week(monday)", shorten(text))
	}
	for rest != "" {
		if parts := moving.FindStringSubmatch(rest); parts != nil {
			amount, _ := strconv.Atoi(parts[1] + parts[2])
			t.moves = append(t.moves, move{amount, parts[3]})
			rest = rest[len(parts[0]):]
			continue
		}
		parts := reading.FindStringSubmatch(rest)
		if parts == nil {
			return term{}, fmt.Errorf("cannot be read from %q on; an offset is written like -14d, +2w, -1m, -1q, -1y, -6h or -30min, a time like @06:00", shorten(rest))
		}
		hour, _ := strconv.Atoi(parts[1])
		minutes, _ := strconv.Atoi(parts[2])
		t.moves = append(t.moves, move{hour*60 + minutes, "@"})
		rest = rest[len(parts[0]):]
	}
	if len(t.moves) > 8 {
		return term{}, errors.New("has more than 8 offsets")
	}
	return t, nil
}

// with reads what stands in the parentheses of a word.
func (t term) with(given []string) (term, error) {
	week := strings.Contains(t.word, "week")
	period := strings.HasPrefix(t.word, "start_of") || strings.HasPrefix(t.word, "end_of")
	if week && len(given) > 0 {
		if i := slices.Index(weekdayWords, given[0]); i >= 0 {
			t.weekday, given = time.Weekday(i), given[1:]
		} else if !period {
			return term{}, fmt.Errorf("%s takes the weekday that weeks begin with, not %q; as in %s(monday)", t.word, given[0], t.word)
		}
	}
	counts := t.word == "business_day" || t.word == "last_days"
	switch {
	case (period || counts) && len(given) == 1:
		n, err := strconv.Atoi(given[0])
		if err != nil || n < -9999 || n > 9999 {
			return term{}, fmt.Errorf("%s takes a whole number, not %q; as in %s(%s)", t.word, shorten(given[0]), t.word, example(t.word))
		}
		t.number = n
	case len(given) > 0:
		return term{}, fmt.Errorf("%s does not take %q", t.word, shorten(strings.Join(given, ",")))
	}
	if t.word == "business_day" && (t.number == 0 || t.number < -250 || t.number > 250) {
		return term{}, errors.New("business_day takes a number from -250 to 250 other than 0: business_day(-1) is the last one before today, business_day(1) the next one")
	}
	if t.word == "last_days" && t.number < 1 {
		return term{}, errors.New("last_days takes how many days, 1 or more; as in last_days(14)")
	}
	return t, nil
}

func example(word string) string {
	if word == "last_days" {
		return "14"
	}
	return "-1"
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}

func (t term) isRange() bool { return slices.Contains(rangeWords, t.word) }

// at is the point that a term means at a logical time.
func (t term) at(logical time.Time, zone *time.Location) point {
	p := t.base(dayOf(logical.In(zone)), logical)
	return p.moved(t.moves, zone)
}

func (t term) base(today day, logical time.Time) point {
	switch t.word {
	case "yesterday":
		return point{day: today.add(-1)}
	case "tomorrow":
		return point{day: today.add(1)}
	case "now":
		return point{exact: logical.Truncate(time.Second)}
	case "start_of_week":
		return point{day: today.weekStart(t.weekday).add(7 * t.number)}
	case "end_of_week":
		return point{day: today.weekStart(t.weekday).add(7*t.number + 6), end: true}
	case "business_day":
		return point{day: today.businessDay(t.number)}
	case "start_of_month", "start_of_quarter", "start_of_year":
		return point{day: today.periodStart(months(t.word), t.number)}
	case "end_of_month", "end_of_quarter", "end_of_year":
		return point{day: today.periodStart(months(t.word), t.number+1).add(-1), end: true}
	default:
		return point{day: today}
	}
}

// months is how many months the period has that a word names.
func months(word string) int {
	switch {
	case strings.Contains(word, "year"):
		return 12
	case strings.Contains(word, "quarter"):
		return 3
	default:
		return 1
	}
}

// span is the first day and the day after the last of a range.
func (t term) span(logical time.Time, zone *time.Location) (from, to point) {
	today := dayOf(logical.In(zone))
	yesterday := today.add(-1)
	var first, end day
	switch {
	case t.word == "last_days":
		first, end = today.add(-t.number), today
	case t.word == "last_full_week":
		end = today.weekStart(t.weekday)
		first = end.add(-7)
	case t.word == "week_to_yesterday":
		first, end = yesterday.weekStart(t.weekday), today
	case strings.HasSuffix(t.word, "_to_yesterday"):
		first, end = yesterday.periodStart(months(t.word), 0), today
	default: // last_full_month, last_full_quarter, last_full_year
		first, end = today.periodStart(months(t.word), -1), today.periodStart(months(t.word), 0)
	}
	return point{day: first}.moved(t.moves, zone), point{day: end}.moved(t.moves, zone)
}

// moved applies offsets from left to right. Days and longer units move on the
// calendar and keep the reading of the clock; hours and minutes are elapsed
// time and make the point an instant.
func (p point) moved(moves []move, zone *time.Location) point {
	for _, m := range moves {
		switch m.unit {
		case "h", "min":
			unit := time.Hour
			if m.unit == "min" {
				unit = time.Minute
			}
			p = point{exact: p.instant(zone).Add(time.Duration(m.amount) * unit)}
		case "@":
			p = point{day: p.date(zone), clock: time.Duration(m.amount) * time.Minute}
		default:
			p = p.onCalendar(zone)
			// The end of a month stays one, whatever the lengths of the months.
			endOfMonth := p.end && p.day == p.day.lastOfMonth() && strings.Contains("mqy", m.unit)
			if p.day = p.day.moved(m); endOfMonth {
				p.day = p.day.lastOfMonth()
			}
		}
	}
	return p
}

// onCalendar turns an instant back into a date and a reading of the clock.
func (p point) onCalendar(zone *time.Location) point {
	if p.exact.IsZero() {
		return p
	}
	local := p.exact.In(zone)
	d := dayOf(local)
	wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
	return point{day: d, clock: wall.Sub(time.Date(d.year, d.month, d.date, 0, 0, 0, 0, time.UTC))}
}
