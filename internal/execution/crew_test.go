package execution

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAProcessTakesOnAsMuchAsItHasWorkersForAndLeavesTheRestToOthers(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		config := m.config
		config.Workers = 3
		one, other := m.process(m.db, config), m.process(m.db, config)
		for range 5 {
			m.create()
		}
		held, _, err := one.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, held, 3)
		more, next, err := one.claimDue(t.Context())
		require.NoError(t, err)
		require.Empty(t, more)
		require.True(t, next.IsZero() || next.After(m.time.Now()), "it does not ask again and again")
		rest, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, rest, 2, "others have room")

		m.create()
		_, err = one.wakeOnce(t.Context())
		require.NoError(t, err)
		one.work(t.Context(), held[0])
		select {
		case <-one.poked: // there is room again, and it was missed
		default:
			require.Fail(t, "nobody looks for what was left")
		}
		more, _, err = one.claimDue(t.Context())
		require.NoError(t, err)
		require.NotEmpty(t, more)

		// What was claimed and never begun counts no longer than its lease lasts.
		m.time.Advance(m.config.Lease)
		require.Equal(t, 3, one.crew.room(m.time.Now()))
	})
}

func TestAProcessWithoutRoomForStepsStillAsksAmazon(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		config := m.config
		config.Workers = 1
		one := m.process(m.db, config)
		m.untilState(m.create(), Pending) // it is asked about from now on
		m.create()
		m.create()
		m.time.Advance(time.Minute)
		var kinds []duty
		for range 2 {
			claimed, _, err := one.claimDue(t.Context())
			require.NoError(t, err)
			for _, l := range claimed {
				kinds = append(kinds, l.Duty)
			}
		}
		require.ElementsMatch(t, []duty{stepDuty, pollDuty}, kinds)
	})
}

func TestAProcessThatStopsHandsBackWhatItHasNotBegun(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		one, other := m.process(m.db, m.config), m.process(m.db, m.config)
		id := m.create()
		held, _, err := one.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, held, 1)
		one.Stop()
		one.Stop()
		one.work(t.Context(), held[0])
		require.Equal(t, Queued, m.get(id).State)
		taken, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, taken, 1, "without waiting for the lease to run out")
		other.work(t.Context(), taken[0])
		require.Equal(t, Pending, m.get(id).State)
	})
}
