package amcsql_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
)

// shape writes a tree as nested node names with the text of the leaves, so
// that precedence and form show without every field.
func shape(n amcsql.Node) string {
	name := strings.TrimPrefix(reflect.TypeOf(n).String(), "*amcsql.")
	switch n := n.(type) {
	case *amcsql.Binary:
		name = n.Operator
	case *amcsql.Unary:
		name = "unary" + n.Operator
	case *amcsql.ColumnRef, *amcsql.NumberLiteral, *amcsql.StringLiteral, *amcsql.TypeName, *amcsql.Placeholder, *amcsql.QualifiedName, *amcsql.Ident:
		return amcsql.Print(n)
	case *amcsql.Call:
		name = n.Name()
		var parts []string
		for _, arg := range n.Args {
			parts = append(parts, shape(arg))
		}
		return name + "(" + strings.Join(parts, " ") + ")"
	}
	children := amcsql.Children(n)
	if len(children) == 0 {
		return name
	}
	parts := make([]string, len(children))
	for i, child := range children {
		parts[i] = shape(child)
	}
	return name + "(" + strings.Join(parts, " ") + ")"
}

func parseGood(t *testing.T, src string) *amcsql.Query {
	t.Helper()
	query, diagnostics := amcsql.Parse(src)
	require.Empty(t, diagnostics, "%s", src)
	return query
}

func TestExpressionsBindAsInCalcite(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"a OR b AND NOT c = d":               "OR(a AND(b unaryNOT(=(c d))))",
		"a + b * c - d":                      "-(+(a *(b c)) d)",
		"a - b - c":                          "-(-(a b) c)",
		"-a * b":                             "*(unary-(a) b)",
		"- - a":                              "unary-(unary-(a))",
		"a = b IS NULL":                      "Is(=(a b))",
		"a IN (1, 2) = b":                    "=(In(a 1 2) b)",
		"a BETWEEN 1 AND 2 AND b":            "AND(Between(a 1 2) b)",
		"a NOT BETWEEN b + 1 AND c * 2 OR d": "OR(Between(a +(b 1) *(c 2)) d)",
		"NOT a NOT LIKE 'x' ESCAPE '!'":      "unaryNOT(Like(a 'x' '!'))",
		"a SIMILAR TO 'x' AND b":             "AND(Like(a 'x') b)",
		"a IS NOT DISTINCT FROM b AND c":     "AND(IsDistinct(a b) c)",
		"-a::BIGINT":                         "unary-(Cast(a BIGINT))",
		"a[1].b":                             "FieldAccess(Subscript(a 1) b)",
		"a.b.c":                              "a.b.c",
		"(a, b)":                             "Row(a b)",
		"(a)":                                "Paren(a)",
		"((SELECT 1) + 2)":                   "Paren(+(Subquery(Query(Select(SelectItem(1)))) 2))",
		"((SELECT 1) UNION SELECT 2)":        "Subquery(Query(SetOperation(NestedQuery(Query(Select(SelectItem(1)))) Select(SelectItem(2)))))",
		"x IN ((SELECT 1))":                  "In(x Query(NestedQuery(Query(Select(SelectItem(1))))))",
		"COUNT(DISTINCT(a))":                 "COUNT(Paren(a))",
		"LEFT(a, 1)":                         "LEFT(a 1)",
		"TRIM(LEADING 'x' FROM a)":           "Trim('x' a)",
		"TRIM(a)":                            "TRIM(a)",
		"SUBSTRING(a FROM 1 FOR 2)":          "SubstringFrom(a 1 2)",
		"SUBSTRING(a, 1, 2)":                 "SUBSTRING(a 1 2)",
		"POSITION('x' IN a)":                 "PositionOf('x' a)",
		"EXTRACT(DAY FROM a)":                "Extract(DAY a)",
		"ARRAY [1, 2]":                       "ArrayLiteral(1 2)",
		"DATE '2024-01-01'":                  "TypedLiteral('2024-01-01')",
		"date + 1":                           "+(date 1)",
		"INTERVAL -'7' DAY":                  "IntervalLiteral('7' DAY)",
		"CURRENT_DATE":                       "CURRENT_DATE()",
		"BUILT_IN_PARAMETER ( 'X' )":         "BuiltInParameter('X')",
		"a = ANY (SELECT 1)":                 "Quantified(a Query(Select(SelectItem(1))))",
		"{{x}} * 2":                          "*({{x}} 2)",
		"t.end - t.order":                    "-(t.end t.order)",
		"(r).group":                          "FieldAccess(Paren(r) group)",
		"MAP['a', 1]['a']":                   "Subscript(MapLiteral('a' 1) 'a')",
		"FLOOR(a TO DAY)":                    "FLOOR(a)",
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			query := parseGood(t, "SELECT "+src+" AS v")
			item := query.Body.(*amcsql.Select).Items[0]
			require.Equal(t, want, shape(item.Expr))
			require.Equal(t, src, item.Expr.Span().Text("SELECT "+src+" AS v"), "the span of an expression is its text")
		})
	}
}

func TestTablesAndQueriesHaveTheirNodes(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"SELECT 1 FROM a, b c":                                         "Query(Select(SelectItem(1) NamedTable(a) NamedTable(b TableAlias(c))))",
		"SELECT 1 FROM a JOIN b ON x CROSS JOIN c":                     "Query(Select(SelectItem(1) Join(Join(NamedTable(a) NamedTable(b) x) NamedTable(c))))",
		"SELECT 1 FROM (a JOIN b USING (x)) q":                         "Query(Select(SelectItem(1) ParenTable(Join(NamedTable(a) NamedTable(b) x) TableAlias(q))))",
		"SELECT 1 FROM ((SELECT 2) UNION SELECT 3) q":                  "Query(Select(SelectItem(1) DerivedTable(Query(SetOperation(NestedQuery(Query(Select(SelectItem(2)))) Select(SelectItem(3)))) TableAlias(q))))",
		"SELECT 1 FROM (VALUES (1), (2)) AS b (c)":                     "Query(Select(SelectItem(1) DerivedTable(Query(Values(Row(1) Row(2))) TableAlias(b c))))",
		"SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('a', 'b', 'c')) d":     "Query(Select(SelectItem(1) ExtendedTable(EXTEND_TIME_WINDOW 'a' 'b' 'c' TableAlias(d))))",
		"SELECT 1 FROM UNNEST(x) AS u (y), LATERAL (SELECT 2) l":       "Query(Select(SelectItem(1) Unnest(x TableAlias(u y)) DerivedTable(Query(Select(SelectItem(2))) TableAlias(l))))",
		"SELECT a AS end, b AS order FROM t u (left, right)":           "Query(Select(SelectItem(a end) SelectItem(b order) NamedTable(t TableAlias(u left right))))",
		"SELECT 1 FROM {{t}} x":                                        "Query(Select(SelectItem(1) PlaceholderTable({{t}} TableAlias(x))))",
		"WITH a (b) AS (SELECT 1) SELECT b FROM a":                     "Query(With(CommonTable(a b Query(Select(SelectItem(1))))) Select(SelectItem(b) NamedTable(a)))",
		"SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT (SELECT 4)": "Query(SetOperation(SetOperation(Select(SelectItem(1)) SetOperation(Select(SelectItem(2)) Select(SelectItem(3)))) NestedQuery(Query(Select(SelectItem(4))))))",
		"SELECT 1 FROM a ORDER BY 1 DESC NULLS LAST LIMIT 2 OFFSET 3":  "Query(Select(SelectItem(1) NamedTable(a)) OrderBy(OrderItem(1)) Limit(2 3))",
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			query := parseGood(t, src)
			require.Equal(t, want, shape(query))
			require.Equal(t, src, query.Span().Text(src))
		})
	}
}

// Errors are given as "line:column-line:column code"; the end is exclusive
// and columns count code points.
func TestSyntaxErrorsAreFoundAtTheirTokens(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		src  string
		want []string
	}{
		{"", []string{"1:1-1:1 empty-query"}},
		{"  -- nothing\n", []string{"2:1-2:1 empty-query"}},
		{"DELETE FROM a", []string{"1:1-1:7 not-a-query"}},
		{"hello world", []string{"1:1-1:6 not-a-query"}},
		{"SELEC a FROM t", []string{"1:1-1:6 syntax-error"}},
		{"SELECT a FORM t WHERE b = 1", []string{"1:10-1:14 syntax-error"}},
		{"SELECT a FROM t WHER b = 1 GROUP BY a", []string{"1:17-1:21 syntax-error"}},
		{"SELECT a FROM t WHERE b = 1 GRUOP BY a, c HAVING d", []string{"1:29-1:34 syntax-error"}},
		{"SELECT a FROM t GROP BY a", []string{"1:17-1:21 syntax-error"}},
		{"SELECT a, FROM t", []string{"1:9-1:10 trailing-comma"}},
		{"SELECT a COUNT(b) AS n FROM t", []string{"1:10-1:15 missing-comma"}},
		{"SELECT a FROM t WHERE b = 'men's shaver' AND c = 1", []string{"1:32-1:33 syntax-error", "1:40-1:51 unterminated-string"}},
		{"SELECT a,, b FROM t", []string{"1:10-1:11 syntax-error"}},
		{"SELECT FROM t", []string{"1:8-1:12 syntax-error"}},
		{"SELECT a b c FROM t", []string{"1:12-1:13 missing-comma"}},
		{"SELECT 'é', x. FROM t", []string{"1:16-1:20 syntax-error"}},
		{"SELECT a FROM", []string{"1:14-1:14 syntax-error"}},
		{"SELECT a FROM t WHERE\n\n", []string{"1:22-1:22 syntax-error"}},
		{"SELECT a FROM t WHERE b = AND c = 1", []string{"1:27-1:30 syntax-error"}},
		{"SELECT SUM(a FROM t", []string{"1:14-1:18 missing-parenthesis"}},
		{"SELECT SUM(a)) FROM t", []string{"1:14-1:15 missing-parenthesis"}},
		{"SELECT SUM(a AS b) FROM t", []string{"1:14-1:16 syntax-error"}},
		{"SELECT a FROM t GROUP BY a WHERE b", []string{"1:28-1:33 clause-order"}},
		{"SELECT a FROM t WHERE b WHERE c", []string{"1:25-1:30 duplicate-clause"}},
		{"SELECT a FROM t ORDER BY a UNION SELECT b FROM u", []string{"1:17-1:27 clause-order"}},
		{"SELECT a FROM t; SELECT b", []string{"1:18-1:24 several-statements"}},
		{"SELECT a FROM t) x", []string{"1:16-1:17 missing-parenthesis"}},
		{"SELECT 'a\nFROM t", []string{"1:8-1:10 unterminated-string"}},
		{"SELECT a /* b", []string{"1:10-1:14 unterminated-comment"}},
		{"SELECT \"a FROM t", []string{"1:8-1:17 unterminated-name"}},
		{"SELECT {{a FROM t", []string{"1:8-1:11 unterminated-placeholder"}},
		{"SELECT 1a FROM t", []string{"1:8-1:10 bad-number"}},
		{"SELECT ‘a’ FROM t", []string{"1:8-1:11 illegal-character"}},
		{"SELECT a’ FROM t", []string{"1:9-1:10 illegal-character"}},
		{"SELECT SUM(a) OVER ORDER BY b, c AS x, d FROM t", []string{"1:20-1:28 syntax-error"}},
		{"SELECT a\u00a0FROM t", []string{"1:9-1:10 illegal-character"}},
		{"SELECT a FROM t WHERE b == 1 && c = :d", []string{"1:25-1:27 syntax-error", "1:30-1:32 syntax-error", "1:37-1:39 foreign-parameter"}},
		{"SELECT CASE WHEN a THEN b FROM t", []string{"1:27-1:31 syntax-error"}},
		{"SELECT a AS 'b' FROM t", []string{"1:13-1:16 syntax-error"}},
		{"SELECT a AS select, b FROM t", []string{"1:13-1:19 syntax-error"}},
		{"SELECT a FROM t WHERE b IN ()", []string{"1:29-1:30 syntax-error"}},
		{"WITH a AS (SELECT 1), SELECT 2", []string{"1:21-1:22 trailing-comma"}},
		{"WITH a AS SELECT 1 SELECT 2", []string{"1:11-1:17 syntax-error", "1:20-1:26 syntax-error"}},
		{"SELECT a,\n  b +,\n  SUM(c\nFROM t\nWHERE x = )", []string{"2:6-2:7 syntax-error", "4:1-4:5 missing-parenthesis", "5:11-5:12 syntax-error"}},
	} {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			_, diagnostics := amcsql.Parse(test.src)
			var got []string
			for _, d := range diagnostics {
				start, end := d.Span.Start, d.Span.End
				got = append(got, fmt.Sprintf("%d:%d-%d:%d %s", start.Line, start.Column, end.Line, end.Column, d.Code))
				require.Equal(t, amcsql.PositionAt(test.src, d.Span.From()), start)
				require.Equal(t, amcsql.PositionAt(test.src, d.Span.To()), end)
			}
			require.Equal(t, test.want, got, "%v", diagnostics)
		})
	}
}

func TestFixesOfSyntaxErrorsMakeTheTextParse(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		"SELECT a, FROM t", "SELECT SUM(a FROM t", "SELECT a COUNT(b) AS n FROM t", "SELECT a FORM t", "SELECT SUM(a)) FROM t", "SELECT a b c FROM t", "SELECT a FROM t WHERE b == 1",
		"WITH a AS (SELECT 1) b AS (SELECT 2) SELECT 3", "SELECT a FROM t WHERE b = :c", "SELECT a\u00a0FROM t",
	} {
		_, diagnostics := amcsql.Parse(src)
		require.Len(t, diagnostics, 1, "%s", src)
		require.NotEmpty(t, diagnostics[0].Fixes, "%s", src)
		edit := diagnostics[0].Fixes[0].Edits[0]
		fixed := src[:edit.Span.From()] + edit.Text + src[edit.Span.To():]
		parseGood(t, fixed)
	}
}

func TestAMissingParenthesisClosesACallBeforeTheComparisonItStandsIn(t *testing.T) {
	t.Parallel()
	for broken, mended := range map[string]string{
		"SELECT a FROM t GROUP BY a HAVING COUNT(DISTINCT u > 10":    "SELECT a FROM t GROUP BY a HAVING COUNT(DISTINCT u) > 10",
		"SELECT a FROM t WHERE LOWER(a = 'x' AND b > 1 GROUP BY a":   "SELECT a FROM t WHERE LOWER(a) = 'x' AND b > 1 GROUP BY a",
		"SELECT a FROM t WHERE COALESCE(a, ABS(b) <> 2":              "SELECT a FROM t WHERE COALESCE(a, ABS(b)) <> 2",
		"SELECT a FROM t WHERE f(a > ABS(3) GROUP BY a":              "SELECT a FROM t WHERE f(a) > ABS(3) GROUP BY a",
		"SELECT SUM(IF(a > 0, 1, 0) AS n FROM t":                     "SELECT SUM(IF(a > 0, 1, 0)) AS n FROM t",
		"SELECT COUNT_IF(a > 0 FROM t":                               "SELECT COUNT_IF(a > 0) FROM t",
		"SELECT a FROM t WHERE (a = 1 OR a = 2 GROUP BY a":           "SELECT a FROM t WHERE (a = 1 OR a = 2) GROUP BY a",
		"SELECT SUM(a) FILTER (WHERE a > 1 FROM t":                   "SELECT SUM(a) FILTER (WHERE a > 1) FROM t",
		"SELECT a FROM t WHERE a IN (SELECT b FROM u WHERE f(b) = 1": "SELECT a FROM t WHERE a IN (SELECT b FROM u WHERE f(b) = 1)",
	} {
		_, diagnostics := amcsql.Parse(broken)
		require.NotEmpty(t, diagnostics, broken)
		require.NotEmpty(t, diagnostics[0].Fixes, broken)
		require.Equal(t, mended, amcsql.Apply(broken, diagnostics[0].Fixes[0]))
	}
	query, _ := amcsql.Parse("SELECT a FROM t HAVING COUNT(u > 10 AND a = 1")
	having := query.Body.(*amcsql.Select).Having
	require.Equal(t, "COUNT(u) > 10 AND a = 1", amcsql.Print(having))
	require.Equal(t, "COUNT(u > 10 AND a = 1", having.Span().Text("SELECT a FROM t HAVING COUNT(u > 10 AND a = 1"))
}

func TestHostileTextsStayCheap(t *testing.T) {
	t.Parallel()
	const many = 50_000
	for name, src := range map[string]string{
		"parentheses":   "SELECT " + strings.Repeat("(", many),
		"closed ones":   "SELECT " + strings.Repeat("(", many) + "1" + strings.Repeat(")", many),
		"subqueries":    strings.Repeat("SELECT * FROM (", many) + "SELECT 1" + strings.Repeat(")", many),
		"signs":         "SELECT " + strings.Repeat("- ", many) + "1",
		"negations":     "SELECT " + strings.Repeat("NOT ", many) + "a",
		"a long sum":    "SELECT 1" + strings.Repeat(" + 1", many),
		"long unions":   "SELECT 1" + strings.Repeat(" UNION ALL SELECT 1", many),
		"long joins":    "SELECT 1 FROM a" + strings.Repeat(" CROSS JOIN a", many),
		"subscripts":    "SELECT a" + strings.Repeat("[1]", many),
		"cases":         "SELECT " + strings.Repeat("CASE WHEN ", many),
		"types":         "SELECT CAST(a AS " + strings.Repeat("ARRAY<", many),
		"braces":        strings.Repeat("{{", many),
		"quotes":        strings.Repeat("'\n", many),
		"illegal bytes": strings.Repeat("\xff", many),
		"with":          strings.Repeat("WITH a AS (", many),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			query, diagnostics := amcsql.Parse(src)
			require.NotEmpty(t, diagnostics)
			require.LessOrEqual(t, len(diagnostics), 201)
			amcsql.Print(query)
		})
	}
}

func TestLongListsAreNoChain(t *testing.T) {
	t.Parallel()
	parseGood(t, "SELECT a FROM t WHERE b IN (1"+strings.Repeat(", 1", 50_000)+")")
	parseGood(t, "WITH v (x) AS (VALUES (1)"+strings.Repeat(", (1)", 50_000)+") SELECT x FROM v")
	parseGood(t, "SELECT a FROM t WHERE b = 1"+strings.Repeat(" OR b = 1", 4_000))
}

func TestCommentsStandAnywhere(t *testing.T) {
	t.Parallel()
	parseGood(t, "-- it's \"first\" — with -- dashes\nWITH /* a */ v AS (VALUES (1), -- one\n(2) /* two */) SELECT /**/ x -- end\nFROM v /* ' */")
}

// A clean text of 100 lines must parse in well under a millisecond.
func BenchmarkParse100Lines(b *testing.B) {
	src := hundredLines()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, diagnostics := amcsql.Parse(src); len(diagnostics) > 0 {
			b.Fatal(diagnostics)
		}
	}
}

func BenchmarkFormat100Lines(b *testing.B) {
	src := hundredLines()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := amcsql.Format(src); err != nil {
			b.Fatal(err)
		}
	}
}

// hundredLines is a query of 100 lines in the shape of real ones: common
// tables over several sources, joined, aggregated and ranked.
func hundredLines() string {
	var src strings.Builder
	src.WriteString("WITH ")
	for i := range 5 {
		fmt.Fprintf(&src, `step%d (user_id, campaign, shown, cost) AS (
  SELECT
    i.user_id,
    i.campaign,
    SUM(i.impressions) AS shown,
    SUM(CASE WHEN i.total_cost > %d THEN i.total_cost ELSE 0 END) / 100000 AS cost
  FROM dsp_impressions i
  LEFT JOIN dsp_clicks c
    ON i.request_tag = c.request_tag
    AND i.user_id = c.user_id
  WHERE i.campaign_id_string IN ('1', '2', '3')
    AND i.user_id IS NOT NULL
    AND SECONDS_BETWEEN(i.impression_dt, c.click_dt) BETWEEN 0 AND 60 * 60 * 24
    AND (i.campaign SIMILAR TO '(?i)brand' OR i.site = 'x')
  GROUP BY 1, 2
  HAVING SUM(i.impressions) > %d
),
`, i, i, i)
	}
	src.WriteString(`last_step AS (SELECT campaign, COUNT(DISTINCT user_id) AS people
FROM step0 GROUP BY 1)
SELECT
  s.campaign,
  s.people,
  SUM(a.shown) AS shown,
  SUM(a.cost) AS cost,
  ROUND(SUM(a.cost) / NULLIF(SUM(a.shown), 0), 4) AS rate,
  RANK() OVER (ORDER BY SUM(a.shown) DESC) AS position_of
FROM last_step s
JOIN step1 a ON a.campaign = s.campaign
JOIN step2 b ON b.campaign = s.campaign
JOIN step3 c ON c.campaign = s.campaign
JOIN step4 d ON d.campaign = s.campaign
GROUP BY 1, 2`)
	return src.String()
}

func TestTheBenchmarkedQueryHasAHundredLines(t *testing.T) {
	t.Parallel()
	require.Equal(t, 100, strings.Count(hundredLines(), "\n")+1)
}
