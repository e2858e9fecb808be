package schedule

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// weekly is a schedule of two instances with a backfill over five Mondays.
func (f *fixture) weekly(parallel int) (Schedule, Backfill) {
	f.t.Helper()
	s := f.create(func(c *Content) {
		c.Rule = every("0 6 * * MON")
		c.Rule.From = "2026-03-01"
		c.Targets = append(c.Targets, Target{InstanceID: f.instances[1]})
	})
	made, err := f.StartBackfill(f.t.Context(), f.owner, s.ID, BackfillParams{From: "2026-01-01", To: "2026-02-05", Parallel: parallel})
	require.NoError(f.t, err)
	f.turn()
	return s, f.backfill(made.ID)
}

func (f *fixture) backfill(id actor.BackfillID) Backfill {
	f.t.Helper()
	found, err := f.Backfill(f.t.Context(), f.owner, id)
	require.NoError(f.t, err)
	return found
}

// finishOpen ends the executions of a backfill that are open.
func (f *fixture) finishOpen(b Backfill, state execution.State) {
	f.t.Helper()
	for _, cell := range b.Cells {
		if cell.ExecutionID != "" && !cell.State.IsFinal() {
			f.finishOne(cell.OccurrenceID, cell.ExecutionID, state, "")
		}
	}
	f.turn()
}

func TestABackfillRunsAFewAtATimeUntilAllHaveEnded(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s, b := f.weekly(3)
		require.Equal(t, Progress{Total: 10, Unbegun: 7, Open: 3}, b.Progress)
		require.Equal(t, "2026-01-05T06:00:00", b.Cells[0].LocalAt)
		made, err := f.executions.Get(t.Context(), f.owner, b.Cells[0].ExecutionID)
		require.NoError(t, err)
		require.Equal(t, execution.Backfill, made.Priority)
		require.Equal(t, "2026-01-04T00:00:00", made.LocalStart, "its window is seen from its own instant")
		for range 4 {
			f.finishOpen(f.backfill(b.ID), execution.Succeeded)
		}
		b = f.backfill(b.ID)
		require.Equal(t, BackfillFinished, b.State)
		require.Equal(t, Progress{Total: 10, Succeeded: 10}, b.Progress)
		listed, err := f.Backfills(t.Context(), f.owner, s.ID)
		require.NoError(t, err)
		require.Len(t, listed, 1)
		require.Equal(t, b.Progress, listed[0].Progress)
		require.Len(t, statesOf(f.ledger(s.ID), Succeeded), 5)
		require.Zero(t, f.get(s.ID).Failures)
	})
}

func TestABackfillWaitsForItsData(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Rule, c.Settle = every("0 6 * * *"), SettleWait })
		b, err := f.StartBackfill(t.Context(), f.owner, s.ID, BackfillParams{From: "2026-03-06", To: "2026-03-11"})
		require.NoError(t, err)
		f.turn()
		complete := time.Date(2026, 3, 11, 0, 0, 0, 0, time.UTC) // the data of 8 March
		require.Equal(t, Progress{Total: 5, Unbegun: 2, Open: 3, Settling: 2, SettlesAt: complete}, f.backfill(b.ID).Progress)
		require.Equal(t, complete, f.backfill(b.ID).Cells[3].StartAt)
		f.finishOpen(f.backfill(b.ID), execution.Succeeded)
		require.Equal(t, Progress{Total: 5, Unbegun: 2, Succeeded: 3, Settling: 2, SettlesAt: complete}, f.backfill(b.ID).Progress)
		require.Equal(t, BackfillRunning, f.backfill(b.ID).State)

		// A cancel in between, and other processes, change nothing of that.
		_, err = f.CancelBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		f.turn()
		_, err = f.ResumeBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		f.turn()
		require.Equal(t, Progress{Total: 5, Unbegun: 2, Succeeded: 3, Settling: 2, SettlesAt: complete}, f.backfill(b.ID).Progress)

		f.advance(complete.Sub(f.time.Now()))
		require.Equal(t, Progress{Total: 5, Unbegun: 1, Open: 1, Succeeded: 3, Settling: 1, SettlesAt: complete.AddDate(0, 0, 1)}, f.backfill(b.ID).Progress)
		f.finishOpen(f.backfill(b.ID), execution.Succeeded)
		f.advance(24 * time.Hour)
		f.finishOpen(f.backfill(b.ID), execution.Succeeded)
		require.Equal(t, BackfillFinished, f.backfill(b.ID).State)
		require.Equal(t, Progress{Total: 5, Succeeded: 5}, f.backfill(b.ID).Progress)
	})
}

func TestABackfillBeginsWithTheFirstInstantOfItsDate(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) {
			c.Rule = every("30 23 * * *")
			c.Rule.Zone = "America/Santiago"
		})
		b, err := f.StartBackfill(t.Context(), f.owner, s.ID, BackfillParams{From: "2025-09-07", To: "2025-09-08"}) // has no midnight
		require.NoError(t, err)
		require.Equal(t, []string{"2025-09-07T23:30:00"}, localsOf(b))
		b, err = f.StartBackfill(t.Context(), f.owner, s.ID, BackfillParams{From: "2025-09-06", To: "2025-09-07"})
		require.NoError(t, err)
		require.Equal(t, []string{"2025-09-06T23:30:00"}, localsOf(b))
	})
}

func localsOf(b Backfill) (locals []string) {
	for _, cell := range b.Cells {
		locals = append(locals, cell.LocalAt)
	}
	return locals
}

func TestABackfillIsCancelledAndGoesOn(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		_, b := f.weekly(3)
		f.finishOne(b.Cells[0].OccurrenceID, b.Cells[0].ExecutionID, execution.Failed, execution.Permanent)
		f.turn()
		b, err := f.CancelBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		require.Equal(t, BackfillCancelled, b.State)
		f.turn()
		f.finishOpen(f.backfill(b.ID), execution.Cancelled)
		b = f.backfill(b.ID)
		require.Equal(t, Progress{Total: 10, Failed: 1, Cancelled: 9}, b.Progress)
		open, err := f.Occurrences(t.Context(), f.owner, OccurrenceFilter{BackfillID: b.ID, States: []OccurrenceState{Waiting, Running}}, 100)
		require.NoError(t, err)
		require.Empty(t, open)

		_, err = f.ResumeBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		f.turn()
		require.Equal(t, Progress{Total: 10, Failed: 1, Open: 3, Unbegun: 6}, f.backfill(b.ID).Progress)
		for range 3 {
			f.finishOpen(f.backfill(b.ID), execution.Succeeded)
		}
		b = f.backfill(b.ID)
		require.Equal(t, BackfillFinished, b.State)
		require.Equal(t, Progress{Total: 10, Failed: 1, Succeeded: 9}, b.Progress)
	})
}

// The first of an occurrence's two cells has been asked to stop and still runs
// when the backfill is resumed.
func TestABackfillResumedWhileSomeOfItStillStopsComesToItsEnd(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		_, b := f.weekly(1)
		open := b.Cells[0]
		b, err := f.CancelBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		f.turn()
		f.exec("UPDATE execution SET state = 'running' WHERE id = ?", open.ExecutionID) // Amazon has not stopped it yet
		f.exec("UPDATE occurrence SET state = 'running', finished_at = NULL WHERE id = ?", open.OccurrenceID)
		_, err = f.ResumeBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		f.turn()
		for range 10 {
			f.finishOpen(f.backfill(b.ID), execution.Succeeded)
		}
		b = f.backfill(b.ID)
		require.Equal(t, Progress{Total: 10, Succeeded: 10}, b.Progress)
		require.Equal(t, BackfillFinished, b.State)
	})
}

// What is stopped because of the backfill begins again, also when it stops only
// after the backfill was resumed; what a person has stopped does not.
func TestAResumedBackfillRunsAgainWhatItStopped(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		_, b := f.weekly(3)
		by := func(number int, at string) string {
			return fmt.Sprint("UPDATE execution SET ", at, " WHERE id = '", b.Cells[number].ExecutionID, "'")
		}
		const asked = "cancel_requested_at = created_at"
		f.exec(by(0, "state = 'running', attempt = 1"))
		f.exec(by(1, "state = 'running', attempt = 1, "+asked)) // by a person
		f.exec(by(2, "state = 'running', attempt = 1"))
		b, err := f.CancelBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		require.Equal(t, Progress{Total: 10, Open: 3, Cancelled: 7}, b.Progress)
		first := b.Cells
		f.finishOne(first[2].OccurrenceID, first[2].ExecutionID, execution.Cancelled, "") // at once
		f.turn()
		_, err = f.ResumeBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		f.turn()
		for _, cell := range first[:2] { // Amazon takes its time
			f.finishOne(cell.OccurrenceID, cell.ExecutionID, execution.Cancelled, "")
		}
		f.turn()
		for range 10 {
			f.finishOpen(f.backfill(b.ID), execution.Succeeded)
		}
		b = f.backfill(b.ID)
		require.Equal(t, BackfillFinished, b.State)
		require.Equal(t, Progress{Total: 10, Succeeded: 9, Cancelled: 1}, b.Progress)
		require.NotEqual(t, first[0].ExecutionID, b.Cells[0].ExecutionID)
		require.Equal(t, first[1].ExecutionID, b.Cells[1].ExecutionID)
		require.NotEqual(t, first[2].ExecutionID, b.Cells[2].ExecutionID)
	})
}

func TestABackfillOfADeletedScheduleIsCancelled(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s, b := f.weekly(2)
		require.NoError(t, f.Delete(t.Context(), f.owner, s.ID, anyVersion))
		f.turn()
		require.Equal(t, BackfillCancelled, f.backfill(b.ID).State)
		require.Zero(t, f.backfill(b.ID).Progress.Unbegun)
		_, err := f.ResumeBackfill(t.Context(), f.owner, b.ID)
		require.ErrorIs(t, err, ErrNotFound)
	})
}

// A process that dies between deleting and cancelling leaves it to the others.
func TestABackfillThatOutlivesItsScheduleIsCancelled(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s, b := f.weekly(2)
		require.NoError(t, f.delete(t.Context(), f.owner, s.ID, s.Version))
		f.finishOne(b.Cells[0].OccurrenceID, b.Cells[0].ExecutionID, execution.Succeeded, "")
		f.turn()
		b = f.backfill(b.ID)
		require.Equal(t, BackfillCancelled, b.State)
		require.Equal(t, Progress{Total: 10, Succeeded: 1, Cancelled: 9}, b.Progress)
	})
}

func TestABackfillThatCannotBeMadeSaysWhy(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		for _, p := range []BackfillParams{
			{From: "x", To: "2026-01-01"},
			{From: "2026-01-01", To: "2026-01-01"},
			{From: "2026-04-01", To: "2026-05-01"},
			{From: "2020-01-01", To: "2026-01-01"},
			{From: "2026-01-01", To: "2026-01-02", Parallel: 99},
			{From: "2026-01-01", To: "2026-01-02", InstanceIDs: f.instances[1:]},
		} {
			_, err := f.StartBackfill(t.Context(), f.owner, s.ID, p)
			require.ErrorIs(t, err, ErrBackfill, p)
		}
		key, err := idempotency.NewKey("k", "backfill", 1)
		require.NoError(t, err)
		p := BackfillParams{From: "2026-03-01", To: "2026-03-02", Key: key}
		first, err := f.StartBackfill(t.Context(), f.owner, s.ID, p)
		require.NoError(t, err)
		again, err := f.StartBackfill(t.Context(), f.owner, s.ID, p)
		require.NoError(t, err)
		require.Equal(t, first.ID, again.ID)
		require.Equal(t, 1440, again.Progress.Total)
		f.advance(time.Second)
		require.Equal(t, DefaultParallel, f.backfill(first.ID).Progress.Open)
	})
}
