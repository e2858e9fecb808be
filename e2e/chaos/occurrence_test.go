package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryPlantedFaultOfSchedulesIsCaught(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plant           func(h *history)
		missed, doubled int
	}{
		"an instant that nothing became of": {func(h *history) { h.Occurrences = h.Occurrences[:1] }, 1, 0},
		"an instant with two occurrences": {func(h *history) {
			h.Occurrences = append(h.Occurrences, occurrence{"o3", "s", "succeeded", at(60), at(60), []string{"s2"}})
		}, 0, 1},
		"an occurrence that was never due": {func(h *history) {
			h.Occurrences = append(h.Occurrences, occurrence{"o3", "s", "succeeded", at(120), at(120), []string{"s2"}})
		}, 0, 1},
		"an occurrence with two executions": {func(h *history) { h.Occurrences[0].Executions = []string{"s1", "s2"} }, 0, 1},
		"an occurrence without one":         {func(h *history) { h.Occurrences[0].Executions = nil }, 1, 0},
		"an occurrence that was skipped":    {func(h *history) { h.Occurrences[0].State = "skipped" }, 1, 0},
		"an occurrence that never ended":    {func(h *history) { h.Occurrences[0].State = "running" }, 0, 0},
		"nothing that was ever due": {func(h *history) {
			h.Occurrences, h.Schedules[0].Until = nil, h.Schedules[0].Since
		}, 0, 0},
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
