package schedule

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/window"
)

func TestACalendarPredictsRunsAndTheSlotsTheyWant(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.create(nil)
		paused := f.create(func(c *Content) { c.Name = "Paused" })
		_, err := f.Pause(t.Context(), f.owner, paused.ID, "")
		require.NoError(t, err)
		now := f.time.Now().Truncate(time.Minute)
		calendar, err := f.Calendar(t.Context(), f.owner, CalendarFilter{From: now, Until: now.Add(time.Hour)})
		require.NoError(t, err)
		require.Len(t, calendar.Entries, 59)
		require.Equal(t, guess, calendar.Entries[0].EndAt.Sub(calendar.Entries[0].StartAt))
		require.Equal(t, 10, calendar.Load[1].Wanted, "a run of ten minutes each minute")
		require.Zero(t, calendar.Left+calendar.LeftSchedules)
		_, err = f.Calendar(t.Context(), f.owner, CalendarFilter{From: now, Until: now.Add(100 * 24 * time.Hour)})
		require.ErrorIs(t, err, ErrInvalid)
	})
}

// A schedule whose next instant lies beyond the span is there for the occurrence
// that waits for its data.
func TestACalendarKnowsWhatWaitsForItsData(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) {
			c.Rule, c.Settle, c.Window = every("1 12 10 * *"), SettleWait, window.Spec{Preset: window.Yesterday}
		})
		f.advance(time.Minute)
		require.Equal(t, Waiting, f.last(s.ID).State)
		calendar, err := f.Calendar(t.Context(), f.owner, CalendarFilter{From: start, Until: start.Add(7 * 24 * time.Hour)})
		require.NoError(t, err)
		require.Len(t, calendar.Entries, 1)
		require.Equal(t, f.last(s.ID).StartAt, calendar.Entries[0].StartAt)
	})
}

func TestACalendarOfAClientCountsWhoSharesItsAccounts(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		other := actor.NewID[actor.ClientID]()
		f.exec(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES (?0, ?0, 'Heron', 'teal', 1, ?1, ?1)`, other, start)
		f.exec("UPDATE instance SET client_id = ? WHERE id = ?", other, f.instances[1])
		hourly := every("0 * * * *")
		f.create(func(c *Content) { c.Name, c.Rule = "Mine", hourly })
		f.create(func(c *Content) { c.Name, c.Rule, c.Targets = "Theirs", hourly, []Target{{InstanceID: f.instances[1]}} })
		span := CalendarFilter{From: start, Until: start.Add(time.Hour), ClientID: other}
		got, err := f.Calendar(t.Context(), f.owner, span)
		require.NoError(t, err)
		require.Len(t, got.Entries, 1)
		require.Equal(t, "Theirs", got.Entries[0].Name)
		require.Equal(t, 2, got.Load[0].Wanted, "both are on one account")
		f.exec("UPDATE instance SET amazon_account = 'ENTITY2' WHERE id = ?", f.instances[1])
		got, err = f.Calendar(t.Context(), f.owner, span)
		require.NoError(t, err)
		require.Equal(t, 1, got.Load[0].Wanted)
	})
}

func TestACalendarLooksAtSoManySchedulesAndTellsOfTheOthers(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		for _, cron := range []string{"30 * * * *", "10 * * * *", "20 * * * *", "0 0 1 1 *"} {
			f.create(func(c *Content) { c.Name, c.Rule = cron, every(cron) })
		}
		require.NoError(t, f.db.Read(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
			found, left, err := readPredicted(ctx, tx, f.owner, CalendarFilter{From: start, Until: start.Add(time.Hour)}, 2)
			require.NoError(t, err)
			require.Equal(t, 1, left, "what is due next year does not count")
			require.Equal(t, []string{"10 * * * *", "20 * * * *"}, []string{found[0].Name, found[1].Name}, "those that begin first")
			return nil
		}))
	})
}

func TestACalendarGuessesWhereOnlyHiddenRunsTellHowLongOneLasts(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		part := f.give(people, "part", actor.Viewer, f.instances[0])
		theirs := f.create(func(c *Content) { c.Name, c.Targets = "Theirs", []Target{{InstanceID: f.instances[1]}} })
		f.create(func(c *Content) { c.Name = "Mine" })
		f.advance(time.Minute)
		f.finish(f.last(theirs.ID), execution.Succeeded, "")
		f.exec("UPDATE execution SET submitted_at = ?, amazon_finished_at = ? WHERE instance_id = ?", start, start.Add(time.Hour), f.instances[1])
		span := CalendarFilter{From: f.time.Now(), Until: f.time.Now().Add(2 * time.Minute)}
		seen, err := f.Calendar(t.Context(), part, span)
		require.NoError(t, err)
		require.False(t, seen.Entries[0].Known, "how long it takes on an instance that is hidden")
		all, err := f.Calendar(t.Context(), f.owner, span)
		require.NoError(t, err)
		require.True(t, all.Entries[0].Known)
		require.Equal(t, time.Hour, all.Entries[0].EndAt.Sub(all.Entries[0].StartAt))
	})
}
