package amcsql_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql"
)

// corpus gives the queries that other packages run, by name.
func corpus(t testing.TB) map[string]string {
	t.Helper()
	queries := map[string]string{}
	for _, pattern := range []string{"../amcsandbox/engine/testdata/corpus/*.txtar", "duckdb/testdata/*.txtar"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			for _, section := range archive.Files {
				if strings.HasSuffix(section.Name, ".sql") && !strings.HasSuffix(section.Name, "/duckdb.sql") {
					queries[filepath.Base(file)+" "+section.Name] = string(section.Data)
				}
			}
		}
	}
	return queries
}

// Formatting keeps every word and comment, means the same and is done once; the
// printed form means the same too.
func TestTheCorpusIsFormattedAndPrintedWithoutAChangeOfMeaning(t *testing.T) {
	t.Parallel()
	queries := corpus(t)
	require.Greater(t, len(queries), 200)
	for name, src := range queries {
		query, diagnostics := amcsql.Parse(src)
		require.False(t, amcsql.HasErrors(diagnostics), "%s: %v", name, diagnostics)
		formatted, err := amcsql.Format(src)
		require.NoError(t, err, name)
		requireSameWords(t, src, formatted)
		requireSameMeaning(t, query, formatted)
		again, err := amcsql.Format(formatted)
		require.NoError(t, err, name)
		require.Equal(t, formatted, again, name)
		requireSameMeaning(t, query, amcsql.Print(query))
	}
}

// requireSameMeaning holds that a text parses to the same tree but for the case
// of keywords and names of functions; requireSameWords looks at the literals.
func requireSameMeaning(t *testing.T, query *amcsql.Query, text string) {
	t.Helper()
	again, diagnostics := amcsql.Parse(text)
	if amcsql.HasErrors(diagnostics) {
		t.Fatalf("%q does not parse: %v", text, diagnostics)
	}
	if want, got := amcsql.Print(query), amcsql.Print(again); !strings.EqualFold(want, got) {
		t.Fatalf("%q reads as %q, not as %q", text, got, want)
	}
	want, got := nodes(query), nodes(again)
	if want != got {
		t.Fatalf("%q has the tree %s, not %s", text, got, want)
	}
}

// nodes is the shape of a tree.
func nodes(query *amcsql.Query) string { return strings.ToUpper(shape(query)) }
