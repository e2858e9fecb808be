package window

import (
	"fmt"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/zone"
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
	ErrExpression    = fault.New(fault.Invalid, "window.expression_invalid", "This dynamic date cannot be read, so there would be no window.").WithNext("Write it like today-14d, start_of_month(-1) or last_full_week(monday).")
	ErrChoice        = fault.New(fault.Invalid, "window.choice", "A window is a preset, a range, or a start and an end: only one of them.").WithNext("Leave the others out.")
	ErrFarAway       = fault.New(fault.Invalid, "window.far_away", "The window lies outside the years 1 to 9999.").WithNext("Choose a smaller offset.")
	ErrEmpty         = fault.New(fault.Invalid, "window.empty", "Today is the first day of the month, so the month to date holds no complete day yet.").WithNext("Choose the last full month.")
)

// Spec is a window as chosen: Preset, Range, or From and To.
type Spec struct {
	Preset Preset `json:"preset,omitempty"`
	// Range is an expression for a whole window, such as last_full_week(monday).
	Range string `json:"range,omitempty"`
	// From (inclusive) and To (exclusive) are local dates, local date-times or
	// expressions such as start_of_month(-1).
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	Zone string `json:"zone,omitempty"` // IANA name
}

// Window is a resolved time range.
type Window struct {
	Start time.Time // UTC, inclusive
	End   time.Time // UTC, exclusive
	Zone  string    // IANA name the bounds were chosen in
}

// Resolve turns spec into a window, with presets and expressions seen from now,
// the logical time. It answers with one of this package's errors, which name
// the field at fault.
func Resolve(spec Spec, now time.Time) (Window, error) {
	location, err := loadZone(spec.Zone)
	if err != nil {
		return Window{}, err
	}
	chosen, err := spec.choose()
	if err != nil {
		return Window{}, err
	}
	return chosen.resolve(now, location)
}

// choice is a Spec that was read: how to find a window at a logical time.
type choice struct {
	preset   Preset
	span     *term // a whole window
	from, to bound
}

// bound is one end of a window: a fixed reading of the clock, or a term.
type bound struct {
	wall time.Time // as if it were UTC
	term *term
}

func (s Spec) choose() (choice, error) {
	bounds := s.From != "" || s.To != ""
	switch {
	case s.Preset != "" && s.Range != "", s.Range != "" && bounds:
		return choice{}, ErrChoice.WithField("/window/range", "stands beside another choice")
	case s.Preset != "":
		return choice{preset: s.Preset}, nil // bounds beside it are passed over, as they always were
	case s.Range != "":
		t, err := parse(s.Range)
		if err == nil && !t.isRange() {
			err = fmt.Errorf("%s is one date, not a whole window; give it as from or to, or choose %s", t.word, strings.Join(rangeWords, ", "))
		}
		if err != nil {
			return choice{}, ErrExpression.WithField("/window/range", err.Error())
		}
		return choice{span: &t}, nil
	case s.From == "" || s.To == "":
		return choice{}, ErrBoundMissing
	}
	from, err := parseBound("/window/from", s.From)
	if err != nil {
		return choice{}, err
	}
	to, err := parseBound("/window/to", s.To)
	return choice{from: from, to: to}, err
}

// parseBound reads one end of a window.
func parseBound(pointer, text string) (bound, error) {
	wall, err := parseLocal(text)
	if err == nil {
		return bound{wall: wall}, nil
	}
	if text[0] >= '0' && text[0] <= '9' {
		return bound{}, ErrBoundInvalid.WithField(pointer, err.Error())
	}
	t, err := parse(text)
	if err == nil && t.isRange() {
		err = fmt.Errorf("%s is a whole window, not one date; give it as range", t.word)
	}
	if err != nil {
		return bound{}, ErrExpression.WithField(pointer, err.Error())
	}
	return bound{term: &t}, nil
}

func (b bound) instant(logical time.Time, zone *time.Location) time.Time {
	if b.term == nil {
		return instant(b.wall, zone)
	}
	return b.term.at(logical, zone).instant(zone)
}

func (c choice) resolve(now time.Time, zone *time.Location) (Window, error) {
	if c.preset != "" {
		return c.preset.resolve(now, zone)
	}
	pointer := "/window/to"
	var start, end time.Time
	if c.span != nil {
		pointer = "/window/range"
		from, to := c.span.span(now, zone)
		start, end = from.instant(zone), to.instant(zone)
	} else {
		start, end = c.from.instant(now, zone), c.to.instant(now, zone)
	}
	if start.Year() < 1 || end.Year() > 9999 {
		return Window{}, ErrFarAway.WithField(pointer, "is too far away")
	}
	if !end.After(start) {
		return Window{}, ErrEndNotAfter.WithField(pointer, "must be after the start")
	}
	return Window{Start: start.UTC(), End: end.UTC(), Zone: zone.String()}, nil
}

// loadZone refuses the names Go knows but which are no IANA zone for a person.
func loadZone(name string) (*time.Location, error) {
	if name == "" {
		return nil, ErrZoneUnknown.WithField("/window/zone", "is required")
	}
	found, err := zone.Load(name)
	if err != nil {
		return nil, ErrZoneUnknown.WithField("/window/zone", "is unknown").WithCause(err)
	}
	return found, nil
}

// LocalStart is the start as a clock in the window's zone shows it.
func (w Window) LocalStart() string { return w.local(w.Start) }

// LocalEnd is the end as a clock in the window's zone shows it.
func (w Window) LocalEnd() string { return w.local(w.End) }

func (w Window) local(at time.Time) string {
	location, err := zone.Load(w.Zone)
	if err != nil {
		location = time.UTC // a stored zone was checked when it was resolved
	}
	return at.In(location).Format(LocalLayout)
}

// SettlesAt is when the data of the window are promised to be complete.
func (w Window) SettlesAt() time.Time { return w.End.Add(SettleTime) }

// SettledAt reports whether the data are promised to be complete at now.
func (w Window) SettledAt(now time.Time) bool { return !now.Before(w.SettlesAt()) }
