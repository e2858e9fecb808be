package execution

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/disktest"
)

// The database itself is on the full disk, so that not even the trouble can be
// written down.
func TestExecutionsStandStillOnAFullDiskSayWhyAndGoOn(t *testing.T) {
	t.Parallel()
	disktest.Run(t, 8<<20, func(t *testing.T, disk *disktest.Disk) {
		db, err := database.Open(t.Context(), databasetest.SQLiteConfigIn(t, disk.Path))
		require.NoError(t, err)
		defer db.Close()
		m := newSim(t, db, Config{})
		m.enqueue = func(ctx context.Context, all []lease) error {
			for _, l := range all {
				m.work(ctx, l)
			}
			return nil
		}
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning}
		running := m.create()
		m.untilState(running, Running)
		disk.Fill(t, 0)
		accepted := 0
		for ; err == nil; accepted++ { // until the file's own reserves are used up
			require.Less(t, accepted, 1000, "the disk never filled up")
			_, err = m.Create(t.Context(), m.owner, m.params())
		}
		require.ErrorIs(t, err, database.ErrFull)
		accepted-- // the last one was refused

		look := func() error {
			m.time.Advance(m.config.Lease * 2)
			_, err := m.wakeOnce(t.Context())
			return err
		}
		require.ErrorIs(t, look(), database.ErrFull)
		d := m.get(running)
		require.Equal(t, Running, d.State)
		require.Equal(t, "execution.disk_full", d.Problem.Code)
		require.Contains(t, d.Problem.Next, "Free disk space")
		listed, err := m.List(t.Context(), m.owner, Filter{States: []State{Running}}, 10)
		require.NoError(t, err)
		require.Equal(t, d.Problem, listed[0].Problem)

		disk.Empty(t)
		require.NoError(t, look())
		require.True(t, m.get(running).Problem.IsZero())
		m.amazon.mu.Lock()
		m.amazon.script = happy
		m.amazon.mu.Unlock()
		require.Equal(t, Succeeded, m.untilFinal(running).State)
		m.quiet()
		require.Len(t, m.amazon.all(), 1+accepted)
	})
}
