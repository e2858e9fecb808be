package recurrence

import (
	"fmt"

	"pgregory.net/rapid"
)

// anyRule draws valid rules of every frequency.
var anyRule = rapid.Custom(func(t *rapid.T) Rule {
	rule := Rule{
		Frequency: rapid.SampledFrom(Frequencies()).Draw(t, "frequency"),
		Zone:      rapid.SampledFrom(trickyZones).Draw(t, "zone"),
		Gap:       rapid.SampledFrom([]GapPolicy{"", GapShift, GapSkip}).Draw(t, "gap"),
		Repeat:    rapid.SampledFrom([]RepeatPolicy{"", RepeatOnce, RepeatTwice}).Draw(t, "repeat"),
		From:      rapid.SampledFrom([]string{"", "2011-12-30", "2020-02-29", "1999-01-01"}).Draw(t, "from"),
		Until:     rapid.SampledFrom([]string{"", "2033-05-09"}).Draw(t, "until"),
	}
	if rule.Frequency != CronExpression {
		rule.Interval = rapid.IntRange(0, 5).Draw(t, "interval")
	}
	times := rapid.Custom(func(t *rapid.T) string {
		return fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
	})
	switch rule.Frequency {
	case Hourly:
		rule.Minute = rapid.IntRange(0, 59).Draw(t, "minute")
	case Daily:
	case Weekly:
		rule.Weekdays = rapid.SliceOfN(rapid.SampledFrom(Weekdays()), 1, 8).Draw(t, "weekdays")
	case MonthlyOn:
		rule.Monthly = new(anyMonthly.Draw(t, "monthly"))
	case CronExpression:
		rule.Cron = rapid.SampledFrom([]string{"30 2 * * *", "*/15 * * * *", "0 0-4 1,15 * MON", "15 2 L * ?", "0 6 15W 1-6 *", "59 23 * * SUN#L", "* * 29 2 *"}).Draw(t, "cron")
	}
	if rule.Frequency != Hourly && rule.Frequency != CronExpression {
		rule.At = rapid.SliceOfN(times, 1, 3).Draw(t, "at")
	}
	rule.Excluding = rapid.SampledFrom([][]string{nil, {"2026-12-25", "2026-12-26"}, {"2027-01-01"}}).Draw(t, "excluding")
	rule.ExcludedDates = rapid.SampledFrom([]ExcludedDates{"", ExcludedNeverFire, ExcludedOnlyBusiness}).Draw(t, "excludedDates")
	return rule
})

var anyMonthly = rapid.Custom(func(t *rapid.T) Monthly {
	switch kind := rapid.SampledFrom([]MonthlyKind{OnDay, OnLastDay, OnWeekday, OnBusinessDay}).Draw(t, "kind"); kind {
	case OnDay:
		if rapid.Bool().Draw(t, "several") {
			return Monthly{Kind: kind, Days: rapid.SliceOfN(rapid.IntRange(1, 29), 1, 6).Draw(t, "days")}
		}
		return Monthly{Kind: kind, Day: rapid.IntRange(1, 29).Draw(t, "day")}
	case OnWeekday:
		return Monthly{Kind: kind, Nth: rapid.SampledFrom([]int{-1, 1, 2, 3, 4, 5}).Draw(t, "nth"), Weekday: rapid.SampledFrom(Weekdays()).Draw(t, "weekday")}
	case OnBusinessDay:
		return Monthly{Kind: kind, Nth: rapid.SampledFrom([]int{-1, 1, 2, 10, 20}).Draw(t, "nth")}
	default:
		return Monthly{Kind: kind}
	}
})

var trickyZones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca",
	"Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu", "America/Havana", "Asia/Tehran", "America/Sao_Paulo",
}
