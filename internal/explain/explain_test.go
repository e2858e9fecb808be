package explain

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/result"
)

var ran = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

const byPostalCode = "SELECT postal_code, SUM(impressions) AS impressions, SUM(total_cost) AS cost FROM dsp_impressions WHERE campaign = 'Spring' GROUP BY postal_code HAVING SUM(impressions) > 3"

// executed is an execution that ran over a window in a zone, and the result of so many rows.
func executed(start, end time.Time, rows int64) Input {
	e := execution.Execution{
		SQL: byPostalCode, WindowStart: start, WindowEnd: end, WindowZone: "Europe/Berlin",
		CreatedAt: ran.Add(-time.Hour), RunningAt: &ran, Values: []byte("{}"),
	}
	return Input{Execution: e, Tables: catalog.Default(), Now: ran.Add(240 * time.Hour), Result: &result.Result{RowCount: rows, Columns: []result.Column{
		{Name: "postal_code", Type: "STRING", Role: "DIMENSION"}, {Name: "impressions", Type: "LONG", Role: "METRIC"}, {Name: "cost", Type: "LONG", Role: "METRIC"},
	}}}
}

func codes(causes []Cause) (known, possible []string) {
	for _, c := range causes {
		if c.Known {
			known = append(known, c.Code)
		} else {
			possible = append(possible, c.Code)
		}
	}
	return known, possible
}

func TestUnitsThresholdsAndDatesAreTold(t *testing.T) {
	t.Parallel()
	told := Explain(executed(ran.AddDate(0, -1, 0), ran.Add(-time.Hour), 5))
	require.Equal(t, Removed, told.Suppression.Handling)
	require.Equal(t, 100, told.Columns[0].Users)
	require.Equal(t, catalog.High, told.Columns[0].Class)
	require.NotEmpty(t, told.Columns[2].Unit)
	require.Equal(t, []string{"dsp_impressions"}, told.Sources)
	require.Equal(t, []string{"campaign = 'Spring'", "SUM(impressions) > 3"}, told.Conditions)
	require.Nil(t, told.Empty)
	require.False(t, told.Data.Settled)
	require.True(t, told.Data.SettledBy)
	require.Equal(t, ran.Add(-48*time.Hour), told.Data.Through)
	words := strings.Join(told.Summary, "\n")
	require.Contains(t, words, "fewer than 100 users, as postal_code asks for")
	require.Contains(t, words, "they are since 2026-03-12 12:00 Europe/Berlin")
}

func TestWhatSuppressedRowsHoldIsTold(t *testing.T) {
	t.Parallel()
	in := executed(ran.AddDate(0, -2, 0), ran.AddDate(0, -1, 0), 5)
	in.Suppression = &result.Suppression{Rows: 5, Suppressed: 2, Metrics: []result.SuppressedMetric{
		{Column: "impressions", Sum: "1000", Suppressed: "345", Share: 0.345}, {Column: "cost", Sum: "1000000", Suppressed: "1", Share: 1e-6},
	}}
	told := Explain(in)
	require.Equal(t, Kept, told.Suppression.Handling)
	require.Equal(t, []string{
		"2 of 5 rows are suppressed: they rest on too few users, so AMC took values away and put alike rows together.",
		"They hold 34.5 % of impressions, which no longer tells by what.",
		"They hold less than 0.1 % of cost, which no longer tells by what.",
	}, told.Summary[:3])
	in.Suppression.Suppressed = 1
	require.Equal(t, "1 of 5 rows is suppressed: it rests on too few users, so AMC took values away and put alike rows together.", Explain(in).Summary[0])
	require.Contains(t, Explain(in).Summary[1], "It holds 34.5 %")
	in.Suppression = &result.Suppression{Rows: 5}
	require.Equal(t, "No row was suppressed: every row rests on enough users.", Explain(in).Summary[0])
}

func TestAnEmptyResultSaysWhatIsKnownAndWhatIsPossible(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		start, end time.Time
		known      []string
		first      string
	}{
		{"ahead", ran.AddDate(0, 0, 1), ran.AddDate(0, 0, 9), []string{"window_ahead"}, "threshold"},
		{"not complete", ran.Add(-20 * time.Hour), ran, []string{"window_not_complete"}, "threshold"},
		{"not settled", ran.AddDate(0, -1, 0), ran, nil, "window_not_settled"},
		{"too old", ran.AddDate(-3, 0, 0), ran.AddDate(-2, 0, 0), []string{"window_too_old"}, "threshold"},
		{"plain", ran.AddDate(0, -2, 0), ran.AddDate(0, -1, 0), nil, "threshold"},
	} {
		known, possible := codes(Explain(executed(c.start, c.end, 0)).Empty)
		require.Equal(t, c.known, known, c.name)
		require.Equal(t, c.first, possible[0], c.name)
		require.Contains(t, possible, "conditions", c.name)
		require.Contains(t, possible, "no_data", c.name)
		require.NotContains(t, possible, "values", c.name)
	}
	short := executed(ran.AddDate(0, 0, -20), ran.AddDate(0, 0, -19), 0)
	short.Execution.Values = []byte(`{"brand":"x"}`)
	_, possible := codes(Explain(short).Empty)
	require.Contains(t, possible, "zone")
	require.Contains(t, possible, "values")
	for _, c := range Explain(short).Empty {
		require.NotEmpty(t, c.Text)
		require.NotEmpty(t, c.Next)
	}
}
