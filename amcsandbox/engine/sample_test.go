package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox/engine"
)

// A value comes from the column that a parameter meets, wherever it meets it.
func TestSampledValuesComeFromTheColumnThatTheyMeet(t *testing.T) {
	t.Parallel()
	e := open(t)
	for name, c := range map[string]struct{ sql, list string }{
		"in a list": {
			"SELECT COUNT(user_id) AS n FROM dsp_impressions WHERE ARRAY_CONTAINS(CUSTOM_PARAMETER('wanted'), campaign)", "wanted",
		},
		"as rows of UNNEST": {
			"SELECT w.c AS c, COUNT(i.user_id) AS n FROM UNNEST(CUSTOM_PARAMETER('wanted')) AS w (c) JOIN dsp_impressions i ON i.campaign = w.c GROUP BY w.c", "wanted",
		},
		"as rows of UNNEST without a list of columns": {
			"SELECT w AS c, COUNT(i.user_id) AS n FROM dsp_impressions i CROSS JOIN UNNEST(CUSTOM_PARAMETER('wanted')) AS w WHERE w = i.campaign GROUP BY 1", "wanted",
		},
		"as rows of EXPLODE": {
			"WITH w AS (SELECT EXPLODE(CUSTOM_PARAMETER('wanted')) AS c) SELECT w.c, COUNT(i.user_id) AS n FROM w JOIN dsp_impressions i ON w.c = i.campaign GROUP BY 1", "wanted",
		},
		"in a subquery over UNNEST": {
			"SELECT COUNT(user_id) AS n FROM dsp_impressions WHERE campaign IN (SELECT c FROM UNNEST(CUSTOM_PARAMETER('wanted')) AS w (c))", "wanted",
		},
	} {
		r := request(c.sql)
		r.DisableAggregationControls = true
		sampled, chosen, err := e.Sample(t.Context(), r)
		require.NoError(t, err, name)
		require.Len(t, chosen, 1, name)
		require.Equal(t, c.list, chosen[0].Name, name)
		values, is := chosen[0].Value.([]any)
		require.True(t, is, "%s: a list, not %v", name, chosen[0].Value)
		require.NotContains(t, values, "sample", name)
		rows := strings.Split(strings.TrimSpace(execute(t, e, sampled)), "\n")
		require.Greater(t, len(rows), 1, "%s: the values are there", name)
		require.NotEqual(t, "0", rows[1], name)
	}
}

// What nothing in the text tells of takes a value by its name and its place.
func TestSampledValuesFitTheirPlace(t *testing.T) {
	t.Parallel()
	e := open(t)
	for _, c := range []struct {
		expression string
		want       any
	}{
		{"impression_date >= CUSTOM_PARAMETER('since')", "2026-05-01"},
		{"impression_date <= CUSTOM_PARAMETER('until')", "2026-06-01"},
		{"impression_dt_utc >= CUSTOM_PARAMETER('from')", "2026-05-01T00:00:00"},
		{"60 * CUSTOM_PARAMETER('lookback_days') > 1", 14.0},
		{"CUSTOM_PARAMETER('only') = TRUE", true},
		{"campaign LIKE {{pattern}}", "%Alpha%"},
		{"campaign LIKE CUSTOM_PARAMETER('pattern')", "%Alpha%"},
		{"campaign SIMILAR TO CUSTOM_PARAMETER('pattern')", "Alpha"},
		{"campaign NOT SIMILAR TO {{pattern}}", "Alpha"},
		{"CARDINALITY(CUSTOM_PARAMETER('nothing_known')) = 1", []any{"sample"}},
	} {
		sampled, chosen, err := e.Sample(t.Context(), request("SELECT COUNT(user_id) AS n FROM dsp_impressions WHERE "+c.expression))
		require.NoError(t, err, c.expression)
		require.Len(t, chosen, 1, c.expression)
		require.EqualValues(t, c.want, chosen[0].Value, c.expression)
		execute(t, e, sampled)
	}
}

func TestSampledNumbersOfLimit(t *testing.T) {
	t.Parallel()
	e := open(t)
	sampled, chosen, err := e.Sample(t.Context(), request("SELECT campaign, COUNT(user_id) AS n FROM dsp_impressions WHERE device_type = {{device}} GROUP BY 1 LIMIT {{most}} OFFSET {{first}}"))
	require.NoError(t, err)
	require.Len(t, chosen, 3)
	execute(t, e, sampled)
}

// A value that was given stays, and so does a default.
func TestSampleLeavesGivenValuesAlone(t *testing.T) {
	t.Parallel()
	e := open(t)
	r := request("SELECT COUNT(user_id) AS n FROM dsp_impressions WHERE campaign = CUSTOM_PARAMETER('given') OR campaign = CUSTOM_PARAMETER('standard') OR campaign = CUSTOM_PARAMETER('open')")
	r.Parameters = []engine.Parameter{{Name: "given"}, {Name: "standard", HasDefault: true, Default: "x"}}
	for i := range r.Parameters {
		r.Parameters[i].Type.Name = "STRING"
	}
	r.Values = map[string]any{"given": "y"}
	sampled, chosen, err := e.Sample(t.Context(), r)
	require.NoError(t, err)
	require.Len(t, chosen, 1)
	require.Equal(t, "open", chosen[0].Name)
	require.Equal(t, "y", sampled.Values["given"])
	require.NotContains(t, sampled.Values, "standard")
	require.NotContains(t, r.Values, "open", "the request asked about is left as it was")
}
