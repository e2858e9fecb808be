package execution

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
)

// handOver has a process enqueue in the transaction that stores, into the list.
func handOver(s *Service) *[]lease {
	taken := new([]lease)
	s.enqueueIn = func(_ context.Context, _ bun.Tx, leases []lease) error {
		*taken = append(*taken, leases...)
		return nil
	}
	return taken
}

func TestNewWorkIsTakenInTheTransactionThatStoresIt(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		taken := handOver(m.Service)
		id := m.create()
		require.Len(t, *taken, 1)
		require.True(t, m.isFresh((*taken)[0]), "a worker begins without a word")
		claimed, _, err := m.claimDue(t.Context())
		require.NoError(t, err)
		require.Empty(t, claimed, "it is not found again")
		m.work(t.Context(), (*taken)[0])
		require.Equal(t, Pending, m.get(id).State)
		require.Equal(t, Succeeded, m.untilFinal(id).State)
		m.quiet()
	})
}

func TestNewWorkBeyondTheRoomOfAProcessIsLeftToOthers(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		config := m.config
		config.Workers = 2
		small, other := m.process(m.db, config), m.process(m.db, m.config)
		taken := handOver(small)
		for range 3 {
			_, err := small.Create(t.Context(), m.owner, m.params())
			require.NoError(t, err)
		}
		require.Len(t, *taken, 2)
		rest, _, err := other.claimDue(t.Context())
		require.NoError(t, err)
		require.Len(t, rest, 1)
		select {
		case <-small.poked:
		default:
			require.Fail(t, "nobody looks for what was left")
		}
	})
}

func TestWorkTakenByAProcessThatNeverBeganGoesToAnother(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		dead := m.process(m.db, m.config)
		handOver(dead)
		made, err := dead.Create(t.Context(), m.owner, m.params())
		require.NoError(t, err)
		require.Equal(t, Succeeded, m.untilFinal(made.ID).State)
		require.Equal(t, 1, m.get(made.ID).Attempt)
	})
}

func TestAProcessThatStopsTakesNothing(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		taken := handOver(m.Service)
		m.Stop()
		m.create()
		require.Empty(t, *taken)
	})
}

func TestWorkThatIsNotStoredIsNotTaken(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		boom := errors.New("boom")
		m.enqueueIn = func(context.Context, bun.Tx, []lease) error { return boom }
		_, err := m.Create(t.Context(), m.owner, m.params())
		require.ErrorIs(t, err, boom)
		require.Zero(t, m.openWork())
		require.Equal(t, m.config.Workers-1, m.crew.room(m.time.Now()))
		m.time.Advance(m.config.Lease)
		require.Equal(t, m.config.Workers, m.crew.room(m.time.Now()), "there is room again")
	})
}
