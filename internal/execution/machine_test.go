package execution

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/egress"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/result"
)

func TestAnExecutionGoesThroughItsStatesOnceAndKeepsItsRows(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		d := m.untilFinal(m.create())
		require.Equal(t, []State{Queued, Submitting, Pending, Running, Collecting, Succeeded}, d.states())
		require.True(t, d.Problem.IsZero())
		require.EqualValues(t, 1, *d.RowCount)
		require.Len(t, d.Attempts, 1)
		require.Equal(t, Accepted, d.Attempts[0].Outcome)
		require.Equal(t, "SUCCEEDED", d.Attempts[0].Status)

		run := m.amazon.all()[0]
		require.Equal(t, string(d.Attempts[0].ID), markOf(run))
		require.Equal(t, "2026-02-01T00:00:00", run.OriginalStart)
		require.Equal(t, "2026-03-01T00:00:00", run.OriginalEnd)
		require.Equal(t, "America/New_York", run.OriginalZone)
		require.Equal(t, 6*time.Hour, run.Timeout)
		require.Equal(t, time.Date(2026, 2, 1, 5, 0, 0, 0, time.UTC), d.WindowStart)

		stored, _, err := m.Result(t.Context(), m.owner, d.ID)
		require.NoError(t, err)
		rows, err := m.results.Page(t.Context(), stored, 0, 10)
		require.NoError(t, err)
		require.Equal(t, "1", *rows[0][0])
		m.quiet()
	})
}

func TestALostAnswerIsSettledByTheMark(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]error{
		"dropped": lost(http.MethodPost), "500": answered(http.MethodPost, 500, ""), "504": answered(http.MethodPost, 504, "Endpoint request timed out"),
	} {
		t.Run("after the work was done: "+name, func(t *testing.T) {
			t.Parallel()
			simulate(t, func(t *testing.T, m *sim) {
				m.amazon.visibility = 5 * time.Second
				m.amazon.afterCreate = func(int, amc.Execution) error { return spoil }
				d := m.untilFinal(m.create())
				require.Equal(t, Succeeded, d.State)
				require.Len(t, m.amazon.all(), 1)
				require.Len(t, d.Attempts, 1)
				require.True(t, d.Attempts[0].Adopted)
				m.quiet()
			})
		})
		t.Run("before the work was done: "+name, func(t *testing.T) {
			t.Parallel()
			simulate(t, func(t *testing.T, m *sim) {
				m.amazon.beforeCreate = func(n int) error {
					if n == 1 {
						return spoil
					}
					return nil
				}
				d := m.untilFinal(m.create())
				require.Equal(t, Succeeded, d.State)
				require.Len(t, m.amazon.all(), 1)
				require.Equal(t, []Outcome{Absent, Accepted}, []Outcome{d.Attempts[0].Outcome, d.Attempts[1].Outcome})
				require.LessOrEqual(t, m.amazon.counted("list"), 20, "looking for a run that is not there is cheap")
				m.quiet()
			})
		})
	}
}

// A gateway answers when it has lost patience or its way; the work behind it may
// go on, and end in a run half a minute later.
func TestAnAnswerOfAGatewayEndsNoWaitForTheRun(t *testing.T) {
	t.Parallel()
	for _, status := range []int{502, 503, 504} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			simulate(t, func(t *testing.T, m *sim) {
				m.amazon.visibility = m.config.Gateway // as if it began only then
				m.amazon.afterCreate = func(int, amc.Execution) error { return answered(http.MethodPost, status, "") }
				d := m.untilFinal(m.create())
				require.Equal(t, Succeeded, d.State)
				require.Len(t, m.amazon.all(), 1)
				m.quiet()
			})
		})
	}
}

func TestTwoIdenticalExecutionsWithLostAnswersEachFindTheirOwnRun(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.visibility = 5 * time.Second
		m.amazon.afterCreate = func(int, amc.Execution) error { return lost(http.MethodPost) }
		first, second := m.create(), m.create()
		m.until("both sent", func() bool { return len(m.amazon.all()) == 2 })
		require.NoError(t, m.amazon.CancelExecution(t.Context(), "run-1")) // by somebody in the console
		m.untilFinal(first)
		m.untilFinal(second)
		require.Len(t, m.amazon.all(), 2)
		ended := map[string]State{}
		for _, d := range []*Detail{m.get(first), m.get(second)} {
			require.Len(t, d.Attempts, 1)
			ended[d.Attempts[0].AmazonID] = d.State
		}
		require.Equal(t, map[string]State{"run-1": Cancelled, "run-2": Succeeded}, ended)
	})
}

func TestARefusedSubmissionSaysWhyAndIsNotRepeated(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.beforeCreate = func(int) error {
			return answered(http.MethodPost, 400, "SQL query was invalid: From line 1, column 8 to line 1, column 9: Object 'x' not found")
		}
		d := m.untilFinal(m.create())
		require.Equal(t, Failed, d.State)
		require.Equal(t, Permanent, d.Problem.Class)
		require.Equal(t, "amazon.query_invalid", d.Problem.Code)
		require.Contains(t, d.Problem.Message, "Object 'x' not found")
		require.NotEmpty(t, d.Problem.Next)
		require.Equal(t, 1, m.amazon.counted("create"))
		m.quiet()
	})
}

func TestThrottlingWaitsAsLongAsAmazonAsks(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.beforeCreate = func(n int) error {
			if n == 1 {
				return &amc.Error{Method: http.MethodPost, Status: 429, RetryAfter: 90 * time.Second}
			}
			return nil
		}
		d := m.untilState(m.create(), Waiting)
		require.GreaterOrEqual(t, d.RetryAt.Sub(m.time.Now()), 90*time.Second)
		require.Equal(t, Throttled, d.Problem.Class)
		d = m.untilFinal(d.ID)
		require.Equal(t, Succeeded, d.State)
		require.True(t, d.Problem.IsZero())
	})
}

func TestTriesAreBounded(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Policies = hasty(3)
		m.amazon.beforeCreate = func(int) error { return &amc.Error{Method: http.MethodPost, Status: 429} }
		d := m.untilFinal(m.create())
		require.Equal(t, Failed, d.State)
		require.Len(t, d.Attempts, 4)
		require.Contains(t, d.Problem.Next, "gave up")
		m.quiet()
	})
}

func TestExpiredConsentWaitsAndGoesOnAfterReconnecting(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		revoked := connectionGone()
		m.instances.setProblem(revoked)
		d := m.untilState(m.create(), Waiting)
		require.Equal(t, NeedsReconnect, d.Problem.Class)
		events := len(d.Events)
		for range 200 { // far beyond the budget of tries
			m.turn()
		}
		d = m.get(d.ID)
		require.Equal(t, Waiting, d.State)
		require.Len(t, d.Attempts, 1)
		require.Len(t, d.Events, events, "the trouble is told once")
		goesOn := func() { // now, not at its next try
			m.until("a try is far away", func() bool {
				due, err := m.nextDue(t.Context())
				require.NoError(t, err)
				return due.Sub(m.time.Now()) > time.Second
			})
			m.instances.setProblem(nil)
			now := m.time.Now()
			require.NoError(t, m.Reconnected(t.Context()))
			require.True(t, m.turn())
			require.Equal(t, now, m.time.Now())
			require.True(t, m.get(d.ID).Problem.IsZero())
		}
		goesOn()
		d = m.untilState(d.ID, Running)
		m.instances.setProblem(revoked)
		m.until("the trouble is shown", func() bool { return m.get(d.ID).Problem.Class == NeedsReconnect })
		require.Equal(t, Running, m.get(d.ID).State)
		goesOn()
		require.Equal(t, Succeeded, m.untilFinal(d.ID).State)
		require.Len(t, m.amazon.all(), 1)
	})
}

func TestAmazonIsWaitedForHoweverLongItCannotBeReached(t *testing.T) {
	t.Parallel()
	away := times(60, lost(http.MethodGet)) // beyond the budget of tries, and nothing was sent
	for name, spoil := range map[string]func(*fakeAmazon){
		"before the run":  func(f *fakeAmazon) { f.beforeCreate, f.onList = times(1, lost(http.MethodGet)), away },
		"during the run":  func(f *fakeAmazon) { f.onList = away },
		"before the rows": func(f *fakeAmazon) { f.onLinks = away },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			simulate(t, func(t *testing.T, m *sim) {
				spoil(m.amazon)
				id := m.create()
				m.until("the trouble is shown", func() bool { return !m.get(id).Problem.IsZero() })
				d := m.get(id)
				require.Equal(t, "amazon.unreachable", d.Problem.Code)
				require.NotEmpty(t, d.Problem.Next)
				d = m.untilFinal(id)
				require.Equal(t, Succeeded, d.State, d.Problem)
				require.Len(t, m.amazon.all(), 1)
				require.Less(t, len(d.Attempts), 3)
				require.Less(t, len(d.Events), 12, "the trouble is told once")
			})
		})
	}
}

func TestAFailedRunIsReadForItsClass(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason   string
		class    Class
		attempts int
	}{
		{"Query refused: too many workflows have already been run", Privacy, 1},
		{"Was unable to compile workflow x", Permanent, 1},
		{"Query timed out", Permanent, 1},
		{"Something odd", Unknown, 1},
		{"", Unknown, 1},
		{"Internal error, try again", RunFailed, 4},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			simulate(t, func(t *testing.T, m *sim) {
				m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning, amc.ExecutionFailed}
				m.amazon.reason = test.reason
				d := m.untilFinal(m.create())
				require.Equal(t, Failed, d.State)
				require.Equal(t, test.class, d.Problem.Class)
				require.NotEmpty(t, d.Problem.Next)
				require.Len(t, d.Attempts, test.attempts)
				m.quiet()
			})
		})
	}
}

func TestUnknownAndBackwardStatusesAreTolerated(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionPending, "THAWING", amc.ExecutionRunning, amc.ExecutionPending, amc.ExecutionPublishing, amc.ExecutionSucceeded}
		d := m.untilFinal(m.create())
		require.Equal(t, []State{Queued, Submitting, Pending, Running, Collecting, Succeeded}, d.states())
	})
}

func TestAVanishedAndAStuckRunAreGivenUp(t *testing.T) {
	t.Parallel()
	t.Run("vanished", func(t *testing.T) {
		t.Parallel()
		simulate(t, func(t *testing.T, m *sim) {
			d := m.untilState(m.create(), Running)
			m.config.Pace = Pace{time.Minute, time.Minute, time.Minute}
			m.amazon.hidden = true
			d = m.untilFinal(d.ID)
			require.Equal(t, Failed, d.State)
			require.Equal(t, "amazon.vanished", d.Problem.Code)
		})
	})
	t.Run("stuck", func(t *testing.T) {
		t.Parallel()
		simulate(t, func(t *testing.T, m *sim) {
			m.config.Pace = Pace{time.Hour, time.Hour, time.Hour}
			m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning}
			d := m.untilFinal(m.create())
			require.Equal(t, Failed, d.State)
			require.Equal(t, "amazon.stuck", d.Problem.Code)
			require.Positive(t, m.amazon.counted("cancel"))
			m.quiet()
		})
	})
}

func TestCollectingIsRepeatedWithoutASecondRun(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(*fakeAmazon)
		code  string
	}{
		"expired link": {func(f *fakeAmazon) {
			f.onDownload = times(2, answered(http.MethodGet, 403, "Request has expired"))
		}, "amazon.link_expired"},
		"links not there yet": {func(f *fakeAmazon) {
			f.onLinks = times(2, answered(http.MethodGet, 404, "Execution with ID x is unavailable for download."))
		}, "amazon.result_unavailable"},
		"disk full":  {func(f *fakeAmazon) { f.onDownload = times(60, result.ErrDiskFull) }, "execution.disk_full"},
		"broken off": {func(f *fakeAmazon) { f.onDownload = times(2, amc.ErrTruncated) }, "amazon.interrupted"},
		"storage":    {func(f *fakeAmazon) { f.onDownload = times(2, errBoom) }, "internal"},
		"another host": {func(f *fakeAmazon) {
			f.onDownload = times(60, &amc.LinkRefusedError{Host: "files.example", Why: "no host of results"})
		}, "amazon.result_host"},
		"our own network": {func(f *fakeAmazon) {
			f.onDownload = times(60, &egress.RefusedError{Addr: netip.MustParseAddr("10.0.0.1"), Why: "a private address"})
		}, "amazon.result_host"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			simulate(t, func(t *testing.T, m *sim) {
				test.spoil(m.amazon)
				d := m.untilState(m.create(), Waiting)
				require.Equal(t, Collecting, d.Resume)
				require.Equal(t, test.code, d.Problem.Code)
				d = m.untilFinal(d.ID)
				require.Equal(t, Succeeded, d.State)
				require.Equal(t, 1, m.amazon.counted("create"))
				m.quiet()
			})
		})
	}
}

// Rows of many executions that come slowly must not keep others from starting
// or stopping runs.
func TestOnlySomeWorkersCollect(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		d := m.untilState(m.create(), Collecting)
		for range collectors {
			m.collecting <- struct{}{}
		}
		for range 10 {
			m.turn()
		}
		require.Equal(t, Collecting, m.get(d.ID).State)
		require.Zero(t, m.amazon.counted("download"))
		for range collectors {
			<-m.collecting
		}
		require.Equal(t, Succeeded, m.untilFinal(d.ID).State)
		m.quiet()
	})
}

func TestTheTimeLimitIsAmazons(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		with := func(limit time.Duration) error {
			p := m.params()
			p.Timeout = limit
			_, err := m.Create(t.Context(), m.owner, p)
			return err
		}
		for _, bad := range []time.Duration{-1, time.Second, 899 * time.Second, 86_401 * time.Second} {
			require.ErrorIs(t, with(bad), ErrTimeout)
		}
		require.NoError(t, with(900*time.Second))
		require.NoError(t, with(86_400*time.Second))
	})
}

// times gives err for the first n calls.
func times(n int, err error) func(int) error {
	return func(call int) error {
		if call <= n {
			return err
		}
		return nil
	}
}

func TestMalformedRowsAreFetchedAgainAFewTimes(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.csv = "reach\n1,2\n"
		d := m.untilFinal(m.create())
		require.Equal(t, Failed, d.State)
		require.Contains(t, d.Problem.Message, "row 1: 2 values where the header has 1")
		require.Equal(t, m.config.Policies[Malformed].Tries+1, m.amazon.counted("download"))
		require.Equal(t, 1, m.amazon.counted("create"))
	})
}

func TestOpenRunsNeverExceedTheSlots(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 2
		var ids []any
		for range 7 {
			ids = append(ids, m.create())
		}
		m.until("all ended", func() bool {
			require.LessOrEqual(t, m.amazon.open(), 2)
			return len(m.amazon.all()) == len(ids) && m.openWork() == 0
		})
		m.quiet()
	})
}

func TestTheSameKeyMakesOneExecution(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		p := m.params()
		p.Key = key(t, "k", "a")
		first, err := m.Create(t.Context(), m.owner, p)
		require.NoError(t, err)
		again, err := m.Create(t.Context(), m.owner, p)
		require.NoError(t, err)
		require.Equal(t, first.ID, again.ID)
	})
}

func TestRerunSendsExactlyTheSame(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		p := m.params()
		p.Parameters = []query.Parameter{{Name: "id", Type: query.Long}}
		p.Values = map[string]json.RawMessage{"id": raw(`"9007199254740993"`)}
		first, err := m.Create(t.Context(), m.owner, p)
		require.NoError(t, err)
		m.untilFinal(first.ID)
		second, err := m.Rerun(t.Context(), m.owner, first.ID, RerunParams{})
		require.NoError(t, err)
		require.Equal(t, first.ID, second.RerunOf)
		require.Equal(t, Succeeded, m.untilFinal(second.ID).State)
		runs := m.amazon.all()
		require.Len(t, runs, 2)
		require.Equal(t, json.Number("9007199254740993"), runs[1].ParameterValues["id"])
		require.NotEqual(t, markOf(runs[0]), markOf(runs[1]))
		runs[0].ParameterValues, runs[1].ParameterValues = nil, nil
		runs[0].ID, runs[0].CreatedAt = runs[1].ID, runs[1].CreatedAt
		require.Equal(t, runs[0], runs[1])
	})
}
