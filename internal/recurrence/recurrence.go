package recurrence

import (
	"iter"
	"math"
	"time"
)

// Recurrence is a rule that was checked and made ready to be followed. It never
// changes and may be used from many goroutines.
type Recurrence struct {
	rule     Rule // canonical
	zone     *time.Location
	readings readings
	from     day // noDay without a start
	until    day
	holidays map[day]bool // no business days
	excluded map[day]bool // never fire
	gap      GapPolicy
	repeat   RepeatPolicy
}

const noDay = day(math.MinInt32)

// Rule is the rule in its canonical form.
func (r *Recurrence) Rule() Rule { return r.rule }

// Zone is the rule's zone.
func (r *Recurrence) Zone() *time.Location { return r.zone }

// Firing is one instant at which a rule fires.
type Firing struct {
	At    time.Time // UTC
	Local time.Time // the same instant in the rule's zone
	// Missing are the local times that the clock skipped and that fire now
	// instead, in the zone's calendar as if they were UTC; empty otherwise.
	Missing []time.Time
	// Showing is 1 or 2 when the clock shows this local time twice, else 0.
	Showing int
}

// Next returns the first firing after the instant; false when there is none.
// What it costs does not depend on how long ago the rule began.
func (r *Recurrence) Next(after time.Time) (Firing, bool) {
	for e := range r.events(after) {
		if e.kind == fires {
			return e.firing, true
		}
	}
	return Firing{}, false
}

// After yields the firings after the instant, in order, each once.
func (r *Recurrence) After(after time.Time) iter.Seq[Firing] {
	return func(yield func(Firing) bool) {
		for e := range r.events(after) {
			if e.kind == fires && !yield(e.firing) {
				return
			}
		}
	}
}

// Between yields the firings after one instant up to another, which is included:
// spans that meet share no firing and leave none out.
func (r *Recurrence) Between(after, through time.Time) iter.Seq[Firing] {
	return func(yield func(Firing) bool) {
		for firing := range r.After(after) {
			if firing.At.After(through) || !yield(firing) {
				return
			}
		}
	}
}
