package recurrence

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFiringsTellWhatTheClockAndExclusionsDo(t *testing.T) {
	t.Parallel()
	type line struct {
		local string
		fires bool
		kind  LineKind
		note  string
	}
	for name, test := range map[string]struct {
		rule  Rule
		after string
		want  []line
	}{
		"shift": {
			Rule{Frequency: Daily, At: []string{"02:30"}, Zone: "Europe/Berlin"},
			"2026-03-28T12:00:00Z",
			[]line{
				{"2026-03-29T03:00:00+02:00", true, Shifted, "clocks go forward: 02:30 does not exist, runs at 03:00"},
				{"2026-03-30T02:30:00+02:00", true, Plain, ""},
			},
		},
		"several shifted to one": {
			Rule{Frequency: CronExpression, Cron: "*/20 2 * * *", Zone: "Europe/Berlin"},
			"2026-03-28T12:00:00Z",
			[]line{{"2026-03-29T03:00:00+02:00", true, Shifted, "clocks go forward: 02:00, 02:20 and 02:40 do not exist, runs at 03:00"}},
		},
		"very many shifted to one": {
			Rule{Frequency: CronExpression, Cron: "* 2 * * *", Zone: "Europe/Berlin"},
			"2026-03-28T12:00:00Z",
			[]line{{"2026-03-29T03:00:00+02:00", true, Shifted, "clocks go forward: 02:00 to 02:59 do not exist, runs at 03:00"}},
		},
		"a day that is missing": {
			Rule{Frequency: Weekly, Weekdays: []Weekday{Friday}, At: []string{"06:30"}, Zone: "Pacific/Apia"},
			"2011-12-29T00:00:00Z",
			[]line{{"2011-12-31T00:00:00+14:00", true, Shifted, "clocks go forward: 2011-12-30 06:30 does not exist, runs at 2011-12-31 00:00"}},
		},
		"skip": {
			Rule{Frequency: Daily, At: []string{"02:30"}, Zone: "Europe/Berlin", Gap: GapSkip},
			"2026-03-28T12:00:00Z",
			[]line{
				{"2026-03-29T03:00:00+02:00", false, GapSkipped, "clocks go forward: 02:30 does not exist, left out"},
				{"2026-03-30T02:30:00+02:00", true, Plain, ""},
			},
		},
		"once": {
			Rule{Frequency: Daily, At: []string{"02:30"}, Zone: "Europe/Berlin"},
			"2026-10-24T12:00:00Z",
			[]line{
				{"2026-10-25T02:30:00+02:00", true, FirstOfTwo, "clocks go back: 02:30 happens twice, runs the first time"},
				{"2026-10-26T02:30:00+01:00", true, Plain, ""},
			},
		},
		"twice": {
			Rule{Frequency: Daily, At: []string{"02:30"}, Zone: "Europe/Berlin", Repeat: RepeatTwice},
			"2026-10-24T12:00:00Z",
			[]line{
				{"2026-10-25T02:30:00+02:00", true, FirstOfTwo, "clocks go back: 02:30 happens twice, runs both times (this is the first)"},
				{"2026-10-25T02:30:00+01:00", true, SecondOfTwo, "clocks go back: 02:30 happens twice, runs both times (this is the second)"},
			},
		},
		"excluded dates": {
			Rule{Frequency: Daily, At: []string{"06:30", "18:00"}, Zone: "UTC", Excluding: []string{"2026-12-24", "2026-12-26", "2026-12-27"}},
			"2026-12-23T12:00:00Z",
			[]line{
				{"2026-12-23T18:00:00Z", true, Plain, ""},
				{"2026-12-24T06:30:00Z", false, Excluded, "2026-12-24 is an excluded date"},
				{"2026-12-25T06:30:00Z", true, Plain, ""},
				{"2026-12-25T18:00:00Z", true, Plain, ""},
				{"2026-12-26T06:30:00Z", false, Excluded, "2 excluded dates, 2026-12-26 to 2026-12-27"},
				{"2026-12-28T06:30:00Z", true, Plain, ""},
			},
		},
		"an end on an excluded date is told": {
			Rule{Frequency: Daily, At: []string{"06:30"}, Zone: "UTC", Until: "2026-12-25", Excluding: []string{"2026-12-25"}},
			"2026-12-24T12:00:00Z",
			[]line{{"2026-12-25T06:30:00Z", false, Excluded, "2026-12-25 is an excluded date"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, err := time.Parse(time.RFC3339, test.after)
			require.NoError(t, err)
			firings := 0
			var wanted []line
			for _, l := range test.want {
				wanted = append(wanted, l)
				if l.fires {
					firings++
				}
			}
			var got []line
			for _, l := range compile(t, test.rule).Firings(after, max(firings, 1)) {
				require.True(t, l.At.Equal(l.Local))
				got = append(got, line{l.Local.Format("2006-01-02T15:04:05Z07:00"), l.Fires, l.Kind, l.Note})
			}
			require.Equal(t, wanted, got)
		})
	}
}
