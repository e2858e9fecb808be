package main

import (
	"cmp"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

// flawless is a history of two executions, the first of which needed a second
// attempt after its first run had failed.
func flawless() history {
	states := []string{"queued", "submitting", "pending", "collecting", "succeeded"}
	return history{
		Asked: 2, Acknowledged: []string{"e1", "e2"}, PerInstance: 2, PerAccount: 3,
		Executions: []execution{
			{ID: "e1", State: "succeeded", Window: "May", Verified: true, States: states},
			{ID: "e2", State: "succeeded", Window: "June", Verified: true, States: states},
		},
		Attempts: []attempt{{"a1", "e1", at(0)}, {"a2", "e1", at(10)}, {"b1", "e2", at(0)}},
		Runs: []run{
			{ID: "r1", InstanceID: "i", AccountID: "c", Mark: "a1", Status: "FAILED", Window: "May", CreatedAt: at(1), EndedAt: at(5)},
			{ID: "r2", InstanceID: "i", AccountID: "c", Mark: "a2", Status: "SUCCEEDED", Window: "May", CreatedAt: at(11), EndedAt: at(15)},
			{ID: "r3", InstanceID: "i", AccountID: "c", Mark: "b1", Status: "SUCCEEDED", Window: "June", CreatedAt: at(1), EndedAt: at(5)},
		},
	}
}

func TestAFlawlessHistoryIsGood(t *testing.T) {
	t.Parallel()
	r := check(flawless())
	require.True(t, r.good(), r.Findings)
	require.Equal(t, "chaos: executions=2 succeeded=2 duplicates=0 lost=0 overruns=0", r.String())
}

func TestEveryPlantedFaultIsCaught(t *testing.T) {
	t.Parallel()
	again := func(h *history, mark string, created, ended int) {
		h.Runs = append(h.Runs, run{
			ID: "planted", InstanceID: "i", AccountID: "c", Mark: mark, Status: "SUCCEEDED", Window: "May", CreatedAt: at(created), EndedAt: at(ended),
		})
	}
	for name, c := range map[string]struct {
		plant func(h *history)
		want  report
	}{
		"a second run of one attempt": {func(h *history) { again(h, "a2", 16, 18) }, report{Succeeded: 2, Duplicates: 1}},
		"a run that nobody meant":     {func(h *history) { again(h, "", 16, 18) }, report{Succeeded: 2, Duplicates: 1}},
		"a second attempt while the first could still succeed": {func(h *history) {
			h.Runs[0].EndedAt = at(12)
		}, report{Succeeded: 2, Duplicates: 1}},
		"a second attempt after the first had succeeded": {func(h *history) {
			h.Runs[0].Status = "SUCCEEDED"
		}, report{Succeeded: 2, Duplicates: 1}},
		"an execution that is gone":   {func(h *history) { h.Executions = h.Executions[:1] }, report{Succeeded: 1, Lost: 1}},
		"an execution without an end": {func(h *history) { h.Executions[1].State = "running" }, report{Succeeded: 1, Lost: 1}},
		"a result that is not right":  {func(h *history) { h.Executions[1].Verified = false }, report{Succeeded: 1, Lost: 1}},
		"an execution that failed":    {func(h *history) { h.Executions[1].State = "failed" }, report{Succeeded: 1}},
		"one that was never submitted": {func(h *history) {
			h.Acknowledged, h.Executions = h.Acknowledged[:1], h.Executions[:1]
			h.Attempts, h.Runs = h.Attempts[:2], h.Runs[:2]
		}, report{Succeeded: 1}},
		"a run before its intent":       {func(h *history) { h.Runs[2].CreatedAt = at(-1) }, report{Succeeded: 2}},
		"a window that changed":         {func(h *history) { h.Runs[1].Window = "June" }, report{Succeeded: 2}},
		"a final state that changed":    {func(h *history) { h.Executions[0].States = []string{"failed", "succeeded"} }, report{Succeeded: 2}},
		"too many open in an instance":  {func(h *history) { h.PerInstance = 1 }, report{Succeeded: 2, Overruns: 1}},
		"too many open in an account":   {func(h *history) { h.Runs[2].InstanceID, h.PerAccount = "j", 1 }, report{Succeeded: 2, Overruns: 1}},
		"two requests answered as one":  {func(h *history) { h.Acknowledged[1] = "e1" }, report{Succeeded: 1, Lost: 1, Duplicates: 1}},
		"an execution nobody asked for": {func(h *history) { h.Asked, h.Acknowledged = 1, h.Acknowledged[:1] }, report{Executions: 1, Succeeded: 1, Duplicates: 1}},
		"one that is open for too long": {func(h *history) { h.PerInstance, h.Runs[2].EndedAt = 1, time.Time{} }, report{Succeeded: 2, Overruns: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flawless()
			c.plant(&h)
			r := check(h)
			require.False(t, r.good())
			c.want.Executions, c.want.Findings = cmp.Or(c.want.Executions, 2), r.Findings
			c.want.MostPerInstance, c.want.MostPerAccount = r.MostPerInstance, r.MostPerAccount
			require.Equal(t, c.want, *r, fmt.Sprint(r.Findings))
		})
	}
}

func TestARunThatBeginsAsAnotherEndsIsNoOverrun(t *testing.T) {
	t.Parallel()
	h := flawless()
	h.PerInstance, h.Runs[2].CreatedAt, h.Runs[2].EndedAt = 1, at(5), at(11)
	require.True(t, check(h).good(), check(h).Findings)
}
