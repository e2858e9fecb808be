package execution

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/budget"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/notify"
)

// price gives the instance a rate card, and its client a budget.
func (m *sim) price(perRun, perMinute, hard int64) {
	m.t.Helper()
	events := event.NewLog(m.time)
	notices := notify.New(notify.Dependencies{DB: m.db, Events: events, Clock: m.time}, notify.Config{})
	costs := budget.New(budget.Dependencies{DB: m.db, Events: events, Notices: notices, Clock: m.time, SoFar: UsageSoFar})
	m.costs = costs
	_, err := costs.SetRate(m.t.Context(), m.owner, budget.Rate{InstanceID: m.instance, Currency: "EUR", PerRun: perRun, PerMinute: perMinute})
	require.NoError(m.t, err)
	in := m.instances.known[m.instance]
	require.NoError(m.t, m.db.Read(m.t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT client_id FROM instance").Scan(ctx, &in.ClientID)
	}))
	m.instances.known[m.instance] = in
	_, err = costs.Set(m.t.Context(), m.owner, budget.Budget{ClientID: in.ClientID, Currency: "EUR", Hard: &hard})
	require.NoError(m.t, err)
}

func TestAnExecutionHasAnEstimateThenACost(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.price(100, 10, 1000)
		id := m.create()
		d := m.get(id)
		require.EqualValues(t, 150, *d.Reserved)
		require.Nil(t, d.Cost)
		d = m.untilFinal(id)
		require.Equal(t, Succeeded, d.State)
		require.EqualValues(t, 110, *d.Cost, "a run and a minute that had begun")
		require.Equal(t, "EUR", d.Currency)
		listed, err := m.List(t.Context(), m.owner, Filter{}, 1)
		require.NoError(t, err)
		require.Equal(t, d.Cost, listed[0].Cost)
	})
}

func TestWhatNeverRanCostsNothing(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.price(100, 0, 1000)
		d, err := m.Cancel(t.Context(), m.owner, m.create())
		require.NoError(t, err)
		require.Zero(t, *d.Cost)
	})
}

func TestARunThatGoesOnCostsMoreByTheMinute(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.price(100, 10, 1000)
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning}
		id := m.create()
		m.untilState(id, Running)
		reserved := func() int64 {
			all, err := m.costs.(*budget.Service).Budgets(t.Context(), m.owner) //nolint:forcetypeassert // made above
			require.NoError(t, err)
			return all[0].Reserved
		}
		require.EqualValues(t, 150, reserved())
		m.time.Advance(60 * time.Minute)
		require.GreaterOrEqual(t, reserved(), int64(700))
		m.time.Advance(30 * time.Minute)
		_, err := m.Create(t.Context(), m.owner, m.params())
		require.ErrorIs(t, err, budget.ErrSpent, "it has used up what the budget covers")
	})
}

func TestABudgetThatIsSpentStopsNewExecutionsOnly(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.price(100, 0, 150)
		first := m.create()
		_, err := m.Create(t.Context(), m.owner, m.params())
		require.ErrorIs(t, err, budget.ErrSpent)
		_, err = m.Rerun(t.Context(), m.owner, first, RerunParams{})
		require.ErrorIs(t, err, budget.ErrSpent)
		all, err := m.List(t.Context(), m.owner, Filter{}, 10)
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, Succeeded, m.untilFinal(first).State)
		m.quiet()
	})
}
