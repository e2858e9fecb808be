package recurrence

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/fault"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	at := []string{"06:30"}
	cron := func(text string) Rule { return Rule{Frequency: CronExpression, Cron: text, Zone: "UTC"} }
	for want, rule := range map[string]Rule{
		"Every weekday at 06:30 in Europe/Berlin":                                         {Frequency: Weekly, Weekdays: Weekdays()[:5], At: at, Zone: "Europe/Berlin"},
		"Every Monday and Friday at 06:30 in UTC":                                         {Frequency: Weekly, Weekdays: []Weekday{Friday, Monday}, At: at, Zone: "UTC"},
		"Every second week on Monday at 06:30 in UTC, from 2026-01-05":                    {Frequency: Weekly, Interval: 2, Weekdays: []Weekday{Monday}, At: at, Zone: "UTC", From: "2026-01-05"},
		"Every day at 06:30, 12:00 and 18:00 in Asia/Tokyo, until 2026-12-31":             {Frequency: Daily, Interval: 1, At: []string{"18:00", "12:00", "6:30"}, Zone: "Asia/Tokyo", Until: "2026-12-31"},
		"Every 3 days at 06:30 in UTC, leaving out times that clocks skip":                {Frequency: Daily, Interval: 3, At: at, Zone: "UTC", Gap: GapSkip},
		"On the 31st of every month at 06:30 in UTC":                                      {Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnDay, Day: 31}, At: at, Zone: "UTC"},
		"On the 1st and 15th of every month at 06:30 in UTC":                              {Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnDay, Days: []int{15, 1, 15}}, At: at, Zone: "UTC"},
		"On the 1st, 11th and 21st of every second month at 06:30 in UTC":                 {Frequency: MonthlyOn, Interval: 2, Monthly: &Monthly{Kind: OnDay, Days: []int{1, 11, 21}}, At: at, Zone: "UTC"},
		"On the last day of every month at 06:30 in UTC, twice when clocks repeat a time": {Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnLastDay}, At: at, Zone: "UTC", Repeat: RepeatTwice},
		"On the second Tuesday of every 3 months at 06:30 in UTC":                         {Frequency: MonthlyOn, Interval: 3, Monthly: &Monthly{Kind: OnWeekday, Nth: 2, Weekday: Tuesday}, At: at, Zone: "UTC"},
		"On the last business day of every second month at 06:30 in UTC, except on 2026-12-25 and 2026-12-26": {
			Frequency: MonthlyOn, Interval: 2, Monthly: &Monthly{Kind: OnBusinessDay, Nth: -1}, At: at, Zone: "UTC", Excluding: []string{"2026-12-26", "2026-12-25"},
		},
		"On the 13th business day of every month at 06:30 in UTC, counting 2026-12-25 as no business day": {
			Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnBusinessDay, Nth: 13}, At: at, Zone: "UTC", Excluding: []string{"2026-12-25"}, ExcludedDates: ExcludedOnlyBusiness,
		},
		"Every hour at :15 in UTC":                                                            {Frequency: Hourly, Minute: 15, Zone: "UTC"},
		"Every 6 hours at :00 in UTC":                                                         {Frequency: Hourly, Interval: 6, Zone: "UTC"},
		"At 06:30 on Monday to Friday in UTC":                                                 cron("30 6 * * MON-FRI"),
		"At 06:00 and 18:00 in UTC":                                                           cron("0 6,18 * * *"),
		"Every 15 minutes of every hour in UTC":                                               cron("*/15 * * * *"),
		"Every minute of the hours 09 to 17 on Saturday and Sunday in UTC":                    cron("* 9-17 * * 0,6"),
		"At :05 of every 2nd hour (00, 02, 04, 06, 08, 10, 12, 14, 16, 18, 20 and 22) in UTC": cron("5 */2 * * *"),
		"At 00:00 on the 1st, 15th and last day of the month in January to March in UTC":      cron("0 0 1,15,L 1-3 *"),
		"At 00:00 on the 13th of the month or on Friday in UTC":                               cron("0 0 13 * 5"),
		"At 00:00 on the second Monday of the month and the last Friday of the month in UTC":  cron("0 0 * * 1#2,5L"),
		"At 00:00 on the Monday-to-Friday day nearest the 15th, day 3 before the last day and last Monday-to-Friday day of the month in UTC": cron("0 0 15W,L-3,LW * *"),
	} {
		require.NoError(t, rule.Validate(), want)
		require.Equal(t, want, Describe(rule))
	}
	many := Rule{Frequency: Daily, At: at, Zone: "UTC", Excluding: []string{"2026-12-24", "2026-12-25", "2026-12-26"}}
	require.Equal(t, "Every day at 06:30 in UTC, except on 3 dates", Brief(many))
}

func TestParse(t *testing.T) {
	t.Parallel()
	const zone = "Europe/Berlin"
	weekly := func(at string, weekdays ...Weekday) Rule {
		return Rule{Frequency: Weekly, Weekdays: weekdays, At: []string{at}, Zone: zone}
	}
	monthly := func(at string, on Monthly) Rule {
		return Rule{Frequency: MonthlyOn, Monthly: &on, At: []string{at}, Zone: zone}
	}
	every := func(interval int, rule Rule) Rule {
		rule.Interval = interval
		return rule
	}
	daily := func(at ...string) Rule { return Rule{Frequency: Daily, At: at, Zone: zone} }
	in := func(zone string, rule Rule) Rule {
		rule.Zone = zone
		return rule
	}
	cron := func(text string) Rule { return Rule{Frequency: CronExpression, Cron: text, Zone: zone} }
	for text, want := range map[string]Rule{
		"every weekday at 06:30 in Europe/Berlin":                 weekly("06:30", Weekdays()[:5]...),
		"EVERY WEEKDAY AT 6:30 AM IN europe/berlin.":              weekly("06:30", Weekdays()[:5]...),
		"weekdays at 6.30":                                        weekly("06:30", Weekdays()[:5]...),
		"Monday to Friday at 6:30":                                weekly("06:30", Weekdays()[:5]...),
		"mon-fri 6:30am":                                          weekly("06:30", Weekdays()[:5]...),
		"every business day at 6:30":                              weekly("06:30", Weekdays()[:5]...),
		"daily at 6:30 on weekdays":                               weekly("06:30", Weekdays()[:5]...),
		"Fri to Mon at noon":                                      weekly("12:00", Monday, Friday, Saturday, Sunday),
		"each Monday at 9":                                        weekly("09:00", Monday),
		"on Mondays, Wednesdays and Fridays at 9 pm":              weekly("21:00", Monday, Wednesday, Friday),
		"every Mon, Tues & Thurs at 09:00":                        {}, // & is no word
		"weekends at midnight":                                    weekly("00:00", Saturday, Sunday),
		"every other Monday at 9":                                 every(2, weekly("09:00", Monday)),
		"every second week on Monday at 9":                        every(2, weekly("09:00", Monday)),
		"every 2 weeks on Monday and Friday at 9":                 every(2, weekly("09:00", Monday, Friday)),
		"every three weeks on Sunday at 9h30":                     every(3, weekly("09:30", Sunday)),
		"fortnightly on Tuesday at 09:00":                         every(2, weekly("09:00", Tuesday)),
		"daily at 6:30":                                           daily("06:30"),
		"every day at 06:30, 12:00 and 6 p.m":                     {}, // p.m without its dot is no word
		"every day at 06:30, 12:00 and 6 pm":                      daily("06:30", "12:00", "18:00"),
		"at 6:30":                                                 daily("06:30"),
		"every 3 days at 6:30":                                    every(3, daily("06:30")),
		"every second day at 12 am":                               every(2, daily("00:00")),
		"on the 15th of every month at 9":                         monthly("09:00", Monthly{Kind: OnDay, Day: 15}),
		"every 15th at 9":                                         monthly("09:00", Monthly{Kind: OnDay, Day: 15}),
		"monthly on the 1st at 9":                                 monthly("09:00", Monthly{Kind: OnDay, Day: 1}),
		"on the 1st and 15th at 9":                                monthly("09:00", Monthly{Kind: OnDay, Days: []int{1, 15}}),
		"on the 15th and the 1st of each month at 9":              monthly("09:00", Monthly{Kind: OnDay, Days: []int{1, 15}}),
		"every 1st, 11th and 21st of the month at 9":              monthly("09:00", Monthly{Kind: OnDay, Days: []int{1, 11, 21}}),
		"monthly on the 1st, the 1st and on the 31st at 9":        monthly("09:00", Monthly{Kind: OnDay, Days: []int{1, 31}}),
		"quarterly on the first and tenth at 9":                   every(3, monthly("09:00", Monthly{Kind: OnDay, Days: []int{1, 10}})),
		"every month on the first day at 9":                       monthly("09:00", Monthly{Kind: OnDay, Day: 1}),
		"on the last day of the month at 9":                       monthly("09:00", Monthly{Kind: OnLastDay}),
		"On the last business day of every second month at 09:00": every(2, monthly("09:00", Monthly{Kind: OnBusinessDay, Nth: -1})),
		"first working day of the month, 9 o'clock":               monthly("09:00", Monthly{Kind: OnBusinessDay, Nth: 1}),
		"every second Tuesday of the month at 9":                  monthly("09:00", Monthly{Kind: OnWeekday, Nth: 2, Weekday: Tuesday}),
		"every second Tuesday at 9":                               every(2, weekly("09:00", Tuesday)),
		"every last Friday of the month at 9":                     monthly("09:00", Monthly{Kind: OnWeekday, Nth: -1, Weekday: Friday}),
		"quarterly on the first business day at 9":                every(3, monthly("09:00", Monthly{Kind: OnBusinessDay, Nth: 1})),
		"every year on the 1st at 9":                              every(12, monthly("09:00", Monthly{Kind: OnDay, Day: 1})),
		"hourly":                                                  {Frequency: Hourly, Zone: zone},
		"every hour at :15":                                       {Frequency: Hourly, Minute: 15, Zone: zone},
		"every 6 hours at minute 15":                              {Frequency: Hourly, Interval: 6, Minute: 15, Zone: zone},
		"every 15 minutes":                                        cron("*/15 * * * *"),
		"every minute":                                            cron("* * * * *"),
		"30 6 * * MON-FRI":                                        cron("30 6 * * MON-FRI"),
		"cron 30 6 * * MON-FRI in Asia/Tokyo":                     in("Asia/Tokyo", cron("30 6 * * MON-FRI")),
		"0 6 1 1 1":                                               cron("0 6 1 1 1"),
		"0 6 * * * UTC":                                           in("UTC", cron("0 6 * * *")),
		"daily at 9 in New York":                                  in("America/New_York", daily("09:00")),
		"daily at 9 tokyo/asia":                                   {},
		"daily at 9 (Asia/Tokyo)":                                 in("Asia/Tokyo", daily("09:00")),
		"daily at 9 utc":                                          in("UTC", daily("09:00")),
		"daily at 9 in Los Angeles time":                          in("America/Los_Angeles", daily("09:00")),
		"daily at 9 from 2026-01-01 until 2026-02-01":             {Frequency: Daily, At: []string{"09:00"}, Zone: zone, From: "2026-01-01", Until: "2026-02-01"},
		"daily at 9 except 2026-12-25, 2026-12-26":                {Frequency: Daily, At: []string{"09:00"}, Zone: zone, Excluding: []string{"2026-12-25", "2026-12-26"}},
		"daily at 9 but not on 2026-12-25":                        {Frequency: Daily, At: []string{"09:00"}, Zone: zone, Excluding: []string{"2026-12-25"}},
		"daily at 9, leaving out times that clocks skip, twice when clocks repeat a time": {Frequency: Daily, At: []string{"09:00"}, Zone: zone, Gap: GapSkip, Repeat: RepeatTwice},
	} {
		got, err := Parse(text, zone)
		if want.Frequency == "" {
			require.ErrorIs(t, err, ErrNotUnderstood, text)
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestParseSaysWhatItDidNotUnderstand(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "no words",
		"every fortknight on Monday at 9":    "“fortknight”",
		"every weekday":                      "no time of day",
		"every week at 9":                    "no weekday",
		"every month at 9":                   "no day of the month",
		"every":                              "neither days nor times",
		"on 1 January at 9":                  "0 9 1 1 *",
		"daily at 25:00":                     "“25:00”",
		"daily at 13 pm":                     "“13”",
		"daily at 9 in Atlantis":             "“Atlantis”",
		"daily at 9 from tomorrow":           "date such as",
		"daily at 9 except Christmas":        "dates such as",
		"on the 1st and the last day at 9":   "1,L",
		"on the 1st and first Monday at 9":   "only dates go together",
		"every 7 minutes":                    "does not divide an hour",
		"every 2 hours on Monday":            "*/2",
		"every 15 minutes on Monday":         "*/15",
		"daily at 9 and hourly":              "two rhythms",
		"every hour at :15 and :30":          "0,30",
		"daily at :15":                       "06:15",
		"0 25 * * *":                         "25",
		"cron 0 6 * *":                       "4 fields",
		"cron":                               "0 fields",
		"0 6 * * * in Atlantis":              "“Atlantis”",
		"0 6 * * * * in Tokyo":               "five fields",
		"*/5 0 6 ? * MON-FRI 2027":           "five fields",
		"@daily":                             "“daily at 00:00”",
		"daily at 9 in GMT+2":                "is an offset",
		"daily at 9 in +05:30":               "is an offset",
		"0 6 * * L":                          "FRI#L",
		"every 3 days on Monday at 9":        "Weekdays go with weeks",
		"every week on the 15th at 9":        "goes with months",
		"Monday and the 15th at 9":           "both weekdays and",
		"daily at 9 in":                      "too early",
		"daily at 9 once when clocks stand":  "“stand”",
		strings.Repeat("x", maxSentence+1):   "longer than",
		"every " + strings.Repeat("x", 1000): "xxx…",
	} {
		_, err := Parse(text, "UTC")
		require.ErrorIs(t, err, ErrNotUnderstood, text)
		refused := fault.Of(err)
		require.Contains(t, refused.Message, want, text)
		require.Equal(t, "/text", refused.Fields[0].Pointer)
		require.NotEmpty(t, refused.Next)
	}
	_, err := Parse("daily at 9", "")
	require.ErrorIs(t, err, ErrInvalid, "no zone at all")
	_, err = Parse("every 12 months on the 30th at 9 until 1970-01-05", "UTC")
	require.ErrorIs(t, err, ErrNeverFires)
}

func TestParseReadsWhatDescribeSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := anyRule.Draw(t, "rule")
		text := Describe(rule)
		if rule.Frequency == CronExpression {
			return
		}
		got, err := Parse(text, "Antarctica/Troll")
		require.NoError(t, err, text)
		require.Equal(t, rule.Canonical(), got, text)
		got, err = Parse(strings.ToUpper(text), "Antarctica/Troll")
		require.NoError(t, err, text)
		require.Equal(t, rule.Canonical(), got, "case does not matter: %s", text)
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"every weekday at 06:30 in Europe/Berlin", "on the last business day of every second month at 09:00, except on 2026-12-25", "on the 1st, 15th and 31st of every month at 9",
		"cron 30 6 * * MON-FRI in UTC", "every 15 minutes", "every other Fri to Mon at 9 pm in New York", "every hour at :15, once when clocks repeat a time",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := Parse(text, "UTC")
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		require.NoError(t, rule.Validate())
		require.Equal(t, rule, rule.Canonical())
		if rule.Frequency == CronExpression {
			require.NotEmpty(t, Describe(rule))
			return
		}
		again, err := Parse(Describe(rule), "UTC")
		require.NoError(t, err, Describe(rule))
		require.Equal(t, rule, again)
	})
}

// The sentences of the documentation are understood, and told back.
func TestTheDocumentedSentencesAreUnderstood(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/schedules.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "```text\n")
	require.True(t, found)
	block, _, _ := strings.Cut(rest, "\n```")
	lines := strings.Split(block, "\n")
	require.Greater(t, len(lines), 10)
	for _, line := range lines {
		rule, err := Parse(line, "Europe/Berlin")
		require.NoError(t, err, line)
		if rule.Frequency == CronExpression {
			continue
		}
		again, err := Parse(Describe(rule), "UTC")
		require.NoError(t, err, line)
		require.Equal(t, rule, again, line)
	}
}

func TestTheDocumentedRuleIsValid(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/schedules.md")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(text), "```json\n")
	block, _, _ := strings.Cut(rest, "\n```")
	rule, err := ParseJSON([]byte(block))
	require.NoError(t, err)
	require.NoError(t, rule.Validate())
	require.Equal(t, "On the last business day of every second month at 18:00 in Europe/Berlin, from 2026-01-01, except on 2026-12-24 and 2026-12-31", Describe(rule))
}
