package execution

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/connection"
)

func connectionGone() error { return connection.ErrReconnect }

func TestCancelBeforeARunWasStarted(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		d, err := m.Cancel(t.Context(), m.owner, id)
		require.NoError(t, err)
		require.Equal(t, Cancelled, d.State)
		m.quiet()
		require.Zero(t, m.amazon.counted("create"))
		_, err = m.Cancel(t.Context(), m.owner, id)
		require.ErrorIs(t, err, ErrEnded)
	})
}

func TestCancelOfAnOpenRunAsksAmazon(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionPending, amc.ExecutionRunning}
		m.amazon.onCancel = times(2, answered(http.MethodPut, 503, ""))
		for _, state := range []State{Pending, Running} {
			d := m.untilState(m.create(), state)
			d, err := m.Cancel(t.Context(), m.owner, d.ID)
			require.NoError(t, err)
			require.Equal(t, state, d.State)
			require.NotNil(t, d.CancelRequestedAt)
			d = m.untilFinal(d.ID)
			require.Equal(t, Cancelled, d.State)
			require.Contains(t, d.Events[len(d.Events)-1].Message, "as asked")
		}
		m.quiet()
	})
}

// Amazon knows nothing yet of a run that has just begun, and refuses to stop it.
func TestCancelOfARunThatDoesNotShowYetIsAskedForAgain(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning}
		m.amazon.onCancel = times(2, answered(http.MethodPut, 400, "Workflow execution with ID x does not exist."))
		id := m.create()
		m.untilState(id, Pending)
		_, err := m.Cancel(t.Context(), m.owner, id)
		require.NoError(t, err)
		d := m.untilFinal(id)
		require.Equal(t, Cancelled, d.State)
		require.Equal(t, 3, m.amazon.counted("cancel"))
		m.quiet()
	})
}

func TestCancelThatComesTooLateSaysSo(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		d := m.untilState(m.create(), Running) // Amazon has finished; nobody has asked yet
		_, err := m.Cancel(t.Context(), m.owner, d.ID)
		require.NoError(t, err)
		d = m.untilFinal(d.ID)
		require.Equal(t, Succeeded, d.State)
		require.Contains(t, d.Events[len(d.Events)-2].Message, "before it could be stopped")
	})
}

// The run ends, and the poller sees it, while Amazon is being asked to stop it.
func TestCancelThatRacesTheEndLosesNothing(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		d := m.untilState(m.create(), Running)
		m.amazon.onCancel = func(int) error {
			_, err := m.follow(t.Context(), m.untilPollClaimed(), m.instance)
			require.NoError(t, err)
			require.Equal(t, Collecting, m.get(d.ID).State)
			return nil
		}
		_, err := m.Cancel(t.Context(), m.owner, d.ID)
		require.NoError(t, err)
		require.Equal(t, Succeeded, m.untilFinal(d.ID).State)
		require.Equal(t, 1, m.amazon.counted("cancel"))
		m.quiet()
	})
}

func TestCancelWhileTheSubmissionIsOnItsWayStopsTheRun(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning}
		id := m.create()
		m.amazon.afterCreate = func(int, amc.Execution) error {
			d, err := m.Cancel(t.Context(), m.owner, id)
			require.NoError(t, err)
			require.Equal(t, Submitting, d.State, "nobody knows yet whether there is a run")
			return nil
		}
		d := m.untilFinal(id)
		require.Equal(t, Cancelled, d.State)
		require.Equal(t, amc.ExecutionCancelled, m.amazon.all()[0].Status)
		m.quiet()
	})
}

func TestCancelWhileTheRowsComeKeepsNoneOfThem(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		id := m.create()
		m.amazon.onDownload = func(int) error {
			d, err := m.Cancel(t.Context(), m.owner, id)
			require.NoError(t, err)
			require.Equal(t, Cancelled, d.State)
			return nil
		}
		d := m.untilFinal(id)
		m.quiet()
		require.Equal(t, Cancelled, m.get(id).State)
		require.Contains(t, d.Events[len(d.Events)-1].Message, "Amazon had finished the run")
		_, _, err := m.Result(t.Context(), m.owner, id)
		require.ErrorIs(t, err, ErrNoResult)
	})
}

func TestCancelOfARunThatFailsFirstSaysSo(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning, amc.ExecutionFailed}
		m.amazon.reason = "Internal error, try again"
		d := m.untilState(m.create(), Pending)
		m.amazon.onCancel = func(int) error { return answered(http.MethodPut, 400, "finished") }
		_, err := m.Cancel(t.Context(), m.owner, d.ID)
		require.NoError(t, err)
		d = m.untilFinal(d.ID)
		require.Equal(t, Cancelled, d.State)
		require.Contains(t, d.Events[len(d.Events)-1].Message, "failed before it could be stopped")
		require.Equal(t, 1, m.amazon.counted("create"), "it is not run again")
		m.quiet()
	})
}

func TestCancelOfAnUnsureSubmissionFindsTheRunFirst(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning}
		m.amazon.afterCreate = func(int, amc.Execution) error { return lost(http.MethodPost) }
		id := m.create()
		m.until("sent", func() bool { return m.amazon.counted("create") == 1 })
		d, err := m.Cancel(t.Context(), m.owner, id)
		require.NoError(t, err)
		require.Equal(t, Submitting, d.State)
		require.Equal(t, Cancelled, m.untilFinal(id).State)
		require.Equal(t, amc.ExecutionCancelled, m.amazon.all()[0].Status)
		m.quiet()
	})
}

func TestCancelWhileWaitingOrCollectingIsAtOnce(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.amazon.onDownload = func(int) error { return errBoom }
		d := m.untilState(m.create(), Waiting)
		require.Equal(t, Collecting, d.Resume)
		d, err := m.Cancel(t.Context(), m.owner, d.ID)
		require.NoError(t, err)
		require.Equal(t, Cancelled, d.State)

		m.amazon.beforeCreate = func(int) error { return answered(http.MethodPost, 429, "") }
		d = m.untilState(m.create(), Waiting)
		d, err = m.Cancel(t.Context(), m.owner, d.ID)
		require.NoError(t, err)
		require.Equal(t, Cancelled, d.State)
		m.quiet()
	})
}

func TestARunCancelledElsewhereIsToldApart(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		d := m.untilState(m.create(), Running)
		m.amazon.script = []amc.ExecutionStatus{amc.ExecutionRunning}
		m.amazon.mu.Lock()
		m.amazon.runs[0].Status = amc.ExecutionCancelled
		m.amazon.mu.Unlock()
		d = m.untilFinal(d.ID)
		require.Equal(t, Cancelled, d.State)
		require.Contains(t, d.Events[len(d.Events)-1].Message, "not by RecomAMP")
	})
}
