package notify

import (
	"time"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/zone"
)

// Quiet is the part of each day in which a channel is not disturbed, in local
// times of a zone. The zero Quiet is none.
type Quiet struct {
	From  string // 22:00
	Until string // 07:00; at or before From means on the next day
	Zone  string // IANA
	// UrgentPasses says that what is urgent is told all the same.
	UrgentPasses bool
}

// clockForm is how local times of day are written.
const clockForm = "15:04"

func (q Quiet) isNone() bool { return q.From == "" && q.Until == "" }

// check returns what is wrong with it, field by field.
func (q Quiet) check(err *fault.Error) *fault.Error {
	if q.isNone() {
		return err
	}
	for pointer, text := range map[string]string{"/quiet/from": q.From, "/quiet/until": q.Until} {
		if _, wrong := time.Parse(clockForm, text); wrong != nil || len(text) != len(clockForm) {
			err = err.WithField(pointer, "must be a time of day such as 22:00")
		}
	}
	if q.From == q.Until {
		err = err.WithField("/quiet/until", "must differ from the beginning; to silence a channel, switch it off")
	}
	if _, wrong := zone.Load(q.Zone); wrong != nil {
		return err.WithField("/quiet/zone", "must be an IANA zone, such as Europe/Berlin")
	}
	return err
}

// ends returns when the quiet hours around t end; false when t is in none.
//
// The hours are those the clock on the wall shows: a day on which it is put
// forward or back has shorter or longer ones. An end that the clock skips comes
// at the first instant after the gap; one that it shows twice comes the first time.
func (q Quiet) ends(t time.Time) (time.Time, bool) {
	if q.isNone() {
		return time.Time{}, false
	}
	location, err := zone.Load(q.Zone)
	if err != nil {
		return time.Time{}, false
	}
	// The hours that contain t began today or yesterday, by the local date.
	year, month, day := t.In(location).Date()
	for _, back := range []int{0, 1} {
		from := wall(year, month, day-back, q.From, location)
		later := 0
		if q.Until <= q.From {
			later = 1
		}
		until := wall(year, month, day-back+later, q.Until, location)
		if !t.Before(from) && t.Before(until) {
			return until.UTC(), true
		}
	}
	return time.Time{}, false
}

// wall returns the first instant at which the clock of a zone shows a time of a
// date or, where it skips it, the first one after the gap.
func wall(year int, month time.Month, day int, at string, zone *time.Location) time.Time {
	clock, err := time.Parse(clockForm, at)
	if err != nil {
		return time.Time{}
	}
	hour, minute := clock.Hour(), clock.Minute()
	naive := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	near := time.Date(year, month, day, hour, minute, 0, 0, zone)
	_, before := near.Add(-24 * time.Hour).Zone()
	_, after := near.Add(24 * time.Hour).Zone()
	for _, offset := range []int{max(before, after), min(before, after)} { // the greater one gives the earlier instant
		found := naive.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, shown := found.Zone(); shown == offset {
			return found
		}
	}
	gap, _ := naive.Add(-time.Duration(before) * time.Second).In(zone).ZoneBounds()
	return gap
}
