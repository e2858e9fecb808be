package execution

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/query"
)

func TestPlaceholdersAreFilledOnceAndKeptWithTheirText(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		p := m.params()
		p.SQL = "SELECT campaign /* {{ word }} */ FROM {{table}} WHERE campaign LIKE {{like}} AND advertiser = {{name}} AND day IN ({{days}}) AND imps > CUSTOM_PARAMETER('least')"
		p.Parameters = []query.Parameter{{Name: "least", Type: query.Long}}
		p.Placeholders = []query.Placeholder{
			{Name: "days", Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderDate},
			{Name: "table", Type: amcsql.PlaceholderIdentifier, Default: raw(`"dsp_impressions"`), Allowed: []json.RawMessage{raw(`"dsp_impressions"`), raw(`"dsp_clicks"`)}},
		}
		p.Values = map[string]json.RawMessage{
			"days": raw(`["2026-05-01","2026-05-02"]`), "like": raw(`"%spring%"`), "name": raw(`"O'Hara"`), "least": raw("5"),
		}
		made, err := m.Create(t.Context(), m.owner, p)
		require.NoError(t, err)
		const sent = "SELECT campaign /* {{ word }} */ FROM dsp_impressions WHERE campaign LIKE '%spring%' AND advertiser = 'O''Hara' " +
			"AND day IN (CAST('2026-05-01' AS DATE), CAST('2026-05-02' AS DATE)) AND imps > CUSTOM_PARAMETER('least')"
		require.Equal(t, p.SQL, made.SQL)
		require.Equal(t, hashText(sent), made.SQLHash)
		require.JSONEq(t, `{"least":5}`, string(made.Values))
		require.Equal(t, []string{"days", "table", "like", "name"}, namesOf(made.Placeholders), "declared first, then as found")

		kept, err := m.Filling(t.Context(), m.owner, made.ID)
		require.NoError(t, err)
		require.Equal(t, sent, kept.SQL)
		require.JSONEq(t, `{"days":["2026-05-01","2026-05-02"],"table":"dsp_impressions","like":"%spring%","name":"O'Hara"}`, string(kept.Values))
		_, err = m.Filling(t.Context(), actor.Person(m.owner.PersonID, "Guest", ""), made.ID)
		require.ErrorIs(t, err, ErrNotFound)

		require.Equal(t, Succeeded, m.untilFinal(made.ID).State)
		again, err := m.Rerun(t.Context(), m.owner, made.ID, RerunParams{})
		require.NoError(t, err)
		require.Equal(t, Succeeded, m.untilFinal(again.ID).State)
		runs := m.amazon.all()
		require.Equal(t, []string{sent, sent}, []string{runs[0].SQLQuery, runs[1].SQLQuery})
		require.NotContains(t, runs[0].ParameterValues, "name", "Amazon knows no placeholders")
	})
}

func namesOf(placeholders []query.Placeholder) (names []string) {
	for _, p := range placeholders {
		names = append(names, p.Name)
	}
	return names
}

func TestEveryPlaceholderAtFaultIsNamed(t *testing.T) {
	t.Parallel()
	what := subject{
		sql: "SELECT a FROM {{table}} WHERE b IN ({{ids}}) AND c = {{day}} AND d LIKE {{like}} AND e = {{color}} LIMIT {{count}}",
		placeholders: []query.Placeholder{
			{Name: "ids", Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderNumber},
			{Name: "day", Type: amcsql.PlaceholderDate},
			{Name: "color", Type: amcsql.PlaceholderString, Allowed: []json.RawMessage{raw(`"red"`)}},
		},
	}
	pointers := func(values map[string]json.RawMessage) (found []string) {
		_, _, err := what.fillIn(values)
		require.ErrorIs(t, err, ErrParameters)
		for _, f := range fault.Of(err).Fields {
			found = append(found, f.Pointer+" "+f.Message)
		}
		return found
	}
	require.Equal(t, []string{
		`/parameterValues/ids/1 "2 OR 1=1" is no number`,
		"/parameterValues/day must be a date such as 2026-05-01",
		"/parameterValues/color is none of the values on offer",
		`/parameterValues/table "t; DROP TABLE u" is no name of a table or column`,
		"/parameterValues/like needs a value",
		`/parameterValues/count "1; SELECT 2" is no number`,
		"/parameterValues/other is not a parameter of this query",
	}, pointers(map[string]json.RawMessage{
		"ids": raw(`[1,"2 OR 1=1"]`), "day": raw(`"yesterday"`), "color": raw(`"blue"`), "table": raw(`"t; DROP TABLE u"`),
		"count": raw(`"1; SELECT 2"`), "other": raw("1"),
	}))
}

func TestAValueThatDoesNotFitItsPlaceIsNamed(t *testing.T) {
	t.Parallel()
	what := subject{
		sql:          "SELECT '{{list}}', {{one}}",
		placeholders: []query.Placeholder{{Name: "list", Type: amcsql.PlaceholderList}, {Name: "one", Type: amcsql.PlaceholderString}},
	}
	_, _, err := what.fillIn(map[string]json.RawMessage{"list": raw(`["a"]`), "one": raw(`"b"`)})
	require.Equal(t, []fault.Field{{Pointer: "/parameterValues/list", Message: "is a list, which cannot stand inside a text"}}, fault.Of(err).Fields)

	what = subject{sql: "SELECT {{one}} FROM (", placeholders: []query.Placeholder{{Name: "one", Type: amcsql.PlaceholderString}}}
	_, _, err = what.fillIn(map[string]json.RawMessage{"one": raw(`"b"`)})
	require.Equal(t, "/sql", fault.Of(err).Fields[0].Pointer)
	require.Contains(t, fault.Of(err).Fields[0].Message, "line 1, column")
}

func TestSQLWithoutPlaceholdersIsSentAsItIs(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{"SELECT 'a {{b}}' -- {{c}}", "no {SQL} at all", "SELECT 'open"} {
		_, text, err := subject{sql: sql}.fillIn(nil)
		require.NoError(t, err)
		require.Equal(t, sql, text.sql)
		require.Nil(t, text.filling())
	}
}

// 60,000 values are read, put in and checked in the time of a request.
func TestManyValuesAreFilledInTime(t *testing.T) {
	t.Parallel()
	ids := make([]string, 60_000)
	for i := range ids {
		ids[i] = fmt.Sprintf("B%09d", i)
	}
	value, err := json.Marshal(ids)
	require.NoError(t, err)
	began := time.Now()
	_, text, err := subject{sql: "SELECT campaign FROM dsp_impressions WHERE campaign IN ({{ids}})"}.fillIn(map[string]json.RawMessage{"ids": value})
	require.NoError(t, err)
	t.Logf("%d bytes in %v", len(text.sql), time.Since(began))
	require.Less(t, time.Since(began), time.Minute) // far above what it takes, even under the race detector on a busy machine
	require.Contains(t, text.sql, "'B000059999')")

	tooMany, err := json.Marshal(make([]string, query.MaxEntries+1))
	require.NoError(t, err)
	_, _, err = subject{sql: "SELECT a FROM t WHERE b IN ({{ids}})"}.fillIn(map[string]json.RawMessage{"ids": tooMany})
	require.Contains(t, fault.Of(err).Fields[0].Message, "100000 at most")
}

// gaps are places for a placeholder of each type; {{x}} is the one under test.
var gaps = map[amcsql.PlaceholderType][]string{
	amcsql.PlaceholderString:     {"SELECT a FROM t WHERE b = {{x}} -- {{x}}", "SELECT 'in {{x}}', CONCAT(a, {{x}})", "SELECT CASE WHEN a = {{x}}THEN{{x}}END FROM t"},
	amcsql.PlaceholderPattern:    {"SELECT a FROM t WHERE b LIKE {{x}} AND c SIMILAR TO {{x}}"},
	amcsql.PlaceholderNumber:     {"SELECT a -{{x}} FROM t", "SELECT a FROM t WHERE b > {{x}}LIMIT {{x}}"},
	amcsql.PlaceholderDate:       {"SELECT a FROM t WHERE b >= {{x}}AND c = 1"},
	amcsql.PlaceholderTimestamp:  {"SELECT a FROM t WHERE b >= {{x}}"},
	amcsql.PlaceholderBoolean:    {"SELECT a FROM t WHERE {{x}}OR b"},
	amcsql.PlaceholderIdentifier: {"SELECT a FROM {{x}} AS u", "SELECT t.{{x}} FROM t"},
	amcsql.PlaceholderList:       {"SELECT a FROM t WHERE b IN ({{x}}) AND c IN {{x}}", "SELECT ARRAY[{{x}}], a"},
	amcsql.PlaceholderRows:       {"WITH v (a, b) AS (VALUES {{x}}) SELECT a FROM v"},
}

// harmless is a value of each type that stays what it is.
var harmless = map[amcsql.PlaceholderType]string{
	amcsql.PlaceholderString: `"calm"`, amcsql.PlaceholderPattern: `"calm"`, amcsql.PlaceholderNumber: `1`, amcsql.PlaceholderDate: `"2026-05-01"`,
	amcsql.PlaceholderTimestamp: `"2026-05-01T00:00:00"`, amcsql.PlaceholderBoolean: `true`, amcsql.PlaceholderIdentifier: `"calm"`,
	amcsql.PlaceholderList: `["calm"]`, amcsql.PlaceholderRows: `[["calm","calm"]]`,
}

// Whatever a run gives for a placeholder of whatever declared type, the words
// of the query around it stay what they are, or the run is refused.
func TestNoValueOfARunLeavesItsPlace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.SampledFrom(query.PlaceholderTypes()).Draw(t, "type")
		sql := rapid.SampledFrom(gaps[typ]).Draw(t, "sql")
		declared := query.Placeholder{Name: "x", Type: typ}
		if typ == amcsql.PlaceholderList {
			declared.Items = rapid.SampledFrom([]amcsql.PlaceholderType{"", amcsql.PlaceholderString}).Draw(t, "items")
		}
		what := subject{sql: sql, placeholders: []query.Placeholder{declared}}
		fill := func(value json.RawMessage) (string, error) {
			_, text, err := what.fillIn(map[string]json.RawMessage{"x": value})
			return text.sql, err
		}
		got, err := fill(hostile(t, typ))
		if err != nil {
			require.ErrorIs(t, err, ErrParameters)
			require.True(t, strings.HasPrefix(fault.Of(err).Fields[0].Pointer, "/parameterValues/x"), err)
			return
		}
		want, err := fill(raw(harmless[typ]))
		require.NoError(t, err)
		require.Equal(t, skeleton(t, want), skeleton(t, got), got)
	})
}

// hostile draws a value that would like to be more than one.
func hostile(t *rapid.T, typ amcsql.PlaceholderType) json.RawMessage {
	piece := rapid.OneOf(rapid.SampledFrom([]string{
		"'", "''", `"`, "`", "--", "/*", "*/", ";", "\\", "\\'", "{{", "{{x}}", "\n", ")", "(", ",", "’", "\u2028", "%", " OR 1=1", "$$", "1", "2026-05-01", "true", "a.b", "SELECT", "UNION ALL SELECT user_id",
	}), rapid.String())
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(t, "text"), "") })
	var value any = text.Draw(t, "value")
	switch typ {
	case amcsql.PlaceholderList:
		value = rapid.SliceOfN(text, 1, 1).Draw(t, "list")
	case amcsql.PlaceholderRows:
		value = [][]string{rapid.SliceOfN(text, 2, 2).Draw(t, "row")}
	default:
	}
	encoded, err := json.Marshal(value)
	require.NoError(t, err)
	return encoded
}

// skeleton gives the words of a text without what a value may decide: a text, a
// number and its sign, a name and its dots, true or false.
func skeleton(t *rapid.T, sql string) string {
	tokens, problems := amcsql.Scan(sql)
	require.Empty(t, problems, sql)
	var out strings.Builder
	for _, token := range tokens {
		word := token.Text
		switch {
		case token.Kind == amcsql.TokenWord && !amcsql.IsReserved(word):
			word = "<name>"
		case token.Kind == amcsql.TokenText, token.Kind == amcsql.TokenNumber, token.Kind == amcsql.TokenComment:
			word = fmt.Sprintf("<%d>", token.Kind)
		case strings.EqualFold(word, "true"), strings.EqualFold(word, "false"):
			word = "<truth>"
		}
		out.WriteString(word + " ")
	}
	number := fmt.Sprintf("<%d>", amcsql.TokenNumber)
	return strings.NewReplacer("( - "+number+" )", number, "<name> . <name> . <name>", "<name>", "<name> . <name>", "<name>").Replace(out.String())
}
