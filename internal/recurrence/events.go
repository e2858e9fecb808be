package recurrence

import (
	"iter"
	"time"
)

// event is something on the way along a rule: a firing, or a reading of the
// rule that does not fire.
type event struct {
	kind   eventKind
	firing Firing
}

type eventKind int

const (
	fires        eventKind = iota
	excludedDate           // the first reading of a date that is excluded
	skippedGap             // the firing's Missing do not exist and are skipped
	secondTime             // the reading was shown before
)

// events follows the rule from an instant on (not included), one stretch of
// constant offset after the other. Within a stretch a reading of the clock and
// an instant are the same but for the offset; what clock changes do happens
// where two stretches meet.
func (r *Recurrence) events(after time.Time) iter.Seq[event] {
	return func(yield func(event) bool) {
		at := after.Unix() + 1 // firings are whole seconds
		if r.from != noDay {
			at = max(at, int64(r.from)*secondsADay-farthest)
		}
		for more := true; more && at < int64(r.until+1)*secondsADay+farthest; {
			at, more = r.along(stretchAt(at, r.zone), at, yield)
		}
	}
}

// along yields the events of s from an instant on. It returns where to go on;
// false when there is no more, or nobody wants it.
func (r *Recurrence) along(s stretch, from int64, yield func(event) bool) (int64, bool) {
	shifted := false // a firing at s.start stands for skipped readings
	if from == s.start {
		if e, ok := r.gapEvent(s); ok {
			if !yield(e) {
				return 0, false
			}
			shifted = e.kind == fires
		}
	}
	reading := minute(-floorDiv(-(from + s.offset), 60)) // rounded up
	for {
		next, excluded, ok := r.nextReading(reading)
		at := int64(next)*60 - s.offset
		if !ok || at >= s.end {
			// A change of the clock within two days may bring back readings
			// that lie behind. None later can, so what has no reading of the
			// rule is jumped over.
			switch soon := s.end < int64(reading)*60-s.offset+2*secondsADay; {
			case soon:
				return s.end, true
			case ok:
				return max(s.end, int64(next)*60-farthest), true
			default:
				return 0, false
			}
		}
		reading = next + 1
		if e := r.at(s, next, excluded); e.kind != fires || !shifted || at != s.start {
			if !yield(e) {
				return 0, false
			}
		}
		if excluded {
			reading = (next.day() + 1).start()
		}
	}
}

// at is what happens at a reading of the rule that s shows.
func (r *Recurrence) at(s stretch, reading minute, excluded bool) event {
	e := event{firing: r.firing(int64(reading)*60 - s.offset)}
	if excluded {
		e.kind = excludedDate
		return e
	}
	switch shown := r.shownBefore(s, reading); {
	case shown && r.repeat == RepeatOnce:
		e.kind = secondTime
	case shown:
		e.firing.Showing = 2
	case r.shownAgain(s, reading):
		e.firing.Showing = 1
	}
	return e
}

// nextReading is the first reading of the rule at or after one, between its
// start and end; excluded when it fell on an excluded date.
func (r *Recurrence) nextReading(from minute) (at minute, excluded, ok bool) {
	if r.from != noDay {
		from = max(from, r.from.start())
	}
	at, ok = r.readings.next(from)
	if !ok || at.day() > r.until {
		return 0, false, false
	}
	return at, r.excluded[at.day()], true
}

// gapEvent is what happens at the beginning of s when the clock jumped forward
// over readings of the rule.
func (r *Recurrence) gapEvent(s stretch) (event, bool) {
	before := stretchAt(s.start-1, r.zone)
	if before.offset >= s.offset {
		return event{}, false
	}
	var missing []time.Time
	for from := minute(-floorDiv(-(s.start + before.offset), 60)); ; {
		reading, excluded, ok := r.nextReading(from)
		if !ok || int64(reading)*60 >= s.start+s.offset {
			break
		}
		from = reading + 1
		if !excluded && !r.shownAround(s, reading) {
			missing = append(missing, time.Unix(int64(reading)*60, 0).UTC())
		}
	}
	if len(missing) == 0 {
		return event{}, false
	}
	e := event{kind: fires, firing: r.firing(s.start)}
	e.firing.Missing = missing
	if r.gap == GapSkip {
		e.kind = skippedGap
	}
	return e, true
}

func (r *Recurrence) firing(unix int64) Firing {
	at := time.Unix(unix, 0).UTC()
	return Firing{At: at, Local: at.In(r.zone)}
}

// shownBefore reports whether a stretch before s shows the reading too.
func (r *Recurrence) shownBefore(s stretch, reading minute) bool {
	earliest := int64(reading)*60 - farthest
	for s.start > earliest {
		s = stretchAt(s.start-1, r.zone)
		if s.shows(reading) {
			return true
		}
	}
	return false
}

// shownAgain reports whether a stretch after s shows the reading too.
func (r *Recurrence) shownAgain(s stretch, reading minute) bool {
	latest := int64(reading)*60 + farthest
	for s.end < latest {
		s = stretchAt(s.end, r.zone)
		if s.shows(reading) {
			return true
		}
	}
	return false
}

// shownAround reports whether a reading that was skipped where s begins is
// shown at another time, since the clock was changed twice in a day.
func (r *Recurrence) shownAround(s stretch, reading minute) bool {
	return s.shows(reading) || r.shownBefore(s, reading) || r.shownAgain(s, reading)
}
