package recurrence

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/fault"
)

func TestValidateNamesEveryFieldAtFault(t *testing.T) {
	t.Parallel()
	monthly := func(on Monthly) Rule {
		return Rule{Frequency: MonthlyOn, Monthly: &on, At: []string{"06:30"}, Zone: "UTC"}
	}
	cron := func(text string) Rule { return Rule{Frequency: CronExpression, Cron: text, Zone: "UTC"} }
	for name, test := range map[string]struct {
		rule    Rule
		want    error
		pointer string
		message string // a part of it
	}{
		"no frequency":               {Rule{Zone: "UTC"}, ErrInvalid, "/rule/frequency", "hourly, daily"},
		"no zone":                    {Rule{Frequency: Hourly}, ErrInvalid, "/rule/zone", "Europe/Berlin"},
		"an offset for a zone":       {Rule{Frequency: Hourly, Zone: "+02:00"}, ErrInvalid, "/rule/zone", "IANA"},
		"no time":                    {Rule{Frequency: Daily, Zone: "UTC"}, ErrInvalid, "/rule/at", "06:30"},
		"a time that is none":        {Rule{Frequency: Daily, At: []string{"06:30", "24:00"}, Zone: "UTC"}, ErrInvalid, "/rule/at/1", "24:00"},
		"no weekday":                 {Rule{Frequency: Weekly, At: []string{"06:30"}, Zone: "UTC"}, ErrInvalid, "/rule/weekdays", "at least one"},
		"very many weekdays":         {Rule{Frequency: Weekly, Weekdays: slices.Repeat([]Weekday{Monday}, 97), At: []string{"06:30"}, Zone: "UTC"}, ErrInvalid, "/rule/weekdays", "96"},
		"very many times":            {Rule{Frequency: Daily, At: slices.Repeat([]string{"06:30"}, 97), Zone: "UTC"}, ErrInvalid, "/rule/at", "96"},
		"very many exclusions":       {Rule{Frequency: Hourly, Zone: "UTC", Excluding: slices.Repeat([]string{"2026-01-01"}, 2001)}, ErrInvalid, "/rule/excluding", "2000"},
		"a weekday that is none":     {Rule{Frequency: Weekly, Weekdays: []Weekday{"Montag"}, At: []string{"06:30"}, Zone: "UTC"}, ErrInvalid, "/rule/weekdays/0", "Montag"},
		"another frequency's field":  {Rule{Frequency: Daily, At: []string{"06:30"}, Weekdays: []Weekday{Monday}, Zone: "UTC"}, ErrInvalid, "/rule/weekdays", "daily"},
		"a minute of a daily rule":   {Rule{Frequency: Daily, At: []string{"06:30"}, Minute: 5, Zone: "UTC"}, ErrInvalid, "/rule/minute", "daily"},
		"minute 60":                  {Rule{Frequency: Hourly, Minute: 60, Zone: "UTC"}, ErrInvalid, "/rule/minute", "0 to 59"},
		"a negative interval":        {Rule{Frequency: Hourly, Interval: -1, Zone: "UTC"}, ErrInvalid, "/rule/interval", "1 or more"},
		"an endless interval":        {Rule{Frequency: MonthlyOn, Interval: 61, Monthly: &Monthly{Kind: OnLastDay}, At: []string{"06:30"}, Zone: "UTC"}, ErrInvalid, "/rule/interval", "60"},
		"an interval of a cron":      {Rule{Frequency: CronExpression, Cron: "0 * * * *", Interval: 2, Zone: "UTC"}, ErrInvalid, "/rule/interval", "step"},
		"no day of the month":        {Rule{Frequency: MonthlyOn, At: []string{"06:30"}, Zone: "UTC"}, ErrInvalid, "/rule/monthly", "choose one"},
		"day 32":                     {monthly(Monthly{Kind: OnDay, Day: 32}), ErrInvalid, "/rule/monthly/day", "last day"},
		"day 32 of several":          {monthly(Monthly{Kind: OnDay, Days: []int{1, 32}}), ErrInvalid, "/rule/monthly/days/1", "last day"},
		"a day beside several":       {monthly(Monthly{Kind: OnDay, Day: 3, Days: []int{1, 15}}), ErrInvalid, "/rule/monthly/days", "leave day out"},
		"several for another kind":   {monthly(Monthly{Kind: OnLastDay, Days: []int{1, 15}}), ErrInvalid, "/rule/monthly", "last_day"},
		"a sixth Monday":             {monthly(Monthly{Kind: OnWeekday, Nth: 6, Weekday: Monday}), ErrInvalid, "/rule/monthly/nth", "1 to 5"},
		"no kind":                    {monthly(Monthly{Day: 1}), ErrInvalid, "/rule/monthly/kind", "last_day"},
		"another kind's field":       {monthly(Monthly{Kind: OnLastDay, Day: 3}), ErrInvalid, "/rule/monthly", "last_day"},
		"an exclusion that is none":  {Rule{Frequency: Hourly, Zone: "UTC", Excluding: []string{"2026-02-29"}}, ErrInvalid, "/rule/excluding/0", "2026-02-29"},
		"what exclusions mean":       {Rule{Frequency: Hourly, Zone: "UTC", ExcludedDates: "maybe"}, ErrInvalid, "/rule/excludedDates", "only_business"},
		"a start that is none":       {Rule{Frequency: Hourly, Zone: "UTC", From: "01.02.2026"}, ErrInvalid, "/rule/from", "2026-05-01"},
		"an end before the start":    {Rule{Frequency: Hourly, Zone: "UTC", From: "2026-02-02", Until: "2026-02-01"}, ErrInvalid, "/rule/until", "2026-02-02"},
		"a gap policy that is none":  {Rule{Frequency: Hourly, Zone: "UTC", Gap: "x"}, ErrInvalid, "/rule/gap", "shift"},
		"a repeat policy":            {Rule{Frequency: Hourly, Zone: "UTC", Repeat: "x"}, ErrInvalid, "/rule/repeat", "twice"},
		"no cron":                    {cron(""), ErrInvalid, "/rule/cron", "five"},
		"six fields":                 {cron("0 0 6 * * *"), ErrInvalid, "/rule/cron", "6 fields"},
		"a zone in the cron":         {cron("TZ=UTC 0 6 * * *"), ErrInvalid, "/rule/cron", "6 fields"},
		"a descriptor":               {cron("@daily"), ErrInvalid, "/rule/cron", "1 fields"},
		"hour 24":                    {cron("0 24 * * *"), ErrInvalid, "/rule/cron", "24"},
		"an empty list element":      {cron("0,,5 6 * * *"), ErrInvalid, "/rule/cron", "empty"},
		"L alone as weekday":         {cron("0 6 * * L"), ErrInvalid, "/rule/cron", "FRI#L"},
		"Jenkins' hash":              {cron("H 6 * * *"), ErrInvalid, "/rule/cron", "hash"},
		"a step over the week's end": {cron("0 6 * * FRI-TUE/2"), ErrInvalid, "/rule/cron", "list the weekdays"},
		"30 February":                {cron("0 6 30 2 *"), ErrNeverFires, "/rule/cron", "30 February"},
		"a day no month has": {
			Rule{Frequency: MonthlyOn, Interval: 12, Monthly: &Monthly{Kind: OnDay, Day: 30}, At: []string{"06:30"}, Zone: "UTC", From: "2026-02-01"},
			ErrNeverFires, "/rule/monthly", "last day",
		},
		"too early an end": {
			Rule{Frequency: Weekly, Weekdays: []Weekday{Sunday}, At: []string{"06:30"}, Zone: "UTC", From: "2026-03-02", Until: "2026-03-07"},
			ErrNeverFires, "/rule/until", "later",
		},
		"every date excluded": {
			Rule{Frequency: Daily, At: []string{"06:30"}, Zone: "UTC", From: "2026-03-02", Until: "2026-03-02", Excluding: []string{"2026-03-02"}},
			ErrNeverFires, "/rule/excluding", "take one out",
		},
		"the only time does not exist": {
			Rule{Frequency: Daily, At: []string{"02:30"}, Zone: "Europe/Berlin", From: "2026-03-29", Until: "2026-03-29", Gap: GapSkip},
			ErrNeverFires, "/rule/gap", "skips",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.rule.Validate()
			require.ErrorIs(t, err, test.want)
			var refused *fault.Error
			require.ErrorAs(t, err, &refused)
			require.Equal(t, fault.Invalid, refused.Kind)
			require.NotEmpty(t, refused.Next)
			var messages []string
			for _, field := range refused.Fields {
				if field.Pointer == test.pointer {
					messages = append(messages, field.Message)
				}
			}
			require.Contains(t, strings.Join(messages, "\n"), test.message, "%+v", refused.Fields)
		})
	}
}

func TestCanonicalIsOneFormAndMeansTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := anyRule.Draw(t, "rule")
		r := compile(t, rule)
		canonical := r.Rule()
		require.Equal(t, canonical, canonical.Canonical())
		require.Equal(t, r, compile(t, canonical), "compiles to the same")

		text, err := json.Marshal(canonical)
		require.NoError(t, err)
		read, err := ParseJSON(text)
		require.NoError(t, err)
		require.Equal(t, canonical, read)
	})
}

func TestParseJSONRefusesUnknownFields(t *testing.T) {
	t.Parallel()
	_, err := ParseJSON([]byte(`{"frequency":"hourly","zone":"UTC","minutes":15}`))
	require.ErrorIs(t, err, ErrInvalid)
	require.ErrorContains(t, err, "minutes")
	_, err = ParseJSON([]byte(`{"frequency":"hourly","zone":"UTC"} {}`))
	require.ErrorIs(t, err, ErrInvalid)
}

func FuzzRuleJSON(f *testing.F) {
	f.Add([]byte(`{"frequency":"daily","at":["06:30"],"zone":"Europe/Berlin","gap":"skip"}`))
	f.Add([]byte(`{"frequency":"monthly","interval":12,"monthly":{"kind":"day","day":30},"at":["00:00"],"zone":"UTC","from":"9999-02-01"}`))
	f.Add([]byte(`{"frequency":"cron","cron":"0 0 29 2 MON#5","zone":"Pacific/Apia","until":"2030-01-01"}`))
	f.Add([]byte(`{"frequency":"hourly","interval":8784,"zone":"UTC","from":"0000-01-01"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		rule, err := ParseJSON(text)
		if err != nil {
			return
		}
		r, err := Compile(rule)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		first, ok := r.Next(r.beginning())
		require.True(t, ok)
		if second, ok := r.Next(first.At); ok {
			require.True(t, second.At.After(first.At))
		}
		require.Equal(t, r, compile(t, r.Rule()))
	})
}

func FuzzCron(f *testing.F) {
	for _, text := range []string{"* * * * *", "*/15 0-6/2,22 L-3,15W,LW jan-mar MON#2,FRI#L,0L", "5/20 23 31 2 7", "0 0 1 1 sun-sat", "0 0 ? * ?"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fields, err := parseCron(text)
		if err != nil {
			return
		}
		require.NotEmpty(t, fields.times())
		d := dayOf(2026, 1, 1)
		for range 20 {
			next, ok := fields.next(d)
			if !ok {
				return
			}
			require.GreaterOrEqual(t, next, d)
			d = next + 1
		}
	})
}
