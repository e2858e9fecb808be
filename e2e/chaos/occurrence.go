package main

import "time"

// scheduled is a series of instants that were due: those of a schedule, or those
// of a backfill.
type scheduled struct {
	Series       string    // id of the schedule or of the backfill
	Since, Until time.Time // instants after Since through Until
	// Every is the time between two, which divides a day; they are counted from
	// midnight in UTC.
	Every      time.Duration
	Executions int // of each occurrence
}

// occurrence is a line of the platform's ledger: what became of an instant, or
// of the instants of a span.
type occurrence struct {
	ID, Series, State, Reason string
	DueAt, ThroughAt, StartAt time.Time
	Executions                []string
}

// punctual is how late an occurrence may begin while processes die; one that
// was to begin so long before the pause of its schedule has to have begun.
const punctual = 30 * time.Second

// checkOccurrences counts, with a calendar of its own, instants that nothing
// became of, and those of which something became twice or that never were due.
func (r *report) checkOccurrences(h history) {
	type instant struct {
		series string
		at     int64
	}
	series, expected, seen := map[string]scheduled{}, map[instant]bool{}, map[instant]int{}
	for _, s := range h.Schedules {
		series[s.Series] = s
		for at := s.Since.Truncate(s.Every).Add(s.Every); !at.After(s.Until); at = at.Add(s.Every) {
			expected[instant{s.Series, at.Unix()}] = true
		}
	}
	for _, o := range h.Occurrences {
		r.Occurrences++
		s, known := series[o.Series]
		if !known {
			r.find(&r.Doubled, "occurrence %s is of %s, which nobody made", o.ID, o.Series)
			continue
		}
		for at := o.DueAt; !at.After(o.ThroughAt); at = at.Add(s.Every) {
			key := instant{o.Series, at.Unix()}
			switch seen[key]++; {
			case !expected[key]:
				r.find(&r.Doubled, "%s was not due at %s, and occurrence %s is of then", o.Series, at, o.ID)
			case seen[key] > 1:
				r.find(&r.Doubled, "occurrence %s is one more of %s at %s", o.ID, o.Series, at)
			}
		}
		r.checkOccurrence(o, s)
	}
	for key := range expected {
		if seen[key] == 0 {
			r.find(&r.Missed, "%s was due at %s and nothing became of it", key.series, time.Unix(key.at, 0).UTC())
		}
	}
	if len(h.Schedules) > 0 && r.Occurrences == 0 {
		r.find(nil, "no schedule was ever due")
	}
}

// checkOccurrence looks at what became of one. The only thing that allows none
// to have run is a pause before it was to begin.
func (r *report) checkOccurrence(o occurrence, s scheduled) {
	switch {
	case o.State == "skipped" && o.Reason == "paused" && o.StartAt.Add(punctual).After(s.Until) && len(o.Executions) == 0:
	case o.State == "skipped":
		r.find(&r.Missed, "occurrence %s of %s was skipped, and nothing allows that", o.ID, o.DueAt)
	case o.State != succeeded:
		r.find(nil, "occurrence %s is %s", o.ID, o.State)
	case len(o.Executions) < s.Executions:
		r.find(&r.Missed, "occurrence %s has %d executions of %d", o.ID, len(o.Executions), s.Executions)
	case len(o.Executions) > s.Executions:
		r.find(&r.Doubled, "occurrence %s has %d executions of %d", o.ID, len(o.Executions), s.Executions)
	}
}
