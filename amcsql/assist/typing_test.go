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

// Every name in every accepted query of the corpus is typed again: two letters
// of it, then completion must offer the rest. Once with what follows in place,
// once at the end of a text that is written for the first time.
func TestCompletionOffersEveryNameOfTheCorpus(t *testing.T) {
	t.Parallel()
	names, missed := 0, 0
	for _, c := range analysistest.Load(t, "../analysis/testdata") {
		if c.Group != "accepted" {
			continue
		}
		for _, ident := range namesOf(c) {
			start, end := ident.Span().From(), ident.Span().To()
			typed := start + min(2, end-start)
			names++
			if strings.HasPrefix(c.SQL[start:], "`") {
				end-- // editors close a quote as it is opened
			}
			edited := c.SQL[:typed] + c.SQL[end:]
			require.True(t, offered(edited, typed, ident.Name, c.Options), "%s at %d of %s", ident.Name, typed, edited)
			if !offered(c.SQL[:typed], typed, ident.Name, c.Options) {
				missed++
			}
		}
	}
	require.Greater(t, names, 900)
	require.LessOrEqual(t, missed*50, names, "one in fifty, where a derived table is not yet written")
}

// namesOf lists the names of a query that mean something.
func namesOf(c analysistest.Case) []*amcsql.Ident {
	bindings := analysis.Check(c.SQL, c.Options).Bindings
	var names []*amcsql.Ident
	amcsql.Inspect(bindings.Root(), func(n amcsql.Node) bool {
		switch n := n.(type) {
		case *amcsql.ColumnRef:
			if _, ok := bindings.Column(n); ok {
				names = append(names, n.Column())
			}
		case *amcsql.NamedTable:
			names = append(names, n.Name.Parts[len(n.Name.Parts)-1])
		case *amcsql.Call:
			names = append(names, n.Function.Parts[0])
		}
		return true
	})
	return names
}

func offered(src string, offset int, name string, options analysis.Options) bool {
	for _, item := range assist.Open(src, options).Complete(offset).Items {
		if strings.EqualFold(item.Label, name) {
			return true
		}
	}
	return false
}
