package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/result"
)

// diskInterval is how often somebody looks whether there is room for results.
const diskInterval = time.Minute

var diskWatch = actor.System("disk.watch")

// diskArgs ask for a look at the disk of whoever works them.
type diskArgs struct{}

// Kind implements river.JobArgs.
func (diskArgs) Kind() string { return "disk_watch" }

type diskWorker struct {
	river.WorkerDefaults[diskArgs]
	core *Core
}

// Work implements river.Worker.
func (w *diskWorker) Work(ctx context.Context, _ *river.Job[diskArgs]) error {
	return w.core.watchDisk(ctx, w.core.Results.Room())
}

func registerDiskWatch(core *Core) {
	job.Register(core.Jobs, &diskWorker{core: core})
	core.Jobs.Every(diskInterval, true, func() river.JobArgs { return diskArgs{} })
}

// watchDisk raises a notice when this machine has no room for results, and
// resolves it when it has. Each machine speaks for its own disk.
func (core *Core) watchDisk(ctx context.Context, room error) error {
	if room != nil && !errors.Is(room, result.ErrDiskFull) {
		return room
	}
	host, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("name this machine: %w", err)
	}
	cause := notify.Cause("disk", host)
	return core.DB.Write(ctx, diskWatch, func(ctx context.Context, tx bun.Tx) error {
		if room == nil {
			return core.Notices.Resolve(ctx, tx, diskWatch, cause)
		}
		return core.Notices.Raise(ctx, tx, diskWatch, notify.Raise{
			Kind: notify.KindSystem, Severity: notify.Urgent, Cause: cause,
			Title:    fmt.Sprintf("The disk of %s is full", host),
			Body:     "No more results are collected there until there is room. Executions stand still meanwhile and go on by themselves; nothing is lost.",
			Subjects: []notify.Subject{{Kind: "server", ID: host, Name: host}},
		})
	})
}
