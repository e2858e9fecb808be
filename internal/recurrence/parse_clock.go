package recurrence

import (
	"regexp"
	"strings"

	"github.com/recomamp/recomamp/internal/zone"
)

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

var offsetWord = regexp.MustCompile(`^(utc|gmt)?[+-][0-9]{1,2}(:?[0-9]{2})?$`)

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
	if offsetWord.MatchString(p.peek()) {
		return notUnderstood("“%s” is an offset, which knows no summer time; name a time zone such as Europe/Berlin.", shorten(p.words[0]))
	}
	return notUnderstood("“%s” is no time zone we know; write one such as Europe/Berlin.", shorten(p.words[0]))
}
