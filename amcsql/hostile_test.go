package amcsql_test

import (
	"testing"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/internal/hostile"
)

func TestHostileTextsAreReadAndLaidOutCheaply(t *testing.T) { // not parallel: it measures memory
	hostile.Each(t, func(src string, within hostile.Within) {
		var query *amcsql.Query
		within("formatting", func() { _, _ = amcsql.Format(src) }) // which parses
		within("parsing and printing", func() { query, _ = amcsql.Parse(src); amcsql.Print(query) })
		within("rendering", func() { _, _ = amcsql.Render(src, values("a", "x")) })
		within("finding placeholders", func() { amcsql.Placeholders(query) })
	})
}
