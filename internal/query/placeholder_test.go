package query

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func TestCheckPlaceholdersNamesEveryFieldAtFault(t *testing.T) {
	t.Parallel()
	refused := CheckPlaceholders(ErrInvalid, []Placeholder{
		{Name: "a}}", Type: amcsql.PlaceholderString},
		{Name: "word", Type: "text"},
		{Name: "id", Type: amcsql.PlaceholderNumber},
		{Name: "list", Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderRows},
		{Name: "rows", Type: amcsql.PlaceholderRows, Columns: []PlaceholderColumn{{"", amcsql.PlaceholderList}}},
		{Name: "rows", Type: amcsql.PlaceholderNumber, Columns: []PlaceholderColumn{{"a", amcsql.PlaceholderDate}}},
		{Name: "day", Type: amcsql.PlaceholderDate, Default: json.RawMessage(`"soon"`)},
		{Name: "ids", Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderNumber, Default: json.RawMessage(`[1,"x"]`)},
		{Name: "color", Type: amcsql.PlaceholderString, Allowed: []json.RawMessage{json.RawMessage(`"red"`)}, Default: json.RawMessage(`"blue"`)},
		{Name: "table", Type: amcsql.PlaceholderIdentifier, Allowed: []json.RawMessage{json.RawMessage(`"a b"`)}},
	}, []Parameter{{Name: "id", Type: Long}})
	var pointers []string
	for _, field := range refused.Fields {
		pointers = append(pointers, field.Pointer)
	}
	require.Equal(t, []string{
		"/placeholders/0/name", "/placeholders/1/type", "/placeholders/2/name", "/placeholders/3/items", "/placeholders/4/columns/0/name",
		"/placeholders/4/columns/0/type", "/placeholders/5/name", "/placeholders/5/columns", "/placeholders/6/default", "/placeholders/7/default/1",
		"/placeholders/8/default", "/placeholders/9/allowed/0",
	}, pointers)
	for _, name := range []string{"a", "start date", "Größe", "a-b.c", strings.Repeat("x", 100)} {
		require.Empty(t, CheckPlaceholders(ErrInvalid, []Placeholder{{Name: name, Type: amcsql.PlaceholderDate}}, nil).Fields, name)
	}
	for _, name := range []string{"", " a", "a ", "a\nb", "it's", strings.Repeat("x", 101)} {
		require.NotEmpty(t, CheckPlaceholders(ErrInvalid, []Placeholder{{Name: name, Type: amcsql.PlaceholderDate}}, nil).Fields, name)
	}
}

func TestReadTakesAValueForWhatItsTypeSays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		p     Placeholder
		value string
		want  string // the text it becomes, or the faults
	}{
		{Placeholder{Type: amcsql.PlaceholderString}, `"it's"`, `'it''s'`},
		{Placeholder{Type: amcsql.PlaceholderString}, `9007199254740993`, `'9007199254740993'`},
		{Placeholder{Type: amcsql.PlaceholderString}, `true`, "must be text"},
		{Placeholder{Type: amcsql.PlaceholderNumber}, `"9007199254740993"`, `9007199254740993`},
		{Placeholder{Type: amcsql.PlaceholderNumber}, `-1.5`, `(-1.5)`},
		{Placeholder{Type: amcsql.PlaceholderNumber}, `[1]`, "must be a number"},
		{Placeholder{Type: amcsql.PlaceholderDate}, `"2026-02-29"`, "must be a date such as 2026-05-01"},
		{Placeholder{Type: amcsql.PlaceholderDate}, `"2026-02-28"`, `CAST('2026-02-28' AS DATE)`},
		{Placeholder{Type: amcsql.PlaceholderTimestamp}, `"2026-02-28T06:30:00"`, `CAST('2026-02-28 06:30:00' AS TIMESTAMP)`},
		{Placeholder{Type: amcsql.PlaceholderBoolean}, `"true"`, `TRUE`},
		{Placeholder{Type: amcsql.PlaceholderBoolean}, `1`, "must be true or false"},
		{Placeholder{Type: amcsql.PlaceholderPattern}, `"50%_"`, `'50%_'`},
		{Placeholder{Type: amcsql.PlaceholderIdentifier}, `"select"`, `"select" is no name of a table or column`},
		{Placeholder{Type: amcsql.PlaceholderList}, `["a",1,true]`, `ARRAY['a', 1, TRUE]`},
		{Placeholder{Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderDate}, `["2026-02-28","x"]`, "/1 must be a date such as 2026-05-01"},
		{Placeholder{Type: amcsql.PlaceholderList}, `[]`, "needs at least one entry"},
		{Placeholder{Type: amcsql.PlaceholderList}, `"a"`, "must be a list"},
		{Placeholder{Type: amcsql.PlaceholderList, Allowed: []json.RawMessage{json.RawMessage(`5`)}}, `["5",6]`, "/1 is none of the values on offer"},
		{Placeholder{Type: amcsql.PlaceholderRows}, `[["a",1],["b"]]`, "/1 has 1 values, 2 are needed"},
		{Placeholder{Type: amcsql.PlaceholderRows, Columns: []PlaceholderColumn{{"a", amcsql.PlaceholderNumber}}}, `[[1],["x"],[1,2]]`, `/1/0 "x" is no number; /2 has 2 values, 1 are needed`},
		{Placeholder{Type: amcsql.PlaceholderString}, `{"a":1}`, "must be text"},
		{Placeholder{Type: amcsql.PlaceholderString}, `"\u0000"`, "holds a character that no text can"},
	} {
		t.Run(string(test.p.Type)+" "+test.value, func(t *testing.T) {
			t.Parallel()
			read, faults := test.p.Read(json.RawMessage(test.value))
			if len(faults) > 0 {
				var told []string
				for _, f := range faults {
					told = append(told, strings.TrimSpace(f.Path+" "+f.Message))
				}
				require.Equal(t, test.want, strings.Join(told, "; "))
				return
			}
			sql := "SELECT {{x}}"
			if test.p.Type == amcsql.PlaceholderIdentifier {
				sql = "SELECT 1 FROM {{x}}"
			}
			rendered, diagnostics := amcsql.Render(sql, map[string]amcsql.PlaceholderValue{"x": read})
			require.Empty(t, diagnostics)
			require.Equal(t, "SELECT "+test.want, rendered)
		})
	}
}

func TestOnlyTheFirstFaultsOfALongListAreTold(t *testing.T) {
	t.Parallel()
	value := json.RawMessage("[" + strings.Repeat(`"x",`, 59_999) + `"x"]`)
	_, faults := Placeholder{Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderNumber}.Read(value)
	require.Len(t, faults, maxTold)
}

func TestFindPlaceholdersReadsTypesOffPlacesAndColumns(t *testing.T) {
	t.Parallel()
	found := FindPlaceholders(catalog.Default(), `WITH pick (id, word) AS (VALUES {{rows}})
		SELECT campaign, '{{text}}' /* {{comment}} */ FROM dsp_impressions i JOIN pick ON pick.id = i.campaign_id
		WHERE campaign_id IN ({{ids}}) AND campaign = {{name}} AND impression_dt >= {{from}} AND impression_date = {{day}}
		AND advertiser LIKE {{like}} AND impressions > {{least}} AND campaign IN {{names}} AND {{flag}} GROUP BY 1`)
	got := map[string]Placeholder{}
	for _, f := range found {
		got[f.Name] = f.Placeholder
		require.NotEmpty(t, f.Spans)
	}
	require.Equal(t, map[string]Placeholder{
		"rows":  {Name: "rows", Type: amcsql.PlaceholderRows, Columns: []PlaceholderColumn{{"id", amcsql.PlaceholderNumber}, {"word", amcsql.PlaceholderString}}},
		"ids":   {Name: "ids", Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderNumber},
		"name":  {Name: "name", Type: amcsql.PlaceholderString},
		"from":  {Name: "from", Type: amcsql.PlaceholderTimestamp},
		"day":   {Name: "day", Type: amcsql.PlaceholderDate},
		"like":  {Name: "like", Type: amcsql.PlaceholderPattern},
		"least": {Name: "least", Type: amcsql.PlaceholderNumber},
		"names": {Name: "names", Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderString},
		"flag":  {Name: "flag", Type: amcsql.PlaceholderBoolean},
	}, got)
	require.Empty(t, FindPlaceholders(catalog.Default(), "SELECT '{{a}}'"))
	require.Equal(t, "half", FindPlaceholders(catalog.Default(), "SELECT a FROM t WHERE b = {{half}} AND (")[0].Name, "also while the text is being written")
}

func TestWhatNobodyDeclaredTakesTheTypeOfItsPlaceOrItsValue(t *testing.T) {
	t.Parallel()
	declared := []Placeholder{{Name: "a", Type: amcsql.PlaceholderDate}}
	all := WithFound(catalog.Default(), "SELECT {{a}}, {{b}}, {{c}}, {{d}}, x FROM t WHERE y IN ({{e}}) AND z IN ({{f}})", declared, map[string]json.RawMessage{
		"b": json.RawMessage("5"), "c": json.RawMessage(`["x"]`), "e": json.RawMessage(`"one"`), "f": json.RawMessage(`["many"]`),
	})
	var types []string
	for _, p := range all {
		types = append(types, p.Name+" "+string(p.Type))
	}
	require.Equal(t, []string{"a date", "b number", "c list", "d string", "e string", "f list"}, types)
}

func FuzzReadNeverPanics(f *testing.F) {
	f.Add("list", "number", `[1,"2"]`)
	f.Add("rows", "", `[[1,null],["a"]]`)
	f.Add("identifier", "", `"a.b"`)
	f.Fuzz(func(_ *testing.T, typ, items, value string) {
		p := Placeholder{Type: amcsql.PlaceholderType(typ), Items: amcsql.PlaceholderType(items)}
		_, _ = p.Read(json.RawMessage(value)) // only the absence of a panic counts
	})
}
