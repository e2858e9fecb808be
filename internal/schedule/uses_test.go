package schedule

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
)

func (f *fixture) uses(id actor.ExecutionID) (by string) {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) (err error) {
		by, err = f.Uses(ctx, tx, id)
		return err
	}))
	return by
}

func TestAScheduleUsesItsNewestResult(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		var ids []actor.ExecutionID
		for _, state := range []execution.State{execution.Succeeded, execution.Succeeded, execution.Failed} {
			f.advance(time.Minute)
			o := f.last(s.ID)
			ids = append(ids, o.Cells[0].ExecutionID)
			f.finish(o, state, "")
		}
		require.Empty(t, f.uses(ids[0]))
		require.Contains(t, f.uses(ids[1]), s.Name)
		require.Empty(t, f.uses(ids[2]))
		require.Empty(t, f.uses("none"))
		require.NoError(t, f.Delete(t.Context(), f.owner, s.ID, anyVersion))
		require.Empty(t, f.uses(ids[1]))
	})
}
