package synthetic

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The bounds that Go gives for a zone on 31 December of a leap year lie behind.
func TestShiftsEndInAnyYear(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo", "UTC"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		for year := 2023; year <= 2041; year++ {
			now := time.Date(year, time.July, 3, 12, 0, 0, 0, time.UTC)
			c := newCalendar(now, now.AddDate(0, 0, Horizon), zone, false)
			shifts := c.shifts()
			require.Less(t, len(shifts), 12, "%s in %d", name, year)
			at := c.traffic
			for ; at.Before(c.end); at = at.Add(time.Hour) {
				_, offset := at.In(zone).Zone()
				require.Equal(t, offset, offsetOf(shifts, at), "%s at %s", name, at)
			}
		}
	}
}

// offsetOf reads shifts as the SQL made of them does.
func offsetOf(shifts []shift, at time.Time) int {
	for _, s := range shifts[:len(shifts)-1] {
		if at.Before(s.until) {
			return s.offset
		}
	}
	return shifts[len(shifts)-1].offset
}
