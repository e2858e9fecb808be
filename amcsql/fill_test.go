package amcsql_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/amcsql"
)

func values(pairs ...any) map[string]amcsql.PlaceholderValue {
	m := map[string]amcsql.PlaceholderValue{}
	for i := 0; i < len(pairs); i += 2 {
		value, typed := pairs[i+1].(amcsql.PlaceholderValue)
		if !typed {
			value = amcsql.PlaceholderValue{Value: pairs[i+1]}
		}
		m[pairs[i].(string)] = value
	}
	return m
}

func typed(typ amcsql.PlaceholderType, value any) amcsql.PlaceholderValue {
	return amcsql.PlaceholderValue{Type: typ, Value: value}
}

func TestRenderWritesValuesAsTheirTypesAndPlacesAsk(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		src    string
		values map[string]amcsql.PlaceholderValue
		want   string
	}{
		{"SELECT {{ a }} AS x -- {{a}}", values("a", "it's"), "SELECT 'it''s' AS x -- {{a}}"},
		{"SELECT a -{{n}}", values("n", -5), "SELECT a -(-5)"},
		{"SELECT a- {{n}}", values("n", json.Number("2.50")), "SELECT a- 2.50"},
		{"SELECT a FROM t WHERE x >= {{d}}", values("d", typed(amcsql.PlaceholderDate, "2026-05-01")), "SELECT a FROM t WHERE x >= CAST('2026-05-01' AS DATE)"},
		{"SELECT a FROM t WHERE CAST(x AS DATE) >= {{d}}", values("d", "2026-05-01"), "SELECT a FROM t WHERE CAST(x AS DATE) >= CAST('2026-05-01' AS DATE)"},
		{"SELECT a FROM t WHERE x < {{d}}", values("d", time.Date(2026, 5, 1, 2, 3, 4, 0, time.UTC)), "SELECT a FROM t WHERE x < CAST('2026-05-01 02:03:04' AS TIMESTAMP)"},
		{"SELECT a FROM t WHERE {{only}} OR x = {{b}}", values("only", "true", "b", false), "SELECT a FROM t WHERE TRUE OR x = FALSE"},
		{"SELECT a FROM t WHERE x IN {{l}} AND y IN ({{l}}) AND ARRAY_CONTAINS({{l}}, z)", values("l", []string{"a", "b'"}), "SELECT a FROM t WHERE x IN ('a', 'b''') AND y IN ('a', 'b''') AND ARRAY_CONTAINS(ARRAY['a', 'b'''], z)"},
		{"SELECT a FROM t WHERE x IN ({{one}}, 2)", values("one", 1), "SELECT a FROM t WHERE x IN (1, 2)"},
		{"SELECT a FROM t WHERE x IN ({{one}})", values("one", "only"), "SELECT a FROM t WHERE x IN ('only')"},
		{"WITH v (a, b) AS (VALUES {{rows}}) SELECT a FROM v", values("rows", []any{[]any{"x", 1}, []any{nil, -2}}), "WITH v (a, b) AS (VALUES ('x', 1), (NULL, (-2))) SELECT a FROM v"},
		{"WITH v (a) AS (VALUES {{rows}}) SELECT a FROM v", values("rows", []any{"x", "y"}), "WITH v (a) AS (VALUES ('x'), ('y')) SELECT a FROM v"},
		{"SELECT a FROM t WHERE c LIKE {{p}} AND d SIMILAR TO '(?i){{w}}|{{p}}'", values("p", typed(amcsql.PlaceholderPattern, "50%"), "w", "a.b's"), `SELECT a FROM t WHERE c LIKE '50%' AND d SIMILAR TO '(?i)a\.b''s|50%'`},
		{"SELECT t.{{c}} AS {{alias}}, {{c}} FROM {{table}} AS t GROUP BY 1", values("c", typed(amcsql.PlaceholderIdentifier, "campaign"), "alias", "name_1", "table", "dsp_impressions"), "SELECT t.campaign AS name_1, campaign FROM dsp_impressions AS t GROUP BY 1"},
		{"SELECT '{{a}} and {{b}}', CAST('{{d}}' AS DATE)", values("a", "it's", "d", typed(amcsql.PlaceholderDate, "2026-05-01T10:00:00")), "SELECT 'it''s and {{b}}', CAST('2026-05-01' AS DATE)"},
		{"SELECT SUM(x) AS s FROM TABLE(EXTEND_TIME_WINDOW({{t}}, 'P{{days}}D', 'P0D')) LIMIT {{n}}", values("t", "dsp_clicks", "days", 14, "n", 3), "SELECT SUM(x) AS s FROM TABLE(EXTEND_TIME_WINDOW('dsp_clicks', 'P14D', 'P0D')) LIMIT 3"},
		{"SELECT {{missing}}", nil, "SELECT {{missing}}"},
		{"SELECT{{a}}FROM t", values("a", 5), "SELECT 5 FROM t"},
		{"SELECT 'a'{{a}}", nil, ""},
	} {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			rendered, diagnostics := amcsql.Render(test.src, test.values)
			if test.want == "" {
				require.NotEmpty(t, diagnostics)
				return
			}
			require.Empty(t, diagnostics)
			require.Equal(t, test.want, rendered)
		})
	}
}

func TestValuesThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		src   string
		value any
		want  string
	}{
		{"SELECT a + {{x}} FROM t", "1 OR 1 = 1", "is no number"},
		{"SELECT a FROM t LIMIT {{x}}", "5; SELECT 2", "is no number"},
		{"SELECT a FROM t WHERE CAST(d AS DATE) = {{x}}", "yesterday", "is no date"},
		{"SELECT a FROM t WHERE {{x}}", "1=1", "neither true nor false"},
		{"SELECT a FROM {{x}}", "t; DROP TABLE u", "is no name"},
		{"SELECT a FROM {{x}}", "select", "is no name"},
		{"SELECT t.{{x}} FROM t", "a.b", "one name without dots"},
		{"SELECT a FROM {{x}}", 5, "must be a name"},
		{"SELECT a FROM t WHERE b IN {{x}}", []any{}, "empty list"},
		{"SELECT a FROM t WHERE b IN {{x}}", []any{[]any{1}}, "holds a list"},
		{"SELECT a FROM t WHERE b LIKE {{x}}", []any{"a"}, "is a list, a pattern is needed"},
		{"SELECT '{{x}}'", []any{"a"}, "cannot stand inside a text"},
		{"SELECT a FROM t WHERE b = {{x}}", typed(amcsql.PlaceholderRows, []any{1}), "stand behind VALUES only"},
		{"WITH v AS (VALUES {{x}}) SELECT 1", []any{[]any{1, 2}, []any{3}}, "1 columns in row 2"},
		{"WITH v AS (VALUES {{x}}) SELECT 1", "a", "at least one"},
		{"SELECT a = {{x}}", map[string]any{}, "neither a text"},
		{"SELECT a = {{x}}", "a\x00b", "no text can"},
	} {
		rendered, diagnostics := amcsql.Render(test.src, values("x", test.value))
		require.Len(t, diagnostics, 1, "%s: %s", test.src, rendered)
		require.Equal(t, amcsql.CodePlaceholderValue, diagnostics[0].Code)
		require.Contains(t, diagnostics[0].Message, test.want, test.src)
		require.Empty(t, rendered)
	}
}

func TestPlaceholdersTellWhatTheirPlacesAskFor(t *testing.T) {
	t.Parallel()
	query := parseGood(t, `WITH v AS (VALUES {{rows}}) SELECT t.{{column}}, '{{text}}', {{open}} /* {{comment}} */ FROM {{table}} t
		WHERE {{flag}} AND a LIKE {{pattern}} AND b IN ({{list}}) AND c * {{factor}} > 1 AND CAST(d AS DATE) = {{day}} AND e >= BUILT_IN_PARAMETER('TIME_WINDOW_START')
		AND LOWER(f) = {{word}} AND {{open}} < 5 AND ARRAY_CONTAINS({{array}}, g) AND SECONDS_BETWEEN(h, i) <= ({{seconds}}) LIMIT {{count}}`)
	got := map[string]amcsql.PlaceholderType{}
	for _, use := range amcsql.Placeholders(query) {
		got[use.Name] = use.Type
		if use.Name == "open" {
			require.Len(t, use.Spans, 2)
		}
	}
	require.Equal(t, map[string]amcsql.PlaceholderType{
		"rows": amcsql.PlaceholderRows, "column": amcsql.PlaceholderIdentifier, "open": amcsql.PlaceholderNumber, "table": amcsql.PlaceholderIdentifier, "flag": amcsql.PlaceholderBoolean,
		"pattern": amcsql.PlaceholderPattern, "list": amcsql.PlaceholderList, "factor": amcsql.PlaceholderNumber, "day": amcsql.PlaceholderDate, "word": amcsql.PlaceholderString,
		"array": amcsql.PlaceholderList, "seconds": amcsql.PlaceholderNumber, "count": amcsql.PlaceholderNumber,
	}, got)
}

func TestPlaceholdersForRowsTellTheirColumns(t *testing.T) {
	t.Parallel()
	query := parseGood(t, `WITH v (asin, brand) AS (VALUES {{pairs}}), w AS (VALUES {{loose}}) SELECT * FROM v, (VALUES {{one}}) AS u (word)`)
	var got [][]string
	for _, use := range amcsql.Placeholders(query) {
		got = append(got, append([]string{use.Name}, use.Columns...))
	}
	require.Equal(t, [][]string{{"pairs", "asin", "brand"}, {"loose"}, {"one", "word"}}, got)
}

func TestElementsMayNameTheirTypes(t *testing.T) {
	t.Parallel()
	day := typed(amcsql.PlaceholderDate, "2026-05-31")
	rendered, diagnostics := amcsql.Render("SELECT a FROM t WHERE d IN ({{days}})", values("days", []any{day, typed(amcsql.PlaceholderNumber, "7")}))
	require.Empty(t, diagnostics)
	require.Equal(t, "SELECT a FROM t WHERE d IN (CAST('2026-05-31' AS DATE), 7)", rendered)
}

func TestValuesAreCheckedWithoutTheirPlace(t *testing.T) {
	t.Parallel()
	require.NoError(t, typed(amcsql.PlaceholderList, []any{"a"}).Check())
	require.NoError(t, typed(amcsql.PlaceholderRows, []any{[]any{"a", 1}}).Check())
	require.NoError(t, typed(amcsql.PlaceholderIdentifier, "dsp_clicks").Check())
	require.ErrorContains(t, typed(amcsql.PlaceholderNumber, "1 OR 1").Check(), "is no number")
	require.ErrorContains(t, typed(amcsql.PlaceholderList, []any{}).Check(), "empty list")
	require.ErrorContains(t, typed(amcsql.PlaceholderRows, []any{[]any{1}, []any{1, 2}}).Check(), "columns in row 2")
}

// templates have one gap {{x}} in every kind of place that takes a text.
var templates = []string{
	"SELECT {{x}}", "SELECT a FROM t WHERE b = {{x}} -- {{x}}", "SELECT CONCAT('a',{{x}},'b'), 'c'", "SELECT a FROM t WHERE b IN ({{x}}) OR c IN {{x}}",
	"SELECT a FROM t WHERE b LIKE {{x}} AND c SIMILAR TO {{x}}", "SELECT 'before {{x}} after', 'x' FROM t", "SELECT a FROM t WHERE b SIMILAR TO '^{{x}}$' AND c = 1",
	"WITH v (a) AS (VALUES {{x}}) SELECT a FROM v", "SELECT CASE WHEN a = {{x}}THEN{{x}}ELSE{{x}}END", "SELECT ARRAY[{{x}}], a||{{x}}", "/* {{x}} */ SELECT {{x}} /* it's {{x}} */",
}

// Whatever text is put in, the words of the query around it stay what they are,
// and the text comes out of the query as it went in.
func TestNoTextEscapesFromItsQuotes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.SampledFrom(templates).Draw(t, "template")
		piece := rapid.OneOf(
			rapid.SampledFrom([]string{"'", "''", `"`, "`", "--", "/*", "*/", ";", "\\", "\\'", "{{", "}}", "{{x}}", "\n", "\r\n", ")", "(", ",", "’", "\u2028", "\ufeff", "%", " OR 1=1", "$$", "\u00a0"}),
			rapid.String(),
		)
		value := strings.ReplaceAll(strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, "value"), ""), "\x00", "")
		var given any = value
		if strings.Contains(src, "VALUES") {
			given = []any{value}
		}
		rendered, diagnostics := amcsql.Render(src, values("x", given))
		if len(diagnostics) > 0 {
			t.Fatalf("%q with %q: %v", src, value, diagnostics)
		}
		calm := any("calm")
		if strings.Contains(src, "VALUES") {
			calm = []any{"calm"}
		}
		want, diagnostics := amcsql.Render(src, values("x", calm))
		if len(diagnostics) > 0 {
			t.Fatal(diagnostics)
		}
		requireSameKinds(t, want, rendered)
		if !strings.Contains(src, "'before") && !strings.Contains(src, "SIMILAR TO '^") && !textsOf(rendered)[value] {
			t.Fatalf("%q does not come out of %q", value, rendered)
		}
	})
}

func requireSameKinds(t *rapid.T, want, got string) {
	t.Helper()
	a, _ := amcsql.Scan(want)
	b, problems := amcsql.Scan(got)
	if len(problems) > 0 || len(a) != len(b) {
		t.Fatalf("%q has %d words and %v, not %d as %q", got, len(b), problems, len(a), want)
	}
	for i := range a {
		same := a[i].Kind == b[i].Kind
		if a[i].Kind != amcsql.TokenText {
			same = same && a[i].Text == b[i].Text
		}
		if !same {
			t.Fatalf("word %d of %q is %q, not %q", i, got, b[i].Text, a[i].Text)
		}
	}
}

func textsOf(src string) map[string]bool {
	query, _ := amcsql.Parse(src)
	texts := map[string]bool{}
	amcsql.Inspect(query, func(n amcsql.Node) bool {
		if literal, ok := n.(*amcsql.StringLiteral); ok {
			texts[literal.Value] = true
		}
		return true
	})
	return texts
}

// Numbers, dates and names are checked before they are written.
func TestWhatIsNoTextIsNothingButItsType(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.SampledFrom([]amcsql.PlaceholderType{
			amcsql.PlaceholderNumber, amcsql.PlaceholderDate, amcsql.PlaceholderTimestamp, amcsql.PlaceholderBoolean, amcsql.PlaceholderIdentifier,
		}).Draw(t, "type")
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`-?[0-9]{1,3}(\.[0-9]+)?( OR 1)?`), rapid.StringMatching(`[a-z_]{1,5}([. ;'"][a-z]+)?`), rapid.StringMatching(`20[0-9]{2}-0[1-9]-[0-9]{2}('| )?`)).Draw(t, "value")
		rendered, diagnostics := amcsql.Render("SELECT a -{{x}}, b FROM t", values("x", typed(typ, value)))
		if len(diagnostics) > 0 {
			return
		}
		query, diagnostics := amcsql.Parse(rendered)
		if len(diagnostics) > 0 || len(query.Body.(*amcsql.Select).Items) != 2 || query.Terminator != nil {
			t.Fatalf("%q as %s gives %q", value, typ, rendered)
		}
	})
}
