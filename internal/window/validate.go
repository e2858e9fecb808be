package window

import (
	"iter"
	"time"

	"github.com/recomamp/recomamp/internal/fault"
)

// ErrSometimesEmpty says that a window would read nothing at some logical times.
var ErrSometimesEmpty = fault.New(fault.Invalid, "window.sometimes_empty", "This window would be empty for some runs, which would read nothing.").
	WithNext("Choose an end that is always after the start. For the month so far, month_to_yesterday is the whole last month on the first day of a month.")

// Validate checks a spec that may be resolved at any time from now on: it can
// be read, and on every day of the next four years, which hold every date of
// the calendar, at both ends of the day, its window holds something. It answers
// with one of this package's errors.
func Validate(spec Spec, now time.Time) error {
	location, err := loadZone(spec.Zone)
	if err != nil {
		return err
	}
	return ValidateAt(spec, days(now, location))
}

// days yields now, and the first and last second of so many days from now on
// that a leap year is among them.
func days(now time.Time, location *time.Location) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		if !yield(now) {
			return
		}
		today := dayOf(now.In(location))
		for n := range 4*365 + 1 {
			begins, ends := today.add(n).midnight(location), today.add(n+1).midnight(location)
			if !yield(begins) || !yield(ends.Add(-time.Second)) {
				return
			}
		}
	}
}

// ValidateAt checks a spec that will be resolved at certain logical times, such
// as the coming firings of a schedule: it can be read, and its window holds
// something at each of them. It answers with one of this package's errors.
func ValidateAt(spec Spec, logical iter.Seq[time.Time]) error {
	location, err := loadZone(spec.Zone)
	if err != nil {
		return err
	}
	chosen, err := spec.choose()
	if err != nil {
		return err
	}
	for at := range logical {
		_, err := chosen.resolve(at, location)
		switch f := fault.Of(err); {
		case err == nil && chosen.fixed():
			return nil
		case err == nil:
		case chosen.fixed(), f.Is(ErrPresetUnknown), f.Is(ErrFarAway):
			return err
		default:
			return ErrSometimesEmpty.WithField(f.Fields[0].Pointer, "would be empty on "+dayOf(at.In(location)).text())
		}
	}
	return nil
}

// fixed reports whether the window is the same at every logical time.
func (c choice) fixed() bool {
	return c.preset == "" && c.span == nil && c.from.term == nil && c.to.term == nil
}
