package analysis_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// The files of testdata hold cases as pairs: "NAME.sql", then "NAME.want" with
// one line per diagnostic. Lines of the comment before the first case are
// options of the whole file: "parameters: a b", "mode: audience",
// "unaggregated", "placeholders".
func TestDiagnosticsOfQueriesInTestdata(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runArchive(t, file)
		})
	}
}

func runArchive(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	options := parseOptions(t, string(archive.Comment))
	wants := map[string]string{}
	for _, part := range archive.Files {
		if name, isWant := strings.CutSuffix(part.Name, ".want"); isWant {
			wants[name] = string(part.Data)
		}
	}
	rewritten := &txtar.Archive{Comment: archive.Comment}
	for _, part := range archive.Files {
		name, isQuery := strings.CutSuffix(part.Name, ".sql")
		if !isQuery {
			continue
		}
		src := strings.TrimSuffix(string(part.Data), "\n")
		got := describe(src, analysis.Check(src, options).Diagnostics)
		rewritten.Files = append(rewritten.Files, part, txtar.File{Name: name + ".want", Data: []byte(got)})
		if !*update {
			t.Run(name, func(t *testing.T) { require.Equal(t, wants[name], got) })
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(file, txtar.Format(rewritten), 0o644))
	}
}

// describe writes one diagnostic per line with its range and the text at it.
func describe(src string, diagnostics []amcsql.Diagnostic) string {
	var text strings.Builder
	for _, d := range diagnostics {
		start, end := d.Span.Start, d.Span.End
		marked := strings.ReplaceAll(d.Span.Text(src), "\n", "⏎")
		fmt.Fprintf(&text, "%d:%d-%d:%d %s %s [%s]\n    %s\n", start.Line, start.Column, end.Line, end.Column, d.Severity, d.Code, marked, d.Message)
		for _, fix := range d.Fixes {
			fmt.Fprintf(&text, "    fix: %s\n", fix.Title)
		}
	}
	return text.String()
}

func parseOptions(t *testing.T, comment string) analysis.Options {
	var options analysis.Options
	for line := range strings.Lines(comment) {
		key, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch key {
		case "parameters":
			options.Parameters = []analysis.Parameter{}
			for name := range strings.FieldsSeq(rest) {
				options.Parameters = append(options.Parameters, analysis.Parameter{Name: name})
			}
		case "mode":
			options.Mode = analysis.Mode(strings.TrimSpace(rest))
		case "unaggregated":
			options.Unaggregated = true
		case "placeholders":
			options.Placeholders = true
		case "":
		default:
			require.Failf(t, "unknown option", "%q", line)
		}
	}
	return options
}

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
	result := analysis.Check(`SELECT COUNT(c.user_id) AS n FROM TABLE(EXTEND_TIME_WINDOW('DSP_CLICKS', 'P7D', 'P0D')) c
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

func TestUploadedTablesWinOverTheCatalogue(t *testing.T) {
	t.Parallel()
	uploaded := &catalog.Table{Name: "Loyalty", Columns: []catalog.Column{
		{Name: "tier", Type: catalog.Type{Name: catalog.String}, Class: catalog.Low},
		{Name: "user_id", Type: catalog.Type{Name: catalog.String}, Class: catalog.VeryHigh},
	}}
	options := analysis.Options{Tables: []*catalog.Table{uploaded}}
	good := analysis.Check("SELECT tier, COUNT(DISTINCT user_id) AS n FROM loyalty GROUP BY 1", options)
	require.Empty(t, good.Diagnostics)
	bad := analysis.Check("SELECT level, COUNT(DISTINCT user_id) AS n FROM loyalty GROUP BY 1", options)
	require.Len(t, bad.Diagnostics, 1)
	require.Equal(t, analysis.CodeUnknownColumn, bad.Diagnostics[0].Code)
}

func FuzzAnalysisNeverPanics(f *testing.F) {
	f.Add("SELECT a.x, COUNT(*) OVER (PARTITION BY b) FROM dsp_impressions a, (SELECT 1 AS x) b GROUP BY 1 HAVING a.x > 1 ORDER BY 1")
	f.Add("WITH a (x) AS (VALUES (1), ('2')), a AS (SELECT * FROM a) SELECT x FROM a UNION SELECT y, z FROM TABLE(EXTEND_TIME_WINDOW('a', 'b')) q")
	f.Add("SELECT CASE x WHEN 1 THEN 'a' || b || c END FROM dsp_clicks d JOIN dsp_impressions e USING (user_id, nope) WHERE EXISTS (SELECT 1 FROM d)")
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(f, err)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(f, err)
		for _, part := range archive.Files {
			f.Add(string(part.Data))
		}
	}
	f.Fuzz(func(_ *testing.T, src string) {
		analysis.Check(src, analysis.Options{Parameters: []analysis.Parameter{}})
	})
}
