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

// acts are what the audit log says was done since the fixture began, oldest first.
func (f *fixture) acts(t *testing.T) (acts []string) {
	t.Helper()
	err := f.db.Read(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model((*audit.Entry)(nil)).ColumnExpr("actor_kind || ' ' || act").
			Where("object_kind IN ('schedule', 'occurrence', 'backfill')").Order("id").Scan(ctx, &acts)
	})
	require.NoError(t, err)
	return acts
}

func TestActsOnSchedulesAreInTheAuditLog(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(nil)
		f.advance(30 * time.Second)
		o := f.last(s.ID)
		f.finishOne(o.ID, o.Cells[0].ExecutionID, execution.Failed, execution.Privacy)
		f.turn()
		require.Equal(t, []string{"person schedule.created"}, f.acts(t), "what runs by itself is told by its executions")

		_, err := f.Retry(t.Context(), f.owner, o.ID, idempotency.Key{})
		require.NoError(t, err)
		_, err = f.Pause(t.Context(), f.owner, s.ID, "the client is away")
		require.NoError(t, err)
		_, err = f.Pause(t.Context(), f.owner, s.ID, "the client is away")
		require.NoError(t, err)
		_, err = f.Resume(t.Context(), f.owner, s.ID)
		require.NoError(t, err)
		_, err = f.Run(t.Context(), f.owner, s.ID, RunParams{})
		require.NoError(t, err)
		require.Equal(t, []string{
			"person schedule.created", "person occurrence.retried", "person schedule.paused", "person schedule.resumed", "person schedule.run",
		}, f.acts(t), "asking for what is so already is no act")
	})
}

func TestCancellingABackfillIsInTheAuditLogAndSoIsWhatPausesItself(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		_, b := f.weekly(1)
		_, err := f.CancelBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		_, err = f.ResumeBackfill(t.Context(), f.owner, b.ID)
		require.NoError(t, err)
		acts := f.acts(t)
		require.Equal(t, []string{"person backfill.started", "person backfill.cancelled", "person backfill.resumed"}, acts[len(acts)-3:])

		s := f.create(nil)
		f.advance(30 * time.Second)
		f.exec("UPDATE connection SET state = 'needs_reconnect'")
		f.finish(f.last(s.ID), execution.Waiting, execution.NeedsReconnect)
		require.NoError(t, f.Watch(t.Context()))
		require.Equal(t, Paused, f.get(s.ID).State)
		require.Contains(t, f.acts(t), "system schedule.paused")
	})
}
