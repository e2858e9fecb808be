package recurrence

import (
	"testing"
	"time"

	"github.com/netresearch/go-cron"
	"github.com/stretchr/testify/require"
)

var benchmarkAfter = time.Date(2026, 6, 3, 5, 0, 0, 0, time.UTC)

// What Next costs, also for rules that began long ago or fire rarely.
func BenchmarkNext(b *testing.B) {
	for name, rule := range map[string]Rule{
		"daily":            {Frequency: Daily, At: []string{"06:30"}, Zone: "Europe/Berlin"},
		"daily-since-1970": {Frequency: Daily, Interval: 3, At: []string{"06:30"}, Zone: "Europe/Berlin", From: "1970-01-01"},
		"hourly":           {Frequency: Hourly, Zone: "Europe/Berlin"},
		"business-day":     {Frequency: MonthlyOn, Monthly: &Monthly{Kind: OnBusinessDay, Nth: -1}, At: []string{"06:30"}, Zone: "Europe/Berlin"},
		"cron":             {Frequency: CronExpression, Cron: "30 6 * * MON-FRI", Zone: "Europe/Berlin"},
		"cron-29-february": {Frequency: CronExpression, Cron: "30 6 29 2 *", Zone: "Europe/Berlin"},
	} {
		b.Run(name, func(b *testing.B) {
			r := compile(b, rule)
			for b.Loop() {
				if _, ok := r.Next(benchmarkAfter); !ok {
					b.Fatal("no firing")
				}
			}
		})
	}
}

// The library that reads cron's syntax, asked for the same.
func BenchmarkNextOfTheCronLibrary(b *testing.B) {
	for name, text := range map[string]string{"cron": "30 6 * * MON-FRI", "cron-29-february": "30 6 29 2 *"} {
		b.Run(name, func(b *testing.B) {
			parsed, err := cronParser.Parse(text)
			require.NoError(b, err)
			zone, err := time.LoadLocation("Europe/Berlin")
			require.NoError(b, err)
			after := benchmarkAfter.In(zone)
			spec, ok := parsed.(*cron.SpecSchedule)
			require.True(b, ok)
			spec.Location = zone
			for b.Loop() {
				if spec.Next(after).IsZero() {
					b.Fatal("no firing")
				}
			}
		})
	}
}

// What is never due is searched for through the whole calendar.
func BenchmarkCompileWhatNeverFires(b *testing.B) {
	rule := Rule{Frequency: CronExpression, Cron: "30 6 30 2 *", Zone: "Europe/Berlin", Until: "2199-01-01", Excluding: []string{"2026-01-01"}}
	for b.Loop() {
		if _, err := Compile(rule); err == nil {
			b.Fatal("fires")
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	rule := Rule{Frequency: CronExpression, Cron: "30 6 * * MON-FRI", Zone: "Europe/Berlin"}
	for b.Loop() {
		if _, err := Compile(rule); err != nil {
			b.Fatal(err)
		}
	}
}
