package assist_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/assist"
)

func TestATextThatWasOpenedIsTheSameDocument(t *testing.T) {
	t.Parallel()
	var documents assist.Documents
	brand := analysis.Options{Parameters: []analysis.Parameter{{Name: "brand"}}}
	first := documents.Open("SELECT 1", brand)
	require.Same(t, first, documents.Open("SELECT 1", analysis.Options{Parameters: []analysis.Parameter{{Name: "brand"}}}))
	require.NotSame(t, first, documents.Open("SELECT 2", brand))
	require.NotSame(t, first, documents.Open("SELECT 1", analysis.Options{}), "other parameters")
	require.Same(t, first, documents.Open("SELECT 1", brand))
}

func TestDocumentsKeepFewTexts(t *testing.T) {
	t.Parallel()
	var documents assist.Documents
	first := documents.Open("SELECT 1", analysis.Options{})
	for i := range 20 {
		documents.Open("SELECT "+strings.Repeat("1", i+2), analysis.Options{})
	}
	require.NotSame(t, first, documents.Open("SELECT 1", analysis.Options{}), "too many came after it")

	huge := strings.Repeat(" ", 400<<10)
	first = documents.Open(huge, analysis.Options{})
	require.Same(t, first, documents.Open(huge, analysis.Options{}))
	documents.Open(huge+" ", analysis.Options{})
	require.NotSame(t, first, documents.Open(huge, analysis.Options{}), "both together are too much")
}
