package recurrence

import "slices"

// readings is a set of clock readings in no zone.
type readings interface {
	// next returns the first reading at or after from.
	next(from minute) (minute, bool)
}

// dailyReadings is the same times on each of some dates.
type dailyReadings struct {
	dates dates
	times []int // minutes of the day, ascending, at least one
}

func (r dailyReadings) next(from minute) (minute, bool) {
	d, ok := r.dates.next(from.day())
	if ok && d == from.day() {
		i, _ := slices.BinarySearch(r.times, from.timeOfDay())
		if i < len(r.times) {
			return d.start() + minute(r.times[i]), true
		}
		d, ok = r.dates.next(d + 1)
	}
	if !ok {
		return 0, false
	}
	return d.start() + minute(r.times[0]), true
}

// hourlyReadings is the minute of every interval-th hour on the face of the
// clock, counted from anchor.
type hourlyReadings struct {
	anchor   minute
	interval int64 // hours
}

func (r hourlyReadings) next(from minute) (minute, bool) {
	return from + minute(floorMod(int64(r.anchor-from), r.interval*60)), true
}
