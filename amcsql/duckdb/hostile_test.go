package duckdb_test

import (
	"testing"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
	"github.com/recomamp/recomamp/amcsql/internal/hostile"
)

func TestHostileTextsAreTranslatedCheaply(t *testing.T) { // not parallel: it measures memory
	options := duckdb.Options{
		JavaPatterns: true, Parameters: map[string]duckdb.Parameter{"a": {Type: catalog.Type{Name: catalog.String}, Value: "x"}},
	}
	hostile.Each(t, func(src string, within hostile.Within) {
		query, problems := amcsql.Parse(src)
		if amcsql.HasErrors(problems) {
			return
		}
		within("translating", func() { duckdb.Translate(query, options) })
	})
}
