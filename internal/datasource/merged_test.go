package datasource_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/datasource"
)

func away() error { return datasource.ErrUnavailable }

func source(category, name, description string, columns ...string) datasource.Source {
	s := datasource.Source{Name: name, Category: category, Description: description}
	for _, column := range columns {
		s.Columns = append(s.Columns, datasource.Column{Name: column})
	}
	return s
}

func TestTablesOfAllInstancesAreOneListByName(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db, 3, away)
		b.keep(t, 0, 40*time.Minute, source("Other", "crm", "old words", "user_id", "level"), source("DSP", "dsp_clicks", ""))
		b.keep(t, 1, 10*time.Minute, source("Other", "crm", "new words", "user_id", "score"))

		merged, err := b.sources.ListAll(t.Context(), owner)
		require.NoError(t, err)
		clicks, _ := catalog.Default().Table("dsp_clicks")
		wantClicks := source("DSP", "dsp_clicks", "")
		wantClicks.Example = catalog.Example(clicks)
		require.Equal(t, []datasource.SharedSource{
			{Source: wantClicks, InstanceIDs: []actor.InstanceID{b.instances[0].ID}},
			{
				Source:      source("Other", "crm", "new words", "user_id", "score", "level"),
				InstanceIDs: []actor.InstanceID{b.instances[0].ID, b.instances[1].ID},
			},
		}, merged.Sources)
		require.False(t, merged.Stale)
		require.WithinDuration(t, b.clock.Now().Add(-40*time.Minute), merged.FetchedAt, 0)

		require.Len(t, merged.Missing, 1, "an instance that cannot be asked fails nobody else")
		require.Equal(t, b.instances[2].ID, merged.Missing[0].Instance.ID)
		require.Equal(t, "datasource.unavailable", merged.Missing[0].Reason.Code)
	})
}

func TestOldListsStandInAndSaySo(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db, 1, away)
		b.keep(t, 0, 3*time.Hour, source("Other", "crm", "", "user_id"))
		merged, err := b.sources.ListAll(t.Context(), owner)
		require.NoError(t, err)
		require.True(t, merged.Stale)
		require.Len(t, merged.Sources, 1)
		require.Empty(t, merged.Missing)
	})
}

func TestAPersonWithoutRightsSeesNoTables(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db, 2, away)
		b.keep(t, 0, time.Minute, source("Other", "crm", "", "user_id"))
		for _, nobody := range []actor.Actor{stranger, {}} {
			merged, err := b.sources.ListAll(t.Context(), nobody)
			require.NoError(t, err)
			require.Equal(t, datasource.Merged{}, merged, "neither tables nor names of instances")
		}
	})
}

func TestOurOwnFailureIsNotAMissingInstance(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk is gone")
	b := setup(t, databasetest.SQLite(t), 2, func() error { return broken })
	_, err := b.sources.ListAll(t.Context(), owner)
	require.ErrorIs(t, err, broken)
}

func TestAtMostEightInstancesAreAskedAtOnce(t *testing.T) {
	t.Parallel()
	var present, most atomic.Int32
	var opened atomic.Bool
	eight := make(chan struct{})
	b := setup(t, databasetest.SQLite(t), 24, func() error {
		now := present.Add(1)
		defer present.Add(-1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		if now == 8 && opened.CompareAndSwap(false, true) {
			close(eight) // the first eight wait for each other; nobody leaves before
		}
		<-eight
		return datasource.ErrUnavailable
	})
	merged, err := b.sources.ListAll(t.Context(), owner)
	require.NoError(t, err)
	require.Len(t, merged.Missing, 24)
	require.EqualValues(t, 8, most.Load())
}
