package execution

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database"
)

func TestWorkOfAKilledProcessIsTakenOverAtOnce(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		if m.db.Dialect() != database.PostgreSQL {
			return // one process has the file; the next one finds its work by its silence
		}
		other := m.process(m.db, m.config)
		session, err := other.appear(t.Context())
		require.NoError(t, err)
		id := m.create()
		claimed, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, claimed, 1)
		require.NoError(t, m.bury(t.Context()))
		require.Empty(t, m.claim(), "it is alive")

		require.NoError(t, session.Close(t.Context())) // as the system does for a process that was killed
		var taken []lease
		for len(taken) == 0 { // the session ends a moment later
			require.NoError(t, m.bury(t.Context()))
			taken = m.claim()
		}
		require.ErrorIs(t, other.renew(t.Context(), claimed[0]), errLeaseLost)
		m.work(t.Context(), taken[0])
		require.Equal(t, Succeeded, m.untilFinal(id).State)
		require.Len(t, m.amazon.all(), 1)
	})
}

func TestAProcessThatStopsInGoodOrderKeepsItsWorkUntilItIsSilent(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		if m.db.Dialect() != database.PostgreSQL {
			return
		}
		other := m.process(m.db, m.config)
		session, err := other.appear(t.Context())
		require.NoError(t, err)
		m.create()
		claimed, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, claimed, 1)
		other.leave(t.Context(), session)
		require.NoError(t, m.bury(t.Context()))
		require.Empty(t, m.claim())
		m.time.Advance(m.config.Alive + time.Millisecond)
		require.Len(t, m.claim(), 1)
	})
}

func TestAProcessThatHadNothingToDoIsStillKnownToBeThere(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		if m.db.Dialect() != database.PostgreSQL {
			return
		}
		other := m.process(m.db, m.config)
		session, err := other.appear(t.Context())
		require.NoError(t, err)
		m.time.Advance(time.Hour)
		require.NoError(t, m.forgetDead(t.Context()))
		require.Len(t, m.signs(), 1)

		m.create()
		claimed, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, claimed, 1)
		require.NoError(t, session.Close(t.Context()))
		for len(m.claim()) == 0 {
			require.NoError(t, m.bury(t.Context()))
		}
	})
}

func TestSessionsOfAnotherServerSayNothing(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		if m.db.Dialect() != database.PostgreSQL {
			return
		}
		other := m.process(m.db, m.config)
		session, err := other.appear(t.Context())
		require.NoError(t, err)
		m.create()
		claimed, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, claimed, 1)
		require.NoError(t, session.Close(t.Context()))
		_, err = m.db.SQL().ExecContext(t.Context(), "UPDATE execution_process SET presence_server = presence_server - interval '1 hour'") // it was restarted
		require.NoError(t, err)
		require.NoError(t, m.bury(t.Context()))
		require.Empty(t, m.claim())
	})
}
