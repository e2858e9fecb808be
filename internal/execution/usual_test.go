package execution

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

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

// What is usual on a client's instances would tell another that it runs the same
// shared query, and how long.
func TestWhatIsUsualElsewhereSaysNothingToAnotherClient(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.saveQuery()
		elsewhere, other := m.addInstance()
		other.lasts = 20 * time.Minute
		run := func(on actor.InstanceID) *Detail {
			return m.untilFinal(m.createWith(func(p *CreateParams) { p.InstanceID, p.QueryID, p.SQL = on, id, "" }))
		}
		run(elsewhere)
		of := func(a actor.Actor) (usual Usual) {
			require.NoError(t, m.db.Read(t.Context(), a, func(ctx context.Context, tx bun.Tx) (err error) {
				usual, err = UsualOf(ctx, tx, a, id)
				return err
			}))
			return usual
		}
		m.write(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('heron', 'Heron', 'Heron', 'teal', 1, ?0, ?0)`, simStart)
		m.write("UPDATE instance SET client_id = 'heron' WHERE id = ?", elsewhere)
		require.Nil(t, run(m.instance).UsualMS, "of another client nothing is stored")
		require.Equal(t, 2, of(m.owner).Runs)
		member := actor.Person("mary", "Mary", actor.Member).With(&actor.Access{At: simStart})
		require.Zero(t, of(member).Runs)
		m.people("mary")
		m.write("INSERT INTO instance_access (person_id, instance_id, client_id, rank, until) VALUES ('mary', ?, 'heron', 1, ?)", elsewhere, simStart.AddDate(100, 0, 0))
		require.Equal(t, 1, of(member).Runs, "what she sees")

		third, _ := m.addInstance()
		m.write("UPDATE instance SET client_id = 'heron' WHERE id = ?", third)
		require.NotNil(t, run(third).UsualMS, "what is usual on its own client's instances")
	})
}
