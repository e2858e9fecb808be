package execution

import (
	"context"
	"testing"
	"testing/synctest"
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

func TestWorkersOfACrewTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrew(8, 2)
		turns := make(chan int, 8)
		for i := range 4 {
			go func() {
				if c.enter(t.Context(), lease{Duty: stepDuty}) == nil {
					turns <- i
				}
			}()
			synctest.Wait() // they come one after the other
		}
		require.Equal(t, []int{0, 1}, []int{<-turns, <-turns})
		require.Empty(t, turns)
		require.Equal(t, 4, c.room(time.Now()), "those who wait are here")
		c.leave()
		synctest.Wait()
		require.Equal(t, 2, <-turns, "who came first comes first")

		stopped, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, c.enter(stopped, lease{}), errNoTurn)
		c.stop()
		synctest.Wait()
		require.Empty(t, turns)
		c.leave()
		require.ErrorIs(t, c.enter(t.Context(), lease{}), errNoTurn, "although there is room")
		c.leave()
		require.Equal(t, 8, c.room(time.Now()))
	})
}
