package execution

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/window"
)

// order is for one execution of an occurrence.
func (m *sim) order(o actor.OccurrenceID) Order {
	w, err := window.Resolve(m.params().Window, m.time.Now())
	require.NoError(m.t, err)
	return Order{
		Instance: m.instances.known[m.instance], SQL: "SELECT 1", QueryName: "Reach", Window: w, Priority: Scheduled,
		For: m.owner.PersonID, OccurrenceID: o, Message: "Queued by a schedule.",
	}
}

func TestExecutionsThatAreStoredTogetherRunAndTellTheirOccurrences(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		told := map[actor.OccurrenceID]int{}
		m.told = func(_ context.Context, _ bun.Tx, id actor.OccurrenceID) error {
			told[id]++
			return nil
		}
		var all []*Prepared
		for _, o := range []actor.OccurrenceID{"o1", "o2", "o2"} {
			p, err := m.Prepare(m.order(o))
			require.NoError(t, err)
			all = append(all, p)
		}
		require.NoError(t, m.db.Write(t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
			refused, err := m.StoreAll(ctx, tx, m.owner, all)
			require.Empty(t, refused)
			return err
		}))
		m.instances.setProblem(connectionGone())
		m.until("all wait for a consent", func() bool { return len(told) == 2 && told["o2"] == 2 })
		m.instances.setProblem(nil)
		require.NoError(t, m.Reconnected(t.Context()))
		for _, p := range all {
			d := m.untilFinal(p.ID())
			require.Equal(t, Succeeded, d.State)
			require.Equal(t, BySchedule, d.Origin)
			require.Equal(t, "Queued by a schedule.", d.Events[0].Message)
		}
		require.Equal(t, map[actor.OccurrenceID]int{"o1": 2, "o2": 4}, told, "of the consent, and of the end")
		m.quiet()
	})
}

func TestAnOrderIsCheckedAsARequestIs(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		o := m.order("o")
		o.Values = map[string]json.RawMessage{"x": raw("1")}
		_, err := m.Prepare(o)
		require.ErrorIs(t, err, ErrParameters)
		o = m.order("o")
		o.Timeout = 1
		_, err = m.Prepare(o)
		require.ErrorIs(t, err, ErrTimeout)
	})
}
