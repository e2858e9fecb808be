package recurrence

import (
	"fmt"
	"strings"
	"time"
)

// Line is a line of the list of coming firings: a firing, or something that
// does not fire and why.
type Line struct {
	// At is when it fires, in UTC. What does not fire has the instant at which
	// it would have: the end of the gap, or its first time on an excluded date.
	At    time.Time
	Local time.Time // the same instant in the rule's zone
	Fires bool
	Kind  LineKind
	Note  string // for people, in plain words; empty when there is nothing to say
}

// LineKind is what makes a line worth a note.
type LineKind string

// The kinds of line.
const (
	Plain       LineKind = ""
	Shifted     LineKind = "gap_shifted"  // fires for local times that the clock skipped
	GapSkipped  LineKind = "gap_skipped"  // does not fire: the clock skipped it
	FirstOfTwo  LineKind = "repeat_first" // the clock shows this local time twice, this is the first time
	SecondOfTwo LineKind = "repeat_second"
	Excluded    LineKind = "excluded" // does not fire: an excluded date
)

// Firings lists the next n firings after the instant, in order, and between
// them what does not fire and why. It is shorter when the rule ends.
func (r *Recurrence) Firings(after time.Time, n int) []Line {
	var lines []Line
	var open *excludedRun // excluded dates since the last firing
	for e := range r.events(after) {
		if n <= 0 {
			break
		}
		if e.kind == excludedDate {
			if open == nil {
				lines = append(lines, Line{At: e.firing.At, Local: e.firing.Local, Kind: Excluded})
				open = &excludedRun{first: e.firing.Local}
			}
			open.add(e.firing.Local)
			lines[len(lines)-1].Note = open.note()
			continue
		}
		if line, ok := r.line(e); ok {
			lines, open = append(lines, line), nil
			if line.Fires {
				n--
			}
		}
	}
	return lines
}

// line describes an event other than an excluded date; false when it says
// nothing that the line before did not.
func (r *Recurrence) line(e event) (Line, bool) {
	f := e.firing
	line := Line{At: f.At, Local: f.Local, Fires: e.kind == fires}
	switch {
	case e.kind == secondTime:
		return Line{}, false // its first time has the note
	case e.kind == skippedGap:
		line.Kind = GapSkipped
		line.Note = fmt.Sprintf("clocks go forward: %s, left out", missing(f))
	case len(f.Missing) > 0:
		line.Kind = Shifted
		line.Note = fmt.Sprintf("clocks go forward: %s, runs at %s", missing(f), clockTime(f.Local, f.Missing[0]))
	case f.Showing == 1 && r.repeat == RepeatTwice:
		line.Kind = FirstOfTwo
		line.Note = fmt.Sprintf("clocks go back: %s happens twice, runs both times (this is the first)", f.Local.Format("15:04"))
	case f.Showing == 1:
		line.Kind = FirstOfTwo
		line.Note = fmt.Sprintf("clocks go back: %s happens twice, runs the first time", f.Local.Format("15:04"))
	case f.Showing == 2:
		line.Kind = SecondOfTwo
		line.Note = fmt.Sprintf("clocks go back: %s happens twice, runs both times (this is the second)", f.Local.Format("15:04"))
	}
	return line, true
}

// missing says which local times a firing stands for: "02:30 does not exist".
func missing(f Firing) string {
	var times []string
	for _, at := range f.Missing {
		times = append(times, clockTime(at, f.Local))
	}
	switch n := len(times); {
	case n == 1:
		return times[0] + " does not exist"
	case n <= 3:
		return strings.Join(times[:n-1], ", ") + " and " + times[n-1] + " do not exist"
	default:
		return times[0] + " to " + times[n-1] + " do not exist"
	}
}

// clockTime is the time of day, with its date when that is not other's.
func clockTime(at, other time.Time) string {
	if at.Format(time.DateOnly) != other.Format(time.DateOnly) {
		return at.Format("2006-01-02 15:04")
	}
	return at.Format("15:04")
}

// excludedRun is excluded dates with no firing between them.
type excludedRun struct {
	first, last time.Time
	dates       int
}

func (x *excludedRun) add(at time.Time) {
	x.last = at
	x.dates++
}

func (x *excludedRun) note() string {
	first, last := x.first.Format(time.DateOnly), x.last.Format(time.DateOnly)
	if first == last {
		return first + " is an excluded date"
	}
	return fmt.Sprintf("%d excluded dates, %s to %s", x.dates, first, last)
}
