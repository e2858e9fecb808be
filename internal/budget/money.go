package budget

import (
	"regexp"
	"time"

	"github.com/uptrace/bun"
)

// Money is an amount in minor units, such as cents, of a currency by ISO 4217.
type Money struct {
	Amount   int64
	Currency string
}

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

// maxAmount bounds what people may type, far below what sums could overflow at.
const maxAmount = 1_000_000_000_000

func inRange(amount int64) bool { return amount >= 0 && amount <= maxAmount }

// month is a calendar month in a zone.
type month struct {
	name       string // such as 2026-03
	begin, end time.Time
}

// monthOf is the month of an instant in a zone.
func monthOf(at time.Time, zone *time.Location) month {
	local := at.In(zone)
	return monthFrom(time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, zone))
}

func monthFrom(first time.Time) month {
	return month{first.Format(monthForm), first, first.AddDate(0, 1, 0)}
}

const monthForm = "2006-01"

// during narrows charges to those asked for in the month.
func (m month) during(query *bun.SelectQuery) *bun.SelectQuery {
	return query.Where("at >= ? AND at < ?", m.begin.UTC(), m.end.UTC())
}

// forecast carries what came together so far on to the end of the month; nil
// before a day of it has passed.
func (m month) forecast(soFar int64, now time.Time) *int64 {
	passed := now.Sub(m.begin)
	if passed < 24*time.Hour {
		return nil
	}
	whole := m.end.Sub(m.begin)
	expected := int64(float64(soFar) * float64(whole) / float64(passed))
	return &expected
}
