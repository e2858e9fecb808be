package recurrence

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A scheduler remembers up to when it has settled a rule, looks at a clock that
// jumps by hours and days in both directions and stands still for weeks while
// the machine is suspended, and settles what lies between. Each firing is
// settled once, in order.
func TestAScheduleWhoseClockJumpsSettlesEachFiringOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := compile(t, anyRule.Draw(t, "rule"))
		start := time.Unix(rapid.Int64Range(1104537600, 1893456000).Draw(t, "start"), 0)
		now, settled := start, start
		var got []time.Time
		for range 40 {
			now = now.Add(rapid.SampledFrom([]time.Duration{
				time.Second, time.Minute, 20 * time.Minute, time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour, 14 * 24 * time.Hour,
			}).Draw(t, "jump"))
			if !now.After(settled) {
				continue // the past is settled, whatever the clock says
			}
			for firing := range r.Between(settled, now) {
				got = append(got, firing.At)
			}
			settled = now
		}
		var want []time.Time
		for at := start; ; {
			next, ok := r.Next(at)
			if !ok || next.At.After(settled) {
				break
			}
			want = append(want, next.At)
			at = next.At
		}
		require.Equal(t, want, got)
	})
}

// A scheduler whose clock was put back sleeps until the same next firing.
func TestTheNextFiringIsTheSameHoweverOftenTheClockIsPutBack(t *testing.T) {
	t.Parallel()
	r := compile(t, Rule{Frequency: Daily, At: []string{"02:30"}, Zone: "Europe/Berlin"})
	night := time.Date(2026, 10, 24, 23, 0, 0, 0, time.UTC) // 01:00 CEST
	want := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	for _, jump := range []time.Duration{0, time.Hour, -time.Hour, 89 * time.Minute, -20 * time.Hour} {
		next, ok := r.Next(night.Add(jump))
		require.True(t, ok)
		require.Equal(t, want, next.At, jump)
	}
}
