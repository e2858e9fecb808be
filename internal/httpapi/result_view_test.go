package httpapi_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

func TestAViewOfAResult(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	connect(t, p, browser, "allow")
	var made struct{ ID string }
	browser.Post(t, "/api/v1/executions", map[string]any{
		"instanceId": discovered(t, browser).Items[0].ID,
		"sql":        "SELECT campaign, SUM(spend) AS cost, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign",
		"window":     map[string]string{"preset": "last_30_days", "zone": "UTC"},
	}).Is(t, http.StatusCreated).Into(t, &made)
	waitFor(t, browser, made.ID, "succeeded")
	at := func(what, view string) string {
		return "/api/v1/executions/" + made.ID + "/" + what + "?view=" + url.QueryEscape(view)
	}
	const view = `{"computed":[{"name":"cpm","expression":"cost / impressions"}],"sort":[{"column":"c2","descending":true}],"filters":[{"column":"c0","op":"null","not":true}]}`
	var shape struct {
		View     map[string]any
		RowCount int64
		Columns  []struct {
			ID, Name, Unit string
			Computed       bool
		}
	}
	browser.Get(t, at("view", view)).Is(t, http.StatusOK).Into(t, &shape)
	require.Contains(t, shape.View, "sort")
	require.Len(t, shape.Columns, 4)
	require.Equal(t, "microcents", shape.Columns[1].Unit)
	require.True(t, shape.Columns[3].Computed)
	require.Equal(t, "microcents", shape.Columns[3].Unit, "money by a number is money")
	// What counts values is no money, and a computed column is not what it is called.
	var grouped struct{ Columns []struct{ Unit string } }
	browser.Get(t, at("view", `{"computed":[{"name":"cost","expression":"impressions * 2"}],"group":{"aggregates":[{"function":"sum","column":"c1"},{"function":"countDistinct","column":"c1"},{"function":"sum","column":"x0"}]}}`)).Is(t, http.StatusOK).Into(t, &grouped)
	units := []string{}
	for _, c := range grouped.Columns {
		units = append(units, c.Unit)
	}
	require.Equal(t, []string{"microcents", "", ""}, units)

	var rows struct {
		Rows  [][]*string
		Total int64
	}
	browser.Get(t, at("rows", view)+"&columns=c2,x0&limit=3").Is(t, http.StatusOK).Into(t, &rows)
	require.Equal(t, shape.RowCount, rows.Total)
	require.Len(t, rows.Rows[0], 2)

	var profile struct {
		Rows   int64
		Column struct{ Unit string }
	}
	browser.Get(t, at("profile", view)+"&column=c1").Is(t, http.StatusOK).Into(t, &profile)
	require.Equal(t, shape.RowCount, profile.Rows)
	require.Equal(t, "microcents", profile.Column.Unit)
	require.Equal(t, "query.column", problemIn(t, browser.Get(t, at("profile", view)+"&column=k0"), http.StatusUnprocessableEntity, "result.view_column_unknown").Errors[0].Pointer)

	var match struct {
		Found  bool
		Row    int64
		Column string
	}
	browser.Get(t, at("find", view)+"&text="+url.QueryEscape(*rows.Rows[1][0])).Is(t, http.StatusOK).Into(t, &match)
	require.True(t, match.Found)
	browser.Get(t, at("find", view)+"&text=nowhere%20at%20all").Is(t, http.StatusOK).Into(t, &match)
	require.False(t, match.Found)

	var chart struct {
		Title    string
		Chart    struct{ Kind string }
		Measures []struct{ Unit string }
		Groups   []struct{ Text *string }
		Series   []struct{ Values []*string }
	}
	browser.Get(t, at("chart", view)+"&chart="+url.QueryEscape(`{"kind":"pie","x":"c0","values":[{"function":"sum","column":"c1"}]}`)).Is(t, http.StatusOK).Into(t, &chart)
	require.Equal(t, "Sum of cost by campaign", chart.Title)
	require.Equal(t, "microcents", chart.Measures[0].Unit)
	browser.Get(t, at("chart", view)+"&chart="+url.QueryEscape(`{"kind":"bar","x":"c0","values":[{"function":"mean","column":"x0"}]}`)).Is(t, http.StatusOK).Into(t, &chart)
	require.Equal(t, "microcents", chart.Measures[0].Unit)
	browser.Get(t, at("chart", view)+"&chart="+url.QueryEscape(`{"kind":"pie","x":"c0","values":[{"function":"sum","column":"c1"}]}`)).Is(t, http.StatusOK).Into(t, &chart)
	require.Len(t, chart.Series[0].Values, len(chart.Groups))
	require.NotEmpty(t, chart.Groups)
	browser.Get(t, at("chart", view)).Is(t, http.StatusOK).Into(t, &chart)
	require.Equal(t, "bar", chart.Chart.Kind)
	for spec, pointer := range map[string]string{`{"kind":"bar","x":"c7"}`: "query.chart/x", `{"sort":1}`: "query.chart/sort"} {
		refused := problemIn(t, browser.Get(t, at("chart", view)+"&chart="+url.QueryEscape(spec)), http.StatusUnprocessableEntity, "result.chart_invalid")
		require.Equal(t, pointer, refused.Errors[0].Pointer)
	}

	for view, pointer := range map[string]string{
		`{"sort":[{"column":"c7"}]}`: "query.view/sort/0/column",
		`{"sorts":[]}`:               "query.view/sorts",
		`nonsense`:                   "query.view",
		`{"computed":[{"name":"a","expression":"cost + nobody"}]}`: "query.view/computed/0/expression",
	} {
		refused := problemIn(t, browser.Get(t, at("rows", view)), http.StatusUnprocessableEntity, "result.view_invalid")
		require.Equal(t, pointer, refused.Errors[0].Pointer)
	}
	refused := problemIn(t, browser.Get(t, at("rows", "")+"&columns=c0,c7"), http.StatusUnprocessableEntity, "result.view_column_unknown")
	require.Equal(t, "query.columns/1", refused.Errors[0].Pointer)
}
