package window

import (
	"fmt"
	"strings"
	"time"
)

var presetNames = map[Preset]string{
	Yesterday: "yesterday", Last7Days: "the last 7 days", Last14Days: "the last 14 days", Last30Days: "the last 30 days",
	LastFullWeek: "the last full week", LastFullMonth: "the last full month", MonthToDate: "the month to date",
}

// Describe says a window in plain words that go behind "for": "the last 14
// days", "the last full week (Sunday to Saturday), 1 week earlier", "2026-01-01
// to today". What cannot be read is quoted as it is.
func Describe(spec Spec) string {
	if name, known := presetNames[spec.Preset]; known {
		return name
	}
	if spec.Range == "" {
		return strings.TrimSpace(spec.From) + " to " + strings.TrimSpace(spec.To)
	}
	t, err := parse(spec.Range)
	if err != nil || !t.isRange() {
		return spec.Range
	}
	return t.describe()
}

func (t term) describe() string {
	text := "the " + strings.ReplaceAll(t.word, "_", " ")
	switch {
	case t.word == "last_days" && t.number == 1:
		text = "yesterday"
	case t.word == "last_days":
		text = fmt.Sprintf("the last %d days", t.number)
	case strings.Contains(t.word, "week") && t.weekday != time.Monday:
		text += fmt.Sprintf(" (%s to %s)", t.weekday, (t.weekday+6)%7)
	}
	parts := []string{text}
	for _, m := range t.moves {
		parts = append(parts, m.describe())
	}
	return strings.Join(parts, ", ")
}

var unitNames = map[string]string{"min": "minute", "h": "hour", "d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}

func (m move) describe() string {
	if m.unit == "@" {
		return fmt.Sprintf("at %02d:%02d", m.amount/60, m.amount%60)
	}
	amount, direction := m.amount, "later"
	if amount < 0 {
		amount, direction = -amount, "earlier"
	}
	unit := unitNames[m.unit]
	if amount != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s %s", amount, unit, direction)
}
