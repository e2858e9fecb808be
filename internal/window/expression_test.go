package window

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/fault"
)

// Wednesday 3 June 2026, 05:00 UTC: still Tuesday 2 June, 22:00 in Los Angeles.
const logicalTime = "2026-06-03T05:00:00Z"

func TestExpressionsAsDatesAndInstants(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"today":                    {"2026-06-02", "2026-06-02T00:00:00"},
		" Today ":                  {"2026-06-02", "2026-06-02T00:00:00"},
		"yesterday":                {"2026-06-01", "2026-06-01T00:00:00"},
		"tomorrow":                 {"2026-06-03", "2026-06-03T00:00:00"},
		"now":                      {"2026-06-02", "2026-06-02T22:00:00"},
		"now - 1h":                 {"2026-06-02", "2026-06-02T21:00:00"},
		"now+150min":               {"2026-06-03", "2026-06-03T00:30:00"},
		"now-1d":                   {"2026-06-01", "2026-06-01T22:00:00"},
		"today-14d":                {"2026-05-19", "2026-05-19T00:00:00"},
		"-14d":                     {"2026-05-19", "2026-05-19T00:00:00"},
		"+2w":                      {"2026-06-16", "2026-06-16T00:00:00"},
		"-1m":                      {"2026-05-02", "2026-05-02T00:00:00"},
		"-1q-1d":                   {"2026-03-01", "2026-03-01T00:00:00"},
		"-1y":                      {"2025-06-02", "2025-06-02T00:00:00"},
		"yesterday@06:30":          {"2026-06-01", "2026-06-01T06:30:00"},
		"today+6h":                 {"2026-06-02", "2026-06-02T06:00:00"},
		"start_of_week":            {"2026-06-01", "2026-06-01T00:00:00"},
		"start_of_week(sunday)":    {"2026-05-31", "2026-05-31T00:00:00"},
		"start_of_week(monday,-1)": {"2026-05-25", "2026-05-25T00:00:00"},
		"start_of_week(-1)":        {"2026-05-25", "2026-05-25T00:00:00"},
		"start_of_week(Tuesday)":   {"2026-06-02", "2026-06-02T00:00:00"},
		"end_of_week(-1)":          {"2026-05-31", "2026-06-01T00:00:00"},
		"start_of_month":           {"2026-06-01", "2026-06-01T00:00:00"},
		"start_of_month(-1)":       {"2026-05-01", "2026-05-01T00:00:00"},
		"start_of_month(-18)":      {"2024-12-01", "2024-12-01T00:00:00"},
		"end_of_month(-1)":         {"2026-05-31", "2026-06-01T00:00:00"},
		"end_of_month-1m":          {"2026-05-31", "2026-06-01T00:00:00"},
		"end_of_month(-4)+1m":      {"2026-03-31", "2026-04-01T00:00:00"},
		"end_of_month(-1)-1d":      {"2026-05-30", "2026-05-31T00:00:00"},
		"end_of_month(-1)@12:00":   {"2026-05-31", "2026-05-31T12:00:00"},
		"start_of_quarter":         {"2026-04-01", "2026-04-01T00:00:00"},
		"start_of_quarter(-1)":     {"2026-01-01", "2026-01-01T00:00:00"},
		"end_of_quarter(-2)":       {"2025-12-31", "2026-01-01T00:00:00"},
		"start_of_year":            {"2026-01-01", "2026-01-01T00:00:00"},
		"end_of_year(-1)":          {"2025-12-31", "2026-01-01T00:00:00"},
		"business_day(-1)":         {"2026-06-01", "2026-06-01T00:00:00"},
		"business_day(-2)":         {"2026-05-29", "2026-05-29T00:00:00"},
		"business_day(4)":          {"2026-06-08", "2026-06-08T00:00:00"},
	} {
		resolved, err := ResolveValues(map[string]json.RawMessage{
			"date":      json.RawMessage(fmt.Sprintf(`{"date":%q}`, text)),
			"timestamp": json.RawMessage(fmt.Sprintf(`{"timestamp":%q}`, text)),
		}, at(t, logicalTime), "America/Los_Angeles")
		require.NoError(t, err, text)
		require.Equal(t, fmt.Sprintf("%q", want[0]), string(resolved["date"]), text)
		require.Equal(t, fmt.Sprintf("%q", want[1]), string(resolved["timestamp"]), text)
	}
}

func TestResolveRangesAndBoundsFromExpressions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		spec       Spec
		start, end string
	}{
		{Spec{Range: "last_days(14)"}, "2026-05-19T00:00:00", "2026-06-02T00:00:00"},
		{Spec{Range: "last_full_week(monday)"}, "2026-05-25T00:00:00", "2026-06-01T00:00:00"},
		{Spec{Range: "last_full_week(sunday)-1w"}, "2026-05-17T00:00:00", "2026-05-24T00:00:00"},
		{Spec{Range: "last_full_month"}, "2026-05-01T00:00:00", "2026-06-01T00:00:00"},
		{Spec{Range: "last_full_month-1m"}, "2026-04-01T00:00:00", "2026-05-01T00:00:00"},
		{Spec{Range: "last_full_month-1y"}, "2025-05-01T00:00:00", "2025-06-01T00:00:00"},
		{Spec{Range: "last_full_quarter"}, "2026-01-01T00:00:00", "2026-04-01T00:00:00"},
		{Spec{Range: "last_full_year"}, "2025-01-01T00:00:00", "2026-01-01T00:00:00"},
		{Spec{Range: "week_to_yesterday"}, "2026-06-01T00:00:00", "2026-06-02T00:00:00"},
		{Spec{Range: "month_to_yesterday"}, "2026-06-01T00:00:00", "2026-06-02T00:00:00"},
		{Spec{Range: "quarter_to_yesterday"}, "2026-04-01T00:00:00", "2026-06-02T00:00:00"},
		{Spec{Range: "year_to_yesterday"}, "2026-01-01T00:00:00", "2026-06-02T00:00:00"},
		{Spec{From: "today-14d", To: "today"}, "2026-05-19T00:00:00", "2026-06-02T00:00:00"},
		{Spec{From: "2026-01-01", To: "end_of_month(-1)"}, "2026-01-01T00:00:00", "2026-06-01T00:00:00"},
		{Spec{From: "now-1h", To: "now"}, "2026-06-02T21:00:00", "2026-06-02T22:00:00"},
	} {
		test.spec.Zone = "America/Los_Angeles"
		got, err := Resolve(test.spec, at(t, logicalTime))
		require.NoError(t, err, "%+v", test.spec)
		require.Equal(t, [2]string{test.start, test.end}, [2]string{got.LocalStart(), got.LocalEnd()}, "%+v", test.spec)
	}
}

// Calendar units keep the reading of the clock, hours are elapsed time.
func TestDaysAndHoursAcrossAChangeOfClocks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"now-1d":        "2026-03-28T09:00:00Z", // 10:00 CET
		"now-24h":       "2026-03-28T08:00:00Z",
		"today":         "2026-03-28T23:00:00Z",
		"tomorrow":      "2026-03-29T22:00:00Z", // 23 hours later
		"today+24h":     "2026-03-29T23:00:00Z",
		"today@02:30":   "2026-03-29T01:30:00Z", // does not exist: as far after the gap
		"tomorrow-1d":   "2026-03-28T23:00:00Z",
		"now-1d+1d":     "2026-03-29T08:00:00Z",
		"now+1w@02:30":  "2026-04-05T00:30:00Z",
		"end_of_month":  "2026-03-31T22:00:00Z",
		"today+90min":   "2026-03-29T00:30:00Z",
		"yesterday+25h": "2026-03-29T00:00:00Z",
	} {
		resolved, err := ResolveValues(map[string]json.RawMessage{"at": json.RawMessage(fmt.Sprintf(`{"timestamp":%q,"in":"UTC"}`, text))},
			at(t, "2026-03-29T08:00:00.987654Z"), "Europe/Berlin")
		require.NoError(t, err, text)
		require.Equal(t, `"`+strings.TrimSuffix(want, "Z")+`"`, string(resolved["at"]), text)
	}
}

func TestExpressionsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"soon":                             `unknown word "soon"`,
		"!":                                "is no expression",
		"today-14":                         "-14",
		"today-14x":                        "-14x",
		"today-99999d":                     "-99999d",
		"today@25:00":                      "@25:00",
		"start_of_month(":                  "closing parenthesis",
		"start_of_month(x)":                "whole number",
		"start_of_month(1,2)":              "does not take",
		"start_of_week(someday)":           "whole number",
		"last_full_week(-1)":               "as in last_full_week(monday)",
		"today(1)":                         "does not take",
		"business_day":                     "other than 0",
		"business_day(251)":                "from -250 to 250",
		"last_days(0)":                     "1 or more",
		"today" + strings.Repeat("+1d", 9): "8 offsets",
	} {
		for _, spec := range []Spec{{From: text, To: "today", Zone: "UTC"}, {Range: text, Zone: "UTC"}} {
			_, err := Resolve(spec, at(t, logicalTime))
			require.ErrorIs(t, err, ErrExpression, text)
			field := fault.Of(err).Fields[0]
			require.Contains(t, field.Message, want)
			require.Contains(t, []string{"/window/from", "/window/range"}, field.Pointer)
		}
	}
	for _, test := range []struct {
		spec    Spec
		want    error
		pointer string
	}{
		{Spec{From: "last_full_month", To: "today"}, ErrExpression, "/window/from"},
		{Spec{From: "today", To: "last_full_month"}, ErrExpression, "/window/to"},
		{Spec{Range: "today"}, ErrExpression, "/window/range"},
		{Spec{Range: "last_full_month", From: "today"}, ErrChoice, "/window/range"},
		{Spec{Range: "last_full_month", Preset: Yesterday}, ErrChoice, "/window/range"},
		{Spec{From: "today", To: "today+9999y"}, ErrFarAway, "/window/to"},
		{Spec{From: "-9999y", To: "today"}, ErrFarAway, "/window/to"},
		{Spec{From: "today", To: "yesterday"}, ErrEndNotAfter, "/window/to"},
	} {
		test.spec.Zone = "UTC"
		_, err := Resolve(test.spec, at(t, logicalTime))
		require.ErrorIs(t, err, test.want, "%+v", test.spec)
		require.Equal(t, test.pointer, fault.Of(err).Fields[0].Pointer)
	}
}

func TestValidateFindsWindowsThatAreSometimesEmpty(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-06-15T12:00:00Z")
	for _, spec := range []Spec{
		{Preset: LastFullMonth},
		{Range: "month_to_yesterday"},
		{Range: "last_full_week(friday)"},
		{From: "today-14d", To: "today"},
		{From: "start_of_month(-1)", To: "end_of_month(-1)"},
		{From: "2026-01-01", To: "today"},
		{From: "2020-01-01", To: "2020-02-01"},
		{From: "now-1h", To: "now"},
		{From: "business_day(-1)", To: "today"},
		{From: "start_of_month", To: "now+1min"},
	} {
		spec.Zone = "Europe/Berlin"
		require.NoError(t, Validate(spec, now), "%+v", spec)
	}
	for _, test := range []struct {
		spec    Spec
		want    error
		message string
	}{
		{Spec{Preset: MonthToDate}, ErrSometimesEmpty, "2026-07-01"},
		{Spec{From: "start_of_month", To: "today"}, ErrSometimesEmpty, "2026-07-01"},
		{Spec{From: "start_of_month", To: "now"}, ErrSometimesEmpty, "2026-07-01"}, // due at midnight
		{Spec{From: "start_of_week", To: "today"}, ErrSometimesEmpty, "2026-06-15"},
		{Spec{From: "start_of_month", To: "start_of_month+28d@00:00-28d"}, ErrSometimesEmpty, "2026-06-15"},
		{Spec{From: "start_of_month+28d", To: "start_of_month(1)"}, ErrSometimesEmpty, "2027-02-01"}, // 29 February only
		{Spec{From: "today", To: "2026-12-31"}, ErrSometimesEmpty, "2026-12-31"},
		{Spec{From: "tomorrow", To: "today"}, ErrSometimesEmpty, "2026-06-15"},
		{Spec{From: "2026-02-01", To: "2026-01-01"}, ErrEndNotAfter, "after the start"},
		{Spec{Preset: "soon"}, ErrPresetUnknown, "unknown"},
		{Spec{Range: "soon"}, ErrExpression, "soon"},
		{Spec{From: "today", To: "today+9999y"}, ErrFarAway, "far"},
	} {
		test.spec.Zone = "Europe/Berlin"
		err := Validate(test.spec, now)
		require.ErrorIs(t, err, test.want, "%+v", test.spec)
		require.Contains(t, fault.Of(err).Fields[0].Message, test.message, "%+v", test.spec)
	}
	require.ErrorIs(t, Validate(Spec{Preset: Yesterday}, now), ErrZoneUnknown)
	require.ErrorIs(t, Validate(Spec{Zone: "UTC"}, now), ErrBoundMissing)
}

func TestResolveValuesLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	values := map[string]json.RawMessage{
		"text": json.RawMessage(`"today-14d"`), "number": json.RawMessage(`9007199254740993`), "list": json.RawMessage(`["a", 1]`),
		"rows":  json.RawMessage(`[["a", {"date":"yesterday"}], ["b", "2026-01-01"]]`),
		"null":  json.RawMessage(`null`),
		"empty": nil,
	}
	got, err := ResolveValues(values, at(t, logicalTime), "UTC")
	require.NoError(t, err)
	require.JSONEq(t, `[["a", "2026-06-02"], ["b", "2026-01-01"]]`, string(got["rows"]))
	for _, name := range []string{"text", "number", "list", "null", "empty"} {
		require.Equal(t, string(values[name]), string(got[name]))
		require.False(t, IsDynamic(values[name]))
	}
	require.Contains(t, string(values["rows"]), "yesterday", "what was given is unchanged")

	for text, pointer := range map[string]string{
		`{"date":"soon"}`:                           "/values/a~1b",
		`{"date":"last_full_month"}`:                "/values/a~1b",
		`{"date":"today","timestamp":"today"}`:      "/values/a~1b",
		`{"date":"today","in":"UTC"}`:               "/values/a~1b",
		`{"timestamp":"today","in":"Mars/Olympus"}`: "/values/a~1b",
		`{"when":"today"}`:                          "/values/a~1b",
		`{}`:                                        "/values/a~1b",
		`{"date":"today+9999y"}`:                    "/values/a~1b",
		`[1, [2, {"date":"-9999y"}]]`:               "/values/a~1b/1/1",
	} {
		_, err := ResolveValues(map[string]json.RawMessage{"a/b": json.RawMessage(text)}, at(t, logicalTime), "UTC")
		require.ErrorIs(t, err, ErrValue, text)
		require.Equal(t, pointer, fault.Of(err).Fields[0].Pointer, text)
	}
	_, err = ResolveValues(nil, at(t, logicalTime), "")
	require.ErrorIs(t, err, ErrZoneUnknown)
}

// Dates of expressions agree with Go's own calendar, which ours does not use
// for these.
func TestExpressionsAgreeWithAnotherCalendar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		logical := time.Unix(rapid.Int64Range(1104537600, 2240611200).Draw(t, "logical"), 0).UTC()
		n := rapid.IntRange(-40, 40).Draw(t, "n")
		y, m, d := logical.Date()
		on := func(y int, m time.Month, d int) string {
			return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		}
		_, week := logical.ISOWeek()
		quarter := time.Month((int(m)-1)/3*3 + 1)
		for text, want := range map[string]string{
			fmt.Sprintf("today%+dd", n):            on(y, m, d+n),
			fmt.Sprintf("today%+dw", n):            on(y, m, d+7*n),
			fmt.Sprintf("start_of_month(%d)", n):   on(y, m+time.Month(n), 1),
			fmt.Sprintf("end_of_month(%d)", n):     on(y, m+time.Month(n)+1, 0),
			fmt.Sprintf("start_of_month%+dm", n):   on(y, m+time.Month(n), 1),
			fmt.Sprintf("start_of_quarter(%d)", n): on(y, quarter+time.Month(3*n), 1),
			fmt.Sprintf("end_of_quarter(%d)", n):   on(y, quarter+time.Month(3*n)+3, 0),
			fmt.Sprintf("start_of_year(%d)", n):    on(y+n, 1, 1),
			fmt.Sprintf("end_of_year(%d)", n):      on(y+n, 12, 31),
		} {
			require.Equal(t, want, dateOf(t, text, logical), text)
		}
		monday, err := time.Parse(time.DateOnly, dateOf(t, "start_of_week", logical))
		require.NoError(t, err)
		_, sameWeek := monday.ISOWeek()
		require.Equal(t, week, sameWeek)
		require.Equal(t, time.Monday, monday.Weekday())
	})
}

func dateOf(t require.TestingT, expression string, logical time.Time) string {
	resolved, err := ResolveValues(map[string]json.RawMessage{"d": json.RawMessage(fmt.Sprintf(`{"date":%q}`, expression))}, logical, "UTC")
	require.NoError(t, err, expression)
	var text string
	require.NoError(t, json.Unmarshal(resolved["d"], &text))
	return text
}

// The windows of a schedule that runs daily, weekly or monthly meet: nothing is
// read twice, nothing is left out, whatever the clocks do.
func TestWindowsOfRunsInARowMeet(t *testing.T) {
	t.Parallel()
	zones := []string{"UTC", "Europe/Berlin", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia"}
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		location, err := time.LoadLocation(zone)
		require.NoError(t, err)
		logical := time.Unix(rapid.Int64Range(1104537600, 2240611200).Draw(t, "logical"), 0).In(location)
		for expression, next := range map[string]time.Time{
			"last_days(1)":           time.Date(logical.Year(), logical.Month(), logical.Day()+1, 12, 0, 0, 0, location),
			"last_full_week(sunday)": time.Date(logical.Year(), logical.Month(), logical.Day()+7, 12, 0, 0, 0, location),
			"last_full_month":        time.Date(logical.Year(), logical.Month()+1, 1, 12, 0, 0, 0, location),
			"last_full_quarter":      time.Date(logical.Year(), logical.Month()-(logical.Month()-1)%3+3, 1, 12, 0, 0, 0, location),
			"last_full_year":         time.Date(logical.Year()+1, 1, 1, 12, 0, 0, 0, location),
		} {
			now, err := Resolve(Spec{Range: expression, Zone: zone}, logical)
			if err != nil && zone == "Pacific/Apia" {
				continue // 30 December 2011 held no time at all
			}
			require.NoError(t, err)
			then, err := Resolve(Spec{Range: expression, Zone: zone}, next)
			if err != nil && zone == "Pacific/Apia" {
				continue
			}
			require.NoError(t, err)
			require.Equal(t, now.End, then.Start, "%s in %s at %s", expression, zone, logical)
		}
	})
}

func FuzzExpression(f *testing.F) {
	for _, text := range []string{"today-14d", "end_of_month(-1)@06:00", "last_full_week(monday)-1w", "now-90min+2q", "start_of_week(sunday,3)", "business_day(-5)", "-9999y"} {
		f.Add(text, int64(1780000000))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		logical := time.Unix(unix%4102444800, 0)
		for _, spec := range []Spec{{Range: text, Zone: "Africa/Cairo"}, {From: text, To: "tomorrow", Zone: "Pacific/Apia"}} {
			w, err := Resolve(spec, logical)
			if err != nil {
				require.Equal(t, fault.Invalid, fault.KindOf(err))
				continue
			}
			require.True(t, w.End.After(w.Start))
			_, err = json.Marshal(w)
			require.NoError(t, err)
		}
		value, err := json.Marshal(map[string]string{"date": text})
		require.NoError(t, err)
		resolved, err := ResolveValues(map[string]json.RawMessage{"d": value}, logical, "UTC")
		if err == nil {
			_, err = time.Parse(`"2006-01-02"`, string(resolved["d"]))
			require.NoError(t, err)
		}
	})
}
