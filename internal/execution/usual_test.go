package execution

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/query"
)

// saveQuery gives the machine a saved query to run.
func (m *sim) saveQuery() actor.QueryID {
	m.t.Helper()
	queries := query.New(query.Dependencies{DB: m.db, Clock: m.time, Events: event.NewLog(m.time)})
	m.queries = queries
	saved, err := queries.Create(m.t.Context(), m.owner, query.Content{Name: "Reach", SQL: "SELECT 1"}, idempotency.Key{})
	require.NoError(m.t, err)
	return saved.ID
}

func TestUsualIsTheMedianOfWhatSucceededHere(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.saveQuery()
		elsewhere, other := m.addInstance()
		usual := func() Usual {
			t.Helper()
			found, err := m.Usual(t.Context(), m.owner, id, m.instance)
			require.NoError(t, err)
			return found
		}
		run := func(on actor.InstanceID, what actor.QueryID) *Detail {
			return m.untilFinal(m.createWith(func(p *CreateParams) {
				p.InstanceID, p.QueryID = on, what
				if what != "" {
					p.SQL = ""
				}
			}))
		}
		require.Equal(t, Usual{}, usual(), "nothing has run yet")

		other.lasts = 20 * time.Minute
		run(elsewhere, id)
		m.amazon.lasts = 15 * time.Minute
		run(m.instance, "")
		require.Equal(t, Usual{}, usual(), "another instance and SQL that was not saved say nothing")

		var took []time.Duration
		for _, lasts := range []time.Duration{3 * time.Minute, 9 * time.Minute, 4 * time.Minute} {
			m.amazon.lasts = lasts
			done := run(m.instance, id)
			took = append(took, done.AmazonFinishedAt.Sub(*done.SubmittedAt))
		}
		require.Equal(t, Usual{Runs: 3, Median: took[2]}, usual())

		m.amazon.lasts, m.amazon.script = 0, []amc.ExecutionStatus{amc.ExecutionPending, amc.ExecutionRejected}
		require.Equal(t, Failed, run(m.instance, id).State)
		require.Equal(t, 3, usual().Runs, "what failed says nothing")

		_, err := m.Usual(t.Context(), m.owner, actor.NewID[actor.QueryID](), m.instance)
		require.ErrorIs(t, err, query.ErrNotFound)
	})
}
