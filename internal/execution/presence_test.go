package execution

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// neighbour is another process on the same PostgreSQL, with its session. (On
// SQLite one process has the file; the next finds its work by its silence.)
type neighbour struct {
	*Service

	m       *sim
	session *pgx.Conn
}

func besideAnother(t *testing.T, test func(t *testing.T, m *sim, other *neighbour)) {
	t.Helper()
	simulate(t, func(t *testing.T, m *sim) {
		if m.db.Dialect() != database.PostgreSQL {
			return
		}
		other := &neighbour{Service: m.process(m.db, m.config), m: m}
		session, err := other.appear(t.Context())
		require.NoError(t, err)
		other.session = session
		test(t, m, other)
	})
}

// takes has the other process claim a new execution.
func (n *neighbour) takes() (actor.ExecutionID, lease) {
	n.m.t.Helper()
	id := n.m.create()
	claimed, _, err := n.claimDue(n.m.t.Context())
	require.NoError(n.m.t, err)
	require.Len(n.m.t, claimed, 1)
	return id, claimed[0]
}

// dies ends the session, as the system does for a process that was killed, and
// waits until PostgreSQL knows.
func (n *neighbour) dies() {
	n.m.t.Helper()
	require.NoError(n.m.t, n.session.Close(n.m.t.Context()))
	for held := true; held; {
		require.NoError(n.m.t, n.db.Read(n.m.t.Context(), waker, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT count(*) > 0 FROM execution_process WHERE holder = ? AND "+present, n.holder).Scan(ctx, &held)
		}))
	}
}

func TestWorkOfAKilledProcessIsTakenOverAtOnce(t *testing.T) {
	t.Parallel()
	besideAnother(t, func(t *testing.T, m *sim, other *neighbour) {
		id, held := other.takes()
		require.NoError(t, m.bury(t.Context()))
		require.Empty(t, m.claim(), "it is alive")
		other.dies()
		require.NoError(t, m.bury(t.Context()))
		taken := m.claim()
		require.Len(t, taken, 1)
		require.ErrorIs(t, other.renew(t.Context(), held), errLeaseLost)
		m.work(t.Context(), taken[0])
		require.Equal(t, Succeeded, m.untilFinal(id).State)
		require.Len(t, m.amazon.all(), 1)
	})
}

func TestAProcessThatStopsInGoodOrderKeepsItsWorkUntilItIsSilent(t *testing.T) {
	t.Parallel()
	besideAnother(t, func(t *testing.T, m *sim, other *neighbour) {
		other.takes()
		other.leave(t.Context(), other.session)
		require.NoError(t, m.bury(t.Context()))
		require.Empty(t, m.claim())
		m.time.Advance(m.config.Alive + time.Millisecond)
		require.Len(t, m.claim(), 1)
	})
}

func TestAProcessThatHadNothingToDoIsStillKnownToBeThere(t *testing.T) {
	t.Parallel()
	besideAnother(t, func(t *testing.T, m *sim, other *neighbour) {
		m.time.Advance(time.Hour)
		require.NoError(t, m.forgetDead(t.Context()))
		require.Len(t, m.signs(), 1)
		other.takes()
		other.dies()
		require.NoError(t, m.bury(t.Context()))
		require.Len(t, m.claim(), 1)
	})
}

func TestSessionsOfAnotherServerSayNothing(t *testing.T) {
	t.Parallel()
	besideAnother(t, func(t *testing.T, m *sim, other *neighbour) {
		other.takes()
		other.dies()
		_, err := m.db.SQL().ExecContext(t.Context(), "UPDATE execution_process SET presence_server = presence_server - interval '1 hour'") // it was restarted
		require.NoError(t, err)
		require.NoError(t, m.bury(t.Context()))
		require.Empty(t, m.claim())
	})
}
