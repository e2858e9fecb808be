package main

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEveryPlantedFaultOfSchedulesIsCaught(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plant           func(h *history)
		missed, doubled int
	}{
		"an instant that nothing became of": {func(h *history) { h.Occurrences = slices.Delete(h.Occurrences, 1, 2) }, 1, 0},
		"an instant with two occurrences": {func(h *history) {
			twin := h.Occurrences[1]
			twin.ID = "planted"
			h.Occurrences = append(h.Occurrences, twin)
		}, 0, 1},
		"an occurrence that was never due": {func(h *history) {
			h.Occurrences = append(h.Occurrences, occurrence{
				ID: "planted", Series: "s", State: "succeeded", DueAt: at(120), ThroughAt: at(120), StartAt: at(120), Executions: []string{"s2"},
			})
		}, 0, 1},
		"an occurrence with two executions": {func(h *history) { h.Occurrences[0].Executions = []string{"s1", "s2"} }, 0, 1},
		"an occurrence without one":         {func(h *history) { h.Occurrences[0].Executions = nil }, 1, 0},
		"an occurrence that was skipped":    {func(h *history) { h.Occurrences[0].State = "skipped" }, 1, 0},
		"one that was skipped as paused long after it was to begin": {func(h *history) {
			h.Occurrences[0].State, h.Occurrences[0].Reason, h.Occurrences[0].Executions = "skipped", "paused", nil
		}, 1, 0},
		"one that was skipped as paused and ran": {func(h *history) {
			h.Occurrences[1].State, h.Occurrences[1].Reason = "skipped", "paused"
		}, 1, 0},
		"an occurrence that never ended": {func(h *history) { h.Occurrences[0].State = "running" }, 0, 0},
		"nothing that was ever due": {func(h *history) {
			h.Occurrences, h.Schedules = nil, []scheduled{{Series: "s", Since: at(-30), Until: at(-30), Every: time.Minute, Executions: 1}}
		}, 0, 0},
		"an instant of a backfill that nothing became of": {func(h *history) { h.Schedules[1].Since = at(-7201) }, 1, 0},
		"an instant that a backfill ran twice": {func(h *history) {
			twin := h.Occurrences[2]
			twin.ID = "planted"
			h.Occurrences = append(h.Occurrences, twin)
		}, 0, 1},
		"an instance that a backfill left out":    {func(h *history) { h.Occurrences[2].Executions = []string{"p1"} }, 1, 0},
		"an instance that was run on twice":       {func(h *history) { h.Schedules[1].Executions = 1 }, 0, 1},
		"an occurrence of a schedule nobody made": {func(h *history) { h.Occurrences[2].Series = "c" }, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flawless()
			c.plant(&h)
			r := check(h)
			require.False(t, r.good())
			require.Equal(t, []int{c.missed, c.doubled}, []int{r.Missed, r.Doubled}, r.Findings)
		})
	}
}

// A pause allows what was to begin later not to have run.
func TestWhatAPauseCameBeforeIsNoMiss(t *testing.T) {
	t.Parallel()
	h := flawless()
	h.Occurrences[1].State, h.Occurrences[1].Reason, h.Occurrences[1].Executions = "skipped", "paused", nil
	h.Acknowledged = slices.Delete(h.Acknowledged, 3, 4)
	h.Executions, h.Attempts, h.Runs = slices.Delete(h.Executions, 3, 4), slices.Delete(h.Attempts, 5, 6), slices.Delete(h.Runs, 4, 5)
	r := check(h)
	require.True(t, r.good(), r.Findings)
}
