package execution

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// roles are what people may do on the instance of a sim, by their id.
type roles map[actor.PersonID]actor.Rank

func (m *sim) give(people roles) {
	m.actors = func(_ context.Context, _ bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error) {
		found := map[actor.PersonID]actor.Actor{}
		for _, id := range ids {
			if rank, known := people[id]; known {
				found[id] = actor.Person(id, "", actor.Member).With(&actor.Access{
					At: simStart, Instances: map[actor.InstanceID]actor.Place{m.instance: {Rank: rank}},
				})
			}
		}
		return found, nil
	}
}

func TestWhatIsNotSentYetStopsWhenWhoeverAskedMayNoLongerRunIt(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 1
		asked := m.owner.PersonID
		people := roles{asked: actor.Author}
		m.give(people)
		atAmazon := m.create()
		m.untilState(atAmazon, Pending)
		queued := m.create()
		m.until("it waits for a slot", func() bool { return m.workOf(queued).Parked })

		people[asked] = actor.Runner // saved queries only
		d := m.untilFinal(queued)
		require.Equal(t, Failed, d.State)
		require.Equal(t, AccessLost, d.Problem.Class)
		require.Contains(t, d.Problem.Message, "no longer run queries on this instance")
		require.NotEmpty(t, d.Problem.Next)
		require.Equal(t, Succeeded, m.untilFinal(atAmazon).State, "what is at Amazon goes on")

		delete(people, asked) // disabled
		d = m.untilFinal(m.create())
		require.Equal(t, AccessLost, d.Problem.Class)
		require.Len(t, m.amazon.all(), 1)
		m.quiet()
	})
}

func TestWhatIsTriedAgainStopsToo(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		people := roles{m.owner.PersonID: actor.Author}
		m.give(people)
		m.amazon.beforeCreate = times(1, errBoom)
		id := m.create()
		m.untilState(id, Waiting)
		delete(people, m.owner.PersonID)
		d := m.untilFinal(id)
		require.Equal(t, Failed, d.State)
		require.Equal(t, AccessLost, d.Problem.Class)
		require.Empty(t, m.amazon.all())
		m.quiet()
	})
}

func TestWhatAScheduleAskedForGoesOnForWhoIsResponsibleByNow(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		people := roles{"heir": actor.Author}
		m.give(people)
		m.responsible = func(context.Context, bun.Tx, actor.OccurrenceID) (actor.PersonID, error) { return "heir", nil }
		require.Equal(t, Succeeded, m.untilFinal(m.ofOccurrence()).State)
		require.Equal(t, AccessLost, m.untilFinal(m.create()).Problem.Class, "of no schedule")
		delete(people, "heir")
		require.Equal(t, AccessLost, m.untilFinal(m.ofOccurrence()).Problem.Class)
		m.quiet()
	})
}

// ofOccurrence makes an execution that an occurrence asked for.
func (m *sim) ofOccurrence() actor.ExecutionID {
	m.t.Helper()
	p, err := m.Prepare(m.order("occurrence"))
	require.NoError(m.t, err)
	require.NoError(m.t, m.db.Write(m.t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := m.StoreAll(ctx, tx, m.owner, []*Prepared{p})
		return err
	}))
	return p.ID()
}

// as is a member with a role on the instance of a sim.
func (m *sim) as(id actor.PersonID, rank actor.Rank) actor.Actor {
	var client actor.ClientID
	require.NoError(m.t, m.db.Read(m.t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT COALESCE(client_id, '') FROM instance WHERE id = ?", m.instance).Scan(ctx, &client)
	}))
	return actor.Person(id, string(id), actor.Member).With(&actor.Access{
		At: simStart, Instances: map[actor.InstanceID]actor.Place{m.instance: {ClientID: client, Rank: rank}},
		Clients: map[actor.ClientID]actor.Rank{client: 0},
	})
}

// people makes members.
func (m *sim) people(ids ...actor.PersonID) {
	m.t.Helper()
	for _, id := range ids {
		m.write("INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES (?0, ?0, ?0, ?0, 'member', 'x', ?1, ?1)", id, simStart)
	}
}

// letSee lets people see the instance, as a grant does.
func (m *sim) letSee(ids ...actor.PersonID) {
	m.t.Helper()
	for _, id := range ids {
		m.write("INSERT INTO instance_access (person_id, instance_id, client_id, rank, until) SELECT ?, id, client_id, 1, ? FROM instance WHERE id = ?",
			id, simStart.AddDate(100, 0, 0), m.instance)
		m.write("INSERT INTO client_access (person_id, client_id, rank, until) SELECT ?, client_id, 0, ? FROM instance WHERE id = ? AND client_id IS NOT NULL",
			id, simStart.AddDate(100, 0, 0), m.instance)
	}
}

func (m *sim) write(statement string, args ...any) {
	m.t.Helper()
	require.NoError(m.t, m.db.Write(m.t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	}))
}

// Whoever writes shared queries elsewhere must not run what they like here.
func TestARunnerRunsWhatSomebodyWroteWhoMayRunItThere(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.saveQuery()
		m.people("eve", "rita", "arne")
		m.letSee("eve", "rita", "arne")
		m.write("UPDATE query_version SET created_by = 'eve'")
		people := roles{"eve": actor.Runner, "rita": actor.Runner, "arne": actor.Author}
		m.give(people)
		run := func(a actor.Actor) (*Detail, error) {
			p := m.params()
			p.QueryID, p.SQL = id, ""
			return m.Create(t.Context(), a, p)
		}
		for _, who := range []actor.PersonID{"eve", "rita"} {
			_, err := run(m.as(who, actor.Runner))
			require.ErrorIs(t, err, access.ErrForbidden)
			require.Equal(t, "The text of this query was written by somebody who may not run SQL of their own on this instance. "+
				"This takes the role author on this instance; you have the role runner.", fault.Of(err).Message)
		}
		made, err := run(m.as("arne", actor.Author))
		require.NoError(t, err, "who may write it may run it")
		_, err = m.Rerun(t.Context(), m.as("rita", actor.Runner), made.ID, RerunParams{})
		require.ErrorIs(t, err, access.ErrForbidden, "nor by running again what others ran")

		people["eve"] = actor.Author
		queued, err := run(m.as("rita", actor.Runner))
		require.NoError(t, err, "who wrote it may")
		people["eve"] = actor.Viewer
		require.Equal(t, AccessLost, m.untilFinal(queued.ID).Problem.Class, "it is asked again right before it is sent")

		m.write("UPDATE query SET client_id = (SELECT client_id FROM instance WHERE id = ?)", m.instance)
		mine, err := run(m.as("rita", actor.Runner))
		require.NoError(t, err, "it is the client's own")
		require.Equal(t, Succeeded, m.untilFinal(mine.ID).State)
		_, err = run(m.as("eve", actor.Runner))
		require.ErrorIs(t, err, access.ErrForbidden, "but not what she wrote herself")
	})
}

func TestSQLThatWasNeverSavedIsRunAgainByWhoMayRunIt(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.people("rita")
		m.letSee("rita")
		m.give(roles{"rita": actor.Author})
		asked, err := m.Create(t.Context(), m.as("rita", actor.Author), m.params())
		require.NoError(t, err)
		_, err = m.Rerun(t.Context(), m.as("rita", actor.Runner), asked.ID, RerunParams{})
		require.ErrorIs(t, err, access.ErrForbidden, "it would not be sent")
		_, err = m.Rerun(t.Context(), m.as("rita", actor.Author), asked.ID, RerunParams{})
		require.NoError(t, err)
	})
}
