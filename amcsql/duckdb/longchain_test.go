package duckdb_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// DuckDB needs more than a minute for a sum that is 900 additions deep.
func TestLongSumsAreNotDeep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ operands, operator string }{
		"added":      {"clicks", " + "},
		"subtracted": {"clicks", " - "},
		"of dates":   {"clicks + impression_date", " + "},
	} {
		terms := strings.TrimSuffix(strings.Repeat(c.operands+c.operator, 900), c.operator)
		query, problems := amcsql.Parse("SELECT SUM(" + terms + ") AS n FROM sponsored_ads_traffic")
		require.Empty(t, problems, name)
		statement, _ := duckdb.Translate(query, duckdb.Options{})
		if statement == nil {
			continue // dates cannot be added; that is told, and cheap
		}
		require.Less(t, depth(statement.SQL), 100, name)
		require.Equal(t, 900, strings.Count(statement.SQL, `"clicks"`), name)
	}
}

func depth(text string) int {
	deepest, now := 0, 0
	for _, c := range text {
		switch c {
		case '(':
			now++
			deepest = max(deepest, now)
		case ')':
			now--
		}
	}
	return deepest
}
