package analysis_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/internal/hostile"
)

func TestHostileTextsAreCheckedCheaply(t *testing.T) { // not parallel: it measures memory
	const mostFindings = 401 // of the parser, errors, remarks, and that there are more
	hostile.Each(t, func(src string, within hostile.Within) {
		var result *analysis.Result
		within("checking", func() { result = analysis.Check(src, analysis.Options{Parameters: []analysis.Parameter{}}) })
		within("lineage", func() { result.Lineage() })
		require.LessOrEqual(t, len(result.Diagnostics), mostFindings)
		require.LessOrEqual(t, times(result.Diagnostics, amcsql.CodeTooComplex), 3, "of the lexer, the parser and the analysis")
	})
}
