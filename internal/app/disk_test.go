package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/result"
)

// machines are two of them, each with a disk, on one database.
func machines(t *testing.T) (core *Core, one, other *diskWatch, rooms map[string]error) {
	t.Helper()
	core, err := OpenCore(t.Context(), CoreConfig{Storage: config.Storage{DataDir: t.TempDir()}, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, core.Close()) })
	rooms = map[string]error{}
	on := func(host string) *diskWatch {
		return &diskWatch{core: core, host: host, room: func() error { return rooms[host] }, every: diskInterval}
	}
	return core, on("one"), on("other"), rooms
}

var errFull = fmt.Errorf("%w: 3 MiB free", result.ErrDiskFull)

func titles(t *testing.T, core *Core) []string {
	t.Helper()
	open, err := core.Notices.List(t.Context(), actor.System("test"), notify.Filter{State: notify.Open}, 10)
	require.NoError(t, err)
	all := []string{}
	for _, n := range open {
		require.Equal(t, notify.Urgent, n.Severity)
		all = append(all, n.Title)
	}
	return all
}

func TestAFullDiskIsANoticeUntilThereIsRoomOnThatMachine(t *testing.T) {
	t.Parallel()
	core, one, other, rooms := machines(t)
	look := func() []string {
		require.NoError(t, one.look(t.Context()))
		require.NoError(t, other.look(t.Context()))
		return titles(t, core)
	}
	require.Empty(t, look())
	rooms["other"] = errFull
	require.Equal(t, []string{"The disk of other is full"}, look())
	require.Equal(t, []string{"The disk of other is full"}, look(), "the first has room and says nothing of the second")
	rooms["one"] = errFull
	require.Len(t, look(), 2)
	rooms["other"] = nil
	require.Equal(t, []string{"The disk of one is full"}, look())
	rooms["one"] = errors.New("no such disk")
	require.Error(t, one.look(t.Context()))
	require.Len(t, titles(t, core), 1, "nobody knows")
}

func TestEveryProcessLooksAtItsDiskAgainAndAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		unknown := errors.New("no such disk") // so that no database is needed
		w := &diskWatch{
			core: &Core{Logger: slog.New(slog.DiscardHandler)}, every: diskInterval,
			room: func() error { looks++; return unknown },
		}
		w.Stop() // before Start
		ctx, cancel := context.WithCancel(t.Context())
		w.Start(ctx)
		cancel() // only bounds starting
		<-time.After(3*diskInterval + time.Second)
		synctest.Wait()
		require.Equal(t, 4, looks)
		w.Stop()
		w.Stop()
	})
}
