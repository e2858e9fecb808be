package window

import (
	"time"

	"github.com/recomamp/recomamp/internal/fault"
)

// SettleTime is how long after its end a window's data may still be incomplete.
const SettleTime = 48 * time.Hour

// LocalLayout is the wall-clock form of AMC's window bounds: no offset, no fraction.
const LocalLayout = "2006-01-02T15:04:05"

// Errors a person can cause by choosing a window.
var (
	ErrZoneUnknown   = fault.New(fault.Invalid, "window.zone_unknown", "This is not a known time zone.").WithNext("Choose an IANA zone such as Europe/Berlin.")
	ErrBoundInvalid  = fault.New(fault.Invalid, "window.bound_invalid", "This is not a date or local date-time.").WithNext("Write 2026-05-01 or 2026-05-01T06:00:00, without a zone suffix.")
	ErrBoundMissing  = fault.New(fault.Invalid, "window.bound_missing", "A window needs a preset, or both a start and an end.").WithNext("Name a preset, or give both from and to.")
	ErrEndNotAfter   = fault.New(fault.Invalid, "window.end_not_after_start", "The window does not end after its start, so it would read nothing.").WithNext("Choose an end after the start; the end itself is not included.")
	ErrPresetUnknown = fault.New(fault.Invalid, "window.preset_unknown", "There is no such window preset.").WithNext("Choose one of those the run panel offers, or give a start and an end.")
	ErrEmpty         = fault.New(fault.Invalid, "window.empty", "Today is the first day of the month, so the month to date holds no complete day yet.").WithNext("Choose the last full month.")
)

// Spec is a window as chosen: either Preset, or From and To.
type Spec struct {
	Preset Preset
	From   string // local date or date-time, inclusive
	To     string // local date or date-time, exclusive
	Zone   string // IANA name
}

// Window is a resolved time range.
type Window struct {
	Start time.Time // UTC, inclusive
	End   time.Time // UTC, exclusive
	Zone  string    // IANA name the bounds were chosen in
}

// Resolve turns spec into a window, with presets seen from now. It answers
// with one of this package's errors, which name the field at fault.
func Resolve(spec Spec, now time.Time) (Window, error) {
	zone, err := loadZone(spec.Zone)
	if err != nil {
		return Window{}, err
	}
	if spec.Preset != "" {
		return spec.Preset.resolve(now, zone)
	}
	if spec.From == "" || spec.To == "" {
		return Window{}, ErrBoundMissing
	}
	start, err := parseLocal(spec.From, zone)
	if err != nil {
		return Window{}, ErrBoundInvalid.WithField("/window/from", err.Error())
	}
	end, err := parseLocal(spec.To, zone)
	if err != nil {
		return Window{}, ErrBoundInvalid.WithField("/window/to", err.Error())
	}
	if !end.After(start) {
		return Window{}, ErrEndNotAfter.WithField("/window/to", "must be after the start")
	}
	return Window{Start: start.UTC(), End: end.UTC(), Zone: zone.String()}, nil
}

// loadZone refuses the names Go knows but which are no IANA zone for a person.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, ErrZoneUnknown.WithField("/window/zone", "is required")
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, ErrZoneUnknown.WithField("/window/zone", "is unknown").WithCause(err)
	}
	return zone, nil
}

// LocalStart is the start as a clock in the window's zone shows it.
func (w Window) LocalStart() string { return w.local(w.Start) }

// LocalEnd is the end as a clock in the window's zone shows it.
func (w Window) LocalEnd() string { return w.local(w.End) }

func (w Window) local(at time.Time) string {
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		zone = time.UTC // a stored zone was checked when it was resolved
	}
	return at.In(zone).Format(LocalLayout)
}

// SettlesAt is when the data of the window are promised to be complete.
func (w Window) SettlesAt() time.Time { return w.End.Add(SettleTime) }

// SettledAt reports whether the data are promised to be complete at now.
func (w Window) SettledAt(now time.Time) bool { return !now.Before(w.SettlesAt()) }
