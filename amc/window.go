package amc

import (
	"encoding/json"
	"fmt"
	"time"
)

// LocalLayout is how AMC writes a local time: no offset, no fraction, no Z.
// A suffix is refused or, worse, gives an empty result.
const LocalLayout = "2006-01-02T15:04:05"

// LocalTime is what a clock on the wall shows, to the second, in a zone told
// elsewhere. In the hour that a clock repeats it does not say which one.
type LocalTime struct{ wall time.Time }

// LocalDate is midnight of a day.
func LocalDate(year int, month time.Month, day int) LocalTime {
	return LocalTime{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// ParseLocalTime reads 2006-01-02T15:04:05 or 2006-01-02 and refuses an offset or Z.
func ParseLocalTime(content string) (LocalTime, error) {
	for _, layout := range []string{LocalLayout, time.DateOnly} {
		if wall, err := time.Parse(layout, content); err == nil && wall.Nanosecond() == 0 {
			return LocalTime{wall}, nil
		}
	}
	return LocalTime{}, fmt.Errorf("local time %q: want the form %s, without offset", content, LocalLayout)
}

// In is the instant at which a clock in zone shows l. A time that the zone
// skips or repeats resolves as time.Date does.
func (l LocalTime) In(zone *time.Location) time.Time {
	w := l.wall
	return time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, zone)
}

// IsZero tells whether l was never set.
func (l LocalTime) IsZero() bool { return l.wall.IsZero() }

// Before tells whether l comes before other on the same clock.
func (l LocalTime) Before(other LocalTime) bool { return l.wall.Before(other.wall) }

// String writes LocalLayout; nothing for the zero LocalTime.
func (l LocalTime) String() string {
	if l.IsZero() {
		return ""
	}
	return l.wall.Format(LocalLayout)
}

// MarshalJSON writes LocalLayout as a string.
func (l LocalTime) MarshalJSON() ([]byte, error) { return json.Marshal(l.String()) }

// WindowType says how the bounds of a time window are found.
type WindowType string

// The window types. AMC takes MOST_RECENT_DAY when none is named; this client
// always names one.
const (
	WindowExplicit       WindowType = "EXPLICIT"
	WindowMostRecentDay  WindowType = "MOST_RECENT_DAY"
	WindowMostRecentWeek WindowType = "MOST_RECENT_WEEK"
	WindowCurrentMonth   WindowType = "CURRENT_MONTH"
	WindowPreviousMonth  WindowType = "PREVIOUS_MONTH"
	WindowAll            WindowType = "ALL"
)

// Window is the stretch of time an execution reads. Zone is an IANA name,
// UTC when empty; it moves the bounds of every type.
type Window struct {
	Type       WindowType
	Start, End LocalTime // only WindowExplicit; Start belongs to the window, End does not
	Zone       string
}

// ExplicitWindow is the window between two local times in an IANA zone.
func ExplicitWindow(start, end LocalTime, zone string) Window {
	return Window{Type: WindowExplicit, Start: start, End: end, Zone: zone}
}

func (w Window) validate() error {
	if w.Type != WindowExplicit {
		return nil
	}
	switch {
	case w.Start.IsZero() || w.End.IsZero():
		return fmt.Errorf("%w: explicit window lacks a bound", ErrInvalidRequest)
	case !w.Start.Before(w.End):
		return fmt.Errorf("%w: window ends at %s, not after its start %s", ErrInvalidRequest, w.End, w.Start)
	}
	return nil
}
