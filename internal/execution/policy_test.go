package execution

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
)

func TestAWaitIsDrawnBetweenNothingAndItsBoundOnTopOfWhatAmazonAskedFor(t *testing.T) {
	t.Parallel()
	for _, class := range Classes() {
		p, listed := DefaultPolicies()[class]
		require.True(t, listed, class)
		for n := 1; p.Tries != 0 && n < 25; n++ {
			bound := min(p.First<<(n-1), p.Longest)
			var least, most time.Duration = time.Hour, 0
			for range 300 {
				wait := p.wait(n, 0)
				least, most = min(least, wait), max(most, wait)
				require.LessOrEqual(t, wait, bound+time.Millisecond)
				asked := p.wait(n, 90*time.Second)
				require.Greater(t, asked, 90*time.Second)
				require.LessOrEqual(t, asked, 90*time.Second+bound+time.Millisecond)
			}
			require.Less(t, least, bound/4, "the jitter is full")
			require.Greater(t, most, bound*3/4, "the jitter is full")
		}
		require.LessOrEqual(t, p.wait(1, 365*24*time.Hour), mostAsked+p.First+time.Millisecond, "a wrong header does not hold it for days")
	}
}

// The table in the documentation is the one in the code.
func TestTheDocumentedPoliciesAreThose(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/operations.md")
	require.NoError(t, err)
	for _, class := range Classes() {
		p := DefaultPolicies()[class]
		tries, waits := "never", "–"
		if p.Tries > 0 {
			tries = fmt.Sprint(p.Tries)
		}
		if p.Tries == Endless {
			tries = "as long as it lasts"
		}
		if p.Tries != 0 {
			waits = fmt.Sprintf("%s, doubling to %s", words(p.First), words(p.Longest))
		}
		row := fmt.Sprintf("| %s | %s |", tries, waits)
		found := ""
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, fmt.Sprintf("| `%s` |", class)) {
				found = strings.TrimSpace(line)
			}
		}
		require.True(t, strings.HasSuffix(found, row), "%s: %q should end with %q", class, found, row)
	}
}

func words(d time.Duration) string {
	if d >= time.Minute {
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}

// bubble runs test with the real waker in a synctest bubble, where hours pass at once.
func bubble(t *testing.T, test func(t *testing.T, m *sim)) {
	t.Helper()
	config := databasetest.SQLiteConfig(t)
	synctest.Test(t, func(t *testing.T) {
		db, err := database.Open(t.Context(), config)
		require.NoError(t, err)
		defer db.Close()
		owner, instance := seed(t, db)
		m := &sim{t: t, amazon: newFake(clock.System{}), instance: instance, owner: owner}
		m.instances = &fakeInstances{
			known:  map[actor.InstanceID]Instance{instance: {ID: instance, Account: "ENTITY1"}},
			amazon: map[actor.InstanceID]Amazon{instance: m.amazon},
		}
		m.Service, err = New(Dependencies{
			DB: db, Events: event.NewLog(clock.System{}), Results: newResults(t, clock.System{}, db), Instances: m.instances,
			Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler), Config: Config{LookAround: time.Minute},
		})
		require.NoError(t, err)
		m.enqueue = func(ctx context.Context, leases []lease) error {
			for _, l := range leases {
				m.work(ctx, l)
			}
			return nil
		}
		require.NoError(t, m.Start(t.Context()))
		defer m.Stop()
		test(t, m)
	})
}

// begin makes an execution, which others may bring on before it is looked at.
func (m *sim) begin() actor.ExecutionID {
	m.t.Helper()
	return m.createWith(func(*CreateParams) {})
}

// after lets time pass and reads the execution.
func (m *sim) after(id actor.ExecutionID, d time.Duration) *Detail {
	m.t.Helper()
	<-time.After(d)
	synctest.Wait()
	return m.get(id)
}

func TestEachClassIsBorneByItsPolicy(t *testing.T) {
	t.Parallel()
	refuse := func(err error) func(*sim) {
		return func(m *sim) { m.amazon.beforeCreate = func(int) error { return err } }
	}
	end := func(reason string) func(*sim) {
		return func(m *sim) {
			m.amazon.script, m.amazon.reason = []amc.ExecutionStatus{amc.ExecutionRunning, amc.ExecutionFailed}, reason
		}
	}
	policies := DefaultPolicies()
	for class, test := range map[Class]struct {
		spoil func(*sim)
		call  string // is repeated
	}{
		Transient: {refuse(answered(http.MethodPost, 503, "")), "create"},
		Throttled: {refuse(answered(http.MethodPost, 429, "")), "create"},
		RunFailed: {end("Internal error. Try again."), "create"},
		Malformed: {func(m *sim) { m.amazon.csv = "reach\n1,2\n" }, "download"},
		Permanent: {refuse(answered(http.MethodPost, 400, "SQL query was invalid: Object 'x' not found")), "create"},
		Privacy:   {end("too many workflows have already been run"), "create"},
		Unknown:   {end("something odd"), "create"},
	} {
		t.Run(string(class), func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, m *sim) {
				test.spoil(m)
				id := m.begin()
				d := m.after(id, 4*time.Hour)
				require.Equal(t, Failed, d.State)
				require.Equal(t, class, d.Problem.Class)
				require.NotEmpty(t, d.Problem.Next)
				require.Equal(t, 1+policies[class].Tries, m.amazon.counted(test.call))
				require.Zero(t, m.openWork())
			})
		})
	}
	for class, problem := range map[Class]error{Outage: connection.ErrUnavailable, NeedsReconnect: connection.ErrReconnect} {
		t.Run(string(class), func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, m *sim) {
				m.instances.setProblem(problem)
				id := m.begin()
				d := m.after(id, 3*time.Hour)
				require.Equal(t, Waiting, d.State)
				require.Equal(t, class, d.Problem.Class)
				require.Greater(t, d.Retry.Number, 100, "far beyond any budget")
				require.Equal(t, Endless, d.Retry.Of)
				require.LessOrEqual(t, time.Until(d.Retry.At), policies[class].Longest)
				m.instances.setProblem(nil)
				d = m.after(id, policies[class].Longest+time.Minute)
				require.Equal(t, Succeeded, d.State, d.Problem)
				require.Len(t, m.amazon.all(), 1)
			})
		})
	}
}

func TestAmazonIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, m *sim) {
		const asked = 7 * time.Minute
		m.amazon.beforeCreate = func(n int) error {
			if n <= 3 {
				return &amc.Error{Method: http.MethodPost, Status: http.StatusTooManyRequests, RetryAfter: asked}
			}
			return nil
		}
		id := m.begin()
		d := m.after(id, time.Minute)
		require.Equal(t, Retry{Number: 1, Of: 20, At: *d.RetryAt}, *d.Retry)
		d = m.after(id, time.Hour)
		require.Equal(t, Succeeded, d.State)
		require.Nil(t, d.Retry)
		require.Len(t, d.Attempts, 4)
		for i, later := range d.Attempts[1:] {
			require.Greater(t, later.SentAt.Sub(d.Attempts[i].SentAt), asked)
		}
	})
}

// An outage is no reason to give up at the first other trouble after it.
func TestWaitingForAmazonSpendsNoBudget(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, m *sim) {
		m.instances.setProblem(connection.ErrUnavailable)
		id := m.begin()
		m.after(id, 2*time.Hour)
		m.amazon.beforeCreate = times(2, answered(http.MethodPost, 503, ""))
		m.instances.setProblem(nil)
		require.Equal(t, Succeeded, m.after(id, time.Hour).State)
	})
}

func TestRetriesOfAnInstanceComeOneAfterTheOther(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.RetryBurst, m.config.RetryEvery = 2, 10*time.Second
		m.config.Policies = hasty(100)
		m.amazon.beforeCreate = func(n int) error {
			if n <= 8 {
				return answered(http.MethodPost, 429, "")
			}
			return nil
		}
		var ids []actor.ExecutionID
		for range 6 {
			ids = append(ids, m.create())
		}
		m.until("all ended", func() bool { return m.allFinal(ids) })
		// Eight retries: two at once, the others one every ten seconds.
		require.GreaterOrEqual(t, m.time.Now().Sub(simStart), 50*time.Second)
		for _, id := range ids {
			require.Equal(t, Succeeded, m.get(id).State)
		}
	})
}
