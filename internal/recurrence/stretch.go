package recurrence

import "time"

// stretch is a span of time in which a zone is equally far from UTC. Two that
// meet may have the same offset.
type stretch struct {
	start, end int64 // Unix seconds, end excluded
	offset     int64 // seconds ahead of UTC
}

const (
	endOfTime   = int64(1) << 60
	secondsADay = 86400
	// No clock is further from UTC, nor are clocks put forward or back further.
	farthest = 36 * 3600
)

// stretchAt is the stretch around an instant.
//
// Time.ZoneBounds is only a first guess. Beyond the changes that the zone data
// list one by one, Go works out those of one calendar year: the bounds it
// gives may be those of the year; the year is taken to have 365 days, so that
// on 31 December of a leap year the end lies behind; and the start may lie
// before the last listed change.
func stretchAt(unix int64, zone *time.Location) stretch {
	start, end := time.Unix(unix, 0).In(zone).ZoneBounds()
	s := stretch{-endOfTime, endOfTime, offsetAt(unix, zone)}
	if !start.IsZero() {
		s.start = min(start.Unix(), unix)
	}
	if !end.IsZero() {
		s.end = end.Unix()
	}
	if s.end <= unix {
		s.end = (floorDiv(unix, secondsADay) + 1) * secondsADay
	}
	if s.start > -endOfTime && offsetAt(s.start, zone) != s.offset {
		s.start = lastChange(s.start, unix, zone)
	}
	return s
}

// lastChange finds where the offset at an instant began, after one with another.
func lastChange(other, unix int64, zone *time.Location) int64 {
	offset := offsetAt(unix, zone)
	for other+1 < unix {
		middle := other + (unix-other)/2
		if offsetAt(middle, zone) == offset {
			unix = middle
		} else {
			other = middle
		}
	}
	return unix
}

func offsetAt(unix int64, zone *time.Location) int64 {
	_, offset := time.Unix(unix, 0).In(zone).Zone()
	return int64(offset)
}

// shows reports whether the clock shows the reading within s.
func (s stretch) shows(reading minute) bool {
	at := int64(reading)*60 - s.offset
	return s.start <= at && at < s.end
}
