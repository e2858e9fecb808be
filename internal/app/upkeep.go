package app

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/job"
)

const (
	upkeepInterval = time.Hour
	// eventRetention is how long a browser may sleep and still catch up.
	eventRetention = 3 * 24 * time.Hour
)

// upkeepArgs ask to throw away what nobody needs any more.
type upkeepArgs struct{}

// Kind implements river.JobArgs.
func (upkeepArgs) Kind() string { return "upkeep" }

type upkeepWorker struct {
	river.WorkerDefaults[upkeepArgs]
	core *Core
}

// Work implements river.Worker.
func (w *upkeepWorker) Work(ctx context.Context, _ *river.Job[upkeepArgs]) error {
	now := w.core.Clock.Now()
	return w.core.DB.Write(ctx, actor.System("upkeep"), func(ctx context.Context, tx bun.Tx) error {
		if _, err := event.DeleteBefore(ctx, tx, now.Add(-eventRetention)); err != nil {
			return err
		}
		if err := idempotency.DeleteBefore(ctx, tx, now.Add(-idempotency.Retention)); err != nil {
			return err
		}
		return access.DeleteExpired(ctx, tx, now)
	})
}

func registerUpkeep(core *Core) {
	job.Register(core.Jobs, &upkeepWorker{core: core})
	core.Jobs.Every(upkeepInterval, true, func() river.JobArgs { return upkeepArgs{} })
}
