package analysis_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
)

// Every query of the corpora that is free of errors is broken in the ways people
// break queries, in many places, and each of them must be told.
func TestBrokenQueriesAreTold(t *testing.T) {
	t.Parallel()
	made := 0
	for _, c := range soundQueries(t) {
		for _, m := range mutants(c.SQL) {
			made++
			found := analysis.Check(m.sql, c.Options).Diagnostics
			if strings.HasPrefix(m.what, "word FROM") && strings.Contains(describe(m.sql, found), "FROM is missing") {
				continue // a doubt where a column may really be called as a table is
			}
			if !amcsql.HasErrors(found) {
				assert.Failf(t, "not told", "%s: %s\n%s", c.Name, m.what, m.sql)
				continue
			}
			if m.at.Offset == 0 {
				continue
			}
			near := slices.ContainsFunc(found, func(d amcsql.Diagnostic) bool {
				return d.Severity == amcsql.SeverityError && d.Span.Covers(int(m.at.Offset))
			})
			assert.Truef(t, near, "%s: %s is told elsewhere\n%s\n%s", c.Name, m.what, m.sql, describe(m.sql, found))
		}
	}
	require.Greater(t, made, 10_000)
	t.Logf("%d broken queries", made)
}

func soundQueries(t *testing.T) []analysistest.Case {
	t.Helper()
	cases := analysistest.Load(t, "testdata")
	files, err := filepath.Glob("../../amcsandbox/engine/testdata/corpus/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		for _, part := range archive.Files {
			if name, is := strings.CutSuffix(part.Name, ".sql"); is {
				cases = append(cases, analysistest.Case{File: file, Name: name, SQL: strings.TrimSuffix(string(part.Data), "\n")})
			}
		}
	}
	return slices.DeleteFunc(cases, func(c analysistest.Case) bool {
		return amcsql.HasErrors(analysis.Check(c.SQL, c.Options).Diagnostics)
	})
}

// mutant is a query with one mistake.
type mutant struct {
	what string
	sql  string
	at   amcsql.Position // where it must be told; zero where the place is open
}

func mutants(src string) []mutant {
	query, problems := amcsql.Parse(src)
	if amcsql.HasErrors(problems) {
		return nil
	}
	return append(misspelt(src, query), mistyped(src)...)
}

// misspelt gives names a letter too many.
func misspelt(src string, query *amcsql.Query) []mutant {
	var made []mutant
	misspell := func(what string, ident *amcsql.Ident) {
		if ident == nil || ident.Quote != 0 || ident.Placeholder != "" {
			return
		}
		end := ident.Span().End
		made = append(made, mutant{what + " " + ident.Name, src[:end.Offset] + "q" + src[end.Offset:], ident.Span().Start})
	}
	open := false // columns of some table are not known
	amcsql.Inspect(query, func(n amcsql.Node) bool {
		switch n := n.(type) {
		case *amcsql.Unnest, *amcsql.FunctionTable, *amcsql.PlaceholderTable:
			open = true
		case *amcsql.NamedTable:
			misspell("table", n.Name.Parts[len(n.Name.Parts)-1])
		case *amcsql.Call:
			misspell("function", n.Function.Parts[len(n.Function.Parts)-1])
		case *amcsql.ColumnRef:
			if len(n.Parts) < 3 {
				misspell("column", n.Column())
			}
		}
		return true
	})
	if open {
		made = slices.DeleteFunc(made, func(m mutant) bool { return strings.HasPrefix(m.what, "column") })
	}
	return made
}

// needed are words without which the text is no query any more.
var needed = strings.Fields(`SELECT FROM WHERE GROUP BY HAVING UNION JOIN ON WITH CASE THEN ELSE END AND OR IN BETWEEN LIKE SIMILAR TO IS PARTITION`)

// mistyped leaves words and signs out, or writes them twice.
func mistyped(src string) []mutant {
	tokens, _ := amcsql.Scan(src)
	var made []mutant
	change := func(what string, token amcsql.Token, text string) {
		start, end := token.Span.Start, token.Span.End
		made = append(made, mutant{fmt.Sprintf("%s of line %d, column %d", what, start.Line, start.Column), src[:start.Offset] + text + src[end.Offset:], amcsql.Position{}})
	}
	for _, token := range tokens {
		switch {
		case token.Kind == amcsql.TokenText:
			change("closing quote", token, strings.TrimSuffix(token.Text, "'"))
		case token.Kind == amcsql.TokenSymbol && (token.Text == "(" || token.Text == ")"):
			change("parenthesis", token, " ")
		case token.Kind == amcsql.TokenSymbol && token.Text == ",":
			change("double comma", token, ",,")
		case token.Kind == amcsql.TokenSymbol && token.Text == "=":
			change("double equals", token, "==")
		case token.Keyword == "AND" && strings.HasPrefix(strings.TrimSpace(src[token.Span.To():]), "-"):
			// a = b AND -c < d is a = b - c < d without it
		case slices.Contains(needed, token.Keyword):
			change("word "+token.Keyword, token, " ")
		}
	}
	return append(made, mutant{what: "open comment", sql: src + "\n/* and so on"}, mutant{what: "parenthesis too many", sql: src + "\n)"})
}
