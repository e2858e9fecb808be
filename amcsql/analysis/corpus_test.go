package analysis_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

func TestDiagnosticsOfQueriesInTestdata(t *testing.T) {
	t.Parallel()
	cases := analysistest.Load(t, "testdata")
	if *update {
		rewrite(t, cases)
		return
	}
	for _, c := range cases {
		t.Run(filepath.Join(c.Group, strings.TrimSuffix(filepath.Base(c.File), ".txtar"), c.Name), func(t *testing.T) {
			t.Parallel()
			found := analysis.Check(c.SQL, c.Options).Diagnostics
			require.Equal(t, c.Want, describe(c.SQL, found))
			holdsItsGroup(t, c, found)
			fixesMend(t, c, found)
		})
	}
}

// holdsItsGroup checks what the folder of a query says of it.
func holdsItsGroup(t *testing.T, c analysistest.Case, found []amcsql.Diagnostic) {
	errors, warnings := count(found, amcsql.SeverityError), count(found, amcsql.SeverityWarning)
	switch c.Group {
	case "accepted":
		require.Zero(t, errors)
		require.Zero(t, warnings)
	case "refused":
		require.Equal(t, 1, errors, "one mistake gives one error")
		require.Zero(t, warnings)
	case "disputed":
		require.Zero(t, errors, "a doubt blocks nobody")
		require.Equal(t, 1, warnings)
		strict := c.Options
		strict.Strict = true
		require.Equal(t, 1, count(analysis.Check(c.SQL, strict).Diagnostics, amcsql.SeverityError), "in strict mode it does")
	}
}

// fixesMend applies every fix: what it was offered for is gone, and no error is new.
func fixesMend(t *testing.T, c analysistest.Case, found []amcsql.Diagnostic) {
	before := count(found, amcsql.SeverityError)
	for _, d := range found {
		for _, fix := range d.Fixes {
			mended := amcsql.Apply(c.SQL, fix)
			after := analysis.Check(mended, c.Options).Diagnostics
			require.Less(t, times(after, d.Code), times(found, d.Code), "%s: %s\n%s\n%s", d.Code, fix.Title, mended, describe(mended, after))
			require.LessOrEqual(t, count(after, amcsql.SeverityError), before, "%s: %s\n%s\n%s", d.Code, fix.Title, mended, describe(mended, after))
		}
	}
}

func count(found []amcsql.Diagnostic, severity amcsql.Severity) int {
	n := 0
	for _, d := range found {
		if d.Severity == severity {
			n++
		}
	}
	return n
}

func times(found []amcsql.Diagnostic, code string) int {
	n := 0
	for _, d := range found {
		if d.Code == code {
			n++
		}
	}
	return n
}

// rewrite writes the present answers into the files.
func rewrite(t *testing.T, cases []analysistest.Case) {
	archives := map[string]*txtar.Archive{}
	for _, c := range cases {
		archive := archives[c.File]
		if archive == nil {
			old, err := txtar.ParseFile(c.File)
			require.NoError(t, err)
			archive = &txtar.Archive{Comment: old.Comment}
			archives[c.File] = archive
		}
		archive.Files = append(archive.Files,
			txtar.File{Name: c.Name + ".sql", Data: []byte(c.SQL + "\n")},
			txtar.File{Name: c.Name + ".want", Data: []byte(describe(c.SQL, analysis.Check(c.SQL, c.Options).Diagnostics))})
	}
	for file, archive := range archives {
		require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
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
			fmt.Fprintf(&text, "    fix: %s: %s\n", fix.Title, changed(src, fix))
		}
	}
	return text.String()
}

// changed shows the edits of a fix, in the order of the text.
func changed(src string, fix amcsql.Fix) string {
	edits := slices.SortedFunc(slices.Values(fix.Edits), func(a, b amcsql.Edit) int { return a.Span.From() - b.Span.From() })
	shown := make([]string, len(edits))
	for i, edit := range edits {
		shown[i] = fmt.Sprintf("[%s] ⇒ [%s]", edit.Span.Text(src), edit.Text)
	}
	return strings.ReplaceAll(strings.Join(shown, " "), "\n", "⏎")
}
