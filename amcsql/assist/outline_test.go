package assist_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/assist"
)

func TestOutlineListsTablesAndColumns(t *testing.T) {
	t.Parallel()
	var lines []string
	var list func(entries []assist.Entry, depth int)
	list = func(entries []assist.Entry, depth int) {
		for _, e := range entries {
			lines = append(lines, fmt.Sprintf("%s%s (%s)", strings.Repeat("  ", depth), e.Name, e.Detail))
			list(e.Children, depth+1)
		}
	}
	list(assist.Open(`WITH names (label) AS (VALUES ('a')),
		seen AS (SELECT campaign, SUM(impressions) AS shown FROM dsp_impressions GROUP BY 1)
		SELECT campaign, shown, ROUND(shown / 10) FROM seen WHERE`, analysis.Options{}).Outline(), 0)
	require.Equal(t, []string{
		"names (1 column)", "  label ()",
		"seen (2 columns)", "  campaign (STRING, LOW)", "  shown (LONG)",
		"result (3 columns)", "  campaign (STRING, LOW)", "  shown (LONG)", "  ROUND(shown / 10) (DOUBLE)",
	}, lines)
}

func TestActionsOfferFixesAndChangesOfForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, title, want string }{
		{
			"a fix", "SELECT |campaxn, SUM(clicks) AS n FROM dsp_clicks GROUP BY campaign", "Change to campaign",
			"SELECT campaign, SUM(clicks) AS n FROM dsp_clicks GROUP BY campaign",
		},
		{"a star", "WITH a (x, y) AS (VALUES (1, 2)) SELECT |* FROM a", "Name the columns of *", "WITH a (x, y) AS (VALUES (1, 2)) SELECT x, y FROM a"},
		{"a star behind an alias", "WITH a (x, y) AS (VALUES (1, 2)) SELECT b.|* FROM a b", "Name the columns of *", "WITH a (x, y) AS (VALUES (1, 2)) SELECT b.x, b.y FROM a b"},
		{
			"numbers", "SELECT UPPER(campaign) AS c, site, SUM(clicks) AS n FROM dsp_clicks GROUP BY |1, 2", "Group by names instead of numbers",
			"SELECT UPPER(campaign) AS c, site, SUM(clicks) AS n FROM dsp_clicks GROUP BY c, site",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src, offset := cut(t, test.text)
			for _, action := range assist.Open(src, analysis.Options{}).Actions(offset, offset) {
				if action.Title == test.title {
					require.Equal(t, test.want, amcsql.Apply(src, amcsql.Fix{Edits: action.Edits}))
					return
				}
			}
			require.Fail(t, "not on offer")
		})
	}
	require.Empty(t, assist.Open("SELECT campaxn FROM dsp_clicks GROUP BY 1", analysis.Options{}).Actions(30, 30), "what stands elsewhere")
}
