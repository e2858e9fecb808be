package crash_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// slots is how many runs of an instance may be open at once.
	slots = 10
	// held is how long the sandbox keeps a run where it is, by the sandbox's
	// clock, which the test moves once the time has come.
	held = 30 * time.Minute
)

func TestServerKilledInEveryState_EachExecutionSucceedsByOneRunAtAmazon(t *testing.T) {
	t.Parallel()
	for name, where := range map[string]place{"sandbox inside": {}, "sandbox apart": {apart: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, where)
			full := w.instances[2]
			fillers := w.fillSlots(t, full)
			queued := moment{"queued", "moment_queued", "queued", "", 1, w.submit(t, full, "moment_queued")}
			moments := append(w.holdMoments(t), queued)
			w.areHeld(t, moments)

			w.server.kill()
			w.server.start(t)

			for _, filler := range fillers { // makes room for the queued one
				_, err := w.client.Cancel(t.Context(), filler.id)
				require.NoError(t, err)
			}
			w.endWhereTheClockPutsThem(t, moments)
			for _, m := range moments {
				w.succeeds(t, m)
			}
			for _, m := range fillers {
				w.waitForState(t, m.id, "cancelled")
				require.Equal(t, 1, w.sandbox.runs(t, m.mark), "runs in the sandbox's request log")
			}
		})
	}
}

func TestSandboxKilledInEveryState_ItsRunsGoOnByTheClockAndEachExecutionSucceedsByOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, place{apart: true})
	moments := w.holdMoments(t)
	w.areHeld(t, moments)

	w.apart.kill()
	for _, m := range moments {
		found := w.waitFor(t, m.id, "says that Amazon is away", saysUnreachable)
		require.NotContains(t, []string{"succeeded", "failed", "cancelled"}, found.State)
		require.Contains(t, found.Error.Next, "goes on by itself")
	}
	late := moment{"submitted while the sandbox was down", "moment_late", "waiting", "", 0, w.submit(t, w.instances[0], "moment_late")}
	require.Equal(t, late.state, w.waitFor(t, late.id, "says that Amazon is away", saysUnreachable).State)
	w.apart.start(t)

	w.endWhereTheClockPutsThem(t, moments)
	for _, m := range append(moments, late) {
		w.succeeds(t, m)
	}
}

// fillSlots leaves an instance no room for one more run.
func (w *world) fillSlots(t *testing.T, instance string) []moment {
	t.Helper()
	w.sandbox.rule(t, match{"method": "POST", "route": submissions, "body": "filler_"}, action{"kind": "stuck"})
	fillers := make([]moment, slots)
	for i := range fillers {
		mark := fmt.Sprintf("filler_%02d", i)
		fillers[i] = moment{mark, mark, "running", "RUNNING", 1, w.submit(t, instance, mark)}
	}
	for _, filler := range fillers {
		w.waitForState(t, filler.id, filler.state)
	}
	return fillers
}

// holdMoments brings one execution into each state that Amazon has a part in
// and keeps it there by a fault of the sandbox. Those that a time limit of ours
// would end come last.
func (w *world) holdMoments(t *testing.T) []moment {
	t.Helper()
	busy, other := w.instances[0], w.instances[1]
	forever := time.Hour.Milliseconds()
	var moments []moment
	hold := func(m moment, instance string, what match, a action) {
		t.Helper()
		m.mark = fmt.Sprintf("moment_%d", len(moments))
		if what == nil {
			what = match{"method": "POST", "route": submissions, "body": m.mark, "max": 1}
		}
		w.sandbox.rule(t, what, a)
		m.id = w.submit(t, instance, m.mark)
		w.waitForState(t, m.id, m.state)
		moments = append(moments, m)
	}
	hold(moment{name: "pending", state: "pending", atAmazon: "PENDING", attempts: 1}, busy, nil,
		action{"kind": "hold", "state": "PENDING", "delayMs": held.Milliseconds()})
	hold(moment{name: "running", state: "running", atAmazon: "RUNNING", attempts: 1}, busy, nil,
		action{"kind": "hold", "state": "RUNNING", "delayMs": held.Milliseconds()})
	hold(moment{name: "collecting", state: "collecting", attempts: 1}, other,
		match{"method": "GET", "route": "/results/" + other + "/*/*/*", "max": 1}, action{"kind": "delay", "delayMs": forever})
	hold(moment{name: "submitting, the run begun and its answer on the way", state: "submitting", attempts: 1}, busy, nil,
		action{"kind": "slow", "bytes": 1, "delayMs": forever})
	hold(moment{name: "submitting, the request not yet carried out", state: "submitting", attempts: 2}, busy, nil,
		action{"kind": "delay", "delayMs": forever})
	return moments
}

// areHeld checks that no execution slipped on while the others were prepared.
func (w *world) areHeld(t *testing.T, moments []moment) {
	t.Helper()
	for _, m := range moments {
		now, err := w.client.Execution(t.Context(), m.id)
		require.NoError(t, err)
		require.Equal(t, m.state, now.State, m.name)
	}
}

// endWhereTheClockPutsThem checks that held runs are where they were, lets
// their time pass, and checks that they ended when it was over, to the second,
// rather than when somebody looked.
func (w *world) endWhereTheClockPutsThem(t *testing.T, moments []moment) {
	t.Helper()
	for _, m := range moments {
		if m.atAmazon != "" {
			require.Equal(t, m.atAmazon, w.sandbox.find(t, m.mark).Status, m.name)
		}
	}
	w.sandbox.advance(t, held+time.Minute)
	for _, m := range moments {
		if m.atAmazon == "" {
			continue
		}
		until(t, m.name+": its outcome is known", w.sandbox.succeeded(t, m.mark))
		run := w.sandbox.find(t, m.mark)
		require.Equal(t, run.Created.Add(held), run.LastUpdated, m.name)
	}
}
