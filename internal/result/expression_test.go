package result

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var scopeColumns = []Declared{
	{Name: "n", Type: "LONG"},
	{Name: "spend", Type: "DECIMAL"},
	{Name: "ratio", Type: "DOUBLE"},
	{Name: "name", Type: "STRING"},
	{Name: "ok", Type: "BOOLEAN"},
	{Name: "day", Type: "DATE"},
	{Name: "at", Type: "TIMESTAMP"},
	{Name: "cost per click", Type: "DECIMAL"},
}

const scopeCSV = "n,spend,ratio,name,ok,day,at,cost per click\n" +
	"7,12.50,0.25,Ab c,true,2026-02-28,2026-03-01T13:14:15Z,1.00\n" +
	"0,,0.5,,,,,\n"

func TestWhatExpressionsGive(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), scopeColumns, text(scopeCSV))
	require.NoError(t, err)
	for expression, want := range map[string][]any{
		"n":                             {"7", "0"},
		"N + 1":                         {"8", "1"},
		"-n - 1":                        {"-8", "-1"},
		"spend * 3":                     {"37.50", nil},
		"spend + 0.125":                 {"12.625", nil},
		"2 + 3 * 4 - (1 - 2)":           {"15", "15"},
		"spend / n":                     {"1.7857142857142858", nil},
		"n / 0":                         {nil, nil},
		"coalesce(n / 0, -1)":           {"-1", "-1"},
		"1 / n":                         {"0.14285714285714285", nil},
		"round(spend / n, 2)":           {"1.79", nil},
		"round(spend)":                  {"13", nil},
		"round(-spend)":                 {"-13", nil},
		"round(n, 3)":                   {"7", "0"},
		"floor(-spend)":                 {"-13", nil},
		"ceil(spend)":                   {"13", nil},
		"abs(n - 10)":                   {"3", "10"},
		"spend > 12.4999 and not n = 0": {"true", "false"},
		"n <> 7 or spend is not null":   {"true", "true"},
		"spend is null":                 {"false", "true"},
		"if(n > 5, 'many', n > 0, 'few', 'none')":   {"many", "none"},
		"if(n > 5, 1, 2.5)":                         {"1.0", "2.5"},
		"if(n > 5, null, name)":                     {nil, nil},
		"coalesce(spend, 0)":                        {"12.50", "0.00"},
		"coalesce(null, name, 'nobody')":            {"Ab c", "nobody"},
		"concat(upper(name), '-', n, '/', spend)":   {"AB C-7/12.50", "-0/"},
		"concat(day, ' ', at, ' ', ok)":             {"2026-02-28 2026-03-01T13:14:15Z true", "  "},
		"lower(name) = 'ab c'":                      {"true", nil},
		"length(trim('  it''s '))":                  {"4", "4"},
		"contains(name, 'b') and starts(name, 'A')": {"true", nil},
		"number('1.5') + n":                         {"8.5", "1.5"},
		"number('nothing')":                         {nil, nil},
		"text(n)":                                   {"7", "0"},
		"year(day) * 100 + month(day)":              {"202602", nil},
		"quarter(at)":                               {"1", nil},
		"week(day)":                                 {"9", nil},
		"weekday(day)":                              {"6", nil},
		"hour(at) * 60 + minute(at)":                {"794", nil},
		"date(at)":                                  {"2026-03-01", nil},
		"days(day, at)":                             {"1", nil},
		"day >= '2026-02-28'":                       {"true", nil},
		"at < '2026-03-01T13:14:16Z'":               {"true", nil},
		"at > day":                                  {"true", nil},
		`"cost per click" * #c0`:                    {"7.00", nil},
		"ratio * 2":                                 {"0.5", "1"},
		"ratio * 1000000000000000000000000000000000000 * 10000000000000000000000000000000000000 * 10000000000000000000000000000000000000 * 10000000000000000000000000000000000000 * 10000000000000000000000000000000000000 * 10000000000000000000000000000000000000 * 10000000000000000000000000000000000000 * 10000000000000000000000000000000000000 * 10000000000000000000000000000000000000": {nil, nil},
	} {
		v := View{Computed: []ComputedColumn{{Name: "it", Expression: expression}}}
		page, err := b.ViewPage(t.Context(), r, v, ViewPageParams{Limit: 10, Columns: []string{"x0"}})
		require.NoError(t, err, expression)
		var got []any
		for _, row := range cells(page.Rows) {
			got = append(got, row[0])
		}
		require.Equal(t, want, got, expression)
	}
}

func TestComputedColumnsAreColumnsLikeOthers(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	_, rows, _ := b.see(t, r, `{"computed":[{"name":"double","expression":"spend * 2"},{"name":"big","expression":"double > 3"},{"name":"r","expression":"spend / 4"}],
		"filters":[{"column":"x0","op":"range","from":"2"}],
		"group":{"by":["x1"],"aggregates":[{"function":"sum","column":"x0"},{"function":"sum","column":"x2"}]},"sort":[{"column":"a0"}]}`)
	require.Equal(t, [][]any{{"false", "5.00", "0.625"}, {"true", "25.00", "3.125"}}, rows)
	_, rows, _ = b.see(t, r, `{"computed":[{"name":"r","expression":"spend / 4"}],"sort":[{"column":"x0","descending":true}],"filters":[{"column":"c1","op":"equals","text":"b"}]}`)
	require.Equal(t, [][]any{{"2026-01-02", "b", "10.00", "", "2.5"}, {"2026-01-01", "b", "1.50", "x", "0.375"}}, rows)
}

func TestAProductHasTheDigitsOfBothFactors(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), []Declared{{Name: "spend", Type: "DECIMAL"}, {Name: "rate", Type: "DECIMAL"}},
		text("spend,rate\n99999999.99,99999999999999.9999\n-99999999.99,0.0001\n"))
	require.NoError(t, err)
	_, rows, _ := b.see(t, r, `{"computed":[{"name":"square","expression":"spend * spend"},{"name":"product","expression":"rate * spend"},{"name":"large","expression":"rate * rate"}]}`)
	require.Equal(t, [][]any{
		{"99999999.99", "99999999999999.9999", "9999999998000000.0001", "9999999998999999990000.000001", "9999999999999999980000000000.00000001"},
		{"-99999999.99", "0.0001", "9999999998000000.0001", "-9999.999999", "0.00000001"},
	}, rows)
}

func TestWhatIsWrongWithAnExpression(t *testing.T) {
	t.Parallel()
	scope := expressionScope{}
	for i, c := range append(scopeColumns, Declared{Name: "twice"}, Declared{Name: "twice"}) {
		e := []Encoding{{Kind: Integer}, {Kind: Decimal, Precision: 10, Scale: 2}, {Kind: Double}, {Kind: Text}, {Kind: Boolean}, {Kind: Date}, {Kind: Timestamp}, {Kind: Text}, {Kind: Text}, {Kind: Text}}[i]
		id := fmt.Sprintf("c%d", i)
		scope = append(scope, viewed{sql: id, ViewColumn: ViewColumn{ID: id, Name: c.Name, Encoding: e}})
	}
	for expression, want := range map[string]string{
		"":                       "at character 1: there is nothing here",
		"1 +":                    "at character 4: the expression ends where a value should follow",
		"ä + 1":                  `at character 1: "ä" is no column`,
		"'ä' + 1":                "at character 1: + wants number here, this is text",
		"1 + 'ä'":                "at character 5: + wants number here, this is text",
		"(1":                     "at character 3: the expression ends where a closing parenthesis should follow",
		"1 2":                    `at character 3: "2" stands where an operator or the end should`,
		"'open":                  "at character 1: this quote is never closed",
		"sum(n)":                 `at character 1: there is no function "sum"`,
		"round(n, ok)":           "at character 10: round wants a whole number from 0 to 18 here",
		"round(n, 99)":           "at character 10: round wants a whole number from 0 to 18 here",
		"abs()":                  "at character 1: abs takes 1 value, not 0",
		"if(n, 1, 2)":            "at character 4: if wants true or false here, this is whole number",
		"if(ok, 1)":              "at character 1: if takes 3 to 20 values, not 2",
		"if(ok, 1, name)":        "at character 1: number and text do not go together",
		"if(ok, 1, ok, 2)":       "at character 1: if takes pairs of a condition and a value, and a value for all else",
		"day > '2026-02-30'":     `at character 7: "2026-02-30" is no date`,
		"twice":                  `at character 1: 2 columns are named "twice"; use an id such as #c8`,
		"#c99":                   `at character 1: "c99" is no column`,
		"null":                   "at character 1: this is always null",
		"n; DROP TABLE x":        `at character 2: ";" means nothing here`,
		"hour(day)":              "at character 6: hour wants instant here, this is date",
		"1.2.3":                  "at character 1: this is no number of at most 38 digits",
		strings.Repeat("(", 60):  "at character 41: this is nested too deeply",
		strings.Repeat("-", 60):  "at character 40: this is nested too deeply",
		strings.Repeat("1+", 60): "at character 82: there are too many operators in a row; put some in parentheses",
	} {
		_, err := compileExpression(expression, scope)
		require.NotNil(t, err, expression)
		require.Equal(t, want, err.describe(expression), expression)
	}
}

// drawExpression draws text that may or may not be an expression of good types.
func drawExpression(t *rapid.T, depth int) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"n", "spend", "name", "ok", "day", "at", "1", "0", "2.5", "concat(name, ' ', name)", "'a'", "''", "'2026-01-02'", "true", "null"}).Draw(t, "leaf")
	}
	sub := func() string { return drawExpression(t, depth-1) }
	switch rapid.IntRange(0, 4).Draw(t, "shape") {
	case 0:
		return "(" + sub() + " " + rapid.SampledFrom([]string{"+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=", "and", "or"}).Draw(t, "operator") + " " + sub() + ")"
	case 1:
		return "if(" + sub() + ", " + sub() + ", " + sub() + ")"
	case 2:
		return rapid.SampledFrom([]string{"coalesce", "days", "contains", "starts"}).Draw(t, "two") + "(" + sub() + ", " + sub() + ")"
	case 3:
		return "(" + sub() + " is null)"
	default:
		return rapid.SampledFrom([]string{"abs", "round", "floor", "ceil", "lower", "upper", "length", "trim", "year", "month", "day", "date", "hour", "weekday", "quarter", "not ", "-"}).Draw(t, "one") + "(" + sub() + ")"
	}
}

// Whatever compiles runs, and gives what the plain way gives.
func TestExpressionsEqualThePlainWay(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	rows := []string{
		"a,7,1.50,true,2026-01-01,2026-01-02T10:00:00.001Z,id", "B,-3,0.25,false,2026-02-28,2026-01-02T00:00:00.000Z,id", ",,,,,,",
		`"",9223372036854775807,99999999.99,true,2025-12-31,2025-12-31T23:59:59.999Z,id`, "ab,-9223372036854775808,0.00,,2026-01-02,,",
	}
	r, err := b.ingest(t.Context(), tableColumns, text("name,n,spend,ok,day,at,id\n"+strings.Join(rows, "\n")+"\n"))
	require.NoError(t, err)
	stored, err := b.Page(t.Context(), r, 0, 10)
	require.NoError(t, err)
	p, err := r.compile(View{})
	require.NoError(t, err)
	compiled := 0
	rapid.Check(t, func(t *rapid.T) {
		expression := drawExpression(t, rapid.IntRange(0, 3).Draw(t, "depth"))
		made, wrong := compileExpression(expression, p.source)
		if wrong != nil {
			return
		}
		compiled++
		page, err := b.ViewPage(t.Context(), r, View{Computed: []ComputedColumn{{Name: "it", Expression: expression}}}, ViewPageParams{Limit: 10, Columns: []string{"x0"}})
		require.NoError(t, err, expression)
		n, _ := parseExpression(expression)
		for i, row := range page.Rows {
			want := plainly{r.Columns, stored[i]}.value(n)
			if made.encoding.Kind == Double {
				if f, ok := asFloat(want); ok && !math.IsInf(f, 0) {
					require.NotNil(t, row[0], expression)
					got, _ := finite(*row[0])
					require.InEpsilon(t, f+1e9, got+1e9, 1e-6, "%s of row %d", expression, i)
				} else {
					require.Nil(t, row[0], expression)
				}
				continue
			}
			require.Equal(t, printPlainly(want, made.encoding), spelled(row[0]), "%s of row %d", expression, i)
		}
	})
	require.Positive(t, compiled)
}

func FuzzExpression(f *testing.F) {
	for _, seed := range []string{"round(spend / n, 2)", "if(a > 1, 'x', \"y z\")", "not (#c0 is not null) and -1 <= .5", "concat('it''s', 1.5)"} {
		f.Add(seed)
	}
	scope := expressionScope{{sql: "c0", ViewColumn: ViewColumn{ID: "c0", Name: "n", Encoding: Encoding{Kind: Integer}}}, {sql: "c1", ViewColumn: ViewColumn{ID: "c1", Name: "a", Encoding: Encoding{Kind: Text}}}}
	f.Fuzz(func(t *testing.T, text string) {
		made, err := compileExpression(text, scope)
		if err != nil {
			require.NotEmpty(t, err.describe(text))
			return
		}
		require.Equal(t, strings.Count(made.sql, "?"), len(made.args))
	})
}
