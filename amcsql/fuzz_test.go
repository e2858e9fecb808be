package amcsql_test

import (
	"strings"
	"testing"

	"github.com/recomamp/recomamp/amcsql"
)

// seeds begin the fuzz tests with one text of every kind of construct.
var seeds = []string{
	"SELECT 1",
	"WITH a (x, y) AS (VALUES ('1', 2), ROW('2', -3.5e2)), b AS (SELECT x FROM a) SELECT DISTINCT x AS y FROM b, a WHERE x IN (SELECT x FROM a)",
	"SELECT t.*, COUNT(*), COUNT(DISTINCT(u)) FROM x AS t (a, b) LEFT OUTER JOIN (SELECT 1) USING (a) RIGHT JOIN c ON a.x = c.x CROSS JOIN LATERAL f(1) q",
	"SELECT a FROM t GROUP BY ROLLUP(a, (b, c)), GROUPING SETS((), a) HAVING x > 1 WINDOW w AS (ORDER BY a DESC NULLS LAST) ORDER BY 1 LIMIT 2 OFFSET 3;",
	"SELECT SUM(x) FILTER (WHERE y) OVER (w PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) FROM t",
	"SELECT CASE a WHEN 1 THEN 'x''y' ELSE NULL END, CAST(a AS DECIMAL(6, 3)), b::BIGINT ARRAY, INTERVAL '1-2' YEAR TO MONTH, DATE '2024-01-01'",
	"SELECT EXTRACT(DAY FROM t), POSITION('a' IN s), TRIM(BOTH 'x' FROM s), SUBSTRING(s FROM 1 FOR 2), ARRAY[1, 2][1], (r).f, ROW(1, 2)",
	"SELECT BUILT_IN_PARAMETER('TIME_WINDOW_START'), CUSTOM_PARAMETER('x'), {{y}}, :z FROM TABLE(EXTEND_TIME_WINDOW('t', 'P1D', 'P0D')) e",
	"(SELECT a FROM t) UNION ALL (SELECT b FROM u) EXCEPT VALUES (1) INTERSECT SELECT c FROM {{v}} w",
	"SELECT NOT a BETWEEN SYMMETRIC 1 AND 2 OR b NOT SIMILAR TO '(?i)x' ESCAPE '!' AND c IS NOT DISTINCT FROM -d % 2 || 'e' FROM t",
	"SELECT a -- one\n, /* two */ b FROM t -- three",
	"SELECT \"a b\", `c` FROM \"t\" WHERE x = ANY (SELECT 1) AND EXISTS (SELECT 1)",
	"SELECT ((((1 + (2) ), 'abc",
	"SELECT a FROM (t JOIN u ON TRUE) z, UNNEST(ARRAY[1]) WITH ORDINALITY AS q(v, o), t TABLESAMPLE BERNOULLI(10)",
}

func FuzzParseNeverPanics(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	for _, query := range corpus(f) {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, src string) {
		query, diagnostics := amcsql.Parse(src)
		requireSpansInside(t, src, query)
		for _, d := range diagnostics {
			if d.Span.From() < 0 || d.Span.To() > len(src) || d.Span.Len() < 0 {
				t.Fatalf("diagnostic outside the text: %v in %q", d, src)
			}
		}
	})
}

func requireSpansInside(t *testing.T, src string, query *amcsql.Query) {
	t.Helper()
	amcsql.Inspect(query, func(n amcsql.Node) bool {
		span := n.Span()
		if span.From() < 0 || span.To() > len(src) || span.Len() < 0 {
			t.Fatalf("%T at %v lies outside the text %q", n, span, src)
		}
		return true
	})
}

// FuzzPrintIsStable holds that the printed form of a good text parses without
// errors and prints the same again.
func FuzzPrintIsStable(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	for _, query := range corpus(f) {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, src string) {
		query, diagnostics := amcsql.Parse(src)
		printed := amcsql.Print(query)
		if len(diagnostics) > 0 {
			return
		}
		again, diagnostics := amcsql.Parse(printed)
		if len(diagnostics) > 0 {
			t.Fatalf("%q prints as %q, which does not parse: %v", src, printed, diagnostics)
		}
		if second := amcsql.Print(again); second != printed {
			t.Fatalf("%q prints as %q and then as %q", src, printed, second)
		}
	})
}

// FuzzFormatKeepsWordsAndComments holds that formatting changes nothing but
// white space and case, and nothing at all the second time.
func FuzzFormatKeepsWordsAndComments(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	for _, query := range corpus(f) {
		f.Add(query)
	}
	f.Add("-- a\n\n\nSELECT /* b\n c */ a -- d\n, b /* e */ FROM t -- f\n\n/* g */ -- h")
	f.Add("SELECT 'two\nlines', a FROM (SELECT -- x\n b FROM t) WHERE (a OR /* y */ b) AND CASE WHEN c THEN d END")
	f.Fuzz(func(t *testing.T, src string) {
		formatted, err := amcsql.Format(src)
		if err != nil {
			return
		}
		requireSameWords(t, src, formatted)
		again, err := amcsql.Format(formatted)
		if err != nil {
			t.Fatalf("%q formats to %q, which does not parse: %v", src, formatted, err)
		}
		query, _ := amcsql.Parse(src)
		requireSameMeaning(t, query, formatted)
		if again != formatted {
			t.Fatalf("%q formats to %q and then to %q", src, formatted, again)
		}
	})
}

func requireSameWords(t *testing.T, src, formatted string) {
	t.Helper()
	before, _ := amcsql.Scan(src)
	after, _ := amcsql.Scan(formatted)
	if len(before) != len(after) {
		t.Fatalf("%q has %d words, formatted as %q it has %d", src, len(before), formatted, len(after))
	}
	for i, token := range before {
		got := after[i]
		same := token.Kind == got.Kind && token.Text == got.Text
		switch token.Kind {
		case amcsql.TokenWord:
			same = got.Kind == token.Kind && strings.EqualFold(token.Text, got.Text)
		case amcsql.TokenComment: // blanks at its end do not count
			same = got.Kind == token.Kind && strings.TrimRight(token.Text, " \t") == strings.TrimRight(got.Text, " \t")
		default:
		}
		if !same {
			t.Fatalf("word %d of %q is %q, formatted as %q it is %q", i, src, token.Text, formatted, got.Text)
		}
	}
}

// FuzzRender holds that a value never changes the words around its gap.
func FuzzRender(f *testing.F) {
	for i, template := range templates {
		f.Add(template, []string{"x", "it's", "--", "*/ OR 1=1 /*", "{{x}}"}[i%5])
	}
	f.Fuzz(func(t *testing.T, src, value string) {
		rendered, diagnostics := amcsql.Render(src, values("x", value))
		if len(diagnostics) > 0 {
			return
		}
		calm, diagnostics := amcsql.Render(src, values("x", "calm"))
		if len(diagnostics) > 0 {
			return // a number or a date was wanted
		}
		a, _ := amcsql.Scan(calm)
		b, _ := amcsql.Scan(rendered)
		if len(a) != len(b) {
			t.Fatalf("%q with %q has %d words, with calm %d", src, value, len(b), len(a))
		}
	})
}
