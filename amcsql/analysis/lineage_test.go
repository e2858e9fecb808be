package analysis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/analysis"
)

// drawn writes a lineage as a tree per output.
func drawn(l *analysis.Lineage) string {
	var text strings.Builder
	var draw func(at, depth int, part analysis.Part)
	draw = func(at, depth int, part analysis.Part) {
		c := l.Columns[at]
		fmt.Fprintf(&text, "%s%s", strings.Repeat("  ", depth), c.Name)
		if c.In != "" {
			fmt.Fprintf(&text, " in %s", c.In)
		}
		fmt.Fprintf(&text, ": %s", c.How)
		if c.Expression != "" {
			fmt.Fprintf(&text, " %s", c.Expression)
		}
		if part != analysis.PartValue {
			fmt.Fprintf(&text, " (%s)", part)
		}
		text.WriteString("\n")
		for _, edge := range c.From {
			draw(edge.Column, depth+1, edge.Part)
		}
	}
	for _, output := range l.Outputs {
		draw(output, 0, analysis.PartValue)
	}
	return text.String()
}

func TestLineageLeadsFromOutputsToSources(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, sql, want string }{
		{"a column and a sum", "SELECT campaign AS name, SUM(spend) / 1e8 AS cost, 'x' AS label FROM sponsored_ads_traffic GROUP BY 1", `
name: copy campaign
  campaign in sponsored_ads_traffic: source
cost: aggregate SUM(spend) / 1e8
  spend in sponsored_ads_traffic: source
label: constant 'x'
`},
		{"conditions and windows", "SELECT IF(site = 'a', clicks, 0) AS c, RANK() OVER (PARTITION BY campaign ORDER BY click_date) AS r FROM dsp_clicks", `
c: expression IF(site = 'a', clicks, 0)
  site in dsp_clicks: source (condition)
  clicks in dsp_clicks: source
r: window RANK() OVER (PARTITION BY campaign ORDER BY click_date)
  campaign in dsp_clicks: source (window)
  click_date in dsp_clicks: source (window)
`},
		{"common tables, a star and a column list", "WITH a (u, n) AS (SELECT user_id, SUM(clicks) FROM dsp_clicks GROUP BY 1), b AS (SELECT * FROM a) SELECT n, COUNT(DISTINCT u) AS users FROM b GROUP BY 1", `
n: copy n
  n in b: copy
    n in a: copy expr$1
      expr$1 in a: aggregate SUM(clicks)
        clicks in dsp_clicks: source
users: aggregate COUNT(DISTINCT u)
  u in b: copy
    u in a: copy user_id
      user_id in a: copy user_id
        user_id in dsp_clicks: source
`},
		{"a union", "SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1 UNION ALL SELECT 'none', 0", `
campaign: union
  campaign: copy campaign
    campaign in dsp_clicks: source
  expr$0: constant 'none'
n: union
  n: aggregate SUM(clicks)
    clicks in dsp_clicks: source
  expr$1: constant 0
`},
		{"a subquery", "WITH a AS (SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1) SELECT n / (SELECT SUM(n) FROM a) AS share FROM a", `
share: expression n / (SELECT SUM(n) FROM a)
  n in a: aggregate SUM(clicks)
    clicks in dsp_clicks: source
  expr$0: aggregate SUM(n)
    n in a: aggregate SUM(clicks)
      clicks in dsp_clicks: source
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, "\n"+drawn(analysis.Check(test.sql, analysis.Options{}).Lineage()))
		})
	}
}

func TestLineageListsSourcesOnce(t *testing.T) {
	t.Parallel()
	lineage := analysis.Check("SELECT SUM(IF(site = 'a', clicks, -clicks)) AS n FROM dsp_clicks", analysis.Options{}).Lineage()
	names := func(conditions bool) (names []string) {
		for _, c := range lineage.Sources(0, conditions) {
			names = append(names, c.In+"."+c.Name)
		}
		return names
	}
	require.Equal(t, []string{"dsp_clicks.clicks"}, names(false))
	require.Equal(t, []string{"dsp_clicks.site", "dsp_clicks.clicks"}, names(true))
}

func TestLineageOfUnknownColumnsIsEmpty(t *testing.T) {
	t.Parallel()
	require.Empty(t, analysis.Check("SELECT * FROM nowhere_at_all", analysis.Options{}).Lineage().Outputs)
}
