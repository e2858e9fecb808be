//go:build crash

package crash_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

const (
	submissions = "/workflowExecutions"
	// slots is how many runs of an instance may be open at once.
	slots = 10
)

// moment is a state in which an execution is caught by the crash.
type moment struct {
	name  string
	mark  string // in its SQL, to find it in the sandbox's log
	state string
	id    actor.ExecutionID
}

func TestKilledInEveryState_EachExecutionSucceedsWithOneRunAtAmazon(t *testing.T) {
	t.Parallel()
	for _, place := range []struct {
		name  string
		apart bool
	}{{"sandbox inside", false}, {"sandbox apart", true}} {
		t.Run(place.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, place.apart)
			require.GreaterOrEqual(t, len(w.instances), 3)
			fillers := w.fillSlots(t, w.instances[2])
			moments := w.holdMoments(t)
			for _, m := range moments { // nothing has slipped on while the others were prepared
				require.Equal(t, m.state, w.waitFor(t, m.id, m.state).State, m.name)
			}

			w.crash(t)

			for _, filler := range fillers { // makes room for the queued one
				require.NoError(t, w.client.Cancel(t.Context(), filler.id))
			}
			for _, m := range append(moments, fillers...) {
				t.Run(m.name, func(t *testing.T) {
					if strings.HasPrefix(m.mark, "filler") {
						w.waitFor(t, m.id, "cancelled")
						require.Equal(t, 1, w.runs(t, m.mark), "runs in the sandbox's request log")
						return
					}
					w.succeeds(t, m)
				})
			}
		})
	}
}

// fillSlots leaves an instance no room for one more run.
func (w *world) fillSlots(t *testing.T, instance string) []moment {
	t.Helper()
	w.rule(t, map[string]any{"method": "POST", "route": submissions, "body": "filler_"}, map[string]any{"kind": "stuck"})
	fillers := make([]moment, slots)
	for i := range fillers {
		mark := fmt.Sprintf("filler_%02d", i)
		fillers[i] = moment{mark, mark, "running", w.submit(t, instance, mark)}
	}
	for _, filler := range fillers {
		w.waitFor(t, filler.id, filler.state)
	}
	return fillers
}

// holdMoments brings one execution into each state and keeps it there by a
// fault of the sandbox. The states that last are entered last.
func (w *world) holdMoments(t *testing.T) []moment {
	t.Helper()
	busy, other, full := w.instances[0], w.instances[1], w.instances[2]
	post := func(mark string) map[string]any {
		return map[string]any{"method": "POST", "route": submissions, "body": mark, "max": 1}
	}
	var moments []moment
	hold := func(name, state, instance string, match, action map[string]any) {
		t.Helper()
		mark := fmt.Sprintf("moment_%d", len(moments))
		if match == nil {
			match = post(mark)
		}
		if action != nil {
			w.rule(t, match, action)
		}
		m := moment{name: name, mark: mark, state: state, id: w.submit(t, instance, mark)}
		moments = append(moments, m)
		w.waitFor(t, m.id, state)
	}
	hold("collecting", "collecting", other,
		map[string]any{"method": "GET", "route": "/results/" + other + "/*/*/*", "max": 1},
		map[string]any{"kind": "delay", "delayMs": 180_000})
	hold("queued", "queued", full, nil, nil)
	hold("running", "running", busy, nil, map[string]any{"kind": "hold", "state": "RUNNING", "delayMs": 25_000})
	hold("pending", "pending", busy, nil, map[string]any{"kind": "hold", "state": "PENDING", "delayMs": 15_000})
	hold("submitting, the run begun and its answer on the way", "submitting", busy, nil,
		map[string]any{"kind": "slow", "bytes": 1, "delayMs": 30_000})
	hold("submitting, the request not yet carried out", "submitting", busy, nil,
		map[string]any{"kind": "delay", "delayMs": 180_000})
	return moments
}

// succeeds checks how an execution ended: with all its rows, and one run.
func (w *world) succeeds(t *testing.T, m moment) {
	t.Helper()
	finished := w.waitFor(t, m.id, "succeeded")
	require.NotNil(t, finished.RowCount)
	require.Positive(t, *finished.RowCount)
	require.Equal(t, 1, w.runs(t, m.mark), "runs in the sandbox's request log")
	ends := 0
	for _, event := range finished.Events {
		if event.State == "succeeded" {
			ends++
		}
	}
	require.Equal(t, 1, ends, "the timeline reaches its end once")

	rows, err := w.client.Export(t.Context(), m.id, "csv")
	require.NoError(t, err)
	defer rows.Close()
	content, err := io.ReadAll(rows)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	require.Equal(t, "campaign,"+m.mark, strings.TrimSpace(lines[0]))
	require.EqualValues(t, *finished.RowCount, len(lines)-1)
}
