package schedule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/window"
)

func TestEachInstantMakesOneOccurrenceWithItsExecutions(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) {
			c.Targets = []Target{{InstanceID: f.instances[0]}, {InstanceID: f.instances[1], Values: values(`{"campaign": "spring"}`)}}
			c.KeepSuppressed = true
		})
		require.Equal(t, time.Date(2026, 3, 10, 12, 1, 0, 0, time.UTC), s.NextAt)
		f.turn()
		require.Empty(t, f.ledger(s.ID))
		f.advance(30 * time.Second)
		f.turn()
		require.Equal(t, []string{"12:01 running"}, told(f.ledger(s.ID)))
		o := f.last(s.ID)
		require.Len(t, o.Cells, 2)
		require.Equal(t, "2026-03-09T00:00:00", o.Window.LocalStart())
		require.Equal(t, "2026-03-10T12:01:00", o.LocalDue)
		for i, want := range []string{`{"campaign":"all"}`, `{"campaign":"spring"}`} {
			made, err := f.executions.Get(t.Context(), f.owner, o.Cells[i].ExecutionID)
			require.NoError(t, err)
			require.Equal(t, execution.Queued, made.State)
			require.Equal(t, execution.Scheduled, made.Priority)
			require.True(t, made.KeepSuppressed)
			require.Equal(t, execution.BySchedule, made.Origin)
			require.Equal(t, o.ID, made.OccurrenceID)
			require.Equal(t, f.owner.PersonID, made.CreatedBy)
			require.Equal(t, o.Window.Start, made.WindowStart)
			require.JSONEq(t, want, string(made.Values))
			require.Len(t, made.Events, 1)
		}
		f.finish(o, execution.Succeeded, "")
		require.Equal(t, []string{"12:01 succeeded"}, told(f.ledger(s.ID)))
		f.advance(time.Minute)
		require.Equal(t, []string{"12:01 succeeded", "12:02 running"}, told(f.ledger(s.ID)))
	})
}

// Nobody was there from 12:01:30 until later; the grid says what becomes of the
// instants 12:02 and on.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policy CatchUp
		away   time.Duration
		want   []string
	}{
		"latest, moments late":       {CatchUpLatest, 50 * time.Second, []string{"12:02 running"}},
		"latest, two minutes":        {CatchUpLatest, 2 * time.Minute, []string{"12:02 skipped catch_up", "12:03 running"}},
		"latest, an hour":            {CatchUpLatest, time.Hour, []string{"12:02-13:00 skipped catch_up (59)", "13:01 running"}},
		"all, three minutes":         {CatchUpAll, 3 * time.Minute, []string{"12:02 running", "12:03 running", "12:04 running"}},
		"none, moments late":         {CatchUpNone, 50 * time.Second, []string{"12:02 running"}},
		"none, three minutes":        {CatchUpNone, 3 * time.Minute, []string{"12:02-12:03 skipped catch_up (2)", "12:04 running"}},
		"none, and nothing is new":   {CatchUpNone, 0, nil},
		"latest, and nothing is new": {CatchUpLatest, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, f *fixture) {
				s := f.create(func(content *Content) { content.CatchUp = c.policy })
				f.advance(time.Minute) // 12:01:30
				f.advance(c.away)
				require.Equal(t, append([]string{"12:01 running"}, c.want...), told(f.ledger(s.ID)))
				require.Equal(t, f.time.Now().Truncate(time.Minute).Add(time.Minute), f.get(s.ID).NextAt)
			})
		})
	}
}

// A daily instant is made up for hours later, or not, as the schedule says.
func TestADailyInstantThatWasMissed(t *testing.T) {
	t.Parallel()
	for policy, want := range map[CatchUp][]string{
		CatchUpLatest: {"06:30-06:30 skipped catch_up (2)", "06:30 running catch_up"},
		CatchUpAll:    {"06:30 running catch_up", "06:30 running catch_up", "06:30 running catch_up"},
		CatchUpNone:   {"06:30-06:30 skipped catch_up (3)"},
	} {
		t.Run(string(policy), func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, f *fixture) {
				s := f.create(func(c *Content) { c.CatchUp, c.Rule = policy, every("30 6 * * *") })
				f.advance(3 * 24 * time.Hour)
				require.Equal(t, want, told(f.ledger(s.ID)))
				require.Equal(t, time.Date(2026, 3, 14, 6, 30, 0, 0, time.UTC), f.get(s.ID).NextAt)
			})
		})
	}
}

func TestManyMissedInstantsAreAllAccountedFor(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		latest := f.create(nil)
		all := f.create(func(c *Content) { c.CatchUp = CatchUpAll })
		f.advance(10*24*time.Hour - 130*time.Minute)                           // 14,270 instants
		f.exec(`UPDATE schedule SET catch_up = 'latest' WHERE id = ?`, all.ID) // the rest would be 14,000 executions
		n := 0
		for _, o := range f.ledger(latest.ID) {
			n += o.Instants
		}
		require.Equal(t, 14_270, n)
		require.Equal(t, []string{"running"}, statesOf(f.ledger(latest.ID), Running))
	})
}

func statesOf(all []Occurrence, of OccurrenceState) (states []string) {
	for _, o := range all {
		if o.State == of {
			states = append(states, string(o.State))
		}
	}
	return states
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		overlap Overlap
		catchUp CatchUp
		during  []string // while the first runs
		after   []string // once it has ended
	}{
		"skip":  {OverlapSkip, CatchUpLatest, []string{"12:01 running", "12:02 skipped overlap"}, []string{"12:01 succeeded", "12:02 skipped overlap"}},
		"queue": {OverlapQueue, CatchUpLatest, []string{"12:01 running", "12:02 waiting queued"}, []string{"12:01 succeeded", "12:02 running"}},
		"allow": {OverlapAllow, CatchUpLatest, []string{"12:01 running", "12:02 running"}, []string{"12:01 succeeded", "12:02 running"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, f *fixture) {
				s := f.create(func(content *Content) { content.Overlap, content.CatchUp = c.overlap, c.catchUp })
				f.advance(30 * time.Second)
				first := f.last(s.ID)
				f.advance(time.Minute)
				require.Equal(t, c.during, told(f.ledger(s.ID)))
				f.finish(first, execution.Succeeded, "")
				require.Equal(t, c.after, told(f.ledger(s.ID)))
			})
		})
	}
}

// Instants that are made up for do not skip each other: they go one by one.
func TestInstantsThatAreCaughtUpWithGoOneByOne(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Overlap, c.CatchUp, c.Rule = OverlapSkip, CatchUpAll, every("30 6 * * *") })
		f.advance(3 * 24 * time.Hour)
		require.Equal(t, []string{"06:30 running catch_up", "06:30 waiting queued catch_up", "06:30 waiting queued catch_up"}, told(f.ledger(s.ID)))
		for i := range 3 {
			f.finish(f.ledger(s.ID)[i], execution.Succeeded, "")
		}
		require.Len(t, statesOf(f.ledger(s.ID), Succeeded), 3)
	})
}

func TestAnOccurrenceWaitsForItsData(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Settle, c.Overlap, c.Rule = SettleWait, OverlapSkip, every("30 6 * * *") })
		f.advance(18*time.Hour + 30*time.Minute) // 11 March, 06:30:30
		require.Equal(t, []string{"06:30 waiting settling"}, told(f.ledger(s.ID)))
		o := f.last(s.ID)
		require.Equal(t, time.Date(2026, 3, 13, 0, 0, 0, 0, time.UTC), o.StartAt)
		require.Zero(t, f.executionCount())
		f.advance(24 * time.Hour) // the next waits beside it and is not in its way
		f.advance(17*time.Hour + 30*time.Minute - 30*time.Second)
		require.Equal(t, []string{"06:30 running", "06:30 waiting settling"}, told(f.ledger(s.ID)))
		o = f.ledger(s.ID)[0]
		require.Equal(t, "2026-03-10T00:00:00", o.Window.LocalStart(), "the window is the one it was due with")
		require.Zero(t, o.Lateness())
	})
}

func TestJitterDelaysAlwaysByTheSame(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Jitter, c.Rule = 50*time.Minute, every("0 * * * *") })
		f.advance(time.Hour)
		o := f.last(s.ID)
		late := o.StartAt.Sub(o.DueAt)
		require.Equal(t, delay(string(s.ID), o.DueAt, 50*time.Minute), late)
		require.LessOrEqual(t, late, 50*time.Minute)
		f.advance(50 * time.Minute)
		require.Equal(t, Running, f.ledger(s.ID)[0].State)
	})
}

func TestJitterSpreadsSchedules(t *testing.T) {
	t.Parallel()
	spread := map[time.Duration]bool{}
	for i := range 1000 {
		spread[delay(string(rune('a'+i%26))+time.Duration(i).String(), start, time.Hour)/(6*time.Minute)] = true
	}
	require.Len(t, spread, 10+btoi(spread[10]), "each tenth of the hour is hit")
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestAWindowThatIsEmptyIsSkippedAndSaysSo(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Window.Preset, c.Rule = window.MonthToDate, every("0 6 15 * *") })
		f.time.Advance(22*24*time.Hour - 7*time.Hour)
		f.exec(`UPDATE schedule_due SET due_at = ?0, at = ?0 WHERE id = ?1`, time.Date(2026, 4, 1, 6, 0, 0, 0, time.UTC), s.ID)
		f.advance(3 * time.Hour)
		o := f.last(s.ID)
		require.Equal(t, Skipped, o.State)
		require.Equal(t, "window.empty", o.Reason.Code)
		require.Empty(t, f.notices.kinds())
	})
}

// One schedule that cannot be followed is set aside, told of, and goes on once
// it is mended; the others are not held up.
func TestABrokenScheduleHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		broken, good := f.create(nil), f.create(nil)
		f.exec(`UPDATE schedule SET rule = '{"frequency":"cron","cron":"nonsense","zone":"UTC"}' WHERE id = ?`, broken.ID)
		for range 4 {
			f.advance(time.Minute)
		}
		require.Len(t, statesOf(f.ledger(good.ID), Running), 4)
		require.Empty(t, f.ledger(broken.ID))
		require.Equal(t, []string{"broken"}, f.notices.kinds())
		f.exec(`UPDATE schedule SET rule = '{"frequency":"cron","cron":"* * * * *","zone":"UTC"}' WHERE id = ?`, broken.ID)
		f.advance(2 * time.Minute)
		require.Equal(t, []string{"12:01-12:05 skipped catch_up (5)", "12:06 running"}, told(f.ledger(broken.ID)))
	})
}

// So is one over which the database itself stumbles.
func TestAScheduleThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		broken, good := f.create(nil), f.create(nil)
		f.exec(`UPDATE schedule SET rule = 'nonsense' WHERE id = ?`, broken.ID)
		for range 4 {
			f.advance(time.Minute)
		}
		require.Len(t, statesOf(f.ledger(good.ID), Running), 4)
		require.Equal(t, []string{"broken"}, f.notices.kinds())
	})
}

func TestFiveHundredOnOneTick(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		for range 500 {
			f.create(nil)
		}
		f.advance(30 * time.Second)
		found, err := f.Occurrences(t.Context(), f.owner, OccurrenceFilter{States: []OccurrenceState{Running}}, 1000)
		require.NoError(t, err)
		require.Len(t, found, 500)
		require.Equal(t, 500, f.executionCount())
	})
}

func TestTheEndOfARuleEndsItsSchedule(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Rule = every("30 6 * * *"); c.Rule.Until = "2026-03-11" })
		f.advance(24 * time.Hour)
		require.Equal(t, []string{"06:30 running catch_up"}, told(f.ledger(s.ID)))
		got := f.get(s.ID)
		require.Equal(t, Paused, got.State)
		require.Equal(t, ByEnd, got.Pause.Cause)
		_, err := f.Resume(t.Context(), f.owner, s.ID)
		require.ErrorIs(t, err, ErrEnded)
	})
}

func TestACreationThatIsRepeatedMakesOneSchedule(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		key, err := idempotency.NewKey("k", "test", 1)
		require.NoError(t, err)
		first, err := f.Create(t.Context(), f.owner, f.content(), key)
		require.NoError(t, err)
		again, err := f.Create(t.Context(), f.owner, f.content(), key)
		require.NoError(t, err)
		require.Equal(t, first.ID, again.ID)
	})
}
