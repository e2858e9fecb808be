package schedule

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/idempotency"
)

func TestFailuresInARowPauseAndATestResumes(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		for i := range 3 {
			f.advance(time.Minute)
			f.finish(f.last(s.ID), execution.Failed, execution.Permanent)
			require.Equal(t, i+1, f.get(s.ID).Failures)
		}
		got := f.get(s.ID)
		require.Equal(t, Paused, got.State)
		require.Equal(t, ByFailures, got.Pause.Cause)
		require.Equal(t, string(execution.Permanent), got.Pause.Class)
		require.NotEmpty(t, got.Pause.Next)
		require.Equal(t, []string{"failed", "failed", "paused"}, f.notices.kinds())
		f.advance(5 * time.Minute)
		require.Len(t, f.ledger(s.ID), 3)

		tested, err := f.Run(t.Context(), f.owner, s.ID, RunParams{Resume: true})
		require.NoError(t, err)
		require.Equal(t, Manual, tested.Kind)
		f.finish(tested, execution.Succeeded, "")
		require.Equal(t, Active, f.get(s.ID).State)
		require.Zero(t, f.get(s.ID).Failures)
		f.advance(time.Minute)
		require.Equal(t, []string{"12:04-12:08 skipped paused (5)", "12:08 succeeded manual", "12:09 running"}, told(f.ledger(s.ID))[3:])
	})
}

func TestOneFailureIsNoRow(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.PauseAfter = 1 })
		f.advance(time.Minute)
		f.finish(f.last(s.ID), execution.Failed, execution.Permanent)
		require.Equal(t, "It failed: It went wrong.", f.get(s.ID).Pause.Message)
	})
}

func TestASuccessEndsARowOfFailures(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		for _, state := range []execution.State{execution.Failed, execution.Failed, execution.Succeeded, execution.Failed, execution.Cancelled, execution.Failed} {
			f.advance(time.Minute)
			f.finish(f.last(s.ID), state, "")
		}
		require.Equal(t, Active, f.get(s.ID).State)
		require.Equal(t, 2, f.get(s.ID).Failures)
	})
}

func TestARevokedConnectionPausesAtOnceAndEndsByItself(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		f.advance(30 * time.Second)
		o := f.last(s.ID)
		f.exec("UPDATE connection SET state = 'needs_reconnect'")
		f.finish(o, execution.Waiting, execution.NeedsReconnect)
		got := f.get(s.ID)
		require.Equal(t, ByConnection, got.Pause.Cause)
		require.Equal(t, []string{"paused"}, f.notices.kinds())
		f.advance(30 * time.Minute)
		require.NoError(t, f.Reconnected(t.Context()))
		require.Equal(t, Paused, f.get(s.ID).State, "its connection is not mended yet")
		f.exec("UPDATE connection SET state = 'healthy'")
		require.NoError(t, f.Reconnected(t.Context()))
		require.Equal(t, Active, f.get(s.ID).State)
		require.NoError(t, f.db.Write(t.Context(), follower, func(ctx context.Context, tx bun.Tx) error { return f.Told(ctx, tx, o.ID) }))
		f.turn()
		require.Equal(t, Active, f.get(s.ID).State, "what is told of an execution that has not noticed yet")
		require.Equal(t, []string{"12:01 running", "12:02-12:30 skipped catch_up (29)", "12:31 running"}, told(f.ledger(s.ID)))
		f.finish(f.ledger(s.ID)[0], execution.Succeeded, "")
		require.Equal(t, Succeeded, f.ledger(s.ID)[0].State, "what waited has gone on")
	})
}

func TestMuchThatAConnectionHeldUpIsAccountedForInSteps(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.CatchUp = CatchUpAll })
		f.advance(30 * time.Second)
		f.exec("UPDATE connection SET state = 'needs_reconnect'")
		f.finish(f.last(s.ID), execution.Waiting, execution.NeedsReconnect)
		f.time.Advance((2*maxRuns + 20) * time.Minute)
		act := func(context.Context, *batch, *definition, *dueRow) error { return nil }
		for step := 1; ; step++ { // each in a transaction of its own
			var changed bool
			before := f.executionCount()
			require.NoError(t, f.db.Write(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) (err error) {
				changed, err = f.changeStep(ctx, tx, f.owner, s.ID, anyVersion, audit.ScheduleChanged, act)
				return err
			}))
			require.LessOrEqual(t, f.executionCount()-before, maxRuns)
			if changed {
				require.Equal(t, 3, step)
				break
			}
		}
		require.Equal(t, 1+2*maxRuns+20, f.executionCount())
		_, err := f.Resume(t.Context(), f.owner, s.ID)
		require.NoError(t, err)
		require.Equal(t, 1+2*maxRuns+20, f.executionCount(), "each instant once")
	})
}

func TestWatchEndsAPauseForAConnectionThatIsMended(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		f.advance(30 * time.Second)
		f.exec("UPDATE connection SET state = 'needs_reconnect'")
		f.finish(f.last(s.ID), execution.Waiting, execution.NeedsReconnect)
		require.NoError(t, f.Watch(t.Context()))
		require.Equal(t, Paused, f.get(s.ID).State)
		f.exec("UPDATE connection SET state = 'healthy'") // and nobody is told
		require.NoError(t, f.Watch(t.Context()))
		require.Equal(t, Active, f.get(s.ID).State)
	})
}

func TestOnlyWhatFailedIsRunAgain(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Targets = append(c.Targets, Target{InstanceID: f.instances[1]}) })
		f.advance(30 * time.Second)
		o := f.last(s.ID)
		_, err := f.Retry(t.Context(), f.owner, o.ID, idempotency.Key{})
		require.ErrorIs(t, err, ErrUnfinished)
		f.finishOne(o.ID, o.Cells[0].ExecutionID, execution.Succeeded, "")
		f.finishOne(o.ID, o.Cells[1].ExecutionID, execution.Failed, execution.Privacy)
		f.turn()
		failed := f.last(s.ID)
		require.Equal(t, PartlyFailed, failed.State)
		require.Equal(t, string(execution.Privacy), failed.ErrorClass)
		f.time.Advance(10 * time.Second)
		again, err := f.Retry(t.Context(), f.owner, o.ID, idempotency.Key{})
		require.NoError(t, err)
		require.Equal(t, Running, again.State)
		require.Equal(t, o.Cells[0].ExecutionID, again.Cells[0].ExecutionID)
		require.NotEqual(t, o.Cells[1].ExecutionID, again.Cells[1].ExecutionID)
		require.Equal(t, 3, f.executionCount())
		f.finish(again, execution.Succeeded, "")
		require.Equal(t, Succeeded, f.last(s.ID).State)
		_, err = f.Retry(t.Context(), f.owner, o.ID, idempotency.Key{})
		require.ErrorIs(t, err, ErrNothingFailed)
	})
}

func TestWhatAPersonCancelsIsNoFailure(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) {
			c.Targets = append(c.Targets, Target{InstanceID: f.instances[1]})
			c.PauseAfter = 1
		})
		f.advance(30 * time.Second)
		o := f.last(s.ID)
		f.finishOne(o.ID, o.Cells[0].ExecutionID, execution.Succeeded, "")
		f.finishOne(o.ID, o.Cells[1].ExecutionID, execution.Cancelled, "")
		f.turn()
		got := f.last(s.ID)
		require.Equal(t, PartlyFailed, got.State)
		require.Equal(t, reasonCancelled, got.Reason)
		require.Zero(t, f.get(s.ID).Failures)
		require.Equal(t, Active, f.get(s.ID).State)
		require.Empty(t, f.notices.kinds())
	})
}

func TestAnOccurrenceThatFailsAgainCountsOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		f.advance(30 * time.Second)
		f.finish(f.last(s.ID), execution.Failed, execution.Permanent)
		for range 3 {
			again, err := f.Retry(t.Context(), f.owner, f.last(s.ID).ID, idempotency.Key{})
			require.NoError(t, err)
			require.Empty(t, again.ErrorClass)
			f.finish(again, execution.Failed, execution.Permanent)
		}
		require.Equal(t, 1, f.get(s.ID).Failures)
		require.Equal(t, Active, f.get(s.ID).State)
		require.Equal(t, string(execution.Permanent), f.last(s.ID).ErrorClass)
	})
}

// What a budget does not cover is refused on its instance, and counts as failed.
func TestAnInstanceThatRefusesDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Targets = append(c.Targets, Target{InstanceID: f.instances[1]}) })
		f.exec(`UPDATE schedule_target SET parameter_values = '{"campaign": 5}' WHERE schedule_id = ? AND instance_id = ?`, s.ID, f.instances[1])
		f.advance(30 * time.Second)
		o := f.last(s.ID)
		require.Equal(t, Running, o.State)
		require.Equal(t, "execution.parameters_invalid", o.Cells[1].Refused.Code)
		f.finish(o, execution.Succeeded, "")
		require.Equal(t, PartlyFailed, f.last(s.ID).State)

		f.exec(`UPDATE schedule_target SET parameter_values = '{"campaign": 5}' WHERE schedule_id = ?`, s.ID)
		f.advance(time.Minute)
		o = f.last(s.ID)
		require.Equal(t, Failed, o.State)
		require.Equal(t, "refused", o.ErrorClass)
		require.Contains(t, o.Reason.Message, "campaign")
		require.Equal(t, 2, f.get(s.ID).Failures)
	})
}

func TestRunningTwiceWithOneKeyIsOneRun(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		key, err := idempotency.NewKey("k", "run", s.ID)
		require.NoError(t, err)
		first, err := f.Run(t.Context(), f.owner, s.ID, RunParams{Key: key})
		require.NoError(t, err)
		again, err := f.Run(t.Context(), f.owner, s.ID, RunParams{Key: key})
		require.NoError(t, err)
		require.Equal(t, first.ID, again.ID)
		another, err := f.Run(t.Context(), f.owner, s.ID, RunParams{})
		require.NoError(t, err)
		require.NotEqual(t, first.ID, another.ID, "also within one moment")
	})
}

func TestWatchTellsOnceOfWhatIsLateAndMendsWhatIsForgotten(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		late, stray := f.create(nil), f.create(nil)
		f.exec("UPDATE schedule_due SET at = NULL WHERE id = ?", stray.ID)
		f.time.Advance(20 * time.Minute) // nobody acts
		require.NoError(t, f.Watch(t.Context()))
		require.NoError(t, f.Watch(t.Context()))
		require.Equal(t, []string{"late", "late"}, f.notices.kinds(), "each once")
		require.Contains(t, f.notices.all[0].Text, "was due on 10 Mar 2026, 12:01 UTC")
		f.turn()
		require.Equal(t, Running, f.last(late.ID).State)
		require.Equal(t, Running, f.last(stray.ID).State)

		o := f.last(late.ID)
		f.exec("UPDATE execution SET state = 'succeeded' WHERE id = ?", o.Cells[0].ExecutionID) // and nobody was told
		f.time.Advance(2 * time.Minute)
		require.NoError(t, f.Watch(t.Context()))
		f.turn()
		found, err := f.Occurrence(t.Context(), f.owner, o.ID)
		require.NoError(t, err)
		require.Equal(t, Succeeded, found.State)
	})
}

func TestALookThatFailsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		broken, sound := f.create(nil), f.create(func(c *Content) { c.Name = "Sound" })
		f.advance(30 * time.Second)
		one, other := f.last(broken.ID), f.last(sound.ID)
		f.notices.panics = broken.ID
		f.finishOne(one.ID, one.Cells[0].ExecutionID, execution.Failed, execution.Permanent)
		f.finishOne(other.ID, other.Cells[0].ExecutionID, execution.Failed, execution.Permanent)
		_, err := f.Turn(t.Context())
		require.ErrorContains(t, err, "panic")
		require.Equal(t, Failed, f.last(sound.ID).State)
		require.Equal(t, Running, f.last(broken.ID).State)
		next, err := f.Turn(t.Context())
		require.NoError(t, err, "it is set aside")
		require.True(t, next.After(f.time.Now()))
		f.notices.panics = ""
		f.time.Advance(later)
		f.turn()
		found, err := f.Occurrence(t.Context(), f.owner, one.ID)
		require.NoError(t, err)
		require.Equal(t, Failed, found.State)
	})
}
