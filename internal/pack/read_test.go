package pack

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
)

func plan(t *testing.T, r rule, present []string, source Source, mode Mode) Change {
	t.Helper()
	change, err := r.plan(present, source, mode)
	require.NoError(t, err)
	return change
}

var (
	asins     = rule{ASIN, amcsql.PlaceholderString}
	campaigns = rule{Campaign, amcsql.PlaceholderString}
	texts     = rule{Value, amcsql.PlaceholderString}
	numbers   = rule{Value, amcsql.PlaceholderNumber}
)

func TestAPasteIsCutWhereItsKindHasNoCharacters(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rule rule
		text string
		want []string
	}{
		"asins by everything":      {asins, "b0aaaaaaa1, B0AAAAAAA2;B0AAAAAAA3 B0AAAAAAA4\tB0AAAAAAA5\r\nB0AAAAAAA6\n\n", []string{"B0AAAAAAA1", "B0AAAAAAA2", "B0AAAAAAA3", "B0AAAAAAA4", "B0AAAAAAA5", "B0AAAAAAA6"}},
		"asins of a query":         {asins, `IN ('B0AAAAAAA1', "B0AAAAAAA2")`, []string{"B0AAAAAAA1", "B0AAAAAAA2"}},
		"campaigns of JSON":        {campaigns, `["123456789012345678", "77"]`, []string{"123456789012345678", "77"}},
		"texts by line":            {texts, "running shoes, red\nboots\n", []string{"running shoes, red", "boots"}},
		"texts of one line":        {texts, "running shoes, red boots", []string{"running shoes", "red boots"}},
		"an apostrophe stays":      {texts, "dogs'\n'quoted'", []string{"dogs'", "quoted"}},
		"numbers":                  {numbers, "1 2.5,-3\n4e2", []string{"1", "2.5", "-3", "4e2"}},
		"times hold spaces":        {rule{Value, amcsql.PlaceholderTimestamp}, "2026-05-01 06:00:00, 2026-05-02 06:00:00", []string{"2026-05-01 06:00:00", "2026-05-02 06:00:00"}},
		"a mark of the byte order": {asins, "\ufeffB0AAAAAAA1", []string{"B0AAAAAAA1"}},
		"truths":                   {rule{Value, amcsql.PlaceholderBoolean}, "TRUE false", []string{"true", "false"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, plan(t, test.rule, nil, Source{Text: test.text}, Add).Added)
		})
	}
}

func TestWhatIsNoValueIsToldWithItsLine(t *testing.T) {
	t.Parallel()
	change := plan(t, asins, nil, Source{Text: "B0AAAAAAA1\nB0AAAAAAA\n\n306406152 B0AAAAAAÄ1\nb0aaaaaaa1"}, Add)
	require.Equal(t, []string{"B0AAAAAAA1"}, change.Added)
	require.Equal(t, []Duplicate{{5, "B0AAAAAAA1"}}, change.Duplicates)
	require.Equal(t, 5, change.Read)
	require.Len(t, change.Refused, 3)
	require.Equal(t, Refusal{2, "B0AAAAAAA", "has 9 characters; an ASIN has 10"}, change.Refused[0])
	require.Equal(t, 4, change.Refused[1].Line)
	require.Contains(t, change.Refused[1].Why, "leading 0")
	require.Contains(t, change.Refused[2].Why, "other than letters")
	require.Contains(t, plan(t, campaigns, nil, Source{Text: "1.23457E+14"}, Add).Refused[0].Why, "spreadsheet")
	require.Contains(t, plan(t, numbers, nil, Source{Text: "twelve"}, Add).Refused[0].Why, "number")
	require.Contains(t, plan(t, rule{Value, amcsql.PlaceholderDate}, nil, Source{Text: "2026-02-30"}, Add).Refused[0].Why, "date")
	require.Contains(t, plan(t, texts, nil, Source{Text: strings.Repeat("x", MaxLength+1)}, Add).Refused[0].Why, "1000")
	require.Contains(t, plan(t, texts, nil, Source{Text: "\"two\nlines\"", Format: CSV}, Add).Refused[0].Why, "line break")
}

func TestTheColumnOfCSVIsFound(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	at := func(i int) *int { return &i }
	for name, test := range map[string]struct {
		rule   rule
		source Source
		column int
		header bool
		want   []string
	}{
		"by its name, though nobody said that it is CSV": {asins, Source{Text: "Title,ASIN\n\"Shoe, red\",B0AAAAAAA1\nBoot,B0AAAAAAA2"}, 1, true, []string{"B0AAAAAAA1", "B0AAAAAAA2"}},
		"semicolons":                    {campaigns, Source{Text: "campaign;campaign_id\nSummer;77\n"}, 1, true, []string{"77"}},
		"tabs":                          {asins, Source{Text: "parent_asin\tasin\nB0AAAAAAA1\tB0AAAAAAA2"}, 1, true, []string{"B0AAAAAAA2"}},
		"one column":                    {asins, Source{Text: "asin\nB0AAAAAAA1"}, 0, true, []string{"B0AAAAAAA1"}},
		"by what stands in it":          {asins, Source{Format: CSV, Text: "Shoe,B0AAAAAAA1\nBoot,B0AAAAAAA2"}, 1, false, []string{"B0AAAAAAA1", "B0AAAAAAA2"}},
		"a header that nobody knows":    {asins, Source{Format: CSV, Text: "what,which\nShoe,B0AAAAAAA1"}, 1, true, []string{"B0AAAAAAA1"}},
		"the one that was asked for":    {asins, Source{Format: CSV, Column: at(0), Text: "parent_asin,asin\nB0AAAAAAA1,B0AAAAAAA2"}, 0, true, []string{"B0AAAAAAA1"}},
		"a first line that is a value":  {texts, Source{Format: CSV, Header: &no, Text: "shoes\nboots"}, 0, false, []string{"shoes", "boots"}},
		"a first line that is a header": {texts, Source{Format: CSV, Header: &yes, Text: "shoes\nboots"}, 0, true, []string{"boots"}},
		"rows of any length":            {asins, Source{Format: CSV, Text: "x,asin\n1\n\n2,B0AAAAAAA1,more"}, 1, true, []string{"B0AAAAAAA1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := plan(t, test.rule, nil, test.source, Add)
			require.Equal(t, test.want, change.Added)
			require.Equal(t, test.column, change.Column)
			require.Equal(t, test.header, change.Header)
			require.Equal(t, CSV, change.Format)
		})
	}
	_, err := asins.plan(nil, Source{Format: CSV, Column: at(2), Text: "a,b"}, Add)
	require.ErrorIs(t, err, errColumn)
	_, err = asins.plan(nil, Source{Format: "xlsx"}, Add)
	require.ErrorIs(t, err, errFormat)
	wrong := plan(t, asins, nil, Source{Text: "asin\nB0AAAAAAA1\nnone"}, Add)
	require.Equal(t, 3, wrong.Refused[0].Line)
}

func TestModes(t *testing.T) {
	t.Parallel()
	present := []string{"1", "2", "3"}
	change := plan(t, numbers, present, Source{Text: "3 4"}, Add)
	require.Equal(t, []string{"1", "2", "3", "4"}, change.values)
	require.Equal(t, 3, change.Unchanged)
	change = plan(t, numbers, present, Source{Text: "4 3"}, Replace)
	require.Equal(t, []string{"4", "3"}, change.values, "in the order of the text")
	require.Equal(t, []string{"4"}, change.Added)
	require.Equal(t, []string{"1", "2"}, change.Removed)
	require.Equal(t, 1, change.Unchanged)
	change = plan(t, numbers, present, Source{Text: "2 9"}, Remove)
	require.Equal(t, []string{"1", "3"}, change.values)
	require.Equal(t, 1, change.Absent)
	_, err := numbers.plan(nil, Source{}, "swap")
	require.ErrorIs(t, err, errMode)
}

// many are n different ASINs, a line each.
func many(n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "B%09d\n", i)
	}
	return text.String()
}

func TestAPackIsBounded(t *testing.T) {
	t.Parallel()
	require.Equal(t, MaxValues, plan(t, asins, nil, Source{Text: many(MaxValues)}, Add).Size)
	_, err := asins.plan(nil, Source{Text: many(MaxValues + 1)}, Add)
	require.ErrorIs(t, err, ErrTooMany)
	var long strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&long, "%04d%s\n", i, strings.Repeat("x", MaxLength-10))
	}
	_, err = texts.plan(nil, Source{Text: long.String()}, Add)
	require.ErrorIs(t, err, ErrTooLarge)
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for _, wrong := range []rule{{"", ""}, {"sku", ""}, {ASIN, "number"}, {Value, "list"}, {Value, "rows"}} {
		_, err := ruleOf(wrong.kind, wrong.typ)
		require.ErrorIs(t, err, ErrKind, "%v", wrong)
	}
	found, err := ruleOf(Value, "")
	require.NoError(t, err)
	require.Equal(t, texts, found)
}

func TestOfALongListEveryPieceIsAccountedFor(t *testing.T) {
	t.Parallel()
	lines := make([]string, 60_000)
	for i := range lines {
		lines[i] = fmt.Sprintf("b%09d", i)
	}
	lines[500], lines[59_990], lines[59_999] = "B0", "B000000007", "NOT-AN-ASIN"
	change := plan(t, asins, []string{"B000000001", "B0AAAAAAA1"}, Source{Text: strings.Join(lines, "\r\n")}, Add)
	require.Equal(t, []int{60_000, 59_996}, []int{change.Read, len(change.Added)})
	require.Equal(t, []string{"B000000001"}, change.Present)
	require.Equal(t, []Duplicate{{59_991, "B000000007"}}, change.Duplicates)
	require.Len(t, change.Refused, 2)
	require.Equal(t, []int{501, 60_000}, []int{change.Refused[0].Line, change.Refused[1].Line})
	require.Equal(t, 59_998, change.Size)
}

func FuzzPlan(f *testing.F) {
	f.Add("asin,\"x\nB0AAAAAAA1", true)
	f.Fuzz(func(t *testing.T, text string, table bool) {
		for _, r := range []rule{asins, campaigns, texts, numbers} {
			source := Source{Text: text}
			if table {
				source.Format = CSV
			}
			change, err := r.plan(nil, source, Add)
			if err != nil {
				continue
			}
			require.Equal(t, change.Read, len(change.Added)+len(change.Refused)+len(change.Duplicates), "nothing is lost")
			for _, value := range change.values {
				require.NotContains(t, value, "\n")
				again, why := r.read(value)
				require.Empty(t, why)
				require.Equal(t, value, again, "a value is written in one way")
			}
		}
	})
}
