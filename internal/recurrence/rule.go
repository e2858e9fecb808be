package recurrence

import "slices"

// Rule is a recurrence as a person chose it; its JSON form is that of the API
// and of the database. Fields that do not belong to the frequency are refused.
type Rule struct {
	Frequency Frequency `json:"frequency"`
	// Interval is in hours, days, weeks or months, counted from From (from
	// 1970-01-01, for weeks from Monday 1970-01-05, without one). 0 means 1.
	Interval int `json:"interval,omitempty"`
	// At are the times of day, "06:30": daily, weekly and monthly.
	At []string `json:"at,omitempty"`
	// Minute is the minute of the hour: hourly.
	Minute   int       `json:"minute,omitempty"`
	Weekdays []Weekday `json:"weekdays,omitempty"` // weekly
	Monthly  *Monthly  `json:"monthly,omitempty"`  // monthly
	Cron     string    `json:"cron,omitempty"`     // cron: five fields
	// Excluding are local dates ("2026-12-25") that are no business days and,
	// unless ExcludedDates says otherwise, never fire.
	Excluding     []string      `json:"excluding,omitempty"`
	ExcludedDates ExcludedDates `json:"excludedDates,omitempty"`
	Zone          string        `json:"zone"`            // IANA name
	From          string        `json:"from,omitempty"`  // first local date
	Until         string        `json:"until,omitempty"` // last local date
	Gap           GapPolicy     `json:"gap,omitempty"`
	Repeat        RepeatPolicy  `json:"repeat,omitempty"`
}

// Frequency is how often a rule fires.
type Frequency string

// The frequencies.
const (
	Hourly         Frequency = "hourly"
	Daily          Frequency = "daily"
	Weekly         Frequency = "weekly"
	MonthlyOn      Frequency = "monthly"
	CronExpression Frequency = "cron"
)

// Frequencies lists every frequency.
func Frequencies() []Frequency {
	return []Frequency{Hourly, Daily, Weekly, MonthlyOn, CronExpression}
}

// Weekday is a day of the week in lower-case English.
type Weekday string

// The weekdays.
const (
	Monday    Weekday = "monday"
	Tuesday   Weekday = "tuesday"
	Wednesday Weekday = "wednesday"
	Thursday  Weekday = "thursday"
	Friday    Weekday = "friday"
	Saturday  Weekday = "saturday"
	Sunday    Weekday = "sunday"
)

// Weekdays lists every weekday, Monday first.
func Weekdays() []Weekday {
	return []Weekday{Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday}
}

// Monthly is the day of a monthly rule.
type Monthly struct {
	Kind MonthlyKind `json:"kind"`
	// Day, or each of Days, is 1 to 31: kind day. A month that does not have it
	// is left out.
	Day  int   `json:"day,omitempty"`
	Days []int `json:"days,omitempty"`
	// Nth counts from the start of the month; -1 is the last one: kinds
	// weekday (1 to 5; a month without a fifth is left out) and business_day
	// (1 to 23).
	Nth     int     `json:"nth,omitempty"`
	Weekday Weekday `json:"weekday,omitempty"` // kind weekday
}

// days are those that kind day names.
func (on Monthly) days() []int {
	if len(on.Days) > 0 {
		return on.Days
	}
	return []int{on.Day}
}

// canonical has a single day in Day, and several sorted and each once.
func (on Monthly) canonical() Monthly {
	if len(on.Days) > 0 && on.Day == 0 {
		on.Days = slices.Compact(slices.Sorted(slices.Values(on.Days)))
	}
	if len(on.Days) == 1 && on.Day == 0 {
		on.Day, on.Days = on.Days[0], nil
	}
	return on
}

// MonthlyKind is how a monthly rule names its day.
type MonthlyKind string

// The ways to name a day of the month.
const (
	OnDay         MonthlyKind = "day"
	OnLastDay     MonthlyKind = "last_day"
	OnWeekday     MonthlyKind = "weekday"
	OnBusinessDay MonthlyKind = "business_day" // Monday to Friday, and not excluded
)

// GapPolicy says what becomes of a local time that the clock skips.
type GapPolicy string

// The gap policies. Without one a rule has GapShift, unless it fires in every
// hour of the day: then GapSkip, since no hour passed that could be missed.
const (
	GapShift GapPolicy = "shift" // fires at the first instant after the gap, once for all skipped times
	GapSkip  GapPolicy = "skip"  // does not fire
)

// RepeatPolicy says what becomes of a local time that the clock shows twice.
type RepeatPolicy string

// The repeat policies. Without one a rule has RepeatOnce, unless it fires in
// every hour of the day: then RepeatTwice, since an hour more passes.
const (
	RepeatOnce  RepeatPolicy = "once"  // fires the first time
	RepeatTwice RepeatPolicy = "twice" // fires both times
)

// ExcludedDates says what excluded dates mean.
type ExcludedDates string

// What excluded dates mean. Without a word they never fire.
const (
	ExcludedNeverFire    ExcludedDates = "never"
	ExcludedOnlyBusiness ExcludedDates = "only_business" // only when business days are counted
)
