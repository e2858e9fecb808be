package main

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

var (
	may  = question{Instance: "i", SQL: "SELECT 1", Window: "May"}
	june = question{Instance: "i", SQL: "SELECT 1", Window: "June"}
	// planned is what the schedule asks.
	planned = question{Instance: "k", SQL: "SELECT 2", Window: "May"}
	// elsewhere is what it asks on another instance.
	elsewhere = question{Instance: "l", SQL: "SELECT 2", Window: "May"}
)

// flawless is a history of two executions, the first of which needed a second
// attempt after its first run had failed, and a third after one was refused; of
// a schedule that was due twice; and of a backfill over an hour on two instances.
func flawless() history {
	events := []change{{1, "queued"}, {2, "submitting"}, {3, "pending"}, {4, "collecting"}, {5, "succeeded"}}
	return history{
		Asked: 2, Acknowledged: []acknowledgement{
			{ID: "e1", question: may},
			{ID: "e2", question: june},
			{ID: "s1", question: planned, Scheduled: true},
			{ID: "s2", question: planned, Scheduled: true},
			{ID: "p1", question: planned, Scheduled: true},
			{ID: "p2", question: elsewhere, Scheduled: true},
		},
		Schedules: []scheduled{
			{Series: "s", Since: at(-30), Until: at(90), Every: time.Minute, Executions: 1},
			{Series: "b", Since: at(-3601), Until: at(-1), Every: time.Hour, Executions: 2},
		},
		Occurrences: []occurrence{
			{ID: "o1", Series: "s", State: "succeeded", DueAt: at(0), ThroughAt: at(0), StartAt: at(0), Executions: []string{"s1"}},
			{ID: "o2", Series: "s", State: "succeeded", DueAt: at(60), ThroughAt: at(60), StartAt: at(80), Executions: []string{"s2"}},
			{ID: "o0", Series: "b", State: "succeeded", DueAt: at(-3600), ThroughAt: at(-3600), StartAt: at(-3600), Executions: []string{"p1", "p2"}},
		},
		PerInstance: 2, PerAccount: 3,
		Executions: []execution{
			{ID: "e1", State: "succeeded", question: may, Verified: true, Events: events},
			{ID: "e2", State: "succeeded", question: june, Verified: true, Events: slices.Clone(events)},
			{ID: "s1", State: "succeeded", question: planned, Verified: true, Events: slices.Clone(events)},
			{ID: "s2", State: "succeeded", question: planned, Verified: true, Events: slices.Clone(events)},
			{ID: "p1", State: "succeeded", question: planned, Verified: true, Events: slices.Clone(events)},
			{ID: "p2", State: "succeeded", question: elsewhere, Verified: true, Events: slices.Clone(events)},
		},
		Attempts: []attempt{
			{"a1", "e1", "accepted", "r1", at(0)},
			{"a2", "e1", "accepted", "r2", at(10)},
			{"a0", "e1", "refused", "", at(6)},
			{"b1", "e2", "accepted", "r3", at(0)},
			{"c1", "s1", "accepted", "r4", at(30)},
			{"c2", "s2", "accepted", "r5", at(60)},
			{"d1", "p1", "accepted", "r6", at(70)},
			{"d2", "p2", "accepted", "r7", at(70)},
		},
		Runs: []run{
			{ID: "r1", Account: "c", Mark: "a1", Status: "FAILED", question: may, CreatedAt: at(1), EndedAt: at(5)},
			{ID: "r2", Account: "c", Mark: "a2", Status: "SUCCEEDED", question: may, CreatedAt: at(11), EndedAt: at(15)},
			{ID: "r3", Account: "c", Mark: "b1", Status: "SUCCEEDED", question: june, CreatedAt: at(1), EndedAt: at(5)},
			{ID: "r4", Account: "d", Mark: "c1", Status: "SUCCEEDED", question: planned, CreatedAt: at(30), EndedAt: at(33)},
			{ID: "r5", Account: "d", Mark: "c2", Status: "SUCCEEDED", question: planned, CreatedAt: at(61), EndedAt: at(65)},
			{ID: "r6", Account: "d", Mark: "d1", Status: "SUCCEEDED", question: planned, CreatedAt: at(71), EndedAt: at(73)},
			{ID: "r7", Account: "d", Mark: "d2", Status: "SUCCEEDED", question: elsewhere, CreatedAt: at(75), EndedAt: at(77)},
		},
	}
}

func TestAFlawlessHistoryIsGood(t *testing.T) {
	t.Parallel()
	r := check(flawless())
	require.True(t, r.good(), r.Findings)
	require.Equal(t, "chaos: executions=2 succeeded=2 duplicates=0 lost=0 overruns=0 occurrences=3 missed=0 doubled=0", r.String())
}

func TestEveryPlantedFaultIsCaught(t *testing.T) {
	t.Parallel()
	again := func(h *history, mark string, created, ended int) {
		h.Runs = append(h.Runs, run{
			ID: "planted", Account: "c", Mark: mark, Status: "SUCCEEDED", question: may, CreatedAt: at(created), EndedAt: at(ended),
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
		"a run of an attempt held for refused": {func(h *history) { again(h, "a0", 6, 8) }, report{Succeeded: 2, Duplicates: 2}},
		"a run of an attempt held for absent": {func(h *history) {
			h.Attempts[0].Outcome, h.Attempts[0].RunID = "absent", ""
		}, report{Succeeded: 2, Duplicates: 1}},
		"an attempt that follows another run": {func(h *history) { h.Attempts[3].RunID = "r2" }, report{Succeeded: 2}},
		"an attempt whose run never began": {func(h *history) {
			h.Attempts[2].Outcome, h.Attempts[2].RunID = "accepted", "r9"
		}, report{Succeeded: 2, Lost: 1}},
		"a result without a run":    {func(h *history) { h.Runs[2].Status = "FAILED" }, report{Succeeded: 2, Lost: 1}},
		"an execution that is gone": {func(h *history) { h.Executions = slices.Delete(h.Executions, 1, 2) }, report{Succeeded: 1, Lost: 1}},
		"an execution without an end": {func(h *history) {
			h.Executions[1].State, h.Executions[1].Events = "collecting", h.Executions[1].Events[:4]
		}, report{Succeeded: 1, Lost: 1}},
		"a result that is not right": {func(h *history) { h.Executions[1].Verified = false }, report{Succeeded: 1, Lost: 1}},
		"an execution that failed": {func(h *history) {
			h.Executions[1].State, h.Executions[1].Events[4].State = "failed", "failed"
		}, report{Succeeded: 1}},
		"one that was never submitted": {func(h *history) {
			h.Acknowledged, h.Executions = slices.Delete(h.Acknowledged, 1, 2), slices.Delete(h.Executions, 1, 2)
			h.Attempts, h.Runs = slices.Delete(h.Attempts, 3, 4), slices.Delete(h.Runs, 2, 3)
		}, report{Succeeded: 1}},
		"a run before its intent":      {func(h *history) { h.Runs[2].CreatedAt = at(-1) }, report{Succeeded: 2}},
		"a run for another window":     {func(h *history) { h.Runs[1].Window = "June" }, report{Succeeded: 2}},
		"a run on another instance":    {func(h *history) { h.Runs[1].Instance = "j" }, report{Succeeded: 2}},
		"a run of other SQL":           {func(h *history) { h.Runs[1].SQL = "SELECT 2" }, report{Succeeded: 2}},
		"an execution for another day": {func(h *history) { h.Executions[0].Window = "April" }, report{Succeeded: 2}},
		"a final state that changed": {func(h *history) {
			h.Executions[0].Events = []change{{1, "failed"}, {2, "succeeded"}}
		}, report{Succeeded: 2}},
		"an event that is gone": {func(h *history) {
			h.Executions[0].Events = slices.Delete(h.Executions[0].Events, 1, 2)
		}, report{Succeeded: 2}},
		"events that end otherwise": {func(h *history) {
			h.Executions[0].Events = h.Executions[0].Events[:4]
		}, report{Succeeded: 2}},
		"a slot that is left over":      {func(h *history) { h.Leftovers = []string{"the place of e1"} }, report{Succeeded: 2}},
		"too many open in an instance":  {func(h *history) { h.PerInstance = 1 }, report{Succeeded: 2, Overruns: 1}},
		"too many open in an account":   {func(h *history) { h.PerAccount = 1 }, report{Succeeded: 2, Overruns: 1}},
		"two requests answered as one":  {func(h *history) { h.Acknowledged[1] = h.Acknowledged[0] }, report{Succeeded: 1, Lost: 1, Duplicates: 1}},
		"an execution nobody asked for": {func(h *history) { h.Asked, h.Acknowledged = 1, slices.Delete(h.Acknowledged, 1, 2) }, report{Executions: 1, Succeeded: 1, Duplicates: 1}},
		"one that is open for too long": {func(h *history) { h.PerInstance, h.Runs[2].EndedAt = 1, time.Time{} }, report{Succeeded: 2, Overruns: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flawless()
			c.plant(&h)
			r := check(h)
			require.False(t, r.good())
			c.want.Occurrences = 3
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
