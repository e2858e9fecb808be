package recurrence

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/zone"
)

// Stretches tile time: each holds the instant it was asked for, has one offset
// all along, and begins where the one before it ends.
func TestStretchesTileTimeInEveryZone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		location, err := zone.Load(rapid.SampledFrom(zone.Names()).Draw(t, "zone"))
		require.NoError(t, err)
		unix := time.Date(rapid.IntRange(1990, 2100).Draw(t, "year"), 12, 31, 0, 0, 0, 0, time.UTC).Unix()
		unix += rapid.Int64Range(-364*secondsADay, 2*secondsADay).Draw(t, "seconds")
		s := stretchAt(unix, location)
		require.True(t, s.start <= unix && unix < s.end, "%+v around %d", s, unix)
		for range 20 {
			at := rapid.Int64Range(max(s.start, unix-400*secondsADay), min(s.end-1, unix+400*secondsADay)).Draw(t, "at")
			require.Equal(t, s.offset, offsetAt(at, location))
		}
		if s.end < endOfTime {
			next := stretchAt(s.end, location)
			require.True(t, next.start <= s.end && s.end < next.end)
			require.True(t, next.start == s.end || next.offset == s.offset)
		}
	})
}

// Go's zone bounds end a day early in leap years without listed changes; a
// loop that trusted them would never get past 31 December.
func TestTheLastDayOfALeapYearPasses(t *testing.T) {
	t.Parallel()
	for _, year := range []string{"2028", "2040", "2096"} {
		require.Equal(t,
			[]string{year + "-12-31T06:30:00+01:00", year[:3] + string(year[3]+1) + "-01-01T06:30:00+01:00"},
			locals(t, Rule{Frequency: Daily, At: []string{"06:30"}, Zone: "Europe/Berlin"}, year+"-12-30T12:00:00Z", 2))
	}
}
