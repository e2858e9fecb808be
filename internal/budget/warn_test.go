package budget

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/notify"
)

// told are the open notices, the newest first.
func (f *fixture) told() (titles []string) {
	f.t.Helper()
	open, err := f.notices.List(f.t.Context(), f.owner, notify.Filter{State: notify.Open}, 10)
	require.NoError(f.t, err)
	for _, n := range open {
		require.EqualValues(f.t, "c1", n.ClientID)
		require.Equal(f.t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), n.EndsAt)
		titles = append(titles, n.Title)
	}
	return titles
}

func TestPassingALimitNeedsAPersonOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		set, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Soft: of(150), Hard: of(300)})
		require.NoError(t, err)
		require.NoError(t, f.reserve("e1"))
		require.Empty(t, f.told())
		require.NoError(t, f.reserve("e2"))
		require.Equal(t, []string{"The budget of “Kestrel” has passed its soft limit in 2026-03"}, f.told())
		require.NoError(t, f.reserve("e3"))
		require.ErrorIs(t, f.reserve("e4"), ErrSpent)
		f.end("e3", Usage{Runs: 2})
		require.Equal(t, []string{"The budget of “Kestrel” for 2026-03 is spent", "The budget of “Kestrel” has passed its soft limit in 2026-03"}, f.told())

		set.Version, set.Soft, set.Hard = 1, of(350), of(1000)
		set, err = f.Set(t.Context(), f.owner, set)
		require.NoError(t, err)
		require.Equal(t, []string{"The budget of “Kestrel” has passed its soft limit in 2026-03"}, f.told(), "there is room below the hard limit again")
		set.Soft = of(900)
		set, err = f.Set(t.Context(), f.owner, set)
		require.NoError(t, err)
		require.Empty(t, f.told())
		set.Soft, set.Hard = nil, of(400)
		set, err = f.Set(t.Context(), f.owner, set)
		require.NoError(t, err)
		require.Equal(t, []string{"The budget of “Kestrel” for 2026-03 is spent"}, f.told(), "reaching it anew is told anew")
		require.NoError(t, f.Remove(t.Context(), f.owner, set))
		require.Empty(t, f.told())
	})
}
