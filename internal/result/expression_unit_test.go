package result

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatTheNumbersOfComputedColumnsCount(t *testing.T) {
	t.Parallel()
	number := Encoding{Kind: Decimal, Precision: 18, Layout: FixedScale}
	r := &Result{Columns: []Column{{Name: "cost", Encoding: number}, {Name: "Supply", Encoding: number}, {Name: "clicks", Encoding: Encoding{Kind: Integer}}, {Name: "paid", Encoding: number}}}
	stored := map[string]string{"c0": "millicents", "c1": "microcents", "c2": "", "c3": "currency"}
	for expression, want := range map[string]string{
		"cost":                                 "millicents",
		"supply":                               "microcents",
		"#c3":                                  "currency",
		"clicks":                               "",
		"cost / clicks":                        "millicents",
		"clicks / cost":                        "",
		"round(cost / clicks * 1000, 2)":       "millicents",
		"1000 * cost / clicks":                 "millicents",
		"cost / (clicks / 1000)":               "millicents",
		"-abs(floor(supply))":                  "microcents",
		"cost + cost * 0.19":                   "millicents",
		"cost * 1.19 - 5":                      "millicents",
		"cost + supply":                        "", // millicents and microcents do not add up
		"cost + clicks":                        "",
		"cost * cost":                          "",
		"paid / cost":                          "",
		"cost / cost":                          "",
		"coalesce(cost, 0)":                    "millicents",
		"if(clicks > 0, cost, null)":           "millicents",
		"if(clicks > 0, cost, supply)":         "",
		"cost / 100000":                        "currency",
		"cost * 0.00001":                       "currency",
		"supply / 100000000 / clicks":          "currency",
		"round(cost / clicks) * 1000 / 100000": "currency",
		"cost / 1000":                          "", // cents, or a thousandth: nobody can tell
		"cost * 0.01":                          "",
		"cost / 2":                             "millicents",
		"cost * 10":                            "millicents",
		"cost > 5":                             "",
		"text(cost)":                           "",
	} {
		v := View{Computed: []ComputedColumn{{Name: "it", Expression: expression}, {Name: "again", Expression: "it * 2"}, {Name: "wrong", Expression: "nobody"}}}
		if expression == "cost > 5" || expression == "text(cost)" {
			v.Computed = v.Computed[:1]
		} else {
			v.Computed = v.Computed[:2]
		}
		units := r.Units(v, stored)
		require.Equal(t, want, units["x0"], expression)
		require.Equal(t, units["x0"] != "" && len(v.Computed) > 1, units["x1"] != "", expression)
	}
	require.Empty(t, r.Units(View{Computed: []ComputedColumn{{Name: "a", Expression: "nobody"}}}, stored))
}
