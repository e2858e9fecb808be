package hostile

import (
	"fmt"
	"strings"
)

// lists are clauses with far too many items.
func lists() []Text {
	return []Text{
		repeat("a long list", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IN ('x'", ", 'campaign'", ")"),
		repeat("many values", "WITH v (a, b) AS (VALUES ('x', 1)", ", ('x', 1)", ") SELECT a, SUM(b) AS s FROM v GROUP BY a"),
		repeat("bare values", "WITH v (a) AS (VALUES 1", ", 2", ") SELECT a FROM v"),
		repeat("a wide row of values", "WITH v AS (VALUES (1", ", 2", ")) SELECT * FROM v"),
		repeat("output columns", "SELECT 0 AS x", ", %[1]d AS x%[1]d", ""),
		atMost(10_000, "10,000 output columns", "SELECT campaign", ", SUM(clicks) AS x%[1]d", " FROM dsp_clicks GROUP BY 1"),
		repeat("columns of one name", "SELECT 0 AS x", ", 1 AS x", ""),
		repeat("many columns", "SELECT campaign", ", campaign", " FROM dsp_clicks"),
		repeat("many stars", "SELECT *", ", *", " FROM dsp_clicks"),
		repeat("many keys", "SELECT campaign FROM dsp_clicks GROUP BY campaign", ", campaign", ""),
		repeat("many ordinals", "SELECT campaign, COUNT(1) AS n FROM dsp_clicks GROUP BY 1", ", 1", ""),
		atMost(1900, "many sort keys", "SELECT SUM(clicks) AS a FROM dsp_clicks ORDER BY 1", ", SUM(clicks) + %[1]d", ""),
		repeat("sort keys without end", "SELECT SUM(clicks) AS a FROM dsp_clicks ORDER BY 1", ", SUM(clicks) + %[1]d", ""),
		atMost(1900, "columns and sort keys", "SELECT "+numbered(1900, "SUM(clicks) + %d AS a%[1]d")+" FROM dsp_clicks ORDER BY 1", ", SUM(clicks) + %[1]d + 1", ""),
		repeat("many windows", "SELECT SUM(clicks) AS a", ", SUM(SUM(clicks)) OVER (ORDER BY SUM(clicks), %[1]d) AS a%[1]d", " FROM dsp_clicks"),
		repeat("named windows", "SELECT COUNT(1) AS n FROM dsp_clicks WINDOW w AS (PARTITION BY campaign)", ", w%[1]d AS (w ORDER BY clicks)", ""),
		repeat("partition keys", "SELECT RANK() OVER (PARTITION BY campaign", ", campaign", " ORDER BY 1) AS a FROM dsp_clicks"),
		repeat("a long case", "SELECT CASE", " WHEN campaign = 'x' THEN 'y'", " END AS c, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"),
		repeat("a long decode", "SELECT DECODE(campaign", ", 'x', 'y'", ") AS c, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"),
		repeat("a long decode of a long text", "SELECT DECODE(CONCAT(campaign"+strings.Repeat(", campaign", 10_000)+")", ", 'x', 'y'", ") AS c, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"),
		repeat("functions of other systems", "SELECT SUM(clicks) AS n", ", RATIO_TO_REPORT(SUM(clicks)) OVER () AS r%[1]d, DATEDIFF(MAX(click_date), CURRENT_DATE) AS d%[1]d", " FROM dsp_clicks"),
		repeat("arguments", "SELECT CONCAT(campaign", ", campaign", ") AS c, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"),
		repeat("greatest of many", "SELECT GREATEST(1", ", 1", ") AS c"),
		repeat("elements", "SELECT ARRAY[1", ", 1", "] AS c"),
		repeat("items of a map", "SELECT MAP['a', 1", ", 'a', 1", "] AS c"),
		repeat("explosions", "SELECT 1 AS a", ", EXPLODE(ARRAY[%[1]d]) AS e%[1]d", ""),
		repeat("parameters", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IN (CUSTOM_PARAMETER('a')", ", CUSTOM_PARAMETER('a')", ")"),
		repeat("placeholders in a list", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IN ('a'", ", {{p%[1]d}}", ")"),
		repeat("grouping sets in a list", "SELECT COUNT(1) AS n FROM dsp_clicks GROUP BY GROUPING SETS ((campaign)", ", (campaign)", ")"),
		repeat("cubes", "SELECT COUNT(1) AS n FROM dsp_clicks GROUP BY CUBE (campaign", ", campaign", ")"),
		repeat("types with fields", "SELECT CAST(NULL AS ROW(a INTEGER", ", a%[1]d INTEGER", ")) AS a"),
		repeat("columns made of the one before", "SELECT 1 AS c0", ", c%[2]d + c%[2]d AS c%[1]d", ""),
		atMost(4000, "aliases of aliases", "SELECT "+strings.Repeat("CONCAT(campaign, ", 60)+"'x'"+strings.Repeat(")", 60)+" AS c, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1 HAVING c = 'x'", " OR c = 'x'", ""),
	}
}

// nestings are parts within parts.
func nestings() []Text {
	all := []Text{
		nested("parentheses", "SELECT ", "(", "1", ")", " AS a"),
		nested("parenthesised queries", "", "(", "SELECT 1 AS a", ")", ""),
		nested("rows", "SELECT ", "(1, ", "1", ")", " AS a"),
		nested("nested cases", "SELECT ", "CASE WHEN 1 = 1 THEN ", "1", " END", " AS a"),
		nested("nested casts", "SELECT ", "CAST(", "1", " AS INTEGER)", " AS a"),
		nested("nested arrays", "SELECT ", "ARRAY[", "1", "]", " AS a"),
		nested("nested types", "SELECT CAST(1 AS ", "ARRAY<", "INTEGER", ">", ") AS a"),
		nested("nested queries", "", "SELECT a FROM (", "SELECT 1 AS a", ")", ""),
		nestedTo(180, "nested queries around a long text", "", "SELECT * FROM (", "SELECT '"+strings.Repeat("x", 200_000)+"' AS a", ")", ""),
		nested("nested common tables", "", "WITH t AS (", "SELECT 1 AS a", ") SELECT a FROM t", ""),
		{"unions to the left of unions", func(size int) string {
			link := strings.Repeat(" UNION VALUES 1", 4900)
			n := min(100, size/(len(link)+2))
			return strings.Repeat("(", n) + "VALUES 1" + strings.Repeat(link+")", n)
		}},
		{"joins to the left of joins", func(size int) string {
			link := strings.Repeat(" JOIN a ON 1", 4900)
			n := min(100, size/(len(link)+2))
			return "SELECT 1 AS a FROM " + strings.Repeat("(", n) + "a" + strings.Repeat(link+")", n)
		}},
		nested("nested joins", "SELECT COUNT(1) AS n FROM ", "(dsp_clicks JOIN ", "dsp_clicks", " ON 1 = 1)", ""),
	}
	for _, depth := range []int{60, 90, 150, 190} {
		for _, n := range []struct{ name, before, opening, core, closing, after string }{
			{"doubled arguments", "SELECT ", "SQRT(", "2", ")", " AS a"},
			{"buckets of buckets", "SELECT ", "WIDTH_BUCKET(", "2", ", 0, 10, 3)", " AS a"},
			{"decodes of decodes", "SELECT ", "DECODE(", "'x'", ", 'x', 'y', 'z', 'x')", " AS a"},
			{"positions of positions", "SELECT ", "REGEXP_INSTR(", "'x'", ", 'x')", " AS a"},
			{"dates moved again and again", "SELECT ", "DATE_ADD(", "CURRENT_DATE", ", INTERVAL 1 DAY)", " AS a"},
			{"distances of distances", "SELECT ", "DATEDIFF(", "CURRENT_DATE", ", CURRENT_DATE)", " AS a"},
			{"doubled lists", "SELECT ", "ARRAY_UNION(ARRAY[1], ", "ARRAY[2]", ")", " AS a"},
			{"greatest of greatest", "SELECT ", "GREATEST(1, ", "2", ")", " AS a"},
			{"conditions of conditions", "SELECT ", "IF(campaign = 'x', campaign, ", "'x'", ")", " AS a, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"},
			{"sums of quotients", "SELECT ", "SUM(clicks) / NULLIF(SUM(clicks), 0) + (", "1", ")", " AS a FROM dsp_clicks"},
			{"nested subqueries", "", "SELECT * FROM (", "SELECT '" + strings.Repeat("x", 1000) + "' AS a", ")", ""},
			{"nested scalar subqueries", "", "SELECT (", "SELECT 1", ")", ""},
			{"nested arrays of queries", "", "SELECT ARRAY(", "SELECT 1 AS a", ") AS a", ""},
			{"nested exists", "", "SELECT 1 AS a FROM dsp_clicks WHERE EXISTS (", "SELECT 1", ")", ""},
			{"nested correlated exists", "", "SELECT 1 AS a FROM dsp_clicks c WHERE EXISTS (", "SELECT 1 FROM dsp_clicks d WHERE d.user_id = c.user_id", ")", ""},
			{"nested lateral", "", "SELECT 1 AS a FROM dsp_clicks, LATERAL (", "SELECT 1 AS b", ") l", ""},
			{"nested intersections", "", "SELECT campaign FROM dsp_clicks INTERSECT (", "SELECT 'x'", ")", ""},
			{"nested in lists", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE ", "campaign IN (SELECT campaign FROM dsp_clicks WHERE ", "1 = 1", ")", ""},
			{"nested grouping sets", "SELECT COUNT(1) AS n FROM dsp_clicks GROUP BY ", "ROLLUP(", "campaign", ")", ""},
			{"nested windows", "SELECT ", "SUM(", "clicks", ") OVER ()", " AS a FROM dsp_clicks"},
			{"twice in a join", "SELECT * FROM ", "(SELECT * FROM dsp_clicks a JOIN ", "dsp_clicks", " b ON a.user_id = b.user_id) c", ""},
		} {
			all = append(all, nestedTo(depth, fmt.Sprintf("%s, %d deep", n.name, depth), n.before, n.opening, n.core, n.closing, n.after))
		}
	}
	return all
}

// tables are queries over many tables, or tables that are made of each other.
func tables() []Text {
	wide := numbered(1900, "%[1]d AS c%[1]d")
	return []Text{
		repeat("tables", "SELECT COUNT(1) AS n FROM dsp_clicks", ", dsp_clicks c%[1]d", ""),
		atMost(250, "joins", "SELECT COUNT(1) AS n FROM dsp_clicks a", " JOIN dsp_clicks b%[1]d ON b%[1]d.user_id = a.user_id", ""),
		repeat("joins without end", "SELECT COUNT(1) AS n FROM dsp_clicks a", " JOIN dsp_clicks b%[1]d ON b%[1]d.user_id = a.user_id", ""),
		repeat("joins of equal names", "SELECT COUNT(1) AS n FROM dsp_clicks", " JOIN dsp_clicks USING (user_id)", ""),
		repeat("natural joins", "SELECT COUNT(1) AS n FROM dsp_clicks a", " NATURAL JOIN dsp_clicks b%[1]d", ""),
		repeat("a star over joins", "SELECT * FROM dsp_clicks a", " JOIN dsp_clicks b%[1]d ON b%[1]d.user_id = a.user_id", ""),
		repeat("columns of joins", "SELECT campaign FROM dsp_clicks a", " JOIN dsp_impressions b%[1]d ON clicks = impressions", ""),
		repeat("common tables", "WITH a AS (SELECT 1 AS x)", ", a%[1]d AS (SELECT x FROM a)", " SELECT x FROM a"),
		repeat("common tables that nobody reads", "WITH a AS (SELECT user_id, campaign FROM dsp_clicks)", ", a%[1]d AS (SELECT user_id, campaign FROM dsp_clicks)", " SELECT COUNT(user_id) AS n FROM a"),
		chained("a chain of common tables", 10_000, "SELECT campaign, user_id FROM t%[2]d", "SELECT campaign, COUNT(DISTINCT user_id) AS n FROM t%d GROUP BY 1"),
		chained("a chain of stars", 10_000, "SELECT * FROM t%[2]d", "SELECT campaign, COUNT(DISTINCT user_id) AS n FROM t%d GROUP BY 1"),
		chained("a chain that fans out", 10_000, "SELECT a.campaign, b.user_id FROM t%[2]d a JOIN t%[2]d b ON a.user_id = b.user_id", "SELECT campaign, COUNT(DISTINCT user_id) AS n FROM t%d GROUP BY 1"),
		chained("a chain of unions", 10_000, "SELECT campaign, user_id FROM t%[2]d UNION ALL SELECT campaign, user_id FROM t%[2]d", "SELECT campaign, COUNT(DISTINCT user_id) AS n FROM t%d GROUP BY 1"),
		chained("a chain of sums", 10_000, "SELECT CONCAT(campaign, campaign) AS campaign, user_id FROM t%[2]d", "SELECT campaign, COUNT(DISTINCT user_id) AS n FROM t%d GROUP BY 1"),
		chained("a chain that doubles its columns", 30, "SELECT a.*, b.* FROM t%[2]d a JOIN t%[2]d b ON a.user_id = b.user_id", "SELECT COUNT(1) AS n FROM t%d"),
		chained("a chain of stars over joins", 30, "SELECT * FROM t%[2]d a, t%[2]d b, t%[2]d c", "SELECT COUNT(1) AS n FROM t%d"),
		repeat("tables of tables", "WITH t AS (SELECT 1 AS a)", ", u%[1]d AS (SELECT * FROM t a, t b, t c)", " SELECT COUNT(1) AS n FROM t"),
		repeat("copies of wide tables", "WITH a AS (SELECT 1 AS x"+strings.Repeat(", 1 AS x", 5000)+")", ", b%[1]d AS (SELECT * FROM a)", " SELECT COUNT(1) AS n FROM a"),
		repeat("copies of wide tables with a column list", "WITH a AS (SELECT "+wide+")", ", b%[1]d (x) AS (SELECT * FROM a)", " SELECT COUNT(1) AS n FROM a"),
		atMost(100, "a wide star", "WITH t AS (SELECT "+wide+") SELECT *", ", *", " FROM t"),
		repeat("wide stars", "WITH t AS (SELECT "+wide+") SELECT *", ", *", " FROM t"),
		repeat("subqueries of a wide table", "WITH t AS (SELECT "+wide+") SELECT 1 AS a", ", (SELECT c1 FROM t) AS a%[1]d", ""),
		repeat("unnested lists", "SELECT COUNT(1) AS n FROM dsp_clicks", ", UNNEST(ARRAY[1]) AS u%[1]d(x)", ""),
		repeat("extended tables", "SELECT COUNT(1) AS n FROM dsp_clicks", ", TABLE(EXTEND_TIME_WINDOW('dsp_clicks', 'P1D', 'P1D')) e%[1]d", ""),
	}
}

// chained is a query of common tables of which each reads the one before.
func chained(name string, most int, step, last string) Text {
	return Text{name, func(size int) string {
		var text strings.Builder
		text.WriteString("WITH t0 AS (SELECT campaign, user_id FROM dsp_clicks)")
		tables := 1
		for ; tables < most; tables++ {
			next := fmt.Sprintf(", t%[1]d AS ("+step+")", tables, tables-1)
			if text.Len()+len(next)+len(last)+10 > size {
				break
			}
			text.WriteString(next)
		}
		fmt.Fprintf(&text, " "+last, tables-1)
		return text.String()
	}}
}

// unions are set operations over many queries.
func unions() []Text {
	var all []Text
	for _, most := range []int{500, Most} {
		for _, u := range []struct{ name, before, part string }{
			{"a union of sources", "SELECT campaign, 0 AS n FROM dsp_impressions", " UNION ALL SELECT campaign, SUM(impressions) AS n%[1]d FROM dsp_impressions GROUP BY 1"},
			{"a union of tables", "WITH t AS (SELECT user_id, campaign FROM dsp_impressions) SELECT campaign, 0 AS n FROM t", " UNION ALL SELECT campaign, COUNT(user_id) AS n%[1]d FROM t GROUP BY 1"},
			{"distinct unions", "SELECT campaign FROM dsp_clicks", " UNION SELECT campaign AS c%[1]d FROM dsp_clicks"},
			{"a union of constants", "SELECT 1 AS a", " UNION ALL SELECT 1"},
			{"a union of values", "VALUES (1)", " UNION ALL VALUES (1)"},
			{"a mixture of set operations", "SELECT campaign FROM dsp_clicks", " EXCEPT SELECT 'x' INTERSECT SELECT 'x' UNION ALL SELECT 'y'"},
			{"a union of stars", "SELECT * FROM (SELECT campaign FROM dsp_clicks) t", " UNION ALL SELECT * FROM (SELECT campaign FROM dsp_clicks) t%[1]d"},
		} {
			name := u.name + " of 500"
			if most == Most {
				name = u.name + " without end"
			}
			all = append(all, atMost(most, name, u.before, u.part, ""))
		}
	}
	return append(all,
		nestedTo(190, "unions to the right", "", "SELECT 1 AS a UNION ALL (", "SELECT 1", ")", ""),
		nestedTo(190, "unions to the left", "", "(", "SELECT 1 AS a", " UNION ALL SELECT 1 AS a)", ""),
		Text{"a wide union", func(int) string {
			branch := "SELECT " + numbered(1900, "%[1]d AS c%[1]d")
			return branch + strings.Repeat(" UNION ALL "+branch, 40)
		}},
	)
}

// numbered lists n parts that count from 0.
func numbered(n int, format string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(parts, ", ")
}
