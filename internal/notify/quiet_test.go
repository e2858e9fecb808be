package notify

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/fault"
)

func TestQuietHoursEnd(t *testing.T) {
	t.Parallel()
	night := Quiet{From: "22:00", Until: "07:00", Zone: "Europe/Berlin"}
	noon := Quiet{From: "12:00", Until: "14:30", Zone: "America/New_York"}
	for name, c := range map[string]struct {
		quiet Quiet
		at    string
		want  string // empty: not quiet
	}{
		"none":                           {Quiet{}, "2026-03-10T03:00:00Z", ""},
		"before midnight":                {night, "2026-01-10T22:30:00+01:00", "2026-01-11T07:00:00+01:00"},
		"after midnight":                 {night, "2026-01-11T03:00:00+01:00", "2026-01-11T07:00:00+01:00"},
		"its first instant":              {night, "2026-01-10T22:00:00+01:00", "2026-01-11T07:00:00+01:00"},
		"its last":                       {night, "2026-01-11T06:59:59.999999+01:00", "2026-01-11T07:00:00+01:00"},
		"its end is not":                 {night, "2026-01-11T07:00:00+01:00", ""},
		"by day":                         {night, "2026-01-11T15:00:00+01:00", ""},
		"within a day":                   {noon, "2026-06-01T13:00:00-04:00", "2026-06-01T14:30:00-04:00"},
		"within a day, evening":          {noon, "2026-06-01T22:00:00-04:00", ""},
		"the clock is put forward":       {night, "2026-03-29T00:30:00+01:00", "2026-03-29T07:00:00+02:00"},
		"the clock is put back":          {night, "2026-10-25T02:30:00+02:00", "2026-10-25T07:00:00+01:00"},
		"an end the clock skips":         {Quiet{From: "22:00", Until: "02:30", Zone: "Europe/Berlin"}, "2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00"},
		"after an end the clock skips":   {Quiet{From: "22:00", Until: "02:30", Zone: "Europe/Berlin"}, "2026-03-29T03:00:00+02:00", ""},
		"an end the clock shows twice":   {Quiet{From: "22:00", Until: "02:30", Zone: "Europe/Berlin"}, "2026-10-25T02:10:00+02:00", "2026-10-25T02:30:00+02:00"},
		"its second time":                {Quiet{From: "22:00", Until: "02:30", Zone: "Europe/Berlin"}, "2026-10-25T02:10:00+01:00", ""},
		"a beginning the clock skips":    {Quiet{From: "02:30", Until: "05:00", Zone: "Europe/Berlin"}, "2026-03-29T03:10:00+02:00", "2026-03-29T05:00:00+02:00"},
		"a gap of half an hour":          {Quiet{From: "01:00", Until: "02:15", Zone: "Australia/Lord_Howe"}, "2026-10-04T01:30:00+10:30", "2026-10-04T02:30:00+11:00"},
		"a day that does not exist":      {Quiet{From: "22:00", Until: "07:00", Zone: "Pacific/Apia"}, "2011-12-29T23:00:00-10:00", "2011-12-31T00:00:00+14:00"},
		"a midnight that does not exist": {Quiet{From: "20:00", Until: "00:00", Zone: "America/Santiago"}, "2026-09-05T23:00:00-04:00", "2026-09-06T01:00:00-03:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, c.at)
			require.NoError(t, err)
			end, quiet := c.quiet.ends(at)
			require.Equal(t, c.want != "", quiet)
			if quiet {
				want, err := time.Parse(time.RFC3339, c.want)
				require.NoError(t, err)
				require.Equal(t, want.UTC(), end)
			}
		})
	}
}

// Whatever the hours and the zone, they end within a day and a bit, and what
// follows their end is not quiet.
func TestQuietHoursAlwaysEnd(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Pacific/Apia", "UTC"} {
		for _, hours := range [][2]string{{"22:00", "07:00"}, {"00:00", "06:00"}, {"23:30", "00:00"}, {"02:15", "02:45"}, {"07:00", "06:59"}} {
			q := Quiet{From: hours[0], Until: hours[1], Zone: zone}
			for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == 2026; at = at.Add(97 * time.Minute) {
				end, quiet := q.ends(at)
				if !quiet {
					continue
				}
				require.True(t, end.After(at) && end.Sub(at) <= 25*time.Hour, "%v %v: %v", q, at, end)
				if again, still := q.ends(end); still {
					require.NotEqual(t, end, again, "%v %v", q, at)
				}
			}
		}
	}
}

func TestQuietHoursAreChecked(t *testing.T) {
	t.Parallel()
	fields := func(q Quiet) (pointers []string) {
		for _, field := range q.check(fault.New(fault.Invalid, "x", "x")).Fields {
			pointers = append(pointers, field.Pointer)
		}
		return pointers
	}
	require.Empty(t, fields(Quiet{}))
	require.Empty(t, fields(Quiet{From: "22:00", Until: "07:00", Zone: "Asia/Kolkata"}))
	require.Equal(t, []string{"/quiet/until"}, fields(Quiet{From: "22:00", Until: "22:00", Zone: "UTC"}))
	require.Equal(t, []string{"/quiet/from"}, fields(Quiet{From: "7:00", Until: "08:00", Zone: "UTC"}))
	for _, zone := range []string{"", "Local", "Moon", "+02:00", "../etc/passwd"} {
		require.Equal(t, []string{"/quiet/zone"}, fields(Quiet{From: "22:00", Until: "07:00", Zone: zone}), zone)
	}
}
