package window

import "time"

// Preset is a window that moves with the calendar. All are made of complete
// days of the zone and end at the latest with yesterday.
type Preset string

// The presets, in the order people are shown them.
const (
	Yesterday     Preset = "yesterday"
	Last7Days     Preset = "last_7_days"
	Last14Days    Preset = "last_14_days"
	Last30Days    Preset = "last_30_days"
	LastFullWeek  Preset = "last_full_week" // Monday to Sunday
	LastFullMonth Preset = "last_full_month"
	MonthToDate   Preset = "month_to_date"
)

// Presets lists every preset.
func Presets() []Preset {
	return []Preset{Yesterday, Last7Days, Last14Days, Last30Days, LastFullWeek, LastFullMonth, MonthToDate}
}

// resolve gives the preset's window as seen from now in zone.
func (p Preset) resolve(now time.Time, zone *time.Location) (Window, error) {
	today := dayOf(now.In(zone))
	var start day
	end := today
	switch p {
	case Yesterday:
		start = today.add(-1)
	case Last7Days:
		start = today.add(-7)
	case Last14Days:
		start = today.add(-14)
	case Last30Days:
		start = today.add(-30)
	case LastFullWeek:
		end = today.weekStart(time.Monday)
		start = end.add(-7)
	case LastFullMonth:
		end = today.firstOfMonth(0)
		start = today.firstOfMonth(-1)
	case MonthToDate:
		start = today.firstOfMonth(0)
		if start == end {
			return Window{}, ErrEmpty.WithField("/window/preset", "holds no complete day yet")
		}
	default:
		return Window{}, ErrPresetUnknown.WithField("/window/preset", "is unknown")
	}
	return Window{Start: start.midnight(zone).UTC(), End: end.midnight(zone).UTC(), Zone: zone.String()}, nil
}
