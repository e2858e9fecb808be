package execution

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// On a machine with too much to do, each job comes when its lease has run out
// and the work was claimed again, twice.
func TestWorkIsDoneThoughEachJobComesLaterThanItsLeaseLasts(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		var queue []lease
		for range 200 {
			if m.get(id).State.IsFinal() {
				break
			}
			queue = append(queue, m.claim()...)
			m.time.Advance(m.config.Lease + time.Millisecond)
			if len(queue) > 2 {
				m.work(t.Context(), queue[0])
				queue = queue[1:]
			}
		}
		require.Equal(t, Succeeded, m.get(id).State)
		require.Len(t, m.amazon.all(), 1)
		for _, l := range queue { // they come when all is done
			m.work(t.Context(), l)
		}
		require.Len(t, m.amazon.all(), 1)
		m.quiet()
	})
}

func TestOfSeveralJobsForTheSameWorkOneBegins(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		late := m.config.Lease + time.Millisecond
		first := m.claim()[0]
		m.time.Advance(late)
		second := m.claim()[0]
		require.True(t, m.isFresh(first) == false && m.isFresh(second) == false, "one that waits may begin before it")

		begun, err := m.takeUp(t.Context(), first)
		require.NoError(t, err)
		for _, l := range []lease{first, second} {
			_, err := m.takeUp(t.Context(), l)
			require.ErrorIs(t, err, errLeaseLost)
			require.ErrorIs(t, m.renew(t.Context(), l), errLeaseLost)
			require.ErrorIs(t, m.step(t.Context(), l, id), errLeaseLost)
		}
		require.NoError(t, m.postpone(t.Context(), begun))

		// Of a later claim that nobody waits for, none of them begins.
		m.time.Advance(time.Hour)
		fresh := m.claim()[0]
		require.True(t, m.isFresh(fresh))
		for _, l := range []lease{first, second, begun} {
			_, err := m.takeUp(t.Context(), l)
			require.ErrorIs(t, err, errLeaseLost)
		}
		m.work(t.Context(), fresh)
		require.Equal(t, Pending, m.get(id).State)
	})
}

// The renewal of a lease may come late on a machine with too much to do. What
// this process works on it does not take from itself.
func TestAProcessDoesNotTakeFromItselfWhatItWorksOn(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		other := m.process(m.db, m.config)
		m.amazon.beforeCreate = func(int) error {
			m.time.Advance(m.config.Lease + time.Millisecond)
			claimed, _, err := m.claimDue(t.Context())
			require.NoError(t, err)
			require.Empty(t, claimed)
			claimed, _, err = other.claimDue(t.Context())
			require.NoError(t, err)
			require.Empty(t, claimed, "others see that it goes on")
			return nil
		}
		m.work(t.Context(), m.claim()[0])
		require.Equal(t, Pending, m.get(id).State)
		require.Empty(t, m.atWork.until)
		m.amazon.beforeCreate = nil
		require.Equal(t, Succeeded, m.untilFinal(id).State)
		m.quiet()
	})
}

func TestAProcessThatWasTakenForDeadFindsOut(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		other := m.process(m.db, m.config)
		m.amazon.beforeCreate = func(int) error {
			m.amazon.beforeCreate = nil
			m.time.Advance(m.config.Lease + time.Millisecond) // it was frozen
			claimed, _, err := other.claimDue(t.Context())
			require.NoError(t, err)
			require.Len(t, claimed, 1)
			require.Empty(t, m.claim(), "it takes nothing back")
			require.Empty(t, m.atWork.until, "and does not ask again")
			return nil
		}
		m.work(t.Context(), m.claim()[0])
		require.Equal(t, Submitting, m.get(id).State, "it cannot write any more")
		require.Equal(t, Succeeded, m.untilFinal(id).State)
		require.Len(t, m.amazon.all(), 1)
		m.quiet()
	})
}

func TestAProcessHoldsLeasesUntilItsClaimsRunOut(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		require.False(t, m.holdsLeases())
		m.create()
		m.claim()
		require.True(t, m.holdsLeases(), "their jobs may wait for a worker")
		m.time.Advance(m.config.Lease)
		require.False(t, m.holdsLeases())
	})
}
