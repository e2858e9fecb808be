package recurrence

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/zone"
)

// ErrNotUnderstood says which word of a sentence Parse could not use.
var ErrNotUnderstood = fault.New(fault.Invalid, "recurrence.not_understood", "We do not understand this recurrence.").
	WithNext(`Write it like “every weekday at 06:30 in Europe/Berlin”, “every second week on Monday and Friday at 9 am”, ` +
		`“on the last business day of every month at 18:00”, “every 6 hours at :15”, or as cron: “30 6 * * MON-FRI”.`)

// maxSentence bounds what Parse reads, excluded dates included.
const maxSentence = 40_000

// Parse reads a recurrence from plain words, such as those of Describe, or from
// a cron expression. Case, commas, "and", "each", plurals, am and pm are its
// business, not the person's. A sentence without a zone is meant in
// defaultZone. The rule it returns is valid and canonical; its error is
// ErrNotUnderstood, or one of Validate's.
func Parse(text, defaultZone string) (Rule, error) {
	if len(text) > maxSentence {
		return Rule{}, notUnderstood("The recurrence is longer than %d characters.", maxSentence)
	}
	p := &sentence{words: words(text), rule: Rule{Zone: defaultZone}}
	if err := p.read(text); err != nil {
		return Rule{}, err
	}
	if err := p.finish(); err != nil {
		return Rule{}, err
	}
	if err := p.rule.Validate(); err != nil {
		return Rule{}, err
	}
	return p.rule.Canonical(), nil
}

func notUnderstood(format string, values ...any) error {
	message := fmt.Sprintf(format, values...)
	return ErrNotUnderstood.WithMessage(message).WithField("/text", message)
}

// sentence is plain words on their way to a rule. Words are taken from the
// front; what they say is kept until the end of the sentence, because its
// meaning may hang on a later word ("every second Tuesday … of the month").
type sentence struct {
	words []string
	rule  Rule

	unit     string // hour, day, week, month, minute
	interval int
	ordinal  int  // of a weekday or business day; -1 is the last
	monthly  bool // the month was named
	minutes  bool // a minute of the hour was named
	weekdays []Weekday
}

// words splits a sentence. Their case is kept for zones.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == ',' || r == ';' || r == '(' || r == ')' || r == '\t' || r == '\n' || r == '\r'
	})
}

// peek is the next word in lower case, or "".
func (p *sentence) peek() string {
	if len(p.words) == 0 {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(p.words[0], "."))
}

// take removes the next word when it is one of some.
func (p *sentence) take(words ...string) bool {
	if len(p.words) > 0 && slices.Contains(words, p.peek()) {
		p.words = p.words[1:]
		return true
	}
	return false
}

func (p *sentence) read(text string) error {
	if len(p.words) == 0 {
		return notUnderstood("There are no words to read.")
	}
	if p.readCron(text) {
		return nil
	}
	for len(p.words) > 0 {
		if err := p.clause(); err != nil {
			return err
		}
	}
	return nil
}

// readCron takes a sentence that is a cron expression, with or without a zone.
func (p *sentence) readCron(text string) bool {
	rest := strings.TrimSpace(text)
	if len(rest) >= 5 && strings.EqualFold(rest[:5], "cron ") {
		rest = rest[5:]
	}
	fields := strings.Fields(rest)
	if len(fields) < 5 {
		return false
	}
	expression, ok := cronOf(strings.Join(fields[:5], " "))
	if !ok {
		return false
	}
	p.rule.Frequency, p.rule.Cron = CronExpression, expression
	p.words = words(strings.Join(fields[5:], " "))
	for len(p.words) > 0 {
		if p.trailing() != nil {
			return false
		}
	}
	return true
}

// clause takes the next words that belong together.
func (p *sentence) clause() error {
	switch {
	case p.take("every", "each", "all"):
		return p.every()
	case p.take("on", "the", "and", "at", "of", "run", "runs", "a", "an"):
		return nil
	case p.take("hourly"):
		return p.setUnit("hour", 1)
	case p.take("daily", "nightly"):
		return p.setUnit("day", 1)
	case p.take("weekly"):
		return p.setUnit("week", 1)
	case p.take("fortnightly"):
		return p.setUnit("week", 2)
	case p.take("monthly"):
		return p.setUnit("month", 1)
	case p.take("quarterly"):
		return p.setUnit("month", 3)
	case p.take("yearly", "annually"):
		return p.setUnit("month", 12)
	case p.take("month"): // "of the month"
		p.monthly = true
		return nil
	case p.take("business", "working"):
		if !p.take("day", "days") {
			return p.unknown()
		}
		return p.addWeekdays(Weekdays()[:5])
	case p.take("weekday", "weekdays"):
		return p.addWeekdays(Weekdays()[:5])
	case p.take("weekend", "weekends"):
		return p.addWeekdays(Weekdays()[5:])
	case p.take("last"):
		return p.lastOf()
	}
	if done, err := p.dayWord(); done {
		return err
	}
	if done, err := p.timeWord(); done {
		return err
	}
	return p.trailing()
}

// trailing takes what may stand behind times and days: zone, start, end,
// excluded dates and policies.
func (p *sentence) trailing() error {
	switch {
	case p.take("and"):
		return nil
	case p.take("in"):
		return p.zone()
	case p.take("from", "starting", "since"):
		p.take("on")
		return p.date(&p.rule.From, "from")
	case p.take("until", "till", "through", "to", "ending"):
		p.take("on")
		return p.date(&p.rule.Until, "until")
	case p.take("except", "excluding", "but"):
		p.take("not", "for")
		p.take("on")
		return p.dates("except")
	case p.take("counting"):
		if err := p.dates("counting"); err != nil {
			return err
		}
		p.rule.ExcludedDates = ExcludedOnlyBusiness
		return p.phrase("as no business day")
	case p.take("leaving"):
		p.rule.Gap = GapSkip
		return p.phrase("out times that clocks skip")
	case p.take("shifting"):
		p.rule.Gap = GapShift
		return p.phrase("times that clocks skip")
	case p.take("once"):
		p.rule.Repeat = RepeatOnce
		return p.phrase("when clocks repeat a time")
	case p.take("twice"):
		p.rule.Repeat = RepeatTwice
		return p.phrase("when clocks repeat a time")
	case len(p.words) > 0 && (strings.Contains(p.words[0], "/") || strings.EqualFold(p.words[0], "UTC")):
		return p.zone()
	}
	return p.unknown()
}

// unknown is the error for the next word.
func (p *sentence) unknown() error {
	word := p.peek()
	switch {
	case word == "":
		return notUnderstood("The sentence stops too early.")
	case monthName.MatchString(word):
		return notUnderstood("A single month (“%s”) cannot be said in words; as cron, 09:00 on 1 January is “0 9 1 1 *”.", p.words[0])
	default:
		return notUnderstood("We do not understand “%s” here.", shorten(p.words[0]))
	}
}

var monthName = regexp.MustCompile(`^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$`)

func shorten(word string) string {
	if runes := []rune(word); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return word
}

// phrase takes fixed words.
func (p *sentence) phrase(text string) error {
	for word := range strings.FieldsSeq(text) {
		if !p.take(word) {
			return p.unknown()
		}
	}
	return nil
}

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

func (p *sentence) setMonthly(on Monthly) error {
	if p.rule.Monthly != nil {
		return notUnderstood("The sentence names two days of the month; several fit only in cron, such as “0 9 1,15 * *”.")
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

var (
	clockWord  = regexp.MustCompile(`^([0-9]{1,2})(?:[:.h]([0-9]{2}))?h?(am|pm)?$`)
	minuteWord = regexp.MustCompile(`^:([0-9]{2})$`)
)

// timeWord takes a time of day or a minute of the hour.
func (p *sentence) timeWord() (bool, error) {
	word := p.peek()
	switch {
	case p.take("noon", "midday"):
		p.addTime(12 * 60)
		return true, nil
	case p.take("midnight"):
		p.addTime(0)
		return true, nil
	case p.take("minute"):
		n, ok := wholeNumber(p.peek())
		if !ok {
			return true, p.unknown()
		}
		p.words = p.words[1:]
		return true, p.setMinute(n)
	}
	if parts := minuteWord.FindStringSubmatch(word); parts != nil {
		p.words = p.words[1:]
		n, _ := wholeNumber(parts[1])
		return true, p.setMinute(n)
	}
	parts := clockWord.FindStringSubmatch(word)
	if parts == nil {
		return false, nil
	}
	hour, _ := wholeNumber(parts[1])
	minutes, _ := wholeNumber(parts[2])
	half := parts[3]
	refused := notUnderstood("“%s” is no time of day.", shorten(p.words[0]))
	p.words = p.words[1:]
	for _, name := range []string{"am", "pm"} {
		if half == "" && p.take(name) {
			half = name
		}
	}
	p.take("o'clock")
	if half != "" {
		if hour < 1 || hour > 12 {
			return true, refused
		}
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	}
	if hour > 23 || minutes > 59 {
		return true, refused
	}
	p.addTime(hour*60 + minutes)
	return true, nil
}

func (p *sentence) addTime(at int) {
	p.rule.At = append(p.rule.At, formatTime(at))
}

func (p *sentence) setMinute(n int) error {
	if p.minutes && n != p.rule.Minute {
		return notUnderstood("The sentence names two minutes of the hour; several fit only in cron, such as “0,30 * * * *”.")
	}
	p.rule.Minute, p.minutes = n, true
	return nil
}

var dateWord = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

func (p *sentence) date(into *string, after string) error {
	if !dateWord.MatchString(p.peek()) {
		return notUnderstood("After “%s” we expect a date such as 2026-05-01.", after)
	}
	if *into != "" {
		return notUnderstood("The sentence names two dates after “%s”.", after)
	}
	*into = p.peek()
	p.words = p.words[1:]
	return nil
}

// dates takes one or more excluded dates.
func (p *sentence) dates(after string) error {
	if !dateWord.MatchString(p.peek()) {
		return notUnderstood("After “%s” we expect dates such as 2026-12-25.", after)
	}
	for dateWord.MatchString(p.peek()) {
		p.rule.Excluding = append(p.rule.Excluding, p.peek())
		p.words = p.words[1:]
		if p.peek() == "and" && len(p.words) > 1 && dateWord.MatchString(p.words[1]) {
			p.words = p.words[1:]
		}
	}
	return nil
}

// zone takes an IANA name, or its city ("New York").
func (p *sentence) zone() error {
	if len(p.words) == 0 {
		return p.unknown()
	}
	for taken := min(3, len(p.words)); taken > 0; taken-- {
		if name, err := zone.Find(strings.TrimSuffix(strings.Join(p.words[:taken], " "), ".")); err == nil {
			p.rule.Zone = name
			p.words = p.words[taken:]
			p.take("time")
			return nil
		}
	}
	return notUnderstood("“%s” is no time zone we know; write one such as Europe/Berlin.", shorten(p.words[0]))
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

// finish decides what the words say together.
func (p *sentence) finish() error {
	r := &p.rule
	if r.Frequency == CronExpression {
		return nil
	}
	if p.ordinal > 0 && p.unit == "" && p.monthly { // every second Tuesday of the month
		if len(p.weekdays) > 1 {
			return notUnderstood("The sentence names two days of the month; several fit only in cron, such as “0 9 * * TUE#2,FRI#2”.")
		}
		r.Monthly = &Monthly{Kind: OnWeekday, Nth: p.ordinal, Weekday: p.weekdays[0]}
		p.weekdays = nil
	} else if p.ordinal > 0 {
		if err := p.setUnit("week", p.ordinal); err != nil {
			return err
		}
	}
	r.Interval = p.interval
	switch {
	case p.unit == "minute":
		return p.finishMinutes()
	case p.unit == "hour":
		r.Frequency = Hourly
	case r.Monthly != nil:
		r.Frequency = MonthlyOn
	case p.unit == "month" || p.monthly:
		return notUnderstood("The sentence names no day of the month; add one, such as “on the 15th” or “on the last business day”.")
	case len(p.weekdays) > 0:
		r.Frequency = Weekly
	case p.unit == "week":
		return notUnderstood("The sentence names no weekday; add one, such as “on Monday”.")
	case p.unit == "day" || len(r.At) > 0:
		r.Frequency = Daily
	default:
		return notUnderstood("The sentence says neither days nor times.")
	}
	r.Weekdays = p.weekdays
	switch {
	case r.Frequency == Weekly && p.unit != "" && p.unit != "week" && (p.unit != "day" || p.interval > 1):
		return notUnderstood("Weekdays go with weeks, not with every %s.", p.unit)
	case r.Frequency == MonthlyOn && p.unit != "" && p.unit != "month":
		return notUnderstood("A day of the month goes with months, not with every %s.", p.unit)
	case r.Frequency == MonthlyOn && len(p.weekdays) > 0:
		return notUnderstood("The sentence names both weekdays and a day of the month.")
	case r.Frequency == Hourly && (len(p.weekdays) > 0 || r.Monthly != nil || len(r.At) > 0):
		return notUnderstood("Hours cannot be limited to days or times in words; as cron, every second hour on weekdays is “0 */2 * * MON-FRI”.")
	case r.Frequency != Hourly && p.minutes:
		return notUnderstood("A minute of the hour (“:%02d”) goes with hours; give a time of day such as 06:%02d.", r.Minute, r.Minute)
	case r.Frequency != Hourly && len(r.At) == 0:
		return notUnderstood("The sentence names no time of day; add one, such as “at 06:30”.")
	}
	return nil
}

// finishMinutes turns "every 15 minutes" into cron, the one form of rule that
// fires more than once an hour.
func (p *sentence) finishMinutes() error {
	r := &p.rule
	if len(r.At) > 0 || len(p.weekdays) > 0 || r.Monthly != nil || p.minutes {
		return notUnderstood("Minutes cannot be limited to days or times in words; as cron, every 15 minutes on weekdays is “*/15 * * * MON-FRI”.")
	}
	if p.interval < 1 || p.interval > 30 || 60%p.interval != 0 {
		return notUnderstood("Every %d minutes does not divide an hour; choose 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30.", p.interval)
	}
	r.Frequency, r.Interval, r.Cron = CronExpression, 0, "* * * * *"
	if p.interval > 1 {
		r.Cron = fmt.Sprintf("*/%d * * * *", p.interval)
	}
	return nil
}
