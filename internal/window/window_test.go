package window

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/fault"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	instant, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return instant
}

func TestResolveExplicitBounds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spec       Spec
		start, end string
	}{
		"dates are local midnights":           {Spec{From: "2026-05-01", To: "2026-05-08", Zone: "America/New_York"}, "2026-05-01T04:00:00Z", "2026-05-08T04:00:00Z"},
		"date-times keep their minutes":       {Spec{From: "2026-05-01T06:30", To: "2026-05-01T07:00:00", Zone: "UTC"}, "2026-05-01T06:30:00Z", "2026-05-01T07:00:00Z"},
		"a day of 23 hours":                   {Spec{From: "2026-03-29", To: "2026-03-30", Zone: "Europe/Berlin"}, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
		"a day of 25 hours":                   {Spec{From: "2026-10-25", To: "2026-10-26", Zone: "Europe/Berlin"}, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
		"a skipped reading lies past the gap": {Spec{From: "2026-03-29T02:30", To: "2026-03-30", Zone: "Europe/Berlin"}, "2026-03-29T01:30:00Z", "2026-03-29T22:00:00Z"},
		"a repeated reading is its first":     {Spec{From: "2026-10-25T02:30", To: "2026-10-26", Zone: "Europe/Berlin"}, "2026-10-25T00:30:00Z", "2026-10-25T23:00:00Z"},
		"a midnight the clock skipped":        {Spec{From: "2018-11-04", To: "2018-11-05", Zone: "America/Sao_Paulo"}, "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},
		"an offset of a quarter hour":         {Spec{From: "2026-01-01", To: "2026-01-02", Zone: "Asia/Kathmandu"}, "2025-12-31T18:15:00Z", "2026-01-01T18:15:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Resolve(test.spec, at(t, "2026-06-01T00:00:00Z"))
			require.NoError(t, err)
			require.Equal(t, at(t, test.start), got.Start)
			require.Equal(t, at(t, test.end), got.End)
		})
	}
}

func TestResolvePresets(t *testing.T) {
	t.Parallel()
	// Wednesday in UTC, still Tuesday 2 June in Los Angeles.
	now := at(t, "2026-06-03T05:00:00Z")
	for preset, want := range map[Preset][2]string{
		Yesterday:     {"2026-06-01T00:00:00", "2026-06-02T00:00:00"},
		Last7Days:     {"2026-05-26T00:00:00", "2026-06-02T00:00:00"},
		Last14Days:    {"2026-05-19T00:00:00", "2026-06-02T00:00:00"},
		Last30Days:    {"2026-05-03T00:00:00", "2026-06-02T00:00:00"},
		LastFullWeek:  {"2026-05-25T00:00:00", "2026-06-01T00:00:00"},
		LastFullMonth: {"2026-05-01T00:00:00", "2026-06-01T00:00:00"},
		MonthToDate:   {"2026-06-01T00:00:00", "2026-06-02T00:00:00"},
	} {
		t.Run(string(preset), func(t *testing.T) {
			t.Parallel()
			got, err := Resolve(Spec{Preset: preset, Zone: "America/Los_Angeles"}, now)
			require.NoError(t, err)
			require.Equal(t, want, [2]string{got.LocalStart(), got.LocalEnd()})
		})
	}
	require.Len(t, Presets(), 7)
}

func TestLastFullWeekOnAMondayIsTheWeekThatJustEnded(t *testing.T) {
	t.Parallel()
	got, err := Resolve(Spec{Preset: LastFullWeek, Zone: "UTC"}, at(t, "2026-06-01T00:00:00Z"))
	require.NoError(t, err)
	require.Equal(t, "2026-05-25T00:00:00", got.LocalStart())
}

func TestResolveRefusesWithTheFieldAtFault(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spec  Spec
		want  error
		field string
	}{
		"no zone":              {Spec{Preset: Yesterday}, ErrZoneUnknown, "/window/zone"},
		"machine's own zone":   {Spec{Preset: Yesterday, Zone: "Local"}, ErrZoneUnknown, "/window/zone"},
		"unknown zone":         {Spec{Preset: Yesterday, Zone: "Mars/Olympus"}, ErrZoneUnknown, "/window/zone"},
		"unknown preset":       {Spec{Preset: "soon", Zone: "UTC"}, ErrPresetUnknown, "/window/preset"},
		"suffix on a bound":    {Spec{From: "2026-05-01T00:00:00Z", To: "2026-05-02", Zone: "UTC"}, ErrBoundInvalid, "/window/from"},
		"a date that is none":  {Spec{From: "2026-05-01", To: "2026-02-30", Zone: "UTC"}, ErrBoundInvalid, "/window/to"},
		"end before start":     {Spec{From: "2026-05-02", To: "2026-05-01", Zone: "UTC"}, ErrEndNotAfter, "/window/to"},
		"end equal to start":   {Spec{From: "2026-05-02", To: "2026-05-02", Zone: "UTC"}, ErrEndNotAfter, "/window/to"},
		"first day of a month": {Spec{Preset: MonthToDate, Zone: "UTC"}, ErrEmpty, "/window/preset"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Resolve(test.spec, at(t, "2026-06-01T12:00:00Z"))
			require.ErrorIs(t, err, test.want)
			var refused *fault.Error
			require.ErrorAs(t, err, &refused)
			require.Equal(t, test.field, refused.Fields[0].Pointer)
		})
	}
	_, err := Resolve(Spec{From: "2026-05-01", Zone: "UTC"}, at(t, "2026-06-01T12:00:00Z"))
	require.ErrorIs(t, err, ErrBoundMissing)
}

func TestSettles48HoursAfterTheEnd(t *testing.T) {
	t.Parallel()
	w := Window{Start: at(t, "2026-05-01T00:00:00Z"), End: at(t, "2026-05-02T00:00:00Z"), Zone: "UTC"}
	require.Equal(t, at(t, "2026-05-04T00:00:00Z"), w.SettlesAt())
	require.False(t, w.SettledAt(w.SettlesAt().Add(-time.Nanosecond)))
	require.True(t, w.SettledAt(w.SettlesAt()))
}

// Consecutive days of any zone tile time: each ends where the next begins,
// and the start is the first instant of its date.
func TestDaysTileTimeInEveryZone(t *testing.T) {
	t.Parallel()
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "America/Havana", "Asia/Beirut", "Atlantic/Azores"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		require.NoError(t, err)
		today := dayOf(time.Unix(rapid.Int64Range(946684800, 2208988800).Draw(t, "unix"), 0).In(zone))
		start, end := today.midnight(zone), today.add(1).midnight(zone)
		require.True(t, end.After(start))
		require.Equal(t, today, dayOf(start))
		require.NotEqual(t, today, dayOf(start.Add(-time.Nanosecond)))
		require.Equal(t, today, dayOf(end.Add(-time.Nanosecond)))
	})
}

func FuzzResolveNeverPanics(f *testing.F) {
	f.Add("2026-05-01", "2026-05-02T00:00:00", "Europe/Berlin", "")
	f.Add("", "", "UTC", "month_to_date")
	f.Add("0000-01-01", "9999-12-31T23:59:59", "../etc", "x")
	f.Fuzz(func(t *testing.T, from, to, zone, preset string) {
		w, err := Resolve(Spec{From: from, To: to, Zone: zone, Preset: Preset(preset)}, time.Unix(1780000000, 0))
		if err == nil {
			require.True(t, w.End.After(w.Start))
		}
	})
}
