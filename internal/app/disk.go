package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/result"
)

const (
	// diskInterval is how often every process looks whether its machine has room
	// for results.
	diskInterval = time.Minute
	// diskForgotten is how long the notice of a full disk stays when nobody says
	// it again: the machine is gone.
	diskForgotten = 30 * time.Minute
)

var diskActor = actor.System("disk.watch")

// diskWatch looks at the disk of its own process. It is no background job: a
// job is worked by one process, which knows nothing of the disks of the others.
type diskWatch struct {
	core *Core
	host string
	// room says whether there is room, as result.Service.Room does.
	room   func() error
	every  time.Duration
	cancel context.CancelFunc
	done   sync.WaitGroup
}

func newDiskWatch(core *Core) (*diskWatch, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("name this machine: %w", err)
	}
	return &diskWatch{core: core, host: host, room: core.Results.Room, every: diskInterval}, nil
}

// Start begins to look, now and every so often, until Stop. The context only
// bounds starting.
func (w *diskWatch) Start(ctx context.Context) {
	ctx, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
	w.done.Go(func() {
		clock.Repeat(ctx, w.every, func(ctx context.Context) {
			// What the database itself has no room for is told of elsewhere.
			if err := w.look(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, database.ErrFull) {
				w.core.Logger.WarnContext(ctx, "the disk could not be looked at", slog.Any("error", err))
			}
		})
	})
}

// Stop ends the looking. It may be called twice, and before Start.
func (w *diskWatch) Stop() {
	if w.cancel != nil {
		w.cancel()
		w.done.Wait()
	}
}

// look raises a notice when this machine has no room for results, and resolves
// it when it has. Each machine speaks for its own disk.
func (w *diskWatch) look(ctx context.Context) error {
	room := w.room()
	if room != nil && !errors.Is(room, result.ErrDiskFull) {
		return room
	}
	cause := notify.Cause("disk", w.host)
	return w.core.DB.Write(ctx, diskActor, func(ctx context.Context, tx bun.Tx) error {
		if room == nil {
			return w.core.Notices.Resolve(ctx, tx, diskActor, cause)
		}
		return w.core.Notices.Raise(ctx, tx, diskActor, notify.Raise{
			Kind: notify.KindSystem, Severity: notify.Urgent, Cause: cause,
			Title:    fmt.Sprintf("The disk of %s is full", w.host),
			Body:     "No more results are collected there until there is room. Executions stand still meanwhile and go on by themselves; nothing is lost.",
			Subjects: []notify.Subject{{Kind: "server", ID: w.host, Name: w.host}},
			EndsAt:   w.core.Clock.Now().Add(diskForgotten),
		})
	})
}
