package window

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
)

var rules = Rules{Lag: 48 * time.Hour, RetentionMonths: 13}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return parsed
}

func TestWindowsResolveInTheirZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		request    Request
		now        string
		start, end string
	}{
		{
			"explicit in UTC",
			Request{Type: Explicit, Start: "2025-05-01T00:00:00", End: "2025-05-08T00:00:00"},
			"2025-06-02T14:05:11Z", "2025-05-01T00:00:00Z", "2025-05-08T00:00:00Z",
		},
		{
			"explicit in New York in summer",
			Request{Type: Explicit, Start: "2025-05-01T00:00:00", End: "2025-05-08T00:00:00", Zone: "America/New_York"},
			"2025-06-02T14:05:11Z", "2025-05-01T04:00:00Z", "2025-05-08T04:00:00Z",
		},
		{
			"explicit across the start of summer time",
			Request{Type: Explicit, Start: "2025-03-09T00:00:00", End: "2025-03-10T00:00:00", Zone: "America/New_York"},
			"2025-06-02T00:00:00Z", "2025-03-09T05:00:00Z", "2025-03-10T04:00:00Z",
		},
		{
			"a skipped hour means the hour after",
			Request{Type: Explicit, Start: "2025-03-30T02:30:00", End: "2025-03-30T04:00:00", Zone: "Europe/Berlin"},
			"2025-06-02T00:00:00Z", "2025-03-30T01:30:00Z", "2025-03-30T02:00:00Z",
		},
		{
			"a repeated hour means the first",
			Request{Type: Explicit, Start: "2025-10-26T02:30:00", End: "2025-10-26T04:00:00", Zone: "Europe/Berlin"},
			"2025-12-02T00:00:00Z", "2025-10-26T00:30:00Z", "2025-10-26T03:00:00Z",
		},
		{
			"most recent day is the default",
			Request{},
			"2025-06-05T14:00:00Z", "2025-06-02T00:00:00Z", "2025-06-03T00:00:00Z",
		},
		{
			"most recent day ends at the cut-off when that is midnight",
			Request{Type: MostRecentDay},
			"2025-06-05T00:00:00Z", "2025-06-02T00:00:00Z", "2025-06-03T00:00:00Z",
		},
		{
			"most recent day in Tokyo",
			Request{Type: MostRecentDay, Zone: "Asia/Tokyo"},
			"2025-06-05T16:00:00Z", "2025-06-02T15:00:00Z", "2025-06-03T15:00:00Z",
		},
		{
			"most recent day of 23 hours",
			Request{Type: MostRecentDay, Zone: "Europe/Berlin"},
			"2025-04-02T10:00:00Z", "2025-03-29T23:00:00Z", "2025-03-30T22:00:00Z",
		},
		{
			"most recent week over the change",
			Request{Type: MostRecentWeek, Zone: "Europe/Berlin"},
			"2025-04-02T10:00:00Z", "2025-03-23T23:00:00Z", "2025-03-30T22:00:00Z",
		},
		{
			"current month stops at the hour of the cut-off",
			Request{Type: CurrentMonth},
			"2025-06-12T14:40:00Z", "2025-06-01T00:00:00Z", "2025-06-10T14:00:00Z",
		},
		{
			"current month is that of the cut-off",
			Request{Type: CurrentMonth},
			"2025-06-01T14:40:00Z", "2025-05-01T00:00:00Z", "2025-05-30T14:00:00Z",
		},
		{
			"current month in a zone of half hours",
			Request{Type: CurrentMonth, Zone: "Asia/Kolkata"},
			"2025-06-12T14:40:00Z", "2025-05-31T18:30:00Z", "2025-06-10T14:30:00Z",
		},
		{
			"previous month of the present",
			Request{Type: PreviousMonth, Zone: "America/New_York"},
			"2025-01-01T03:00:00Z", "2024-11-01T04:00:00Z", "2024-12-01T05:00:00Z",
		},
		{
			"all",
			Request{Type: All},
			"2025-06-12T14:40:00Z", "2024-05-12T00:00:00Z", "2025-06-10T14:00:00Z",
		},
		{
			"bounds of a relative type are ignored",
			Request{Type: MostRecentDay, Start: "nonsense", End: "2020-01-01T00:00:00"},
			"2025-06-05T14:00:00Z", "2025-06-02T00:00:00Z", "2025-06-03T00:00:00Z",
		},
	} {
		got, err := rules.Resolve(c.request, at(t, c.now))
		require.NoError(t, err, c.name)
		require.Equal(t, c.start, got.Start.Format(time.RFC3339), c.name)
		require.Equal(t, c.end, got.End.Format(time.RFC3339), c.name)
	}
}

func TestWindowFaultsNameTheField(t *testing.T) {
	t.Parallel()
	limited := rules
	limited.MaxDays = 400
	for _, c := range []struct {
		request Request
		part    string
	}{
		{Request{Type: Explicit, End: "2025-05-08T00:00:00"}, "timeWindowStart"},
		{Request{Type: Explicit, Start: "2025-05-08T00:00:00"}, "timeWindowEnd"},
		{Request{Type: Explicit, Start: "2025-05-08T00:00:00", End: "2025-05-08T00:00:00"}, "timeWindowEnd must be after"},
		{Request{Type: Explicit, Start: "2025-05-08", End: "2025-05-09T00:00:00"}, "timeWindowStart"},
		{Request{Type: Explicit, Start: "2025-05-08T00:00:00Z", End: "2025-05-09T00:00:00"}, "timeWindowStart"},
		{Request{Type: Explicit, Start: "2025-05-08T00:00:00", End: "2025-05-09T00:00:00+02:00"}, "timeWindowEnd"},
		{Request{Type: Explicit, Start: "2025-05-08T00:00:00.000", End: "2025-05-09T00:00:00"}, "timeWindowStart"},
		{Request{Type: Explicit, Start: "2023-05-08T00:00:00", End: "2025-05-09T00:00:00"}, "400 days"},
		{Request{Type: MostRecentDay, Zone: "Mars/Olympus"}, "timeWindowTimeZone"},
		{Request{Type: MostRecentDay, Zone: "Local"}, "timeWindowTimeZone"},
		{Request{Type: "MOST_RECENT_HOUR"}, "timeWindowType"},
	} {
		_, err := limited.Resolve(c.request, at(t, "2025-06-05T14:00:00Z"))
		require.ErrorContains(t, err, c.part)
		_, isWindowError := err.(*Error) //nolint:errorlint // it is never wrapped
		require.True(t, isWindowError)
	}
}

func TestOffsetsGiveNoRowsWhenAccepted(t *testing.T) {
	t.Parallel()
	lenient := rules
	lenient.AcceptOffset = true
	got, err := lenient.Resolve(Request{Type: Explicit, Start: "2025-05-08T00:00:00Z", End: "2025-05-09T00:00:00Z"}, at(t, "2025-06-05T14:00:00Z"))
	require.NoError(t, err)
	require.True(t, got.Empty)
}
