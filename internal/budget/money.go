package budget

import (
	"regexp"
	"time"
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

// monthOf is the month of an instant, such as 2026-03.
func monthOf(at time.Time) string { return at.UTC().Format("2006-01") }

// forecast carries what came together so far on to the end of the month; nil
// before a day of it has passed.
func forecast(soFar int64, now time.Time) *int64 {
	now = now.UTC()
	begin := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	passed := now.Sub(begin)
	if passed < 24*time.Hour {
		return nil
	}
	whole := begin.AddDate(0, 1, 0).Sub(begin)
	expected := int64(float64(soFar) * float64(whole) / float64(passed))
	return &expected
}
