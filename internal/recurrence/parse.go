package recurrence

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/internal/fault"
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
	if done, err := p.readCron(text); done {
		return err
	}
	for len(p.words) > 0 {
		if err := p.clause(); err != nil {
			return err
		}
	}
	return nil
}

// readCron takes a sentence that begins with a cron expression; a zone and the
// other things that stand behind times may follow. It reports whether the
// sentence is one.
func (p *sentence) readCron(text string) (bool, error) {
	fields := strings.Fields(text)
	named := len(fields) > 0 && strings.EqualFold(fields[0], "cron")
	if named {
		fields = fields[1:]
	}
	if !named && !likeCron(fields) {
		return false, nil
	}
	expression := strings.Join(fields[:min(5, len(fields))], " ")
	if len(fields) > 5 && cronField.MatchString(fields[5]) {
		return true, notUnderstood("Cron has five fields here (minute, hour, day of month, month, weekday), without seconds and years: leave out what “%s” has more.",
			shorten(strings.Join(fields, " ")))
	}
	if _, err := parseCron(expression); err != nil {
		return true, notUnderstood("The cron expression “%s” %s.", shorten(expression), err.Error())
	}
	p.rule.Frequency, p.rule.Cron = CronExpression, expression
	p.words = words(strings.Join(fields[5:], " "))
	for len(p.words) > 0 {
		if err := p.trailing(); err != nil {
			return true, err
		}
	}
	return true, nil
}

// cronField is what a further field looks like, and no word that may follow.
var cronField = regexp.MustCompile(`^([0-9*?/,#LW-]+|(?i:(SUN|MON|TUE|WED|THU|FRI|SAT)[A-Z,#0-9-]*))$`)

// likeCron reports whether fields begin like a cron expression: five of them,
// one with a star or all without words.
func likeCron(fields []string) bool {
	if len(fields) < 5 {
		return false
	}
	for _, field := range fields[:5] {
		if strings.ContainsAny(field, "*?") {
			return true
		}
	}
	_, err := parseCron(strings.Join(fields[:5], " "))
	return err == nil
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
	case strings.HasPrefix(word, "@"):
		return notUnderstood("Short forms such as “%s” are not known; write “daily at 00:00”, or as cron “0 0 * * *”.", shorten(p.words[0]))
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
