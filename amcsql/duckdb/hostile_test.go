package duckdb_test

import (
	"testing"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
	"github.com/recomamp/recomamp/amcsql/internal/hostile"
)

// What parsing costs is measured where trees are made.
func TestHostileTextsAreTranslatedCheaply(t *testing.T) { // not parallel: it measures memory
	options := duckdb.Options{
		JavaPatterns: true, Parameters: map[string]duckdb.Parameter{"a": {Type: catalog.Type{Name: catalog.String}, Value: "x"}},
	}
	hostile.Each(t, func(src string, within hostile.Within) {
		query, diagnostics := amcsql.Parse(src)
		if !amcsql.HasErrors(diagnostics) {
			within("translation", func() { duckdb.Translate(query, options) })
		}
	})
}
