package schedule

import (
	"time"

	"github.com/recomamp/recomamp/internal/recurrence"
)

// OnTime is how late an instant may be acted on without counting as missed.
const OnTime = 10 * time.Minute

// Bounds of what one transaction accounts for of one schedule; the rest follows
// at once.
const (
	maxRuns    = 50     // instants that run
	maxSkipped = 10_000 // instants that are skipped together
	maxQueued  = 1000   // occurrences that wait for an earlier one
)

// verdict is what becomes of an instant, or of a span of them.
type verdict struct {
	at, through time.Time
	instants    int
	kind        Kind
	skip        Reason // why it does not run; zero for one that does
}

// span is a verdict over instants that are skipped together.
func span(instants []time.Time, why Reason) verdict {
	return verdict{at: instants[0], through: instants[len(instants)-1], instants: len(instants), kind: Due, skip: why}
}

// judge says what becomes of instants that are due, in order and at least one.
func judge(policy CatchUp, instants []time.Time, now time.Time) []verdict {
	one := func(at time.Time) verdict {
		v := verdict{at: at, through: at, instants: 1, kind: Due}
		if now.Sub(at) > OnTime {
			v.kind = CaughtUp
		}
		return v
	}
	if policy == CatchUpAll {
		verdicts := make([]verdict, len(instants))
		for i, at := range instants {
			verdicts[i] = one(at)
		}
		return verdicts
	}
	earlier, newest := instants[:len(instants)-1], one(instants[len(instants)-1])
	why := reasonNewest
	if policy == CatchUpNone {
		why = reasonMissed
		if newest.kind == CaughtUp {
			return []verdict{span(instants, why)}
		}
	}
	if len(earlier) == 0 {
		return []verdict{newest}
	}
	return []verdict{span(earlier, why), newest}
}

// dueInstants are those from the first one that is not accounted for through
// another time, at most limit; next is the one after them, zero when there is none.
func dueInstants(rule *recurrence.Recurrence, first, through time.Time, limit int) (instants []time.Time, next time.Time) {
	if first.After(through) {
		return nil, first
	}
	instants = []time.Time{first}
	for firing := range rule.After(first) {
		if firing.At.After(through) || len(instants) == limit {
			return instants, firing.At
		}
		instants = append(instants, firing.At)
	}
	return instants, time.Time{}
}

// overlap is what stands in the way of an occurrence that is to begin now.
type overlap struct {
	running int // occurrences whose executions are open
	queued  int // occurrences that wait for them
}

// admit says whether an occurrence begins, waits in line, or is skipped.
// Instants that are made up for never skip each other: they go one by one.
func (o *overlap) admit(policy Overlap, kind Kind) (begins bool, why Reason) {
	if policy == OverlapAllow || o.running == 0 && o.queued == 0 {
		o.running++
		return true, Reason{}
	}
	if policy == OverlapSkip && kind != CaughtUp {
		return false, reasonOverlap
	}
	if o.queued >= maxQueued {
		return false, reasonCrowded
	}
	o.queued++
	return false, reasonQueued
}

// delay is how late an instant of a schedule begins: anything up to jitter, and
// always the same.
func delay(id string, at time.Time, jitter time.Duration) time.Duration {
	seconds := uint64(jitter / time.Second)
	if seconds == 0 {
		return 0
	}
	return time.Duration(digest(id, at)%(seconds+1)) * time.Second
}
