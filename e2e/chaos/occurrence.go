package main

import "time"

// scheduled is a schedule that was due each minute after Since through Until.
type scheduled struct {
	ID           string
	Since, Until time.Time
}

// occurrence is a line of the platform's ledger: what became of an instant, or
// of the instants of a span.
type occurrence struct {
	ID, ScheduleID, State string
	DueAt, ThroughAt      time.Time
	Executions            []string
}

// checkOccurrences counts, with a calendar of its own, instants that nothing
// became of, and those of which something became twice or that never were due.
func (r *report) checkOccurrences(h history) {
	type instant struct {
		schedule string
		at       int64
	}
	expected, seen := map[instant]bool{}, map[instant]int{}
	for _, s := range h.Schedules {
		for at := s.Since.Truncate(time.Minute).Add(time.Minute); !at.After(s.Until); at = at.Add(time.Minute) {
			expected[instant{s.ID, at.Unix()}] = true
		}
	}
	for _, o := range h.Occurrences {
		r.Occurrences++
		for at := o.DueAt; !at.After(o.ThroughAt); at = at.Add(time.Minute) {
			key := instant{o.ScheduleID, at.Unix()}
			switch seen[key]++; {
			case !expected[key]:
				r.find(&r.Doubled, "schedule %s was not due at %s, and occurrence %s is of then", o.ScheduleID, at, o.ID)
			case seen[key] > 1:
				r.find(&r.Doubled, "occurrence %s is one more of schedule %s at %s", o.ID, o.ScheduleID, at)
			}
		}
		switch {
		case o.State == "skipped":
			r.find(&r.Missed, "occurrence %s of %s was skipped, and nothing allows that", o.ID, o.DueAt)
		case o.State != succeeded:
			r.find(nil, "occurrence %s is %s", o.ID, o.State)
		case len(o.Executions) == 0 || o.Executions[0] == "":
			r.find(&r.Missed, "occurrence %s has no execution", o.ID)
		case len(o.Executions) > 1:
			r.find(&r.Doubled, "occurrence %s has %d executions", o.ID, len(o.Executions))
		}
	}
	for key := range expected {
		if seen[key] == 0 {
			r.find(&r.Missed, "schedule %s was due at %s and nothing became of it", key.schedule, time.Unix(key.at, 0).UTC())
		}
	}
	if len(h.Schedules) > 0 && r.Occurrences == 0 {
		r.find(nil, "no schedule was ever due")
	}
}
