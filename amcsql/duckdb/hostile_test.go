package duckdb_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// hostileTexts are texts up to 2 MB that cost much where something is not in
// proportion to their length.
func hostileTexts() map[string]string {
	const most = 2_000_000
	fill := func(before, part, after string) string {
		return before + strings.Repeat(part, (most-len(before)-len(after))/len(part)) + after
	}
	numbered := func(n int, format, separator string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(parts, separator)
	}
	const depth = 60
	return map[string]string{
		"a union of 500 sources":    numbered(500, "SELECT campaign, SUM(impressions) AS n%d FROM dsp_impressions GROUP BY 1", " UNION ALL "),
		"a union of 500 tables":     "WITH t AS (SELECT user_id, campaign FROM dsp_impressions) " + numbered(500, "SELECT campaign, COUNT(user_id) AS n%d FROM t GROUP BY 1", " UNION ALL "),
		"distinct unions":           numbered(500, "SELECT campaign AS c%d FROM dsp_clicks", " UNION "),
		"a chain of common tables":  "WITH t0 AS (SELECT campaign, user_id FROM dsp_clicks), " + numbered(1500, "x%d AS (SELECT campaign, user_id FROM t0)", ", ") + " SELECT COUNT(campaign) AS n FROM t0",
		"tables of tables":          "WITH t AS (SELECT 1 AS a), " + numbered(300, "u%d AS (SELECT * FROM t a, t b, t c)", ", ") + " SELECT COUNT(1) AS n FROM t",
		"a long list":               fill("SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IN ('x'", ", 'campaign'", ")"),
		"many values":               fill("WITH v (a, b) AS (VALUES ('x', 1)", ", ('x', 1)", ") SELECT a, SUM(b) AS s FROM v GROUP BY a"),
		"a long disjunction":        "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = 'x'" + strings.Repeat(" OR campaign LIKE '"+strings.Repeat("y", 300)+"'", 4900),
		"a long sum":                "SELECT 1" + strings.Repeat(" + impressions", 4900) + " AS n FROM dsp_impressions",
		"many columns":              fill("SELECT campaign", ", campaign", " FROM dsp_clicks"),
		"many keys":                 fill("SELECT campaign FROM dsp_clicks GROUP BY campaign", ", campaign", ""),
		"many sort keys":            "SELECT " + numbered(1900, "SUM(clicks) + %d", ", ") + " FROM dsp_clicks ORDER BY " + numbered(1900, "SUM(clicks) + %d + 1", ", "),
		"many tables":               fill("SELECT 1 AS a FROM dsp_clicks", ", dsp_clicks", ""),
		"many joins":                "SELECT COUNT(1) AS n FROM dsp_clicks a" + numbered(250, " JOIN dsp_clicks b%[1]d ON b%[1]d.user_id = a.user_id", ""),
		"many windows":              "SELECT " + numbered(1500, "SUM(SUM(clicks)) OVER (ORDER BY SUM(clicks), %d)", ", ") + " FROM dsp_clicks",
		"a long case":               fill("SELECT CASE", " WHEN campaign = 'x' THEN 'y'", " END AS c, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"),
		"aliases of aliases":        "SELECT " + strings.Repeat("CONCAT(campaign, ", depth) + "'x'" + strings.Repeat(")", depth) + " AS c, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1 HAVING " + strings.Repeat("c = 'x' OR ", 4000) + "c = 'y'",
		"doubled arguments":         "SELECT " + strings.Repeat("SQRT(", 150) + "2" + strings.Repeat(")", 150) + " AS a",
		"doubled lists":             "SELECT " + strings.Repeat("ARRAY_UNION(ARRAY[1], ", 150) + "ARRAY[2]" + strings.Repeat(")", 150) + " AS a",
		"greatest of greatest":      "SELECT " + strings.Repeat("GREATEST(1, ", 150) + "2" + strings.Repeat(")", 150) + " AS a",
		"nested subqueries":         strings.Repeat("SELECT * FROM (", 180) + "SELECT '" + strings.Repeat("x", 200_000) + "' AS a" + strings.Repeat(")", 180),
		"nested scalar subqueries":  strings.Repeat("SELECT (", 90) + "SELECT 1" + strings.Repeat(")", 90),
		"nested arrays of queries":  strings.Repeat("SELECT ARRAY(", 90) + "SELECT 1 AS a" + strings.Repeat(") AS a", 90),
		"nested exists":             strings.Repeat("SELECT 1 AS a FROM dsp_clicks WHERE EXISTS (", 90) + "SELECT 1" + strings.Repeat(")", 90),
		"nested lateral":            strings.Repeat("SELECT 1 AS a FROM dsp_clicks, LATERAL (", 90) + "SELECT 1 AS b" + strings.Repeat(") l", 90),
		"nested intersections":      strings.Repeat("SELECT campaign FROM dsp_clicks INTERSECT (", 90) + "SELECT 'x'" + strings.Repeat(")", 90),
		"names that do not resolve": fill("SELECT COUNT(1) AS n FROM dsp_impressions WHERE a", " = b OR a", ""),
		"strangers in a list":       fill("SELECT COUNT(1) AS n FROM dsp_impressions WHERE campaign IN (a", ", nosuchcolumn", ")"),
		"explosions":                "SELECT " + numbered(500, "EXPLODE(ARRAY[%d]) AS e", ", "),
		"a wide star":               "WITH t AS (SELECT " + numbered(1900, "%[1]d AS c%[1]d", ", ") + ") SELECT " + strings.TrimSuffix(strings.Repeat("*, ", 100), ", ") + " FROM t",
		"patterns":                  "SELECT COUNT(1) AS n FROM dsp_clicks WHERE " + numbered(3000, "campaign SIMILAR TO '(?<!x)%d'", " OR "),
		"grouping sets":             "SELECT COUNT(1) AS n FROM dsp_clicks GROUP BY " + strings.Repeat("ROLLUP(", 150) + "campaign" + strings.Repeat(")", 150),
		"parameters":                fill("SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IN (CUSTOM_PARAMETER('a')", ", CUSTOM_PARAMETER('a')", ")"),
	}
}

// Reading and translating take less than a second of one core and less than
// 256 MB, whatever the text. On a shared machine only the time spent counts, not
// the time passed; the garbage collector works beside it.
func TestHostileTextsStayCheap(t *testing.T) {
	// Not parallel. What is garbage already must not count, however late the
	// collector is: near the bound it works harder, and only what is kept goes over.
	before := debug.SetMemoryLimit(200 << 20)
	t.Cleanup(func() { debug.SetMemoryLimit(before) })
	for name, text := range hostileTexts() {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, len(text), 2_100_000)
			runtime.GC()
			memory := watchMemory()
			started := cpuTime(t)
			query, diagnostics := amcsql.Parse(text)
			var statement *duckdb.Statement
			if !amcsql.HasErrors(diagnostics) {
				statement, diagnostics = duckdb.Translate(query, duckdb.Options{
					JavaPatterns: true, Parameters: map[string]duckdb.Parameter{"a": {Type: catalog.Type{Name: catalog.String}, Value: "x"}},
				})
			}
			took := cpuTime(t) - started
			peak := memory()
			size := 0
			if statement != nil {
				size = len(statement.SQL)
			}
			t.Logf("%-28s %6d ms %5d MB %9d bytes of SQL, %d diagnostics %.60v", name, took.Milliseconds(), peak>>20, size, len(diagnostics), diagnostics)
			require.Less(t, took, 2*time.Second, "two cores, of which one collects garbage")
			require.Less(t, peak, uint64(256<<20))

			runtime.GC()
			memory, started = watchMemory(), cpuTime(t)
			_, err := amcsql.Format(text)
			took, peak = cpuTime(t)-started, memory()
			t.Logf("%-28s %6d ms %5d MB formatting, %.60v", name, took.Milliseconds(), peak>>20, err)
			require.Less(t, took, 2*time.Second)
			require.Less(t, peak, uint64(256<<20))
		})
	}
}

// cpuTime is what the process has used so far.
func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// watchMemory samples the heap; what it returns stops that and gives the peak.
func watchMemory() func() uint64 {
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		ticker := time.NewTicker(2 * time.Millisecond)
		defer ticker.Stop()
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		most := uint64(0)
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-stop:
				peak <- most
				return
			case <-ticker.C:
			}
		}
	}()
	return func() uint64 { close(stop); return <-peak }
}
