package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/selftest"
)

func TestLookingFromHereMakesNothing(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, c database.Config) {
		folder := filepath.Join(t.TempDir(), "data")
		storage := config.Storage{DataDir: folder}
		if c.URL != "" {
			storage.DatabaseURL = c.URL
			db, err := OpenDatabase(t.Context(), storage)
			require.NoError(t, err)
			require.NoError(t, db.Close())
		}
		require.NoError(t, storage.Look())
		found, err := SelfTest(t.Context(), SelfTestParams{Storage: storage, Logger: slog.New(slog.DiscardHandler)}, func([]selftest.Outcome) error { return nil })
		require.NoError(t, err)
		_, err = os.Stat(folder)
		require.ErrorIs(t, err, os.ErrNotExist)
		states := map[string]selftest.State{}
		for _, one := range found {
			states[one.Name] = one.State
		}
		require.Equal(t, selftest.Failed, states["data_folder"])
		require.Equal(t, selftest.NotApplicable, states["keys"])
		require.Equal(t, c.URL != "", states["database"] == selftest.OK)
	})
}
