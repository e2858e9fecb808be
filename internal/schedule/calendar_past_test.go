package schedule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/window"
)

func TestACalendarShowsWhatHasRunAndHowItCameOut(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Overlap = OverlapSkip })
		waiting := f.create(func(c *Content) {
			c.Name, c.Rule, c.Settle, c.Window = "Waits", every("1 12 10 * *"), SettleWait, window.Spec{Preset: window.Yesterday}
		})
		f.advance(time.Minute)
		f.turn()
		f.advance(time.Minute) // the first still runs
		f.turn()
		f.finish(f.ledger(s.ID)[0], execution.Succeeded, "")
		f.turn()
		require.Equal(t, Waiting, f.last(waiting.ID).State)

		calendar, err := f.Calendar(t.Context(), f.owner, CalendarFilter{From: start, Until: start.Add(24 * time.Hour)})
		require.NoError(t, err)
		require.Len(t, calendar.Past, 2, "what waits has not begun")
		require.False(t, calendar.MorePast)
		states := map[OccurrenceState]PastEntry{}
		for _, e := range calendar.Past {
			require.Equal(t, s.ID, e.ScheduleID)
			require.Equal(t, s.Name, e.Name)
			states[e.State] = e
		}
		require.Contains(t, states, Succeeded)
		require.Equal(t, reasonOverlap.Message, states[Skipped].Reason)
		require.Equal(t, start.Add(time.Minute), states[Succeeded].At, "when it began, not when it was due")
		require.Equal(t, time.Date(2026, 3, 10, 12, 2, 0, 0, time.UTC), states[Skipped].At, "when it was due")

		calendar, err = f.Calendar(t.Context(), f.owner, CalendarFilter{From: start.Add(24 * time.Hour), Until: start.Add(48 * time.Hour)})
		require.NoError(t, err)
		require.Empty(t, calendar.Past)
	})
}
