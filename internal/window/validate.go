package window

import (
	"time"

	"github.com/recomamp/recomamp/internal/fault"
)

// ErrSometimesEmpty says that a window would read nothing at some logical times.
var ErrSometimesEmpty = fault.New(fault.Invalid, "window.sometimes_empty", "This window would be empty for some runs, which would read nothing.").
	WithNext("Choose an end that is always after the start. For the month so far, month_to_yesterday is the whole last month on the first day of a month.")

// The leap and normal years that Validate tries.
const triedDays = 4*365 + 1

// Validate checks a spec that will be resolved at many logical times from now
// on, as that of a schedule: it can be read, and on every day of the next four
// years, which hold every date of the calendar, its window holds something. It
// answers with one of this package's errors.
func Validate(spec Spec, now time.Time) error {
	location, err := loadZone(spec.Zone)
	if err != nil {
		return err
	}
	chosen, err := spec.choose()
	if err != nil {
		return err
	}
	if _, err := chosen.resolve(now, location); err != nil && chosen.fixed() {
		return err
	}
	today := dayOf(now.In(location))
	for n := range triedDays {
		date := today.add(n)
		begins := date.midnight(location)
		for _, logical := range []time.Time{begins, date.add(1).midnight(location).Add(-time.Second)} {
			_, err := chosen.resolve(logical, location)
			if err == nil {
				continue
			}
			f := fault.Of(err)
			if f.Is(ErrPresetUnknown) || f.Is(ErrFarAway) {
				return err
			}
			pointer := "/window"
			if len(f.Fields) > 0 {
				pointer = f.Fields[0].Pointer
			}
			return ErrSometimesEmpty.WithField(pointer, "would be empty on "+date.text())
		}
		if chosen.fixed() {
			return nil
		}
	}
	return nil
}

// fixed reports whether the window is the same at every logical time.
func (c choice) fixed() bool {
	return c.preset == "" && c.span == nil && c.from.term == nil && c.to.term == nil
}
