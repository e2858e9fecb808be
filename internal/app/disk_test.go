package app

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/result"
)

func TestAFullDiskIsANoticeUntilThereIsRoom(t *testing.T) {
	t.Parallel()
	core, err := OpenCore(t.Context(), CoreConfig{Storage: config.Storage{DataDir: t.TempDir()}, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, core.Close()) })
	look := func(room error) []notify.Notice {
		require.NoError(t, core.watchDisk(t.Context(), room))
		open, err := core.Notices.List(t.Context(), actor.System("test"), notify.Filter{State: notify.Open}, 10)
		require.NoError(t, err)
		return open
	}
	full := fmt.Errorf("%w: 3 MiB free", result.ErrDiskFull)
	require.Empty(t, look(nil))
	require.Len(t, look(full), 1)
	again := look(full)
	require.Len(t, again, 1)
	require.Equal(t, notify.Urgent, again[0].Severity)
	require.Empty(t, look(nil))
	require.Error(t, core.watchDisk(t.Context(), errors.New("no such disk")))
}
