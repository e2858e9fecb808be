package recurrence

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func compile(t require.TestingT, rule Rule) *Recurrence {
	r, err := Compile(rule)
	require.NoError(t, err)
	return r
}

// locals gives the first n firings after an instant as the zone's clock shows them.
func locals(t require.TestingT, rule Rule, after string, n int) []string {
	at, err := time.Parse(time.RFC3339, after)
	require.NoError(t, err)
	var got []string
	for firing := range compile(t, rule).After(at) {
		require.True(t, firing.At.After(at), "firings move on")
		at = firing.At
		got = append(got, firing.Local.Format("2006-01-02T15:04:05Z07:00"))
		if len(got) == n {
			break
		}
	}
	return got
}

func TestNextFollowsEachFrequency(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rule Rule
		want []string
	}{
		"daily at two times": {
			Rule{Frequency: Daily, At: []string{"18:00", "06:30"}, Zone: "Europe/Berlin"},
			[]string{"2026-01-01T06:30:00+01:00", "2026-01-01T18:00:00+01:00", "2026-01-02T06:30:00+01:00"},
		},
		"every third day from a start": {
			Rule{Frequency: Daily, Interval: 3, At: []string{"06:30"}, Zone: "UTC", From: "2025-12-31"},
			[]string{"2026-01-03T06:30:00Z", "2026-01-06T06:30:00Z", "2026-01-09T06:30:00Z"},
		},
		"nothing before the start or after the end": {
			Rule{Frequency: Daily, At: []string{"06:30"}, Zone: "UTC", From: "2026-03-01", Until: "2026-03-02"},
			[]string{"2026-03-01T06:30:00Z", "2026-03-02T06:30:00Z"},
		},
		"weekdays": {
			Rule{Frequency: Weekly, Weekdays: []Weekday{Friday, Monday}, At: []string{"09:00"}, Zone: "UTC"},
			[]string{"2026-01-02T09:00:00Z", "2026-01-05T09:00:00Z", "2026-01-09T09:00:00Z"},
		},
		"every second week counts weeks from the start's Monday": {
			Rule{Frequency: Weekly, Interval: 2, Weekdays: []Weekday{Monday, Sunday}, At: []string{"09:00"}, Zone: "UTC", From: "2026-01-07"},
			[]string{"2026-01-11T09:00:00Z", "2026-01-19T09:00:00Z", "2026-01-25T09:00:00Z"},
		},
		"the 31st leaves short months out": {
			Rule{Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnDay, Day: 31}, At: []string{"09:00"}, Zone: "UTC"},
			[]string{"2026-01-31T09:00:00Z", "2026-03-31T09:00:00Z", "2026-05-31T09:00:00Z"},
		},
		"the last day of every second month": {
			Rule{Frequency: MonthlyOn, Interval: 2, Monthly: &Monthly{Kind: OnLastDay}, At: []string{"09:00"}, Zone: "UTC", From: "2025-12-01"},
			[]string{"2026-02-28T09:00:00Z", "2026-04-30T09:00:00Z", "2026-06-30T09:00:00Z"},
		},
		"29 February": {
			Rule{Frequency: MonthlyOn, Interval: 12, Monthly: &Monthly{Kind: OnDay, Day: 29}, At: []string{"09:00"}, Zone: "UTC", From: "2026-02-01"},
			[]string{"2028-02-29T09:00:00Z", "2032-02-29T09:00:00Z"},
		},
		"the second Tuesday": {
			Rule{Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnWeekday, Nth: 2, Weekday: Tuesday}, At: []string{"09:00"}, Zone: "UTC"},
			[]string{"2026-01-13T09:00:00Z", "2026-02-10T09:00:00Z"},
		},
		"the fifth Friday leaves months out": {
			Rule{Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnWeekday, Nth: 5, Weekday: Friday}, At: []string{"09:00"}, Zone: "UTC"},
			[]string{"2026-01-30T09:00:00Z", "2026-05-29T09:00:00Z"},
		},
		"the last Friday": {
			Rule{Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnWeekday, Nth: -1, Weekday: Friday}, At: []string{"09:00"}, Zone: "UTC"},
			[]string{"2026-01-30T09:00:00Z", "2026-02-27T09:00:00Z"},
		},
		"the first business day, New Year's Day excluded": {
			Rule{Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnBusinessDay, Nth: 1}, At: []string{"09:00"}, Zone: "UTC", Excluding: []string{"2026-01-01", "2026-02-02"}},
			[]string{"2026-01-02T09:00:00Z", "2026-02-03T09:00:00Z", "2026-03-02T09:00:00Z"},
		},
		"the last business day": {
			Rule{Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnBusinessDay, Nth: -1}, At: []string{"09:00"}, Zone: "UTC", Excluding: []string{"2026-01-30"}},
			[]string{"2026-01-29T09:00:00Z", "2026-02-27T09:00:00Z"},
		},
		"excluded dates do not fire": {
			Rule{Frequency: Daily, At: []string{"09:00"}, Zone: "UTC", Excluding: []string{"2026-01-02", "2026-01-03"}},
			[]string{"2026-01-01T09:00:00Z", "2026-01-04T09:00:00Z"},
		},
		"excluded dates that only are no business days fire": {
			Rule{Frequency: Daily, At: []string{"09:00"}, Zone: "UTC", Excluding: []string{"2026-01-02"}, ExcludedDates: ExcludedOnlyBusiness},
			[]string{"2026-01-01T09:00:00Z", "2026-01-02T09:00:00Z"},
		},
		"every hour": {
			Rule{Frequency: Hourly, Minute: 15, Zone: "Asia/Kathmandu"},
			[]string{"2026-01-01T06:15:00+05:45", "2026-01-01T07:15:00+05:45"},
		},
		"every seventh hour counts over midnight": {
			Rule{Frequency: Hourly, Interval: 7, Zone: "UTC", From: "2026-01-01"},
			[]string{"2026-01-01T07:00:00Z", "2026-01-01T14:00:00Z", "2026-01-01T21:00:00Z", "2026-01-02T04:00:00Z"},
		},
		"cron with names, ranges and a step": {
			Rule{Frequency: CronExpression, Cron: "*/30 6 * jan MON-FRI", Zone: "UTC"},
			[]string{"2026-01-01T06:00:00Z", "2026-01-01T06:30:00Z", "2026-01-02T06:00:00Z", "2026-01-02T06:30:00Z", "2026-01-05T06:00:00Z"},
		},
		"cron fires on either of two restricted days": {
			Rule{Frequency: CronExpression, Cron: "0 6 13 * FRI", Zone: "UTC"},
			[]string{"2026-01-02T06:00:00Z", "2026-01-09T06:00:00Z", "2026-01-13T06:00:00Z", "2026-01-16T06:00:00Z"},
		},
		"cron L": {
			Rule{Frequency: CronExpression, Cron: "0 6 L,L-2 * ?", Zone: "UTC"},
			[]string{"2026-01-29T06:00:00Z", "2026-01-31T06:00:00Z", "2026-02-26T06:00:00Z"},
		},
		"cron W stays in its month": {
			Rule{Frequency: CronExpression, Cron: "0 6 1W,31W * *", Zone: "UTC"},
			[]string{"2026-01-01T06:00:00Z", "2026-01-30T06:00:00Z", "2026-02-02T06:00:00Z", "2026-03-02T06:00:00Z", "2026-03-31T06:00:00Z"},
		},
		"cron LW": {
			Rule{Frequency: CronExpression, Cron: "0 6 LW * *", Zone: "UTC"},
			[]string{"2026-01-30T06:00:00Z", "2026-02-27T06:00:00Z"},
		},
		"cron # and the last of a weekday in both spellings": {
			Rule{Frequency: CronExpression, Cron: "0 6 * * TUE#2,FRI#L,0L", Zone: "UTC"},
			[]string{"2026-01-13T06:00:00Z", "2026-01-25T06:00:00Z", "2026-01-30T06:00:00Z"},
		},
		"cron ranges over the end": {
			Rule{Frequency: CronExpression, Cron: "0 22-1 * * SAT-SUN", Zone: "UTC"},
			[]string{"2026-01-03T00:00:00Z", "2026-01-03T01:00:00Z", "2026-01-03T22:00:00Z", "2026-01-03T23:00:00Z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, locals(t, test.rule, "2026-01-01T00:00:00Z", len(test.want)))
		})
	}
}

func TestClockChanges(t *testing.T) {
	t.Parallel()
	daily := func(zone string, at ...string) Rule { return Rule{Frequency: Daily, At: at, Zone: zone} }
	with := func(rule Rule, gap GapPolicy, repeat RepeatPolicy) Rule {
		rule.Gap, rule.Repeat = gap, repeat
		return rule
	}
	for name, test := range map[string]struct {
		rule  Rule
		after string
		want  []string
	}{
		"a skipped time fires right after the gap": {
			daily("Europe/Berlin", "02:30"), "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"},
		},
		"skipped times and one that exists are one firing": {
			daily("Europe/Berlin", "02:00", "02:30", "03:00"), "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00"},
		},
		"a skipped time is left out when asked": {
			with(daily("Europe/Berlin", "02:30"), GapSkip, ""), "2026-03-28T12:00:00Z",
			[]string{"2026-03-30T02:30:00+02:00"},
		},
		"a repeated time fires the first time": {
			daily("Europe/Berlin", "02:30"), "2026-10-24T12:00:00Z",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"},
		},
		"a repeated time fires twice when asked": {
			with(daily("Europe/Berlin", "02:30"), "", RepeatTwice), "2026-10-24T12:00:00Z",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-26T02:30:00+01:00"},
		},
		"two repeated times alternate": {
			with(daily("Europe/Berlin", "02:15", "02:45"), "", RepeatTwice), "2026-10-24T12:00:00Z",
			[]string{"2026-10-25T02:15:00+02:00", "2026-10-25T02:45:00+02:00", "2026-10-25T02:15:00+01:00", "2026-10-25T02:45:00+01:00"},
		},
		"half an hour of Lord Howe is skipped": {
			daily("Australia/Lord_Howe", "02:15"), "2026-10-03T00:00:00Z",
			[]string{"2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"},
		},
		"half an hour of Lord Howe is repeated": {
			with(daily("Australia/Lord_Howe", "01:45"), "", RepeatTwice), "2026-04-04T00:00:00Z",
			[]string{"2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30", "2026-04-06T01:45:00+10:30"},
		},
		"the day Apia skipped": {
			daily("Pacific/Apia", "06:30"), "2011-12-29T00:00:00Z",
			[]string{"2011-12-29T06:30:00-10:00", "2011-12-31T00:00:00+14:00", "2011-12-31T06:30:00+14:00"},
		},
		"the day Apia skipped, left out": {
			with(daily("Pacific/Apia", "06:30"), GapSkip, ""), "2011-12-29T00:00:00Z",
			[]string{"2011-12-29T06:30:00-10:00", "2011-12-31T06:30:00+14:00"},
		},
		"a midnight that Santiago skips": {
			daily("America/Santiago", "00:00"), "2026-09-05T12:00:00Z",
			[]string{"2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00"},
		},
		"a midnight that Cairo skips": {
			daily("Africa/Cairo", "00:00"), "2026-04-23T12:00:00Z",
			[]string{"2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00"},
		},
		"the hour before midnight that Santiago repeats": {
			with(daily("America/Santiago", "23:30"), "", RepeatTwice), "2026-04-04T12:00:00Z",
			[]string{"2026-04-04T23:30:00-03:00", "2026-04-04T23:30:00-04:00", "2026-04-05T23:30:00-04:00"},
		},
		"the repeated hour of the last day still counts": {
			Rule{Frequency: Daily, At: []string{"23:30"}, Zone: "America/Santiago", From: "2026-04-04", Until: "2026-04-04", Repeat: RepeatTwice},
			"2026-04-01T12:00:00Z",
			[]string{"2026-04-04T23:30:00-03:00", "2026-04-04T23:30:00-04:00"},
		},
		"the skipped midnight of the only day fires": {
			Rule{Frequency: Daily, At: []string{"00:00"}, Zone: "Africa/Cairo", From: "2026-04-24", Until: "2026-04-24"},
			"2026-04-01T12:00:00Z",
			[]string{"2026-04-24T01:00:00+03:00"},
		},
		"Casablanca's month of Ramadan": {
			daily("Africa/Casablanca", "02:30"), "2026-02-14T12:00:00Z",
			[]string{"2026-02-15T02:30:00+01:00", "2026-02-16T02:30:00Z"},
		},
		"every hour goes on by elapsed hours in spring": {
			Rule{Frequency: Hourly, Minute: 15, Zone: "Europe/Berlin"},
			"2026-03-29T00:00:00Z",
			[]string{"2026-03-29T01:15:00+01:00", "2026-03-29T03:15:00+02:00", "2026-03-29T04:15:00+02:00"},
		},
		"every hour goes on by elapsed hours in autumn": {
			Rule{Frequency: Hourly, Minute: 15, Zone: "Europe/Berlin"},
			"2026-10-25T00:00:00Z",
			[]string{"2026-10-25T02:15:00+02:00", "2026-10-25T02:15:00+01:00", "2026-10-25T03:15:00+01:00"},
		},
		"every sixth hour keeps to the face of the clock": {
			Rule{Frequency: Hourly, Interval: 6, Zone: "Europe/Berlin"},
			"2026-03-28T20:00:00Z",
			[]string{"2026-03-29T00:00:00+01:00", "2026-03-29T06:00:00+02:00", "2026-03-29T12:00:00+02:00"},
		},
		"every second hour leaves a skipped one out": {
			Rule{Frequency: Hourly, Interval: 2, Minute: 30, Zone: "Europe/Berlin"},
			"2026-03-28T22:00:00Z",
			[]string{"2026-03-29T00:30:00+01:00", "2026-03-29T04:30:00+02:00"},
		},
		"every second hour of a day without two o'clock, shifted": {
			Rule{Frequency: Hourly, Interval: 2, Minute: 30, Zone: "Europe/Berlin", Gap: GapShift},
			"2026-03-28T22:00:00Z",
			[]string{"2026-03-29T00:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T04:30:00+02:00"},
		},
		"a cron of every hour has the policies of hourly": {
			Rule{Frequency: CronExpression, Cron: "*/30 * * * *", Zone: "Europe/Berlin"},
			"2026-10-25T00:10:00Z",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:00:00+01:00"},
		},
		"a cron of some hours has the policies of daily": {
			Rule{Frequency: CronExpression, Cron: "*/30 2-5 * * *", Zone: "Europe/Berlin"},
			"2026-10-25T00:10:00Z",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-25T03:00:00+01:00"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, locals(t, test.rule, test.after, len(test.want)))
		})
	}
}

func TestAnEndedRuleHasNoNext(t *testing.T) {
	t.Parallel()
	r := compile(t, Rule{Frequency: Daily, At: []string{"06:30"}, Zone: "Europe/Berlin", Until: "2026-03-02"})
	last := time.Date(2026, 3, 2, 5, 30, 0, 0, time.UTC)
	_, ok := r.Next(last.Add(-time.Nanosecond))
	require.True(t, ok)
	_, ok = r.Next(last)
	require.False(t, ok)
}

func TestBetweenExcludesItsStartAndIncludesItsEnd(t *testing.T) {
	t.Parallel()
	r := compile(t, Rule{Frequency: Hourly, Zone: "UTC"})
	start := time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)
	var got []int
	for firing := range r.Between(start, start.Add(3*time.Hour)) {
		got = append(got, firing.At.Hour())
	}
	require.Equal(t, []int{6, 7, 8}, got)
}

// A scheduler asks again and again, from instants that lie anywhere, also
// before ones it asked from earlier: each instant has one next firing.
func TestNextIsMonotoneAndAgreesWithItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := anyRule.Draw(t, "rule")
		r := compile(t, rule)
		at := time.Unix(rapid.Int64Range(1104537600, 2240611200).Draw(t, "at"), rapid.Int64Range(0, 999999999).Draw(t, "nanoseconds"))
		first, ok := r.Next(at)
		if !ok {
			return
		}
		require.True(t, first.At.After(at))
		require.True(t, first.At.Equal(first.Local))
		between := at.Add(time.Duration(rapid.Float64Range(0, 1).Draw(t, "fraction") * float64(first.At.Sub(at)))).Truncate(time.Nanosecond)
		if between.Before(first.At) {
			again, ok := r.Next(between)
			require.True(t, ok)
			require.Equal(t, first.At, again.At, "nothing fires in between")
		}
		second, ok := r.Next(first.At)
		if ok {
			require.True(t, second.At.After(first.At))
		}
	})
}
