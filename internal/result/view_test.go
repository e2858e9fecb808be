package result

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/fault"
)

// tableColumns are of every kind that views tell apart.
var tableColumns = []Declared{
	{Name: "name", Type: "STRING"},
	{Name: "n", Type: "LONG"},
	{Name: "spend", Type: "DECIMAL"},
	{Name: "ok", Type: "BOOLEAN"},
	{Name: "day", Type: "DATE"},
	{Name: "at", Type: "TIMESTAMP"},
	{Name: "id", Type: "STRING"},
}

var texts = []string{"", "a", "A", "ä", "Ä", "b, c", `"q"`, "10", "9", "'; DROP", "%", "日本", "line\nbreak"}

// cellOf draws a value of column i in a spelling that AMC prints.
func cellOf(t *rapid.T, i int) string {
	switch i {
	case 0:
		return rapid.SampledFrom(texts).Draw(t, "text")
	case 1:
		return fmt.Sprint(rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64()).Draw(t, "n"))
	case 2:
		return fmt.Sprintf("%d.%02d", rapid.Int64Range(0, 1e12).Draw(t, "whole"), rapid.IntRange(0, 99).Draw(t, "cents"))
	case 3:
		return fmt.Sprint(rapid.Bool().Draw(t, "ok"))
	case 4:
		return fmt.Sprintf("2026-01-%02d", rapid.IntRange(1, 5).Draw(t, "day"))
	case 5:
		return fmt.Sprintf("2026-01-%02dT10:00:%02d.%03dZ", rapid.IntRange(1, 3).Draw(t, "day"), rapid.IntRange(0, 3).Draw(t, "second"), rapid.IntRange(0, 1).Draw(t, "ms"))
	default:
		return fmt.Sprintf("%04d", rapid.IntRange(0, 9).Draw(t, "id"))
	}
}

func drawTable(t *rapid.T) []Row {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Row {
		row := make(Row, len(tableColumns))
		for i := range row {
			if rapid.IntRange(0, 4).Draw(t, "null") > 0 {
				cell := cellOf(t, i)
				row[i] = &cell
			}
		}
		return row
	}), 0, 30).Draw(t, "rows")
}

func asCSV(rows []Row) string {
	var out strings.Builder
	for i, c := range tableColumns {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(c.Name)
	}
	out.WriteByte('\n')
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				out.WriteByte(',')
			}
			if cell != nil {
				out.WriteString(`"` + strings.ReplaceAll(*cell, `"`, `""`) + `"`)
			}
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func drawColumn(t *rapid.T) int { return rapid.IntRange(0, len(tableColumns)-1).Draw(t, "column") }

func drawFilter(t *rapid.T) ViewFilter {
	i := drawColumn(t)
	f := ViewFilter{Column: fmt.Sprintf("c%d", i), Not: rapid.Bool().Draw(t, "not")}
	value := func() *string {
		v := cellOf(t, i)
		return &v
	}
	f.Op = rapid.SampledFrom([]FilterOp{OpIn, OpRange, OpContains, OpStarts, OpEquals, OpNull}).Draw(t, "op")
	if f.Op == OpRange && i == 3 {
		f.Op = OpNull
	}
	switch f.Op {
	case OpIn:
		for range rapid.IntRange(0, 3).Draw(t, "values") {
			f.Values = append(f.Values, value())
		}
		if rapid.Bool().Draw(t, "with NULL") {
			f.Values = append(f.Values, nil)
		}
	case OpRange:
		f.From, f.FromExcluded = value(), rapid.Bool().Draw(t, "excluded")
		if rapid.Bool().Draw(t, "both") {
			f.To, f.ToExcluded = value(), rapid.Bool().Draw(t, "excluded")
		}
	case OpNull:
	default:
		f.Text, f.IgnoreCase = value(), rapid.Bool().Draw(t, "ignore case")
	}
	return f
}

func drawSort(t *rapid.T, columns []string) []ViewSort {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ViewSort {
		return ViewSort{Column: rapid.SampledFrom(columns).Draw(t, "by"), Descending: rapid.Bool().Draw(t, "descending"), NullsFirst: rapid.Bool().Draw(t, "nulls first")}
	}), 0, 3).Draw(t, "sort")
}

func columnIDs(letter string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(letter, i)
	}
	return out
}

// asReference reads back what is stored, so that kinds and spellings are those of the file.
func (b bundle) asReference(r *Result, rows []Row) reference {
	ref := reference{kinds: r.encodings(), rows: rows, columns: map[string]int{}}
	for i := range r.Columns {
		ref.columns[fmt.Sprintf("c%d", i)] = i
	}
	return ref
}

func (b bundle) viewRows(t *rapid.T, r *Result, v View) *ViewRows {
	parsed, err := ParseView(v.String())
	require.NoError(t, err)
	require.Equal(t, v.String(), parsed.String())
	all := &ViewRows{}
	step := int64(rapid.IntRange(1, 40).Draw(t, "page"))
	for offset := int64(0); ; offset += step {
		page, err := b.ViewPage(t.Context(), r, parsed, ViewPageParams{Offset: offset, Limit: step})
		require.NoError(t, err, v.String())
		if len(page.Rows) == 0 {
			require.EqualValues(t, page.RowCount, len(all.Rows))
			return all
		}
		all.Rows, all.Levels = append(all.Rows, page.Rows...), append(all.Levels, page.Levels...)
	}
}

func TestViewsEqualThePlainWay(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t)
		r, err := b.ingest(t.Context(), tableColumns, text(asCSV(rows)))
		require.NoError(t, err)
		ref := b.asReference(r, rows)
		v := View{Filters: rapid.SliceOfN(rapid.Custom(drawFilter), 0, 3).Draw(t, "filters"), Sort: drawSort(t, columnIDs("c", len(tableColumns)))}
		got := b.viewRows(t, r, v)
		require.Equal(t, cells(ref.view(v)), cells(got.Rows), v.String())
	})
}

func TestGroupsEqualThePlainWay(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t)
		r, err := b.ingest(t.Context(), tableColumns, text(asCSV(rows)))
		require.NoError(t, err)
		ref := b.asReference(r, rows)
		g := &ViewGroup{By: rapid.SliceOfNDistinct(rapid.SampledFrom(columnIDs("c", len(tableColumns))), 0, 3, rapid.ID).Draw(t, "by")}
		for range rapid.IntRange(1, 3).Draw(t, "aggregates") {
			a := ViewAggregate{Function: rapid.SampledFrom([]AggregateFunction{Count, CountDistinct, Sum, Min, Max, Mean}).Draw(t, "function")}
			column := drawColumn(t)
			if a.Function == Sum || a.Function == Mean {
				column = rapid.IntRange(1, 2).Draw(t, "number")
				if kind := r.Columns[column].Encoding.Kind; kind != Integer && kind != Decimal {
					a.Function = Max
				}
			}
			if a.Function != Count || rapid.Bool().Draw(t, "of a column") {
				a.Column = fmt.Sprintf("c%d", column)
			}
			g.Aggregates = append(g.Aggregates, a)
		}
		v := View{Filters: rapid.SliceOfN(rapid.Custom(drawFilter), 0, 1).Draw(t, "filters"), Group: g}
		g.Subtotals = len(g.By) > 0 && rapid.Bool().Draw(t, "subtotals")
		if !g.Subtotals {
			v.Sort = drawSort(t, append(columnIDs("k", len(g.By)), columnIDs("a", len(g.Aggregates))...))
			if len(g.By)+len(g.Aggregates) == 0 {
				v.Sort = nil
			}
		}
		got := b.viewRows(t, r, v)
		want, levels := ref.groups(v)
		require.Equal(t, nearly(cells(want), g), nearly(cells(got.Rows), g), v.String())
		require.Equal(t, levels, got.Levels)
	})
}

// nearly cuts means to 14 digits: of exact sums, both are as near as fractions come.
func nearly(rows [][]any, g *ViewGroup) [][]any {
	for _, row := range rows {
		for i, a := range g.Aggregates {
			text, isText := row[len(g.By)+i].(string)
			if n, err := strconv.ParseFloat(text, 64); a.Function == Mean && isText && err == nil {
				row[len(g.By)+i] = strconv.FormatFloat(n, 'g', 14, 64)
			}
		}
	}
	return rows
}

const shopCSV = "day,shop,spend,note\n" +
	"2026-01-01,b,1.50,x\n2026-01-01,a,2.50,\n2026-01-02,b,10.00,\"\"\n2026-01-02,a,0.25,y\n2026-01-02,,1.00,y\n"

var shopColumns = []Declared{{Name: "day", Type: "DATE"}, {Name: "shop", Type: "STRING"}, {Name: "spend", Type: "DECIMAL", Role: "METRIC"}, {Name: "note", Type: "STRING"}}

func (b bundle) see(t *testing.T, r *Result, view string) (header []string, rows [][]any, levels []int) {
	t.Helper()
	v, err := ParseView(view)
	require.NoError(t, err)
	shape, err := b.View(t.Context(), r, v)
	require.NoError(t, err)
	for _, c := range shape.Columns {
		header = append(header, c.ID)
	}
	page, err := b.ViewPage(t.Context(), r, v, ViewPageParams{Limit: 100})
	require.NoError(t, err)
	require.Equal(t, shape.RowCount, page.RowCount)
	return header, cells(page.Rows), page.Levels
}

func TestSubtotalsStandBehindTheirGroupsAndOrderThem(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	_, rows, levels := b.see(t, r, `{"group":{"by":["c0","c1"],"aggregates":[{"function":"sum","column":"c2"}],"subtotals":true},"sort":[{"column":"a0","descending":true}]}`)
	require.Equal(t, [][]any{
		{"2026-01-02", "b", "10.00"},
		{"2026-01-02", nil, "1.00"},
		{"2026-01-02", "a", "0.25"},
		{"2026-01-02", nil, "11.25"},
		{"2026-01-01", "a", "2.50"},
		{"2026-01-01", "b", "1.50"},
		{"2026-01-01", nil, "4.00"},
		{nil, nil, "15.25"},
	}, rows)
	require.Equal(t, []int{2, 2, 2, 1, 2, 2, 1, 0}, levels)
}

func TestAPivotMakesColumnsOfValues(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	header, rows, _ := b.see(t, r, `{"group":{"by":["c0"],"pivot":"c1","aggregates":[{"function":"sum","column":"c2"},{"function":"count"}]},"sort":[{"column":"p1a0","descending":true}]}`)
	require.Equal(t, []string{"k0", "p0a0", "p0a1", "p1a0", "p1a1", "p2a0", "p2a1", "a0", "a1"}, header)
	require.Equal(t, [][]any{
		{"2026-01-02", "0.25", "1", "10.00", "1", "1.00", "1", "11.25", "3"},
		{"2026-01-01", "2.50", "1", "1.50", "1", nil, "0", "4.00", "2"},
	}, rows)

	v, err := ParseView(`{"group":{"by":["c0"],"pivot":"c1","aggregates":[{"function":"count"}]},"sort":[{"column":"p9a0"}]}`)
	require.NoError(t, err)
	_, err = b.View(t.Context(), r, v)
	require.ErrorIs(t, err, ErrView)
}

func TestATooWidePivotIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	var csv strings.Builder
	csv.WriteString("a\n")
	for i := range maxPivotValues + 1 {
		fmt.Fprintln(&csv, i)
	}
	r, err := b.ingest(t.Context(), nil, text(csv.String()))
	require.NoError(t, err)
	_, err = b.View(t.Context(), r, View{Group: &ViewGroup{Pivot: "c0", Aggregates: []ViewAggregate{{Function: Count}}}})
	require.ErrorIs(t, err, ErrViewTooWide)
	shape, err := b.View(t.Context(), r, View{Group: &ViewGroup{Pivot: "c0", Aggregates: []ViewAggregate{{Function: Count}}}, Filters: []ViewFilter{{Column: "c0", Op: OpStarts, Text: new("1")}}})
	require.NoError(t, err)
	require.Len(t, shape.Columns, 1+10+100+1)
}

func TestOnlyTheColumnsAskedForAreRead(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	for _, v := range []View{{}, {Sort: []ViewSort{{Column: "c3"}}}} {
		page, err := b.ViewPage(t.Context(), r, v, ViewPageParams{Limit: 2, Columns: []string{"c2", "c1"}})
		require.NoError(t, err)
		require.Len(t, page.Rows[0], 2)
		_, err = b.ViewPage(t.Context(), r, v, ViewPageParams{Limit: 2, Columns: []string{"c2", "c9"}})
		require.ErrorIs(t, err, ErrViewColumn)
		require.Equal(t, []fault.Field{{Pointer: "/1", Message: `"c9" is no column of the view`}}, fault.Of(err).Fields)
	}
}

func TestWhatIsWrongWithAView(t *testing.T) {
	t.Parallel()
	r := &Result{}
	for i, c := range shopColumns {
		r.Columns = append(r.Columns, Column{Name: c.Name, Type: c.Type, Encoding: []Encoding{{Kind: Date}, {Kind: Text}, {Kind: Decimal, Precision: 10, Scale: 2}, {Kind: Double}}[i]})
	}
	for text, pointers := range map[string][]string{
		`{`:                          {""},
		`[]`:                         {""},
		`{"filter":[]}`:              {"/filter"},
		`{"Filters":[]}`:             {"/Filters"},
		`{"sort":[],"sort":[]}`:      {"/sort"},
		`{"sort":[{"column":3}]}`:    {"/sort/0/column"},
		`{"sort":[{"column":"c9"}]}`: {"/sort/0/column"},
		`{"sort":[{"column":"c0"},{"column":"file_row_number"}]}`:                                       {"/sort/1/column"},
		`{"filters":[{"column":"c0","op":"like"}]}`:                                                     {"/filters/0/op"},
		`{"filters":[{"column":"c0","op":"range"}]}`:                                                    {"/filters/0"},
		`{"filters":[{"column":"c0","op":"range","from":"2026-02-30","to":"x"}]}`:                       {"/filters/0/from", "/filters/0/to"},
		`{"filters":[{"column":"c2","op":"in","values":["1","one",null,"1e5"]}]}`:                       {"/filters/0/values/1", "/filters/0/values/3"},
		`{"filters":[{"column":"c1","op":"null","text":"a"}]}`:                                          {"/filters/0/text"},
		`{"filters":[{"column":"c3","op":"contains","text":"a"}]}`:                                      {"/filters/0/op"},
		`{"group":{"by":["c0","x"],"aggregates":[{"function":"sum","column":"c1"}]}}`:                   {"/group/by/1", "/group/aggregates/0/function"},
		`{"group":{"by":["c0"],"aggregates":[{"function":"median","column":"c1"},{"function":"min"}]}}`: {"/group/aggregates/0/function", "/group/aggregates/1/column"},
		`{"group":{"by":["c0"],"pivot":"c3"}}`:                                                          {"/group/aggregates", "/group/pivot"},
		`{"group":{"by":["c0"]},"sort":[{"column":"c0"},{"column":"k1"},{"column":"k00"}]}`:             {"/sort/0/column", "/sort/1/column", "/sort/2/column"},
	} {
		v, err := ParseView(text)
		if err == nil {
			_, err = r.compile(v)
		}
		require.ErrorIs(t, err, ErrView, text)
		var got []string
		for _, field := range fault.Of(err).Fields {
			got = append(got, field.Pointer)
			require.NotEmpty(t, field.Message)
		}
		require.Equal(t, pointers, got, text)
	}
}

func TestViewsAlikeHaveOneHash(t *testing.T) {
	t.Parallel()
	for _, same := range []string{"", "{}", ` { "filters" : [] } `, `{"group":{}}`, `{"sort":[]}`} {
		v, err := ParseView(same)
		require.NoError(t, err)
		require.True(t, v.IsZero(), same)
		require.Equal(t, View{}.Hash(), v.Hash())
	}
	v, err := ParseView(`{"sort":[{"descending":false,"column":"c0"}]}`)
	require.NoError(t, err)
	require.Equal(t, View{Sort: []ViewSort{{Column: "c0"}}}.Hash(), v.Hash())
	require.NotEqual(t, View{}.Hash(), v.Hash())
}

func TestADayBoundsTheWholeOfIt(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), []Declared{{Name: "at", Type: "TIMESTAMP"}}, text("at\n2026-01-01T00:00:00Z\n2026-01-01T23:59:59Z\n2026-01-02T00:00:00Z\n"))
	require.NoError(t, err)
	for bound, want := range map[string]int{
		`"from":"2026-01-01"`: 3, `"from":"2026-01-01","fromExcluded":true`: 1,
		`"to":"2026-01-01"`: 2, `"to":"2026-01-01","toExcluded":true`: 0,
		`"to":"2026-01-01T01:00:00+01:00"`: 1, `"from":"2026-01-01T23:59:59"`: 2,
	} {
		_, rows, _ := b.see(t, r, `{"filters":[{"column":"c0","op":"range",`+bound+`}]}`)
		require.Len(t, rows, want, bound)
	}
}

func TestBoundsBetweenAndBeyondWhatAColumnHolds(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), []Declared{{Name: "n", Type: "LONG"}, {Name: "d", Type: "DECIMAL"}},
		text("n,d\n-9223372036854775808,-0.50\n-1,0.00\n1,0.25\n9223372036854775807,9.99\n"))
	require.NoError(t, err)
	big := strings.Repeat("9", 60)
	for filter, want := range map[string]int{
		`"column":"c0","op":"range","from":"0.5"`: 2, `"column":"c0","op":"range","from":"-1.5","to":"1.5"`: 2,
		`"column":"c0","op":"range","from":"` + big + `"`: 0, `"column":"c0","op":"range","to":"` + big + `"`: 4,
		`"column":"c0","op":"range","from":"-` + big + `"`: 4, `"column":"c0","op":"range","to":"-` + big + `"`: 0,
		`"column":"c0","op":"in","values":["1.0","1.5","` + big + `"]`: 1,
		`"column":"c1","op":"range","from":"0.001","to":"0.2500001"`:   1, `"column":"c1","op":"range","to":"-0.499","toExcluded":true`: 1,
		`"column":"c1","op":"in","values":["0.251","-0.5"]`: 1,
	} {
		_, rows, _ := b.see(t, r, `{"filters":[{`+filter+`}]}`)
		require.Len(t, rows, want, filter)
	}
}

func FuzzView(f *testing.F) {
	f.Add(`{"filters":[{"column":"c0","op":"in","values":["1",null]}],"sort":[{"column":"c1","descending":true}]}`)
	f.Add(`{"group":{"by":["c0"],"aggregates":[{"function":"sum","column":"c2"}],"pivot":"c1","subtotals":true}}`)
	r := &Result{Columns: []Column{{Encoding: Encoding{Kind: Integer}}, {Encoding: Encoding{Kind: Timestamp}}, {Encoding: Encoding{Kind: Decimal, Precision: 5, Scale: 2}}, {Encoding: Encoding{Kind: Double}}}}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := ParseView(text)
		if err != nil {
			require.ErrorIs(t, err, ErrView)
			return
		}
		again, err := ParseView(v.String())
		require.NoError(t, err)
		require.Equal(t, v.String(), again.String())
		if _, err := r.compile(v); err != nil {
			require.ErrorIs(t, err, ErrView)
		}
	})
}

func TestFoldedGroupsShowAsTheirSubtotals(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	view := func(folds string) string {
		return `{"group":{"by":["c0","c1","c3"],"aggregates":[{"function":"sum","column":"c2"}],"subtotals":true` + folds + `},"sort":[{"column":"a0","descending":true}]}`
	}
	second := []any{"2026-01-02", nil, nil, "11.25"}
	first := []any{"2026-01-01", nil, nil, "4.00"}
	total := []any{nil, nil, nil, "15.25"}
	_, rows, levels := b.see(t, r, view(`,"folded":true`))
	require.Equal(t, [][]any{second, first, total}, rows)
	require.Equal(t, []int{1, 1, 0}, levels)
	// One of them unfolds to its own groups, which are folded, but for that of NULL.
	_, rows, _ = b.see(t, r, view(`,"folded":true,"except":[["2026-01-02"],["2026-01-02",null],["2026-01-01","a"]]`))
	require.Equal(t, [][]any{
		{"2026-01-02", "b", nil, "10.00"},
		{"2026-01-02", nil, "y", "1.00"},
		{"2026-01-02", nil, nil, "1.00"},
		{"2026-01-02", "a", nil, "0.25"},
		second, first, total,
	}, rows)
	_, rows, _ = b.see(t, r, view(`,"except":[["2026-01-02"],["2026-01-01","a"]]`))
	require.Equal(t, [][]any{second, {"2026-01-01", "a", nil, "2.50"}, {"2026-01-01", "b", "x", "1.50"}, {"2026-01-01", "b", nil, "1.50"}, first, total}, rows)

	v, err := ParseView(view(`,"folded":true,"except":[["2026-01-02"]]`))
	require.NoError(t, err)
	whole, err := ParseView(view(""))
	require.NoError(t, err)
	require.Equal(t, whole.String(), v.Unfolded().String())
	require.True(t, v.Group.Folded)
	for folds, pointer := range map[string]string{
		`,"except":[[]]`:                     "/group/except/0",
		`,"except":[["2026-01-01","a","x"]]`: "/group/except/0",
		`,"except":[["soon"]]`:               "/group/except/0/0",
	} {
		v, err := ParseView(view(folds))
		require.NoError(t, err)
		wrong := r.CheckView(v)
		require.ErrorIs(t, wrong, ErrView)
		require.Contains(t, fmt.Sprintf("%+v", fault.Of(wrong).Fields), pointer)
	}
	v, err = ParseView(`{"group":{"by":["c0"],"folded":true}}`)
	require.NoError(t, err)
	require.ErrorIs(t, r.CheckView(v), ErrView)
}
