package hostile

import (
	"fmt"
	"strings"
)

// tokens are texts of one word, written over and over or stretched.
func tokens() []Text {
	words := []struct{ name, part string }{
		{"semicolons", ";"},
		{"semicolons on lines", ";\n"},
		{"commas", ","},
		{"dots", "."},
		{"opening parentheses", "("},
		{"closing parentheses", ")"},
		{"empty parentheses", "()"},
		{"crossed parentheses", ")("},
		{"brackets", "["},
		{"minus signs", "- "},
		{"plus signs", "+"},
		{"stars", "*"},
		{"colons", ":"},
		{"less-than signs", "<"},
		{"NOT", "NOT "},
		{"CASE", "CASE "},
		{"CASE WHEN", "CASE WHEN "},
		{"SELECT", "SELECT "},
		{"SELECT FROM", "SELECT * FROM "},
		{"SELECT with a parenthesis", "SELECT ("},
		{"FROM", "FROM "},
		{"WITH", "WITH "},
		{"WITH AS", "WITH a AS ("},
		{"UNION", "UNION "},
		{"VALUES", "VALUES "},
		{"VALUES with a parenthesis", "VALUES ("},
		{"JOIN", "JOIN "},
		{"WHERE", "WHERE "},
		{"GROUP BY", "GROUP BY "},
		{"ORDER BY", "ORDER BY "},
		{"LIMIT", "LIMIT 1 "},
		{"BETWEEN", "BETWEEN "},
		{"IN", "IN ("},
		{"EXISTS", "EXISTS ("},
		{"CAST", "CAST("},
		{"ARRAY", "ARRAY["},
		{"ARRAY types", "CAST(1 AS ARRAY<"},
		{"INTERVAL", "INTERVAL "},
		{"OVER", "x() OVER ("},
		{"names", "a "},
		{"numbers", "1 "},
		{"bad numbers", "1a "},
		{"texts", "'a' "},
		{"quoted names", `"a" `},
		{"quotes", "'"},
		{"open quotes on lines", "'a\n"},
		{"double quotes", `"`},
		{"backquotes", "`"},
		{"comments of a line", "--\n"},
		{"comments in a line", "/**/"},
		{"openings of comments", "/*"},
		{"placeholders", "{{a}}"},
		{"open placeholders", "{{"},
		{"markers", ":a "},
		{"question marks", "?"},
		{"open markers", "${"},
		{"unknown characters", "§ "},
		{"zero bytes", "\x00"},
		{"bytes beyond UTF-8", "\xff"},
		{"curly quotes", "“"},
		{"hard spaces", "\u00a0"},
		{"emoji", "🎉"},
		{"byte order marks", "\uFEFF"},
		{"blanks", " "},
		{"lines", "\n"},
		{"carriage returns", "\r"},
		{"equals signs", "=="},
		{"functions", "f("},
		{"half quoted", "'a'b"},
		{"misspelt words", "SELEC "},
		{"column lists", "a ("},
	}
	var all []Text
	for _, word := range words {
		all = append(all, repeat(word.name, "", word.part, ""))
		if word.name != "blanks" && word.name != "lines" {
			all = append(all, repeat(word.name+" behind a query", "SELECT campaign, ", word.part, " FROM dsp_clicks"))
		}
	}
	for _, long := range []struct{ name, before, part, after string }{
		{"a long name", "SELECT ", "a", " FROM dsp_clicks"},
		{"a long name of a table", "SELECT 1 AS a FROM ", "a", ""},
		{"a long name of a function", "SELECT ", "a", "(1) AS a"},
		{"a long alias", "SELECT campaign AS ", "a", " FROM dsp_clicks GROUP BY 1"},
		{"a long quoted name", `SELECT "`, `""`, `" FROM dsp_clicks`},
		{"a long text", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = '", "a", "'"},
		{"a long text of quotes", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = '", "''", "'"},
		{"open placeholders in a text", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = '", "{{", "'"},
		{"placeholders in a text that end late", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = '", "{{", "}}'"},
		{"a long text as a date", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE click_date = '", "1", "'"},
		{"a long duration", "SELECT COUNT(1) AS n FROM TABLE(EXTEND_TIME_WINDOW('dsp_clicks', 'P", "1", "D', 'P0D'))"},
		{"a long parameter", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('", "a", "')"},
		{"a long number", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE clicks = ", "1", ""},
		{"a long ordinal", "SELECT COUNT(1) AS n FROM dsp_clicks GROUP BY ", "1", ""},
		{"a long comment", "/*", "a", "*/ SELECT 1 AS a"},
		{"a long path", "SELECT a", ".a", " FROM dsp_clicks"},
		{"a long path of a table", "SELECT 1 AS a FROM a", ".a", ""},
		{"a long format", "SELECT DATE_FORMAT(click_dt, '", "yy", "') AS a, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"},
	} {
		all = append(all, repeat(long.name, long.before, long.part, long.after))
	}
	return all
}

// chains are operators one after the other.
func chains() []Text {
	const before, after = "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign = 'x'", ""
	all := []Text{
		repeat("a long sum", "SELECT 1", " + impressions", " AS n FROM dsp_impressions"),
		repeat("a long concatenation", "SELECT campaign", " || campaign", " AS a, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"),
		repeat("alternating operators", "SELECT 1", " + 1 * 2", " AS n"),
		repeat("signs", "SELECT 1", " - - 1", " AS n"),
		repeat("casts in a chain", "SELECT campaign", "::VARCHAR", " AS a, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"),
		repeat("subscripts", "SELECT ARRAY[1]", "[1]", " AS a"),
		repeat("fields", "SELECT (campaign)", ".a", " AS a, COUNT(1) AS n FROM dsp_clicks GROUP BY 1"),
		repeat("array types", "SELECT CAST(1 AS INTEGER", " ARRAY", ") AS a"),
		repeat("time zones", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE click_dt", " AT TIME ZONE 'UTC'", " IS NULL"),
	}
	for _, link := range []struct{ name, part string }{
		{"disjunctions", " OR campaign = 'y'"},
		{"conjunctions", " AND campaign = 'y'"},
		{"mixed conditions", " OR campaign = 'y' AND clicks = 1"},
		{"equalities", " = campaign"},
		{"null tests", " IS NULL"},
		{"negations", " AND NOT NOT NOT campaign = 'y'"},
		{"likes", " LIKE campaign"},
		{"escapes", " OR campaign LIKE 'y' ESCAPE '!'"},
		{"memberships", " IN ('a')"},
		{"bounds", " BETWEEN 1 AND 2"},
		{"names that do not resolve", " OR nosuchcolumn%[1]d = 'y'"},
		{"long disjunctions", " OR campaign LIKE '" + strings.Repeat("y", 300) + "'"},
		{"subqueries in a condition", " OR campaign IN (SELECT campaign FROM dsp_clicks)"},
	} {
		all = append(all, repeat(link.name, before, link.part, after), atMost(4900, link.name+" below the bound", before, link.part, after))
	}
	return all
}

// mistakes are texts in which nearly everything is to be told of.
func mistakes() []Text {
	return []Text{
		{"two long names", func(size int) string {
			return "SELECT " + strings.Repeat("A", size/2-30) + "b FROM (SELECT 1 AS " + strings.Repeat("A", size/2-30) + ") t"
		}},
		{"long names that do not resolve", func(size int) string {
			const column = "a_column_with_a_name_of_some_sixty_letters_that_one_may_slip_in"
			unknown := "SELECT " + numbered(100, column+"z%d") + " FROM t"
			var text strings.Builder
			text.WriteString("WITH t AS (SELECT 1 AS a")
			for i := 0; text.Len()+len(unknown)+len(column)+20 < size; i++ {
				fmt.Fprintf(&text, ", 1 AS %sx%d", column, i)
			}
			return text.String() + ") " + unknown
		}},
		repeat("unknown columns", "SELECT nosuchcolumn", ", nosuchcolumn%[1]d", " FROM dsp_clicks"),
		repeat("nearly right columns", "SELECT campaignn", ", campaignn_id%[1]d", " FROM dsp_clicks"),
		repeat("unknown functions", "SELECT NOSUCH(1)", ", NOSUCH%[1]d(1)", " FROM dsp_clicks"),
		repeat("unknown types", "SELECT CAST(clicks AS NOSUCH)", ", CAST(clicks AS NOSUCH%[1]d)", " FROM dsp_clicks"),
		repeat("unknown aliases", "SELECT nosuch.campaign", ", nosuch%[1]d.campaign", " FROM dsp_clicks"),
		repeat("unknown values", "SELECT COUNT(1) AS n FROM sponsored_ads_traffic WHERE ad_product_type IN ('x'", ", 'x%[1]d'", ")"),
		repeat("unknown parameters", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IN (CUSTOM_PARAMETER('b')", ", CUSTOM_PARAMETER('b%[1]d')", ")"),
		repeat("unknown tables", "SELECT COUNT(1) AS n FROM nosuch", ", nosuch%[1]d", ""),
		repeat("unknown windows", "SELECT campaign", ", RANK() OVER w%[1]d", " FROM dsp_clicks"),
		repeat("strangers in a list", "SELECT COUNT(1) AS n FROM dsp_impressions WHERE campaign IN (a", ", nosuchcolumn", ")"),
		repeat("values of another type", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE click_date IN (1", ", 2", ")"),
		repeat("missing commas", "SELECT campaign", " 'a'", " FROM dsp_clicks"),
		repeat("doubled commas", "SELECT campaign", ",, a", " FROM dsp_clicks"),
		repeat("open calls", "SELECT a", ", SUM(a", " FROM dsp_clicks"),
		repeat("clauses twice", "SELECT campaign FROM dsp_clicks", " WHERE clicks = 1", ""),
		repeat("open parentheses before clauses", "SELECT campaign FROM dsp_clicks", " WHERE (clicks", ""),
		repeat("queries behind each other", "SELECT 1 AS a", "; SELECT 1 AS a", ""),
		repeat("columns that are not grouped", "SELECT COUNT(1) AS n", ", campaign AS c%[1]d", " FROM dsp_clicks"),
		repeat("hidden columns", "SELECT user_id", ", user_id AS u%[1]d", " FROM dsp_clicks"),
		repeat("money of two units", "SELECT SUM(total_cost)", ", SUM(total_cost + audience_fee) AS a%[1]d", " FROM dsp_impressions"),
		repeat("nested aggregates", "SELECT SUM(1)", ", SUM(SUM(clicks)) AS a%[1]d", " FROM dsp_clicks"),
	}
}

// patterns are regular expressions and what else is read inside a text.
func patterns() []Text {
	const before, after = "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign SIMILAR TO '", "'"
	return []Text{
		repeat("a long pattern", before, "a", after),
		repeat("a pattern of alternatives", before, "a|", "b"+after),
		repeat("a pattern of sets", before, "[a-z]", after),
		repeat("a pattern of repeats", before, "a{1000}", after),
		repeat("a pattern of escapes", before, `\\p{L}`, after),
		repeat("a pattern with lookbehind", before, "(?<!x)", after),
		nested("a deep pattern", before, "(", "a", ")", after),
		nested("a deep pattern of repeats", before, "(", "a", "){2}", after),
		repeat("an open pattern", before, "(", after),
		repeat("many patterns", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IS NULL", " OR campaign SIMILAR TO '(?<!x)%[1]d'", ""),
		atMost(3000, "fewer patterns", "SELECT COUNT(1) AS n FROM dsp_clicks WHERE campaign IS NULL", " OR campaign SIMILAR TO '(?<!x)%[1]d'", ""),
	}
}
