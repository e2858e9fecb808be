package duckdb_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// marker is what no output may hold outside quotes.
const marker = "zqx"

// Whatever is read, translating does not panic, and what a text makes up never
// leaves its quotes.
func FuzzTranslate(f *testing.F) {
	for _, file := range []string{"basics", "privacy", "functions", "patterns", "queries"} {
		archive, err := txtar.ParseFile("testdata/" + file + ".txtar")
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range cases(archive) {
			f.Add(c.query)
		}
	}
	corpus, err := filepath.Glob("../../amcsandbox/engine/testdata/corpus/*.txtar")
	if err != nil || len(corpus) == 0 {
		f.Fatal("no corpus", err)
	}
	for _, file := range corpus {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, section := range archive.Files {
			if strings.HasSuffix(section.Name, ".sql") {
				f.Add(string(section.Data))
			}
		}
	}
	f.Add(`SELECT "zqx""", 'zqx''' AS zqx, zqx.zqx(1) FROM (VALUES (1)) AS "zqx"("a""zqx")`)
	f.Add("SELECT `zq\"x` FROM zqx WHERE zqx(CUSTOM_PARAMETER('zqx')) = 1e5zqx")
	f.Fuzz(func(t *testing.T, text string) {
		query, _ := amcsql.Parse(text)
		statement, _ := duckdb.Translate(query, duckdb.Options{
			Privacy:    duckdb.Privacy{Off: true},
			Parameters: map[string]duckdb.Parameter{"zqx": {Type: catalog.Type{Name: catalog.String}, Value: "';zqx"}},
		})
		if statement != nil && strings.Contains(strings.ToLower(unquoted(t, statement.SQL)), marker) {
			t.Fatalf("text of the query outside quotes:\n%s", statement.SQL)
		}
	})
}

// unquoted takes everything in quotes out of a statement.
func unquoted(t *testing.T, sql string) string {
	t.Helper()
	var rest strings.Builder
	for i := 0; i < len(sql); i++ {
		quote := sql[i]
		if quote != '\'' && quote != '"' {
			rest.WriteByte(quote)
			continue
		}
		for i++; ; i++ {
			if i >= len(sql) {
				t.Fatalf("a quote is never closed:\n%s", sql)
			}
			if sql[i] == quote {
				if i+1 < len(sql) && sql[i+1] == quote {
					i++
					continue
				}
				break
			}
		}
	}
	return rest.String()
}
