// Package window turns the time window of a request into exact instants.
//
// A window is start inclusive and end exclusive. Explicit bounds are wall-clock
// times in a zone; the other types are cut at local days or months and stay
// behind the present by the data lag. A wall-clock time that a change of the
// clocks skips means the same time after the change; one that comes twice
// means the first.
package window

import (
	"fmt"
	"strings"
	"time"
)

// Type is how a window is given.
type Type string

// The types.
const (
	Explicit       Type = "EXPLICIT"
	MostRecentDay  Type = "MOST_RECENT_DAY"
	MostRecentWeek Type = "MOST_RECENT_WEEK"
	CurrentMonth   Type = "CURRENT_MONTH"
	PreviousMonth  Type = "PREVIOUS_MONTH"
	All            Type = "ALL"
)

// Layout is how bounds are written.
const Layout = "2006-01-02T15:04:05"

// Request is a window as asked for; empty fields were not given.
type Request struct {
	Type       Type
	Start, End string
	// Zone is a name of the tz database, UTC by default.
	Zone string
}

// Rules are the switches of the sandbox that touch windows.
type Rules struct {
	// Lag is how far relative windows stay behind the present.
	Lag time.Duration
	// RetentionMonths is how far back All reaches.
	RetentionMonths int
	// MaxDays refuses longer explicit windows; 0 does not.
	MaxDays int
	// AcceptOffset takes bounds with Z or an offset, for an empty result.
	AcceptOffset bool
}

// Window is a resolved window.
type Window struct {
	Type       Type
	Start, End time.Time
	// OriginalStart and OriginalEnd are as given, empty for relative types.
	OriginalStart, OriginalEnd string
	Zone                       string
	// Empty is true when the window is one that finds no rows.
	Empty bool
}

// Error says what is wrong with a request; Text names the field.
type Error struct{ Text string }

func (e *Error) Error() string { return e.Text }

func wrong(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// Resolve turns a request into instants. Faults of the request are an *Error.
func (r Rules) Resolve(request Request, now time.Time) (Window, error) {
	zone := request.Zone
	if zone == "" {
		zone = "UTC"
	}
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return Window{}, wrong("timeWindowTimeZone %q is not a known time zone", zone)
	}
	window := Window{Type: request.Type, Zone: zone}
	if window.Type == "" {
		window.Type = MostRecentDay
	}
	cutOff := now.Add(-r.Lag).In(location)
	day := func(t time.Time, days int) time.Time {
		return Instant(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, location)
	}
	month := func(t time.Time, months int) time.Time {
		return Instant(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, location)
	}
	switch window.Type {
	case Explicit:
		return r.explicit(window, request, location)
	case MostRecentDay:
		window.Start, window.End = day(cutOff, -1), day(cutOff, 0)
	case MostRecentWeek:
		window.Start, window.End = day(cutOff, -7), day(cutOff, 0)
	case CurrentMonth:
		window.Start, window.End = month(cutOff, 0), hour(cutOff)
	case PreviousMonth:
		local := now.In(location)
		window.Start, window.End = month(local, -1), month(local, 0)
	case All:
		back := now.In(location).AddDate(0, -r.RetentionMonths, 0)
		window.Start, window.End = day(back, 0), hour(cutOff)
	default:
		return Window{}, wrong("timeWindowType %q is not one of EXPLICIT, MOST_RECENT_DAY, MOST_RECENT_WEEK, CURRENT_MONTH, PREVIOUS_MONTH, ALL", window.Type)
	}
	return window, nil
}

// hour cuts to the full local hour; zones with odd minutes have their own.
func hour(t time.Time) time.Time {
	return t.Add(-time.Duration(t.Minute())*time.Minute - time.Duration(t.Second())*time.Second -
		time.Duration(t.Nanosecond())).UTC()
}

func (r Rules) explicit(window Window, request Request, location *time.Location) (Window, error) {
	window.OriginalStart, window.OriginalEnd = request.Start, request.End
	for _, bound := range []struct {
		name, text string
		target     *time.Time
	}{
		{"timeWindowStart", request.Start, &window.Start},
		{"timeWindowEnd", request.End, &window.End},
	} {
		if bound.text == "" {
			return Window{}, wrong("%s must be given when timeWindowType is EXPLICIT", bound.name)
		}
		local, offset, err := parseBound(bound.text)
		if err != nil || offset && !r.AcceptOffset {
			return Window{}, wrong("%s %q must have the form yyyy-MM-dd'T'HH:mm:ss, without an offset", bound.name, bound.text)
		}
		window.Empty = window.Empty || offset
		*bound.target = Instant(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), location)
	}
	if !window.End.After(window.Start) {
		return Window{}, wrong("timeWindowEnd must be after timeWindowStart")
	}
	if r.MaxDays > 0 && window.End.Sub(window.Start) > time.Duration(r.MaxDays)*24*time.Hour {
		return Window{}, wrong("timeWindowStart and timeWindowEnd are more than %d days apart", r.MaxDays)
	}
	return window, nil
}

// parseBound reads a wall-clock time and tells whether it carries an offset.
func parseBound(text string) (local time.Time, offset bool, err error) {
	if local, err = time.Parse(Layout, text); err == nil {
		return local, strings.ContainsAny(text, ".,"), nil
	}
	local, err = time.Parse(time.RFC3339, text)
	return local, true, err
}

// Instant is the UTC instant of a wall-clock time in a zone. Fields out of
// range roll over.
func Instant(year int, month time.Month, day, hour, minute, second int, location *time.Location) time.Time {
	wall := time.Date(year, month, day, hour, minute, second, 0, time.UTC)
	_, before := wall.Add(-36 * time.Hour).In(location).Zone()
	_, after := wall.Add(36 * time.Hour).In(location).Zone()
	first := wall.Add(-time.Duration(before) * time.Second)
	if sameWall(first.In(location), wall) || before == after {
		return first
	}
	if second := wall.Add(-time.Duration(after) * time.Second); sameWall(second.In(location), wall) {
		return second
	}
	return first // skipped by the change; the old offset lands after it
}

func sameWall(a, b time.Time) bool {
	return a.Format(Layout) == b.Format(Layout)
}
