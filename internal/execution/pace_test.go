package execution

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/query"
)

func TestThePaceFollowsWhatIsUsual(t *testing.T) {
	t.Parallel()
	p := Config{}.withDefaults().Pace
	for _, c := range []struct{ age, usual, want time.Duration }{
		{0, 0, 500 * time.Millisecond},
		{time.Minute, 0, 4 * time.Second},
		{5 * time.Minute, 0, 20 * time.Second},
		{5 * time.Hour, 0, 30 * time.Second},

		{0, 5 * time.Minute, time.Second},
		{8 * time.Second, 5 * time.Minute, 2 * time.Second},
		{time.Minute, 5 * time.Minute, 30 * time.Second},
		{4 * time.Minute, 5 * time.Minute, 15 * time.Second},
		{5 * time.Minute, 5 * time.Minute, 3 * time.Second},
		{6 * time.Minute, 5 * time.Minute, 15 * time.Second},
		{time.Hour, 5 * time.Minute, 30 * time.Second},
		{5 * time.Second, 6 * time.Second, 500 * time.Millisecond},
	} {
		require.Equal(t, c.want, p.every(c.age, c.usual), "%s old, usually %s", c.age, c.usual)
	}
	for age := time.Duration(0); age < 2*time.Hour; age += 7 * time.Second {
		for _, usual := range []time.Duration{0, time.Second, time.Minute, time.Hour} {
			every := p.every(age, usual)
			require.GreaterOrEqual(t, every, p.Least)
			require.LessOrEqual(t, every, p.Most)
			for range 5 {
				require.InDelta(t, every, jitter(every), 0.1*float64(every))
			}
		}
	}
}

// saved makes a query to run.
func (m *sim) saved() actor.QueryID {
	m.t.Helper()
	made, err := m.queries.(*query.Service).Create(m.t.Context(), m.owner, query.Content{Name: "Reach", SQL: "SELECT 1"}, idempotency.Key{}) //nolint:forcetypeassert // made by process
	require.NoError(m.t, err)
	return made.ID
}

func (m *sim) run(id actor.QueryID) actor.ExecutionID {
	m.t.Helper()
	return m.createWith(func(p *CreateParams) { p.SQL, p.QueryID = "", id })
}

func TestWhatIsUsualIsLearntFromTheQuerysOwnRuns(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.saved()
		for _, lasts := range []time.Duration{2 * time.Minute, 10 * time.Minute, 3 * time.Minute} {
			m.amazon.lasts = lasts
			m.untilFinal(m.run(id))
		}
		d := m.untilState(m.run(id), Pending)
		require.InDelta(t, 3*time.Minute.Milliseconds(), *d.UsualMS, 25_000, "the median")

		other, elsewhere := m.addInstance()
		on := func() actor.ExecutionID {
			return m.createWith(func(p *CreateParams) { p.SQL, p.QueryID, p.InstanceID = "", id, other })
		}
		elsewhere.lasts = time.Minute
		d = m.untilFinal(on())
		require.Greater(t, *d.UsualMS, 2*time.Minute.Milliseconds(), "until it is known, that of other instances")
		require.InDelta(t, time.Minute.Milliseconds(), *m.untilState(on(), Pending).UsualMS, 25_000)
		require.Nil(t, m.untilState(m.create(), Pending).UsualMS)
	})
}

// BenchmarkCalls counts the calls to Amazon for ten runs of about five minutes
// that begin together on one instance, and how late each end was seen, for a
// query that has run before and for one that has not. The clock is virtual.
func BenchmarkCalls(b *testing.B) {
	for _, known := range []bool{true, false} {
		b.Run(map[bool]string{true: "known", false: "new"}[known], func(b *testing.B) {
			var calls, executions int
			var late []time.Duration
			for b.Loop() {
				db, err := database.Open(b.Context(), databasetest.SQLiteConfig(b))
				require.NoError(b, err)
				m := newSim(b, db, Config{Pace: Pace{Least: 500 * time.Millisecond}})
				id := m.saved()
				if known {
					m.amazon.lasts = 5 * time.Minute
					m.untilFinal(m.run(id))
				}
				before, runs := m.amazon.total(), len(m.amazon.runs)
				var ids []actor.ExecutionID
				for range 10 {
					m.amazon.lasts = 270*time.Second + rand.N(time.Minute)
					ids = append(ids, m.run(id))
					m.until("it is sent", func() bool { return len(m.amazon.all()) == runs+len(ids) })
				}
				for !m.allFinal(ids) {
					require.True(b, m.turn())
				}
				calls += m.amazon.total() - before
				executions += len(ids)
				for i, id := range ids {
					late = append(late, m.get(id).FinishedAt.Sub(m.amazon.runs[runs+i].endedAt))
				}
				require.NoError(b, db.Close())
			}
			slices.Sort(late)
			b.ReportMetric(float64(calls)/float64(executions), "calls/execution")
			b.ReportMetric(late[len(late)/2].Seconds(), "p50-s")
			b.ReportMetric(late[len(late)*99/100].Seconds(), "p99-s")
		})
	}
}

// total is how many calls were made.
func (f *fakeAmazon) total() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, calls := range f.calls {
		n += calls
	}
	return n
}
