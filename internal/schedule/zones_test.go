package schedule

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// dueOf is when a schedule is due next by the table, and by which zone data.
func (f *fixture) dueOf(id actor.ScheduleID) (row dueRow) {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&row).Where("kind = ? AND id = ?", fireDuty, id).Scan(ctx)
	}))
	return row
}

func TestInstantsFollowTheNewestZoneData(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		hourly := func(c *Content) { c.Rule = every("0 * * * *") }
		old, early, newer, paused := f.create(hourly), f.create(hourly), f.create(hourly), f.create(hourly)
		require.Equal(t, f.zones, f.dueOf(old.ID).Zones)
		_, err := f.Pause(t.Context(), f.owner, paused.ID, "")
		require.NoError(t, err)
		wrong := func(id actor.ScheduleID, at time.Time, zones string) {
			f.exec("UPDATE schedule_due SET due_at = ?, zones = ? WHERE id = ?", at, zones, id)
			f.exec("UPDATE schedule_due SET at = due_at WHERE at IS NOT NULL AND id = ?", id)
		}
		due := start.Truncate(time.Hour).Add(time.Hour) // 13:00
		wrong(old.ID, due.Add(30*time.Minute), "2020a")
		wrong(early.ID, due.Add(-30*time.Minute), "")
		wrong(newer.ID, due.Add(30*time.Minute), "2099z")
		wrong(paused.ID, due.Add(30*time.Minute), "2020a")
		f.config.Batch = 2
		require.NoError(t, f.followZones(t.Context()))
		for _, id := range []actor.ScheduleID{old.ID, early.ID} {
			row := f.dueOf(id)
			require.True(t, due.Equal(*row.DueAt))
			require.True(t, due.Equal(*row.At))
			require.Equal(t, f.zones, row.Zones)
		}
		require.True(t, due.Add(30*time.Minute).Equal(*f.dueOf(newer.ID).DueAt), "whoever knows more is believed")
		require.True(t, due.Equal(*f.dueOf(paused.ID).DueAt))
		require.Nil(t, f.dueOf(paused.ID).At)

		// It would have been due at 13:00 by what is known now, and nobody fired it.
		f.time.Advance(2 * time.Hour)
		f.turn()
		require.Equal(t, []string{"13:00 skipped catch_up", "14:00 running"}, told(f.ledger(old.ID)))
		wrong(old.ID, due.Add(5*time.Hour), "2020a")
		f.time.Advance(90 * time.Minute)
		require.NoError(t, f.followZones(t.Context()))
		f.turn()
		require.Equal(t, []string{"13:00 skipped catch_up", "14:00 running", "15:00 running catch_up"}, told(f.ledger(old.ID)))
	})
}
