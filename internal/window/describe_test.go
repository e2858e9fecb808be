package window

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	for want, spec := range map[string]Spec{
		"the last 7 days":    {Preset: Last7Days},
		"the month to date":  {Preset: MonthToDate},
		"the last 14 days":   {Range: "last_days(14)"},
		"yesterday":          {Range: "last_days(1)"},
		"the last full week": {Range: "last_full_week(monday)"},
		"the last full week (Sunday to Saturday), 1 week earlier": {Range: "last_full_week(sunday)-1w"},
		"the month to yesterday":                                  {Range: "month_to_yesterday"},
		"the last full month, 2 years earlier, at 06:00":          {Range: "last_full_month-2y@06:00"},
		"the last full quarter, 1 day later":                      {Range: "last_full_quarter+1d"},
		"start_of_month(-1) to today":                             {From: "start_of_month(-1)", To: "today"},
		"2026-01-01 to 2026-02-01":                                {From: "2026-01-01", To: "2026-02-01"},
		"last_wek":                                                {Range: "last_wek"},
	} {
		require.Equal(t, want, Describe(spec))
	}
	for _, preset := range Presets() {
		require.Contains(t, presetNames, preset)
	}
}
