package job

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAPeriodicJobIsDueByTheClockAndNotByWhenItsProcessStarted(t *testing.T) {
	t.Parallel()
	hourly, at := periods(time.Hour), func(text string) time.Time {
		when, err := time.Parse(time.RFC3339Nano, text)
		require.NoError(t, err)
		return when
	}
	for start, next := range map[string]string{
		"2026-03-10T12:00:00Z":     "2026-03-10T12:00:01Z",
		"2026-03-10T12:00:00.999Z": "2026-03-10T12:00:01Z",
		"2026-03-10T12:00:01Z":     "2026-03-10T13:00:01Z",
		"2026-03-10T12:34:56.789Z": "2026-03-10T13:00:01Z",
		"2026-03-10T12:59:59.999Z": "2026-03-10T13:00:01Z",
	} {
		require.True(t, at(next).Equal(hourly.Next(at(start))), start)
	}
}
