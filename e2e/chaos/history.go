package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// history is all that was recorded about a trial: by those who asked, by the
// platform, and by the sandbox.
type history struct {
	// Asked is how many executions were to be made; Acknowledged are those that
	// the platform said it had made.
	Asked        int
	Acknowledged []acknowledgement
	Schedules    []scheduled
	Occurrences  []occurrence
	Executions   []execution
	Attempts     []attempt
	Runs         []run
	// Leftovers are lines of the platform's ledger about work and slots that no
	// execution needs any more once all have ended.
	Leftovers []string
	// PerInstance and PerAccount are the most runs that may be open at once.
	PerInstance, PerAccount int
}

// question is what one asks for: SQL on an instance for a window.
type question struct{ Instance, SQL, Window string }

// acknowledgement is the answer to a request: the id of an execution. The
// question is what was asked, not what the platform says was asked.
type acknowledgement struct {
	ID string
	question
	// Scheduled ones were asked for by an occurrence, not by a request.
	Scheduled bool
}

// execution is what the platform's ledger says of one, and whether its rows are
// those of its own run.
type execution struct {
	ID, State string
	question
	Verified bool
	// Events are its event rows, in order.
	Events []change
}

// change is an event row. Numbers count from 1 without a gap.
type change struct {
	Number int64
	State  string
}

// attempt is a line of the platform's ledger. Its id is the mark that its run
// carries, RunID the run that the platform takes for its own.
type attempt struct {
	ID, ExecutionID, Outcome, RunID string
	SentAt                          time.Time
}

// run is a line of the sandbox's own log.
type run struct {
	ID, Account, Mark, Status string
	question
	CreatedAt, EndedAt time.Time // EndedAt is zero for one that is open
}

func (r run) succeeded() bool { return r.Status == "SUCCEEDED" }

// attemptsByOutcome tells what the trial put to the test: how often which
// outcome was met, and how long a run held its slot.
func (h history) attemptsByOutcome() string {
	outcomes, failed := map[string]int{}, 0
	for _, a := range h.Attempts {
		outcomes[a.Outcome]++
	}
	var open time.Duration
	for _, one := range h.Runs {
		open += max(0, one.EndedAt.Sub(one.CreatedAt))
		if one.Status == "FAILED" {
			failed++
		}
	}
	return fmt.Sprintf("%d runs (%d failed inside the sandbox), open for %s on average; attempts by outcome: %v",
		len(h.Runs), failed, (open / time.Duration(max(1, len(h.Runs)))).Round(time.Millisecond), outcomes)
}

// report is what a history amounts to.
type report struct {
	Executions, Succeeded, Duplicates, Lost, Overruns int
	Occurrences, Missed, Doubled                      int
	// MostPerInstance and MostPerAccount are the most runs that ever were open: a
	// limit that was not reached was not tried.
	MostPerInstance, MostPerAccount int
	// Findings say each thing that is wrong, also what no counter is for.
	Findings []string
}

func (r *report) String() string {
	return fmt.Sprintf("chaos: executions=%d succeeded=%d duplicates=%d lost=%d overruns=%d occurrences=%d missed=%d doubled=%d",
		r.Executions, r.Succeeded, r.Duplicates, r.Lost, r.Overruns, r.Occurrences, r.Missed, r.Doubled)
}

// good reports whether every execution succeeded, schedules ran and nothing is wrong.
func (r *report) good() bool {
	return r.Succeeded == r.Executions && r.Occurrences > 0 && len(r.Findings) == 0
}

func (r *report) find(counter *int, format string, args ...any) {
	if counter != nil {
		*counter++
	}
	r.Findings = append(r.Findings, fmt.Sprintf(format, args...))
}

// check verifies what the platform promises against what was recorded.
func check(h history) *report {
	r := &report{Executions: h.Asked}
	answered := 0
	for _, a := range h.Acknowledged {
		if !a.Scheduled {
			answered++
		}
	}
	if answered != h.Asked {
		r.find(nil, "only %d of %d executions were submitted", answered, h.Asked)
	}
	known := map[string]execution{}
	for _, e := range h.Executions {
		known[e.ID] = e
	}
	asked := map[string]question{}
	for _, a := range h.Acknowledged {
		if _, twice := asked[a.ID]; twice {
			r.find(&r.Lost, "two requests were answered with execution %s", a.ID)
			continue
		}
		asked[a.ID] = a.question
		r.checkExecution(a, known)
	}
	for _, e := range h.Executions {
		if _, meant := asked[e.ID]; !meant {
			r.find(&r.Duplicates, "execution %s was made for no request that was answered", e.ID)
		}
	}
	r.checkRuns(h, known, asked)
	r.checkOccurrences(h)
	r.MostPerInstance = r.checkOpen(h.Runs, "instance", h.PerInstance, func(one run) string { return one.Instance })
	r.MostPerAccount = r.checkOpen(h.Runs, "account", h.PerAccount, func(one run) string { return one.Account })
	for _, left := range h.Leftovers {
		r.find(nil, "%s is left over", left)
	}
	return r
}

// checkExecution looks for loss, for another question than was asked, and for a
// final state that changed.
func (r *report) checkExecution(a acknowledgement, known map[string]execution) {
	e, ok := known[a.ID]
	switch {
	case !ok:
		r.find(&r.Lost, "execution %s was acknowledged and is not known", a.ID)
		return
	case !isFinal(e.State):
		r.find(&r.Lost, "execution %s is still %s", e.ID, e.State)
	case e.State == succeeded && !e.Verified:
		r.find(&r.Lost, "execution %s succeeded and its rows are not there or not right", e.ID)
	case e.State == succeeded && a.Scheduled:
	case e.State == succeeded:
		r.Succeeded++
	default:
		r.find(nil, "execution %s ended as %s", e.ID, e.State)
	}
	if e.question != a.question {
		r.find(nil, "execution %s is for %v, asked was %v", e.ID, e.question, a.question)
	}
	ended := slices.IndexFunc(e.Events, func(c change) bool { return isFinal(c.State) })
	if ended >= 0 && slices.ContainsFunc(e.Events[ended:], func(c change) bool { return c.State != e.Events[ended].State }) {
		r.find(nil, "execution %s went on after its end: %v", e.ID, e.Events)
	}
	for i, c := range e.Events {
		if c.Number != int64(i)+1 {
			r.find(nil, "event %d of execution %s is numbered %d", i+1, e.ID, c.Number)
			break
		}
	}
	if n := len(e.Events); n == 0 || e.Events[n-1].State != e.State {
		r.find(nil, "execution %s is %s, its events end otherwise: %v", e.ID, e.State, e.Events)
	}
}

const (
	succeeded = "succeeded"
	accepted  = "accepted"
)

func isFinal(state string) bool {
	return state == succeeded || state == "failed" || state == "cancelled"
}

// checkRuns compares the sandbox's log with the platform's attempts. It looks
// for runs that nobody meant, that one attempt has twice, that the platform
// takes for never begun, that began before the attempt was written down, that
// answer another question, and that began while an earlier one of the same
// execution could still succeed; and for attempts and results without a run.
func (r *report) checkRuns(h history, known map[string]execution, asked map[string]question) {
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
		switch byMark[one.Mark]++; {
		case byMark[one.Mark] > 1:
			r.find(&r.Duplicates, "run %s is one more of attempt %s", one.ID, a.ID)
		case a.Outcome != accepted:
			r.find(&r.Duplicates, "run %s is of attempt %s, which the platform holds for %s", one.ID, a.ID, a.Outcome)
		case a.RunID != one.ID:
			r.find(nil, "run %s is of attempt %s, which follows run %s", one.ID, a.ID, a.RunID)
		}
		if one.CreatedAt.Before(a.SentAt) {
			r.find(nil, "run %s began before attempt %s was written down", one.ID, a.ID)
		}
		if want, was := asked[a.ExecutionID]; was && want != one.question {
			r.find(nil, "run %s is for %v, execution %s was asked for %v", one.ID, one.question, a.ExecutionID, want)
		}
		byExecution[a.ExecutionID] = append(byExecution[a.ExecutionID], one)
	}
	for _, a := range h.Attempts {
		if a.Outcome == accepted && byMark[a.ID] == 0 {
			r.find(&r.Lost, "attempt %s follows run %s, which never began", a.ID, a.RunID)
		}
	}
	for id, runs := range byExecution {
		slices.SortFunc(runs, func(a, b run) int { return a.CreatedAt.Compare(b.CreatedAt) })
		for i, later := range runs[1:] {
			if earlier := runs[i]; earlier.Mark != later.Mark && (earlier.succeeded() || earlier.EndedAt.IsZero() || earlier.EndedAt.After(later.CreatedAt)) {
				r.find(&r.Duplicates, "run %s of execution %s began while run %s could still succeed", later.ID, id, earlier.ID)
			}
		}
	}
	for id, e := range known {
		if e.State == succeeded && !slices.ContainsFunc(byExecution[id], run.succeeded) {
			r.find(&r.Lost, "execution %s succeeded without a run that did", id)
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
