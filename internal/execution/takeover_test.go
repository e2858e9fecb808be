package execution

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

// claim leases everything that is due, as a process that then dies would.
func (m *sim) claim() []lease {
	m.t.Helper()
	claimed, _, err := m.claimDue(m.t.Context())
	require.NoError(m.t, err)
	return claimed
}

func TestWorkOfADeadProcessIsTakenOverOnceItsLeaseRunsOut(t *testing.T) {
	t.Parallel()
	for _, state := range []State{Queued, Submitting, Pending, Running, Collecting, Waiting} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			simulate(t, func(t *testing.T, m *sim) {
				if state == Waiting {
					m.amazon.onDownload = times(1, errBoom)
				}
				id := m.create()
				if state == Submitting { // it dies between writing the attempt down and the answer
					died := m.claim()[0]
					ctx, die := context.WithCancel(t.Context())
					m.amazon.afterCreate = func(n int, _ amc.Execution) error {
						if n == 1 {
							die()
							return lost(http.MethodPost)
						}
						return nil
					}
					_ = m.step(ctx, died, id)
					require.Equal(t, Submitting, m.get(id).State)
				} else {
					m.untilState(id, state)
				}
				died := m.time.Now()
				m.claim() // and nothing comes of it
				d := m.untilFinal(id)
				require.Equal(t, Succeeded, d.State)
				require.Len(t, m.amazon.all(), 1)
				require.Less(t, d.FinishedAt.Sub(died), 40*time.Second)
				m.quiet()
			})
		})
	}
}

func TestAProcessThatWakesLateCannotWrite(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		frozen := m.claim()[0]
		m.time.Advance(m.config.Lease + time.Second)
		taken := m.claim()[0]
		require.Equal(t, frozen.Fence+1, taken.Fence)

		require.ErrorIs(t, m.step(t.Context(), frozen, id), errLeaseLost)
		require.Zero(t, m.amazon.counted("create"))
		require.Equal(t, Queued, m.get(id).State)
		m.work(t.Context(), taken)
		require.Equal(t, Pending, m.get(id).State)

		m.amazon.script = happy[:1]
		poll := m.untilPollClaimed()
		m.time.Advance(m.config.Lease + time.Second)
		m.claim()
		m.amazon.script = happy
		_, err := m.follow(t.Context(), poll, m.instance)
		require.ErrorIs(t, err, errLeaseLost) // nothing new, but a census
		_, err = m.follow(t.Context(), poll, m.instance)
		require.ErrorIs(t, err, errLeaseLost)
		require.Equal(t, Pending, m.get(id).State)
	})
}

func (m *sim) untilPollClaimed() lease {
	m.t.Helper()
	for range 100 {
		claimed, next, err := m.claimDue(m.t.Context())
		require.NoError(m.t, err)
		for _, l := range claimed {
			if l.Duty == pollDuty {
				return l
			}
		}
		m.time.Advance(max(next.Sub(m.time.Now()), time.Millisecond))
	}
	require.Fail(m.t, "no poll was due")
	return lease{}
}

func TestAResultOfALateCollectorIsThrownAway(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		d := m.untilState(m.create(), Collecting)
		frozen := m.claim()[0]
		var once atomic.Bool
		m.amazon.onDownload = func(int) error {
			if once.CompareAndSwap(false, true) { // it stalls while another one does the work
				m.time.Advance(m.config.Lease + time.Second)
				require.Equal(t, Succeeded, m.untilFinal(d.ID).State)
			}
			return nil
		}
		require.Error(t, m.step(t.Context(), frozen, d.ID))
		d = m.get(d.ID)
		require.Equal(t, Succeeded, d.State)
		stored, _, err := m.Result(t.Context(), m.owner, d.ID)
		require.NoError(t, err)
		_, err = m.results.Page(t.Context(), stored, 0, 1)
		require.NoError(t, err)
		m.quiet()
	})
}

// The connection may be lost while the commit is on its way: nobody is told that
// it took place, and the file of a result that was saved must not go.
func TestAResultThatWasSavedAfterAllKeepsItsFile(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		m.untilFinal(id)
		saved, _, err := m.Result(t.Context(), m.owner, id)
		require.NoError(t, err)
		require.NoError(t, m.discardUnsaved(t.Context(), saved))
		_, err = m.results.Page(t.Context(), saved, 0, 1)
		require.NoError(t, err)

		other := *saved
		other.BlobKey += ".other"
		require.ErrorContains(t, m.discardUnsaved(t.Context(), &other), "discard result file", "it goes, if it were there")
		_, err = m.results.Page(t.Context(), saved, 0, 1)
		require.NoError(t, err)
	})
}

func TestSendGuardHoldsBackWhatIsTooLate(t *testing.T) {
	t.Parallel()
	var received atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		// The header may arrive alone; only a whole request can start anything.
		if body, err := io.ReadAll(r.Body); err == nil && string(body) == "{}" {
			received.Add(1)
		}
	}))
	t.Cleanup(server.Close)
	client := &http.Client{Transport: SendGuard(http.DefaultTransport)}
	post := func(by time.Time) error {
		r, err := http.NewRequestWithContext(WithSendBy(t.Context(), by), http.MethodPost, server.URL, strings.NewReader("{}"))
		require.NoError(t, err)
		response, err := client.Do(r)
		if err == nil {
			err = response.Body.Close()
		}
		return err
	}
	require.NoError(t, post(time.Now().Add(time.Minute)))
	require.ErrorIs(t, post(time.Now().Add(-time.Second)), ErrTooLate)
	require.EqualValues(t, 1, received.Load())
}

func TestOnlyKnownTransitionsHappen(t *testing.T) {
	t.Parallel()
	for _, from := range States() {
		require.Equal(t, len(transitions[from]) == 0, from.IsFinal())
		for _, to := range States() {
			x := &edit{e: &Execution{State: from}}
			err := x.become(to, "")
			require.Equal(t, from.canBecome(to), err == nil, "%s → %s", from, to)
		}
	}
}
