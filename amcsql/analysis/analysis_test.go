package analysis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func TestOutputColumnsCarryTypeClassAndRole(t *testing.T) {
	t.Parallel()
	result := analysis.Check(`
		WITH users AS (
			SELECT user_id, Campaign AS Name, SUM(impressions) AS shown, MAX(impression_dt) AS latest
			FROM dsp_impressions GROUP BY 1, 2
		)
		SELECT Name, COUNT(DISTINCT user_id) AS People, SUM(shown) / COUNT(user_id) AS rate, MAX(latest) AS latest, COUNT(1)
		FROM users GROUP BY 1`, analysis.Options{})
	require.False(t, amcsql.HasErrors(result.Diagnostics), "%v", result.Diagnostics)
	type output struct {
		Name, Type string
		Class      catalog.Class
		Role       catalog.Role
	}
	var got []output
	for _, c := range result.Columns {
		got = append(got, output{c.Name, c.Type.String(), c.Class, c.Role})
	}
	require.Equal(t, []output{
		{"name", "STRING", catalog.Low, catalog.Attribute},
		{"people", "LONG", catalog.None, catalog.Metric},
		{"rate", "DOUBLE", catalog.None, catalog.Metric},
		{"latest", "TIMESTAMP", catalog.Medium, catalog.Attribute},
		{"expr$4", "LONG", catalog.None, catalog.Metric},
	}, got)
}

func TestResultListsTablesAndParametersInTextOrder(t *testing.T) {
	t.Parallel()
	result := analysis.Check(`SELECT COUNT(DISTINCT c.user_id) AS n FROM TABLE(EXTEND_TIME_WINDOW('DSP_CLICKS', 'P7D', 'P0D')) c
		JOIN dsp_impressions i ON i.request_tag = c.request_tag
		WHERE c.campaign = CUSTOM_PARAMETER('a') OR i.campaign = CUSTOM_PARAMETER('b')`, analysis.Options{})
	require.Empty(t, result.Diagnostics)
	require.Len(t, result.Tables, 2)
	require.Equal(t, "dsp_clicks", result.Tables[0].Name)
	require.Equal(t, "dsp_impressions", result.Tables[1].Name)
	require.Len(t, result.Parameters, 2)
	require.Equal(t, "a", result.Parameters[0].Name)
	require.Equal(t, "b", result.Parameters[1].Name)
}

func TestUploadedTablesBindLikeAnyOther(t *testing.T) {
	t.Parallel()
	extended, err := catalog.Default().With(catalog.Dataset{Name: "Loyalty", Kind: catalog.Dimension, Columns: []catalog.Column{
		{Name: "tier", Type: catalog.Type{Name: catalog.String}}, {Name: "user_id", Type: catalog.Type{Name: catalog.String}},
	}})
	require.NoError(t, err)
	options := analysis.Options{Catalog: extended}
	require.Empty(t, analysis.Check("SELECT tier, COUNT(DISTINCT user_id) AS n FROM loyalty GROUP BY 1", options).Diagnostics)
	bad := analysis.Check("SELECT level, COUNT(DISTINCT user_id) AS n FROM loyalty GROUP BY 1", options)
	require.Len(t, bad.Diagnostics, 1)
	require.Equal(t, analysis.CodeUnknownColumn, bad.Diagnostics[0].Code)
	near := analysis.Check("SELECT COUNT(DISTINCT user_id) AS n FROM loyalti", options)
	require.Contains(t, near.Diagnostics[0].Message, "Did you mean loyalty?")
}

func FuzzAnalysisNeverPanics(f *testing.F) {
	f.Add("SELECT a.x, COUNT(*) OVER (PARTITION BY b) FROM dsp_impressions a, (SELECT 1 AS x) b GROUP BY 1 HAVING a.x > 1 ORDER BY 1")
	f.Add("WITH a (x) AS (VALUES (1), ('2')), a AS (SELECT * FROM a) SELECT x FROM a UNION SELECT y, z FROM TABLE(EXTEND_TIME_WINDOW('a', 'b')) q")
	f.Add("SELECT CASE x WHEN 1 THEN 'a' || b || c END FROM dsp_clicks d JOIN dsp_impressions e USING (user_id, nope) WHERE EXISTS (SELECT 1 FROM d)")
	for _, c := range analysistest.Load(f, "testdata") {
		f.Add(c.SQL)
	}
	f.Fuzz(func(_ *testing.T, src string) {
		analysis.Check(src, analysis.Options{Parameters: []analysis.Parameter{}})
	})
}

// Whether a function takes so many arguments or not, and also where an error
// before it has used up what is told.
func TestEveryFunctionBearsAnyNumberOfArguments(t *testing.T) {
	t.Parallel()
	for _, function := range catalog.Default().Functions() {
		for n := range 7 {
			arguments := strings.Repeat(", 'a'", n)
			for _, sql := range []string{"SELECT %s(%s) AS v", "SELECT %s(%s)000", "SELECT %s(%s", "SELECT campaign, %s(%s) OVER () FROM dsp_clicks"} {
				require.NotPanics(t, func() {
					analysis.Check(fmt.Sprintf(sql, function.Name, strings.TrimPrefix(arguments, ", ")), analysis.Options{})
				}, "%s with %d", function.Name, n)
			}
		}
	}
}

func TestAPlaceholderForRowsHasAnyWidth(t *testing.T) {
	t.Parallel()
	const sql = "WITH pick (n, word) AS (VALUES {{rows}}) SELECT n, word FROM pick WHERE n > {{least}}"
	require.Empty(t, analysis.Check(sql, analysis.Options{Placeholders: true}).Diagnostics)
	noted := analysis.Check(sql, analysis.Options{NotePlaceholders: true, DeclaredPlaceholders: []string{"least"}}).Diagnostics
	require.Len(t, noted, 1)
	require.Equal(t, analysis.CodePlaceholder, noted[0].Code)
	require.Equal(t, amcsql.SeverityInfo, noted[0].Severity)
}
