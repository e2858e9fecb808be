// Package lifecycle says where the clock puts executions.
//
// An execution waits PENDING until it is ready and a slot is free, first come
// first served; runs for at least its run time; and ends, unless it was
// cancelled:
//
//	PENDING → RUNNING → SUCCEEDED | FAILED | REJECTED
//	PENDING → FAILED       refused at validation, or never got a slot
//	PENDING | RUNNING → CANCELLED
//
// Nothing here happens at a time: Advance is given the open executions and the
// present and works out everything that must have happened up to then, with the
// instants at which it happened. Calling it once after an hour or a thousand
// times within gives the same. That is why a sandbox that was dead for an hour
// comes back as if it had not been.
//
// A run ends when its time is over and its outcome is known. Its time includes
// what computing took, not how long the computing was put off.
package lifecycle

import (
	"fmt"
	"slices"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// States.
const (
	Pending   = "PENDING"
	Running   = "RUNNING"
	Succeeded = "SUCCEEDED"
	Failed    = "FAILED"
	Rejected  = "REJECTED"
	Cancelled = "CANCELLED"
)

// queueLimit is how long an execution waits for a slot before it fails.
const queueLimit = 24 * time.Hour

// Rules are what executions compete for.
type Rules struct {
	RunningPerInstance, RunningPerAccount int
	// DataReadyAt is when the first execution could start; zero: not yet.
	DataReadyAt time.Time
}

// Step is what Advance found out.
type Step struct {
	// Changed are the executions in their new state.
	Changed []store.Execution
	// Compute are the running ones whose outcome is not known.
	Compute []store.Execution
	// Next is when something will happen by itself; zero when nothing will.
	Next time.Time
}

// Advance moves open executions, given in order of arrival, on to now. Among
// them must be those that ended after an open one became ready: they held the
// slots it waited for.
func (r Rules) Advance(open []store.Execution, now time.Time) Step {
	a := advance{rules: r, now: now, instances: map[string]*lane{}, accounts: map[string]*lane{}}
	changed := map[string]bool{}
	open = slices.Clone(open)
	var waiting []*store.Execution
	for i := range open {
		e := &open[i]
		if !e.EndedAt.IsZero() {
			if !e.StartedAt.IsZero() {
				a.hold(*e, e.EndedAt)
			}
			continue
		}
		if !e.StartedAt.IsZero() {
			changed[e.ID] = a.run(e)
			continue
		}
		if e.ForcedEarly {
			if ended := e.CreatedAt.Add(e.ValidationDelay); !ended.After(now) {
				finish(e, ended, e.ForcedStatus, e.ForcedReason)
				changed[e.ID] = true
			} else {
				a.note(ended)
			}
			continue
		}
		waiting = append(waiting, e)
	}
	for {
		next, start := a.earliest(waiting)
		if next < 0 {
			break
		}
		e := waiting[next]
		limit := e.CreatedAt.Add(queueLimit)
		switch {
		case start.After(limit) && !limit.After(now):
			finish(e, limit, Failed, "The execution expired before it could start.")
		case !start.IsZero() && !start.After(now):
			e.StartedAt, e.Status = start, Running
			a.run(e)
		default:
			a.note(start)
			a.note(limit)
			waiting = slices.Delete(waiting, next, next+1)
			continue
		}
		changed[e.ID] = true
		waiting = slices.Delete(waiting, next, next+1)
	}
	step := Step{Next: a.next}
	for i := range open {
		if changed[open[i].ID] {
			step.Changed = append(step.Changed, open[i])
		}
		if NeedsComputing(open[i]) {
			step.Compute = append(step.Compute, open[i])
		}
	}
	return step
}

// NeedsComputing reports whether the engine has to say what comes out.
func NeedsComputing(e store.Execution) bool {
	return !e.StartedAt.IsZero() && e.EndedAt.IsZero() && e.ComputedAt.IsZero() && !decided(e)
}

// Due reports whether only the missing outcome keeps an execution running.
func Due(e store.Execution, now time.Time) bool {
	return NeedsComputing(e) && !e.StartedAt.Add(e.RunTime).After(now)
}

// Over reports whether the outcome is known and the time is over, so that the
// next Advance ends the execution.
func Over(e store.Execution, now time.Time) bool {
	return !e.StartedAt.IsZero() && e.EndedAt.IsZero() && !e.ComputedAt.IsZero() &&
		!e.StartedAt.Add(max(e.RunTime, e.Outcome.Computing)).After(now)
}

// decided reports whether the outcome is known without the engine.
func decided(e store.Execution) bool {
	return e.DryRun || e.Stuck || e.ForcedStatus != ""
}

// advance is the state of one Advance.
type advance struct {
	rules               Rules
	now, next           time.Time
	instances, accounts map[string]*lane
}

// note remembers the nearest coming instant.
func (a *advance) note(at time.Time) {
	if at != farFuture && at.After(a.now) && (a.next.IsZero() || at.Before(a.next)) {
		a.next = at
	}
}

// run ends a started execution when its time has come and reports whether it
// did; either way the slots know how long it holds them.
func (a *advance) run(e *store.Execution) bool {
	took := max(e.RunTime, e.Outcome.Computing)
	timeout := time.Duration(e.TimeoutSeconds) * time.Second
	end := e.StartedAt.Add(took)
	status, reason := e.Outcome.Status, e.Outcome.Reason
	switch {
	case e.Stuck || took > timeout:
		end = e.StartedAt.Add(timeout)
		status, reason = Failed, fmt.Sprintf("The execution ran longer than its timeout of %d seconds.", e.TimeoutSeconds)
	case e.ForcedStatus != "":
		status, reason = e.ForcedStatus, e.ForcedReason
	case e.DryRun:
		status = Succeeded
	case e.ComputedAt.IsZero():
		a.note(end)
		end = farFuture
	}
	a.hold(*e, end)
	if end.After(a.now) {
		a.note(end)
		return false
	}
	finish(e, end, status, reason)
	return true
}

func finish(e *store.Execution, at time.Time, status, reason string) {
	e.EndedAt, e.Status, e.Outcome.Status, e.Outcome.Reason = at, status, status, reason
}

// farFuture stands for an end that is not known.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// earliest finds the waiting execution that starts first, and when; -1 when
// none waits. The zero time means that it cannot be told yet.
func (a *advance) earliest(waiting []*store.Execution) (int, time.Time) {
	best, bestStart := -1, time.Time{}
	for i, e := range waiting {
		start := latest(e.ReadyAt, a.rules.DataReadyAt,
			a.lane(a.instances, e.InstanceID).free(a.rules.RunningPerInstance),
			a.lane(a.accounts, e.AccountID).free(a.rules.RunningPerAccount))
		if a.rules.DataReadyAt.IsZero() {
			start = farFuture
		}
		if best < 0 || start.Before(bestStart) {
			best, bestStart = i, start
		}
	}
	return best, bestStart
}

func (a *advance) hold(e store.Execution, end time.Time) {
	a.lane(a.instances, e.InstanceID).hold(end)
	a.lane(a.accounts, e.AccountID).hold(end)
}

func (a *advance) lane(lanes map[string]*lane, id string) *lane {
	if lanes[id] == nil {
		lanes[id] = &lane{}
	}
	return lanes[id]
}

// lane is the ends of all that ran in one instance or account, latest first.
type lane struct{ ends []time.Time }

func (l *lane) hold(end time.Time) {
	at, _ := slices.BinarySearchFunc(l.ends, end, func(have, want time.Time) int { return want.Compare(have) })
	l.ends = slices.Insert(l.ends, at, end)
}

// free is when fewer than limit are running.
func (l *lane) free(limit int) time.Time {
	if len(l.ends) < limit {
		return time.Time{}
	}
	return l.ends[limit-1]
}

func latest(instants ...time.Time) time.Time {
	return slices.MaxFunc(instants, time.Time.Compare)
}
