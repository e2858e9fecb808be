package assist_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/amcsql/assist"
)

func TestDefinitionIsWhereANameIsGiven(t *testing.T) {
	t.Parallel()
	// The brackets mark the definition, the bar the caret.
	for _, test := range []struct{ name, text string }{
		{"a common table", "WITH [a] AS (SELECT 1 AS x) SELECT x FROM |a"},
		{"a common table before a dot", "WITH [a] AS (SELECT 1 AS x) SELECT |a.x FROM a"},
		{"an alias", "SELECT |c.clicks FROM dsp_clicks [c]"},
		{"an alias before a star", "SELECT |q.* FROM (SELECT 1 AS x) AS [q]"},
		{"a column", "WITH a AS (SELECT 1 AS [x]) SELECT a.|x FROM a"},
		{"a column through a star and a union", "WITH a AS (SELECT 1 AS [x] UNION ALL SELECT 2), b AS (SELECT * FROM a) SELECT |x FROM b"},
		{"a column of a list", "WITH a ([x]) AS (VALUES (1)) SELECT |x FROM a"},
		{"a column without a name of its own", "WITH a AS (SELECT [campaign] FROM dsp_clicks GROUP BY 1) SELECT |campaign FROM a"},
		{"a name of this SELECT", "SELECT UPPER(campaign) AS [c], SUM(clicks) AS n FROM dsp_clicks GROUP BY |c"},
		{"a sort key", "SELECT campaign, SUM(clicks) AS [n] FROM dsp_clicks GROUP BY 1 ORDER BY |n"},
		{"a window", "SELECT campaign, RANK() OVER |w AS r FROM dsp_clicks GROUP BY 1 WINDOW [w] AS (ORDER BY campaign)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			start, end := strings.Index(strings.ReplaceAll(test.text, "|", ""), "["), strings.Index(strings.ReplaceAll(test.text, "|", ""), "]")-1
			src, offset := cut(t, strings.NewReplacer("[", "", "]", "").Replace(test.text))
			at, ok := assist.Open(src, analysis.Options{}).DefinitionOf(offset)
			require.True(t, ok)
			require.Equal(t, src[start:end], at.Text(src))
			require.Equal(t, start, at.From())
		})
	}
	src, offset := cut(t, "SELECT |clicks FROM dsp_clicks")
	_, ok := assist.Open(src, analysis.Options{}).DefinitionOf(offset)
	require.True(t, ok, "an output column without an alias is named by what it shows")
	src, offset = cut(t, "SELECT SUM(|clicks) AS n FROM dsp_clicks")
	_, ok = assist.Open(src, analysis.Options{}).DefinitionOf(offset)
	require.False(t, ok, "columns of data sources are not in the text")
}

func TestRenameChangesEveryUse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"a common table", "WITH |a AS (SELECT 1 AS x) SELECT a.x FROM a JOIN a b ON a.x = b.x", "WITH z AS (SELECT 1 AS x) SELECT z.x FROM z JOIN z b ON z.x = b.x"},
		{"an alias", "SELECT i.campaign, SUM(i.clicks) AS n FROM dsp_clicks |i GROUP BY i.campaign", "SELECT z.campaign, SUM(z.clicks) AS n FROM dsp_clicks z GROUP BY z.campaign"},
		{"an alias of one table, not of the other", "SELECT c.x FROM (SELECT c.campaign AS x FROM dsp_clicks c GROUP BY 1) |c", "SELECT z.x FROM (SELECT c.campaign AS x FROM dsp_clicks c GROUP BY 1) z"},
		{
			"a column that is passed on", "WITH a AS (SELECT campaign AS |x FROM dsp_clicks GROUP BY 1), b AS (SELECT x FROM a) SELECT x FROM b",
			"WITH a AS (SELECT campaign AS z FROM dsp_clicks GROUP BY 1), b AS (SELECT z AS x FROM a) SELECT x FROM b",
		},
		{
			"a column without an alias", "WITH a AS (SELECT campaign FROM dsp_clicks GROUP BY 1) SELECT COUNT(|campaign) AS n FROM a",
			"WITH a AS (SELECT campaign AS z FROM dsp_clicks GROUP BY 1) SELECT COUNT(z) AS n FROM a",
		},
		{"a name in HAVING", "SELECT campaign, SUM(clicks) AS |n FROM dsp_clicks GROUP BY 1 HAVING n > 1", "SELECT campaign, SUM(clicks) AS z FROM dsp_clicks GROUP BY 1 HAVING z > 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src, offset := cut(t, test.text)
			edits, err := assist.Open(src, analysis.Options{}).Rename(offset, "z")
			require.NoError(t, err)
			require.Equal(t, test.want, amcsql.Apply(src, amcsql.Fix{Edits: edits}))
		})
	}
}

func TestRenameRefusesWhatWouldChangeTheQuery(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, name string
		want       error
	}{
		{"SELECT SUM(|clicks) AS n FROM dsp_clicks", "z", assist.ErrNothingToRename},
		{"WITH |a AS (SELECT 1 AS x), b AS (SELECT 2 AS x) SELECT a.x FROM a JOIN b ON a.x = b.x", "b", assist.ErrNameTaken},
		{"WITH |a AS (SELECT 1 AS x) SELECT x FROM a", "select", assist.ErrNameTaken},
		{"WITH |a AS (SELECT 1 AS x) SELECT x FROM a", "1a", assist.ErrBadName},
		{"WITH a AS (SELECT 1 AS |x), b AS (SELECT 2 AS x) SELECT x FROM a JOIN b USING (x)", "z", assist.ErrNameFixed},
	} {
		src, offset := cut(t, test.text)
		_, err := assist.Open(src, analysis.Options{}).Rename(offset, test.name)
		require.ErrorIs(t, err, test.want, test.text)
	}
}

// Every name of every query of the corpus that can be renamed is: the query
// has the mistakes it had, and what it gives out is called as before unless
// that was renamed.
func TestRenamesKeepTheQueriesOfTheCorpus(t *testing.T) {
	t.Parallel()
	renamed := 0
	for _, c := range analysistest.Load(t, "../analysis/testdata") {
		tokens, problems := amcsql.Scan(c.SQL)
		if c.Group != "accepted" || len(problems) > 0 {
			continue
		}
		before := analysis.Check(c.SQL, c.Options)
		document := assist.Open(c.SQL, c.Options)
		for _, token := range tokens {
			if token.Kind != amcsql.TokenWord || token.Keyword != "" {
				continue
			}
			edits, err := document.Rename(token.Span.From(), "another_name")
			if err != nil {
				continue
			}
			renamed++
			after := analysis.Check(amcsql.Apply(c.SQL, amcsql.Fix{Edits: edits}), c.Options)
			require.Len(t, after.Columns, len(before.Columns), c.SQL)
			for i, column := range after.Columns {
				if column.Name != "another_name" {
					require.Equal(t, before.Columns[i].Name, column.Name, "%s: %s", token.Text, c.SQL)
				}
				require.Equal(t, before.Columns[i].Type, column.Type, "%s: %s", token.Text, c.SQL)
			}
		}
	}
	require.Greater(t, renamed, 200)
}
