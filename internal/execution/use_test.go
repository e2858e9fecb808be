package execution

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

func TestAnInstanceTellsItsLastSuccessAndItsSlots(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 1
		use := func() Use {
			all, err := m.Uses(t.Context(), m.owner)
			require.NoError(t, err)
			return all[m.instance]
		}
		require.Equal(t, Use{InstanceID: m.instance, Slots: 1}, use())
		running := m.create()
		m.untilState(running, Pending)
		waiting := m.create()
		m.until("it waits for a slot", func() bool { return m.workOf(waiting).Parked })
		found := use()
		require.Equal(t, 1, found.Held)
		require.Equal(t, 1, found.Waiting)
		require.Zero(t, found.LastSuccess)
		m.untilFinal(running)
		last := m.untilFinal(waiting)
		require.Equal(t, Succeeded, last.State)
		require.Equal(t, Use{InstanceID: m.instance, Slots: 1, LastSuccess: *last.FinishedAt}, use())
		nobody, err := m.Uses(t.Context(), actor.Actor{})
		require.NoError(t, err)
		require.Empty(t, nobody)
	})
}
