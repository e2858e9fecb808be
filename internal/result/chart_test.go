package result

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/fault"
)

// draw is a chart of a view, both as JSON.
func (b bundle) draw(t require.TestingT, r *Result, view, chart string) *ChartData {
	v, err := ParseView(view)
	require.NoError(t, err)
	c, err := ParseChart(chart)
	require.NoError(t, err)
	data, err := b.Chart(context.Background(), r, v, c)
	require.NoError(t, err, chart)
	return data
}

func names(groups []ChartGroup) []string {
	out := []string{}
	for _, g := range groups {
		out = append(out, g.name())
	}
	return out
}

func values(s ChartSeries) []string {
	out := []string{}
	for _, v := range s.Values {
		if v == nil {
			out = append(out, "-")
		} else {
			out = append(out, *v)
		}
	}
	return out
}

// What is drawn of all groups together is what the rows come to, whatever was
// put together, and each group that stands for itself is exactly its rows.
func TestSumsOfAChartEqualThePlainWay(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t)
		r, err := b.ingest(context.Background(), tableColumns, text(asCSV(rows)))
		require.NoError(t, err)
		var sums, keys []int
		for i, c := range r.Columns {
			keys = append(keys, i)
			if c.Encoding.Kind == Integer || c.Encoding.Kind == Decimal {
				sums = append(sums, i)
			}
		}
		x := rapid.SampledFrom(keys).Draw(t, "x")
		chart := Chart{
			Kind: rapid.SampledFrom([]ChartKind{ChartBar, ChartLine, ChartArea}).Draw(t, "kind"), X: fmt.Sprintf("c%d", x),
			Limit: rapid.IntRange(2, 5).Draw(t, "limit"), Values: []ViewAggregate{{Function: Count}},
		}
		at := -1
		if len(sums) > 0 && rapid.Bool().Draw(t, "sum") {
			at = rapid.SampledFrom(sums).Draw(t, "measure")
			chart.Values[0] = ViewAggregate{Function: Sum, Column: fmt.Sprintf("c%d", at)}
		}
		split := -1
		if rapid.Bool().Draw(t, "split") {
			split = rapid.SampledFrom(keys).Draw(t, "split by")
			chart.Split = fmt.Sprintf("c%d", split)
		}
		data, err := b.Chart(context.Background(), r, View{}, chart)
		require.NoError(t, err)

		drawn := new(big.Rat)
		byText := map[string]*big.Rat{}
		for _, s := range data.Series {
			require.Len(t, s.Values, len(data.Groups))
			for i, v := range s.Values {
				if v == nil {
					continue
				}
				drawn.Add(drawn, number(*v))
				if g := data.Groups[i]; !g.Rest {
					text := spelled(g.Text)
					byText[text] = new(big.Rat).Add(number(*v), orZero(byText[text]))
				}
			}
		}
		plain, plainBy := new(big.Rat), map[string]*big.Rat{}
		left := func(i int) bool { // without a place along an axis
			kind := r.Columns[i].Encoding.Kind
			return isTime(kind) || i == x && isNumeric(kind) && chart.Kind != ChartBar
		}
		for _, row := range rows {
			if row[x] == nil && left(x) || split >= 0 && row[split] == nil && isTime(r.Columns[split].Encoding.Kind) {
				continue
			}
			n := big.NewRat(1, 1)
			if at >= 0 {
				if row[at] == nil {
					continue
				}
				n = number(*row[at])
			}
			plain.Add(plain, n)
			text := spelled(row[x])
			plainBy[text] = new(big.Rat).Add(n, orZero(plainBy[text]))
		}
		require.Zero(t, plain.Cmp(drawn), "%s, not %s, for %s", drawn, plain, chart)
		if !isTime(r.Columns[x].Encoding.Kind) {
			for text, n := range byText {
				require.Zero(t, n.Cmp(orZero(plainBy[text])), "%s of %s", text, chart)
			}
		}
		again, err := b.Chart(context.Background(), r, View{}, chart)
		require.NoError(t, err)
		require.Equal(t, data, again)
	})
}

func orZero(n *big.Rat) *big.Rat {
	if n == nil {
		return new(big.Rat)
	}
	return n
}

func TestChartsOfAShop(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)

	bars := b.draw(t, r, "", `{"kind":"bar","x":"c1","values":[{"function":"sum","column":"c2"},{"function":"mean","column":"c2"}]}`)
	require.Equal(t, []string{"b", "a", "NULL"}, names(bars.Groups))
	require.Equal(t, []string{"11.50", "2.75", "1.00"}, values(bars.Series[0]))
	require.Equal(t, []string{"5.75", "1.375", "1"}, values(bars.Series[1]))
	require.Equal(t, "Sum of spend, mean spend by shop", bars.Title)
	require.Empty(t, bars.Notes)

	few := b.draw(t, r, "", `{"kind":"bar","x":"c1","limit":2,"order":"key","values":[{"function":"sum","column":"c2"}]}`)
	require.Equal(t, []string{"a", "b", "Other"}, names(few.Groups))
	require.Equal(t, []string{"2.75", "11.50", "1.00"}, values(few.Series[0]))
	require.Equal(t, []string{"The 2 largest of 3 values of shop stand alone; the rest are together as Other."}, few.Notes)

	lines := b.draw(t, r, "", `{"kind":"line","x":"c0","split":"c1","values":[{"function":"sum","column":"c2"}]}`)
	require.Equal(t, []string{"2026-01-01", "2026-01-02"}, names(lines.Groups))
	require.Equal(t, "Sum of spend by day and shop", lines.Title)
	require.Equal(t, []string{"1.50", "10.00"}, values(lines.Series[0]))
	require.Equal(t, []string{"-", "1.00"}, values(lines.Series[2]))

	heat := b.draw(t, r, "", `{"kind":"heatmap","x":"c0","y":"c1"}`)
	require.Equal(t, []string{"1", "1"}, values(heat.Series[1]))

	number := b.draw(t, r, `{"filters":[{"column":"c1","op":"in","values":["a"]}],"computed":[{"name":"twice","expression":"spend * 2"}]}`,
		`{"kind":"number","values":[{"function":"sum","column":"x0"},{"function":"count"}]}`)
	require.Equal(t, []string{"5.50"}, values(number.Series[0]))
	require.Equal(t, []string{"2"}, values(number.Series[1]))

	groups := b.draw(t, r, `{"group":{"by":["c1"],"aggregates":[{"function":"sum","column":"c2"}],"subtotals":true}}`,
		`{"kind":"pie","x":"k0","values":[{"function":"sum","column":"a0"}]}`)
	require.EqualValues(t, 3, groups.Rows)
	require.Equal(t, []string{"11.50", "2.75", "1.00"}, values(groups.Series[0]))

	box := b.draw(t, r, "", `{"kind":"box","x":"c0","y":"c2"}`)
	require.Equal(t, []string{"1.50", "0.25"}, values(box.Series[0]))
	require.Equal(t, []string{"2", "3"}, values(box.Series[5]))
	require.Equal(t, []string{"0.25"}, values(b.draw(t, r, "", `{"kind":"box","y":"c2"}`).Series[0]))

	counted := b.draw(t, r, "", `{"kind":"histogram","x":"c2","bins":2}`)
	require.Equal(t, []string{"4", "1"}, values(counted.Series[0]))
	require.Equal(t, "0.25", *counted.Groups[0].Text)
	require.Equal(t, "10", *counted.Groups[1].To)

	points := b.draw(t, r, "", `{"kind":"scatter","x":"c0","y":"c2","split":"c1"}`)
	require.Len(t, points.Series, 3)
	require.Equal(t, [][2]string{{"2026-01-01", "1.50"}, {"2026-01-02", "10.00"}}, points.Series[slices.IndexFunc(points.Series, func(s ChartSeries) bool { return s.Name == "b" })].Points)

	flows := b.draw(t, r, "", `{"kind":"sankey","x":"c1","y":"c3","values":[{"function":"sum","column":"c2"}]}`)
	require.Equal(t, []ChartFlow{{From: "b", To: "", Value: "10.00"}, {From: "b", To: "x", Value: "1.50"}, {From: "a", To: "y", Value: "0.25"}}, flows.Flows)

	require.Equal(t, ChartLine, b.draw(t, r, "", "").Chart.Kind)
	require.Equal(t, "c1", b.draw(t, r, "", "").Chart.Split)
}

func TestAChartOfManyRowsIsBounded(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	var csv strings.Builder
	csv.WriteString("at,name,n\n")
	for i := range 20_000 {
		fmt.Fprintf(&csv, "2026-%02d-%02dT%02d:00:00Z,v%d,%d\n", i%9+1, i%28+1, i%24, i%500, i)
	}
	r, err := b.ingest(t.Context(), []Declared{{Name: "at", Type: "TIMESTAMP"}, {Name: "name", Type: "STRING"}, {Name: "n", Type: "LONG", Role: "METRIC"}}, text(csv.String()))
	require.NoError(t, err)

	points := b.draw(t, r, "", `{"kind":"scatter","x":"c0","y":"c2"}`)
	require.Len(t, points.Series[0].Points, maxScatter)
	require.Equal(t, []string{"A sample of 5,000 of 20,000 rows."}, points.Notes)
	require.Equal(t, points, b.draw(t, r, "", `{"kind":"scatter","x":"c0","y":"c2"}`))

	hours := b.draw(t, r, "", `{"kind":"line","x":"c0","step":"hour"}`)
	require.Equal(t, Day, hours.Chart.Step)
	require.Len(t, hours.Groups, 271) // Jan 1 to Sep 28, each day
	require.Contains(t, strings.Join(hours.Notes, "\n"), "Hours of at would be more than 400: days are shown.")

	bars := b.draw(t, r, "", `{"kind":"bar","x":"c1","split":"c0"}`)
	require.Len(t, bars.Groups, 31)
	require.True(t, bars.Groups[30].Rest)
	require.LessOrEqual(t, len(bars.Series), maxSeries+1)
	require.Contains(t, bars.Notes, "The 30 largest of 500 values of name stand alone; the rest are together as Other.")

	spans := b.draw(t, r, "", `{"kind":"line","x":"c2"}`)
	require.Len(t, spans.Groups, 200)
	require.Equal(t, []string{"n has 20,000 different numbers: they are put together in spans of 100."}, spans.Notes)
	require.Equal(t, "100", *spans.Series[0].Values[7])
}

func TestPathsFlow(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), []Declared{{Name: "path", Type: "ARRAY"}, {Name: "users", Type: "LONG", Role: "METRIC"}},
		text("path,users\n\"[[1, DSP-Video], [2, BSI]]\",10\n\"[[1, DSP-Video], [2, BSI], [3, DSP-Video]]\",4\n\"[[1, SP]]\",99\n,5\n\"[A, B]\",1\nA > B,2\n"))
	require.NoError(t, err)
	data := b.draw(t, r, "", "")
	require.Equal(t, ChartSankey, data.Chart.Kind)
	require.Equal(t, []ChartFlow{
		{From: "DSP-Video", To: "BSI", FromLevel: 0, ToLevel: 1, Value: "14"},
		{From: "BSI", To: "DSP-Video", FromLevel: 1, ToLevel: 2, Value: "4"},
		{From: "A", To: "B", FromLevel: 0, ToLevel: 1, Value: "3"},
	}, data.Flows)
	require.Contains(t, data.Notes, "1 path of a single step has no flow.")

	round, err := b.ingest(t.Context(), []Declared{{Name: "source", Type: "STRING"}, {Name: "target", Type: "STRING"}}, text("source,target\na,b\nb,a\n"))
	require.NoError(t, err)
	data = b.draw(t, round, "", "")
	require.Equal(t, 1, data.Flows[0].ToLevel)
	require.Len(t, data.Flows, 2)
}

func TestAChartThatDoesNotFitIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	for chart, pointer := range map[string]string{
		`{"kind":"cake"}`:                      "/kind",
		`{"kind":"bar"}`:                       "/x",
		`{"kind":"bar","x":"c9"}`:              "/x",
		`{"kind":"bar","x":"c1","y":"c2"}`:     "/y",
		`{"kind":"bar","x":"c1","step":"day"}`: "/step",
		`{"kind":"bar","x":"c1","limit":101}`:  "/limit",
		`{"kind":"bar","x":"c1","values":[{"function":"sum","column":"c3"}]}`:          "/values/0/function",
		`{"kind":"bar","x":"c1","values":[{"function":"min","column":"c0"}]}`:          "/values/0/function",
		`{"kind":"pie","x":"c1","values":[{"function":"count"},{"function":"count"}]}`: "/values",
		`{"kind":"histogram","x":"c1"}`:                                                "/x",
		`{"kind":"box","y":"c1"}`:                                                      "/y",
		`{"kind":"sankey","x":"c0"}`:                                                   "/x",
		`{"kind":"sankey","x":"c1","values":[{"function":"mean","column":"c2"}]}`:      "/values/0/function",
	} {
		c, err := ParseChart(chart)
		require.NoError(t, err)
		_, err = b.Chart(t.Context(), r, View{}, c)
		require.ErrorIs(t, err, ErrChart, chart)
		require.Equal(t, pointer, fault.Of(err).Fields[0].Pointer, chart)
	}
	for _, malformed := range []string{`{"kinds":1}`, `{"kind":1}`, `[]`, `{"kind":"bar","kind":"bar"}`, strings.Repeat(" ", MaxChart+1)} {
		_, err := ParseChart(malformed)
		require.ErrorIs(t, err, ErrChart, malformed)
	}
	empty, err := b.ingest(t.Context(), shopColumns, text("day,shop,spend,note\n"))
	require.NoError(t, err)
	shape, err := b.View(t.Context(), empty, View{})
	require.NoError(t, err)
	suggested := SuggestCharts(shape.Columns, 0)
	require.Greater(t, len(suggested), 7)
	for _, c := range suggested {
		_, err := b.Chart(t.Context(), empty, View{}, c)
		require.NoError(t, err, c.Kind)
	}
}

// Ids are so many that nothing can be seen of them: what else there is comes first, and no series is made for each.
func TestIdsAreSuggestedLast(t *testing.T) {
	t.Parallel()
	column := func(id, name string, kind Kind, role string) ViewColumn {
		return ViewColumn{ID: id, Name: name, Role: role, Encoding: Encoding{Kind: kind}}
	}
	columns := []ViewColumn{
		column("c0", "user_id", Text, "DIMENSION"), column("c1", "campaign", Text, "DIMENSION"),
		column("c2", "event_date", Date, "DIMENSION"), column("c3", "impressions", Integer, "METRIC"),
	}
	for _, c := range SuggestCharts(columns, 1_000_000) {
		require.NotEqual(t, "c0", c.Split, c.Kind)
		if c.Kind == ChartLine {
			require.Equal(t, "c1", c.Split)
		}
		if c.Kind == ChartBar || c.Kind == ChartPie {
			require.Equal(t, "c1", c.X)
		}
	}
	of := map[ChartKind]Chart{}
	for _, c := range SuggestCharts([]ViewColumn{columns[0], columns[2], columns[3]}, 1_000_000) {
		of[c.Kind] = c
	}
	require.Empty(t, of[ChartLine].Split)
	require.Equal(t, "c0", of[ChartBar].X, "all there is")
}
