package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// history is all that both sides recorded about a trial.
type history struct {
	// Asked is how many executions were to be made; Acknowledged are the ids
	// that the platform gave for them.
	Asked        int
	Acknowledged []string
	Executions   []execution
	Attempts     []attempt
	Runs         []run
	// PerInstance and PerAccount are the most runs that may be open at once.
	PerInstance, PerAccount int
}

// execution is what the platform's ledger says of one, and whether its rows are
// what they must be.
type execution struct {
	ID, State, Window string
	Verified          bool
	// States are those of its event rows, in order.
	States []string
}

// attempt is a line of the platform's ledger. Its id is the mark that its run carries.
type attempt struct {
	ID, ExecutionID string
	SentAt          time.Time
}

// run is a line of the sandbox's own log.
type run struct {
	ID, InstanceID, AccountID, Mark, Status, Window string
	CreatedAt, EndedAt                              time.Time // EndedAt is zero for one that is open
}

func (r run) succeeded() bool { return r.Status == "SUCCEEDED" }

// report is what a history amounts to.
type report struct {
	Executions, Succeeded, Duplicates, Lost, Overruns int
	// MostPerInstance and MostPerAccount are the most runs that ever were open: a
	// limit that was not reached was not tried.
	MostPerInstance, MostPerAccount int
	// Findings say each thing that is wrong, also what no counter is for.
	Findings []string
}

func (r *report) String() string {
	return fmt.Sprintf("chaos: executions=%d succeeded=%d duplicates=%d lost=%d overruns=%d",
		r.Executions, r.Succeeded, r.Duplicates, r.Lost, r.Overruns)
}

// good reports whether every execution succeeded and nothing is wrong.
func (r *report) good() bool { return r.Succeeded == r.Executions && len(r.Findings) == 0 }

func (r *report) find(counter *int, format string, args ...any) {
	if counter != nil {
		*counter++
	}
	r.Findings = append(r.Findings, fmt.Sprintf(format, args...))
}

// check verifies what the platform promises against what was recorded.
func check(h history) *report {
	r := &report{Executions: h.Asked}
	if len(h.Acknowledged) != h.Asked {
		r.find(nil, "only %d of %d executions were submitted", len(h.Acknowledged), h.Asked)
	}
	known := map[string]execution{}
	for _, e := range h.Executions {
		known[e.ID] = e
	}
	acknowledged := map[string]bool{}
	for _, id := range h.Acknowledged {
		if acknowledged[id] {
			r.find(&r.Lost, "two requests were answered with execution %s", id)
			continue
		}
		acknowledged[id] = true
		r.checkExecution(id, known)
	}
	for _, e := range h.Executions {
		if !acknowledged[e.ID] {
			r.find(&r.Duplicates, "execution %s was made for no request that was answered", e.ID)
		}
	}
	r.checkRuns(h, known)
	r.MostPerInstance = r.checkOpen(h.Runs, "instance", h.PerInstance, func(one run) string { return one.InstanceID })
	r.MostPerAccount = r.checkOpen(h.Runs, "account", h.PerAccount, func(one run) string { return one.AccountID })
	return r
}

// checkExecution looks for loss, and for a final state that changed.
func (r *report) checkExecution(id string, known map[string]execution) {
	e, ok := known[id]
	switch {
	case !ok:
		r.find(&r.Lost, "execution %s was acknowledged and is not known", id)
		return
	case !isFinal(e.State):
		r.find(&r.Lost, "execution %s is still %s", id, e.State)
	case e.State == "succeeded" && !e.Verified:
		r.find(&r.Lost, "execution %s succeeded and its rows are not there or not right", id)
	case e.State == "succeeded":
		r.Succeeded++
	default:
		r.find(nil, "execution %s ended as %s", id, e.State)
	}
	if at := slices.IndexFunc(e.States, isFinal); at >= 0 && slices.ContainsFunc(e.States[at:], func(s string) bool { return s != e.States[at] }) {
		r.find(nil, "execution %s went on after its end: %v", id, e.States)
	}
}

func isFinal(state string) bool {
	return state == "succeeded" || state == "failed" || state == "cancelled"
}

// checkRuns looks for runs that nobody meant, that one attempt has twice, that
// began before the attempt was written down, that read another window, and that
// began while an earlier one of the same execution could still succeed.
func (r *report) checkRuns(h history, known map[string]execution) {
	attempts := map[string]attempt{}
	for _, a := range h.Attempts {
		attempts[a.ID] = a
	}
	byMark, byExecution := map[string]int{}, map[string][]run{}
	for _, one := range h.Runs {
		a, meant := attempts[one.Mark]
		if !meant {
			r.find(&r.Duplicates, "run %s carries the mark %q, which no attempt has", one.ID, one.Mark)
			continue
		}
		if byMark[one.Mark]++; byMark[one.Mark] > 1 {
			r.find(&r.Duplicates, "run %s is one more of attempt %s", one.ID, a.ID)
		}
		if one.CreatedAt.Before(a.SentAt) {
			r.find(nil, "run %s began before attempt %s was written down", one.ID, a.ID)
		}
		if window := known[a.ExecutionID].Window; window != one.Window {
			r.find(nil, "run %s reads %s, execution %s is for %s", one.ID, one.Window, a.ExecutionID, window)
		}
		byExecution[a.ExecutionID] = append(byExecution[a.ExecutionID], one)
	}
	for id, runs := range byExecution {
		slices.SortFunc(runs, func(a, b run) int { return a.CreatedAt.Compare(b.CreatedAt) })
		for i, later := range runs[1:] {
			if earlier := runs[i]; earlier.Mark != later.Mark && (earlier.succeeded() || earlier.EndedAt.IsZero() || earlier.EndedAt.After(later.CreatedAt)) {
				r.find(&r.Duplicates, "run %s of execution %s began while run %s could still succeed", later.ID, id, earlier.ID)
			}
		}
	}
}

// checkOpen counts the moments at which one more run began than may be open,
// and gives the most that ever were.
func (r *report) checkOpen(runs []run, what string, limit int, lane func(run) string) (most int) {
	type change struct {
		at   time.Time
		step int
	}
	lanes := map[string][]change{}
	for _, one := range runs {
		lanes[lane(one)] = append(lanes[lane(one)], change{one.CreatedAt, 1})
		if !one.EndedAt.IsZero() {
			lanes[lane(one)] = append(lanes[lane(one)], change{one.EndedAt, -1})
		}
	}
	for id, changes := range lanes {
		slices.SortFunc(changes, func(a, b change) int { return cmp.Or(a.at.Compare(b.at), a.step-b.step) })
		open := 0
		for _, c := range changes {
			open += c.step
			most = max(most, open)
			if c.step > 0 && open > limit {
				r.find(&r.Overruns, "%s %s had %d open runs at %s", what, id, open, c.at.Format(time.RFC3339Nano))
			}
		}
	}
	return most
}
