package lifecycle

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

var (
	noon  = time.Date(2025, 6, 2, 12, 0, 0, 0, time.UTC)
	rules = Rules{RunningPerInstance: 2, RunningPerAccount: 3, DataReadyAt: noon.Add(-time.Hour)}
)

// world applies steps the way the sandbox does: it keeps what changed and
// computes what is to compute.
type world struct {
	all []store.Execution
	// lazy puts computing off.
	lazy bool
}

func (w *world) add(id, instance string, readyAfter, runTime time.Duration, change ...func(*store.Execution)) {
	e := store.Execution{
		ID: id, InstanceID: instance, AccountID: "account", CreatedAt: noon, ReadyAt: noon.Add(readyAfter), RunTime: runTime, Status: Pending,
		ExecutionRequest: store.ExecutionRequest{TimeoutSeconds: 21600},
	}
	for _, c := range change {
		c(&e)
	}
	w.all = append(w.all, e)
}

func (w *world) advance(r Rules, now time.Time) Step {
	for {
		step := r.Advance(w.all, now)
		for _, e := range step.Changed {
			*w.get(e.ID) = e
		}
		if w.lazy || len(step.Compute) == 0 {
			return step
		}
		for _, e := range step.Compute {
			w.compute(e.ID, now)
		}
	}
}

func (w *world) compute(id string, now time.Time) {
	e := w.get(id)
	e.ComputedAt, e.Outcome = now, store.Outcome{Status: Succeeded, Computing: time.Millisecond}
}

func (w *world) get(id string) *store.Execution {
	return &w.all[slices.IndexFunc(w.all, func(e store.Execution) bool { return e.ID == id })]
}

func TestExecutionsWaitForASlotInOrderOfArrival(t *testing.T) {
	t.Parallel()
	w := &world{}
	for i := range 4 {
		w.add(fmt.Sprint(i), "one", time.Second, 10*time.Second)
	}
	w.add("other", "two", time.Second, 10*time.Second)
	w.add("third", "three", time.Second, 10*time.Second)

	w.advance(rules, noon)
	require.Equal(t, Pending, w.get("0").Status)
	step := w.advance(rules, noon.Add(time.Second))
	require.Equal(t, noon.Add(11*time.Second), step.Next)
	for id, status := range map[string]string{"0": Running, "1": Running, "2": Pending, "other": Running, "third": Pending} {
		require.Equal(t, status, w.get(id).Status, id)
	}
	w.advance(rules, noon.Add(time.Hour))
	require.Equal(t, noon.Add(11*time.Second), w.get("2").StartedAt)
	require.Equal(t, noon.Add(21*time.Second), w.get("3").EndedAt)
	require.Equal(t, noon.Add(21*time.Second), w.get("third").EndedAt, "the account has three slots")
}

func TestRunEndsOnlyWithAnOutcome(t *testing.T) {
	t.Parallel()
	w := &world{lazy: true}
	w.add("a", "one", 0, 10*time.Second)
	later := noon.Add(time.Hour)
	step := w.advance(rules, later)
	require.Equal(t, Running, w.get("a").Status)
	require.Len(t, step.Compute, 1)
	require.True(t, Due(*w.get("a"), later))
	w.compute("a", later)
	w.advance(rules, later)
	require.Equal(t, Succeeded, w.get("a").Status)
	require.Equal(t, noon.Add(10*time.Second), w.get("a").EndedAt, "where the clock puts it")
}

func TestNothingStartsBeforeTheDataAreThere(t *testing.T) {
	t.Parallel()
	w := &world{}
	w.add("a", "one", 0, time.Second)
	unready := rules
	unready.DataReadyAt = time.Time{}
	w.advance(unready, noon.Add(time.Minute))
	require.Equal(t, Pending, w.get("a").Status)
	unready.DataReadyAt = noon.Add(2 * time.Minute)
	w.advance(unready, noon.Add(time.Hour))
	require.Equal(t, noon.Add(2*time.Minute), w.get("a").StartedAt)
}

func TestEndsThatNeedNoEngine(t *testing.T) {
	t.Parallel()
	w := &world{lazy: true}
	w.add("stuck", "one", 0, time.Second, func(e *store.Execution) { e.Stuck, e.TimeoutSeconds = true, 900 })
	w.add("slow", "one", 0, time.Hour, func(e *store.Execution) { e.TimeoutSeconds = 900 })
	w.add("refused", "two", 0, time.Second, func(e *store.Execution) {
		e.ForcedStatus, e.ForcedReason, e.ForcedEarly, e.ValidationDelay = Failed, "why", true, 2*time.Second
	})
	w.add("dry", "two", 0, time.Second, func(e *store.Execution) { e.DryRun = true })
	w.add("expired", "three", 25*time.Hour, time.Second)

	w.advance(rules, noon.Add(899*time.Second))
	require.Equal(t, Running, w.get("stuck").Status)
	require.Equal(t, Succeeded, w.get("dry").Status)
	require.Equal(t, Failed, w.get("refused").Status)
	require.Equal(t, "why", w.get("refused").Outcome.Reason)
	require.True(t, w.get("refused").StartedAt.IsZero())
	w.advance(rules, noon.Add(900*time.Second))
	require.Equal(t, Failed, w.get("stuck").Status)
	require.Contains(t, w.get("slow").Outcome.Reason, "timeout of 900 seconds")
	w.advance(rules, noon.Add(30*time.Hour))
	require.Equal(t, Failed, w.get("expired").Status)
	require.Equal(t, noon.Add(24*time.Hour), w.get("expired").EndedAt)
}

// However often it is looked at, the same happens; and never too much at once.
func TestLookingMoreOftenChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once, often := &world{}, &world{}
		for i := range rapid.IntRange(1, 12).Draw(t, "count") {
			instance := rapid.SampledFrom([]string{"one", "two", "three"}).Draw(t, "instance")
			ready := time.Duration(rapid.IntRange(0, 30).Draw(t, "ready")) * time.Second
			runs := time.Duration(rapid.IntRange(1, 30).Draw(t, "runs")) * time.Second
			known := func(e *store.Execution) { e.ComputedAt, e.Outcome.Status = noon, Succeeded }
			once.add(fmt.Sprint(i), instance, ready, runs, known)
			often.add(fmt.Sprint(i), instance, ready, runs, known)
		}
		end := noon.Add(time.Hour)
		once.advance(rules, end)
		for now := noon; now.Before(end); now = now.Add(time.Duration(rapid.IntRange(1, 20000).Draw(t, "step")) * time.Millisecond) {
			often.advance(rules, now)
			running := map[string]int{}
			for _, e := range often.all {
				if e.Status == Running {
					running[e.InstanceID]++
					running[""]++
				}
			}
			for instance, count := range running {
				if instance == "" && count > rules.RunningPerAccount || instance != "" && count > rules.RunningPerInstance {
					t.Fatalf("%d running in %q at %v", count, instance, now)
				}
			}
			if !slices.ContainsFunc(often.all, func(e store.Execution) bool { return e.EndedAt.IsZero() }) {
				break
			}
		}
		for i := range once.all {
			a, b := once.all[i], often.all[i]
			if !a.StartedAt.Equal(b.StartedAt) || !a.EndedAt.Equal(b.EndedAt) || a.Status != b.Status {
				t.Fatalf("execution %s: %v-%v %s, looked at often %v-%v %s", a.ID, a.StartedAt, a.EndedAt, a.Status, b.StartedAt, b.EndedAt, b.Status)
			}
		}
	})
}

// Computing late may start others late, but no slot is ever held twice.
func TestSlotsHoldHoweverLateOutcomesCome(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := &world{lazy: true}
		for i := range rapid.IntRange(1, 12).Draw(t, "count") {
			w.add(fmt.Sprint(i), rapid.SampledFrom([]string{"one", "two"}).Draw(t, "instance"),
				time.Duration(rapid.IntRange(0, 10).Draw(t, "ready"))*time.Second, time.Duration(rapid.IntRange(1, 10).Draw(t, "runs"))*time.Second)
		}
		now := noon
		for range 200 {
			now = now.Add(time.Duration(rapid.IntRange(1, 9000).Draw(t, "step")) * time.Millisecond)
			if compute := w.advance(rules, now).Compute; len(compute) > 0 {
				w.compute(rapid.SampledFrom(compute).Draw(t, "computed").ID, now)
			}
		}
		w.lazy = false
		w.advance(rules, now.Add(time.Hour))
		for _, e := range w.all {
			if e.EndedAt.IsZero() {
				t.Fatalf("execution %s never ended", e.ID)
			}
			together := 0
			for _, other := range w.all {
				if other.InstanceID == e.InstanceID && !other.StartedAt.After(e.StartedAt) && other.EndedAt.After(e.StartedAt) {
					together++
				}
			}
			if together > rules.RunningPerInstance {
				t.Fatalf("%d ran in %q at %v", together, e.InstanceID, e.StartedAt)
			}
		}
	})
}

// A reader that finds an execution Over moves it on once more instead of
// telling that it still runs.
func TestAnExecutionIsOverExactlyWhenAdvanceWouldEndIt(t *testing.T) {
	t.Parallel()
	w := &world{lazy: true}
	w.add("one", "one", time.Second, 10*time.Second)
	w.advance(rules, noon.Add(2*time.Second))
	end := noon.Add(11 * time.Second)
	require.False(t, Over(*w.get("one"), end), "without an outcome it is only due")
	require.True(t, Due(*w.get("one"), end))
	w.compute("one", end)
	require.False(t, Over(*w.get("one"), end.Add(-1)))
	require.True(t, Over(*w.get("one"), end))
	w.advance(rules, end)
	require.Equal(t, Succeeded, w.get("one").Status)
	require.False(t, Over(*w.get("one"), end))
}
