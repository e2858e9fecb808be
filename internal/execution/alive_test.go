package execution

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWorkOfASilentProcessIsTakenOverBeforeItsLeaseRunsOut(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		other := m.process(m.db, m.config)
		id := m.create()
		claimed, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, claimed, 1)
		require.NoError(t, other.renew(t.Context(), claimed[0])) // it works, and then dies

		m.time.Advance(m.config.Alive)
		require.Empty(t, m.claim(), "it may be alive")
		m.time.Advance(time.Millisecond)
		next, err := m.nextDue(t.Context())
		require.NoError(t, err)
		require.False(t, next.After(m.time.Now()), "its work is due")
		taken := m.claim()
		require.Len(t, taken, 1)
		require.Equal(t, claimed[0].Fence+1, taken[0].Fence)

		// It was only frozen: it cannot go on, and takes nothing back.
		require.ErrorIs(t, other.renew(t.Context(), claimed[0]), errLeaseLost)
		require.ErrorIs(t, other.step(t.Context(), claimed[0], id), errLeaseLost)
		require.Zero(t, m.amazon.counted("create"))
		m.work(t.Context(), taken[0])
		require.Equal(t, Succeeded, m.untilFinal(id).State)
		require.Len(t, m.amazon.all(), 1)
		m.quiet()
	})
}

func TestAProcessThatWasSilentDoesNotTakeItsOwnWork(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.create()
		held := m.claim()
		require.Len(t, held, 1)
		m.time.Advance(2 * m.config.Alive) // it was frozen, and nobody has taken over
		next, err := m.nextDue(t.Context())
		require.NoError(t, err)
		require.True(t, held[0].Until.Equal(next), "nothing is due before its lease runs out")
		require.Empty(t, m.claim())
		require.NoError(t, m.renew(t.Context(), held[0]))
	})
}

func TestAProcessThatGivesSignsKeepsItsWork(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		other := m.process(m.db, m.config)
		m.create()
		claimed, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		for range 4 {
			m.time.Advance(m.config.Alive / 2)
			require.NoError(t, other.db.Write(t.Context(), waker, other.live))
			require.Empty(t, m.claim())
		}
		require.NoError(t, other.renew(t.Context(), claimed[0]))
		m.time.Advance(time.Hour + time.Minute)
		require.NoError(t, m.sweep(t.Context()))
		require.Empty(t, m.signs(), "long dead")
		require.Len(t, m.claim(), 1)
		require.Len(t, m.signs(), 1)
	})
}

func (m *sim) signs() (all []lifeSign) {
	m.t.Helper()
	rows, err := m.db.SQL().QueryContext(m.t.Context(), "SELECT holder FROM execution_process")
	require.NoError(m.t, err)
	defer rows.Close()
	for rows.Next() {
		var sign lifeSign
		require.NoError(m.t, rows.Scan(&sign.Holder))
		all = append(all, sign)
	}
	require.NoError(m.t, rows.Err())
	return all
}
