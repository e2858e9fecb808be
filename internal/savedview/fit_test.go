package savedview

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/result"
)

// resultWith has columns of a name and a kind each.
func resultWith(columns ...string) *result.Result {
	r := &result.Result{}
	for i := 0; i < len(columns); i += 2 {
		r.Columns = append(r.Columns, result.Column{
			Name: columns[i], Type: "STRING", Encoding: result.Encoding{Kind: result.Kind(columns[i+1]), Precision: 18, Scale: 2},
		})
	}
	return r
}

var before = resultWith("campaign", "text", "device", "text", "clicks", "integer", "cost", "decimal")

func stateOf(parts map[string]string) State {
	s := State{}
	for name, part := range parts {
		s[name] = json.RawMessage(part)
	}
	return s
}

func TestAViewFollowsItsColumnsByName(t *testing.T) {
	t.Parallel()
	saved := stateOf(map[string]string{
		"view": `{"computed":[{"name":"cpc","expression":"#c3 / \"clicks\""},{"name":"twice","expression":"#x0 * 2"}],
			"filters":[{"column":"c1","op":"equals","text":"c1"},{"column":"x1","op":"range","from":"1"}],"sort":[{"column":"c3","descending":true}]}`,
		"columns": `{"order":["c3","c0"],"hidden":["c1"],"widths":{"c2":120},"formats":{"c2":{"as":"money","currency":"EUR"},"c9":{"as":"plain"}},"zone":"Europe/Berlin"}`,
		"chart":   `{"kind":"bar","x":"c0","y":["c3","x0"],"title":"Cost by c0 of 12345678901234567890","big":12345678901234567890}`,
	})
	require.NoError(t, saved.Check(before))
	moved := resultWith("cost", "decimal", "campaign", "text", "region", "text", "device", "text", "clicks", "integer")
	now, lost := saved.Fit(columnsOf(before), moved)
	require.Empty(t, lost)
	require.JSONEq(t, `{"computed":[{"name":"cpc","expression":"#c0 / \"clicks\""},{"name":"twice","expression":"#x0 * 2"}],
		"filters":[{"column":"c3","op":"equals","text":"c1"},{"column":"x1","op":"range","from":"1"}],"sort":[{"column":"c0","descending":true}]}`, string(now["view"]))
	require.JSONEq(t, `{"order":["c0","c1"],"hidden":["c3"],"widths":{"c4":120},"formats":{"c4":{"as":"money","currency":"EUR"}},"zone":"Europe/Berlin"}`, string(now["columns"]))
	require.Equal(t, `{"big":12345678901234567890,"kind":"bar","title":"Cost by c0 of 12345678901234567890","x":"c1","y":["c0","x0"]}`, string(now["chart"]))
	require.NoError(t, now.Check(moved))
}

func TestWhatIsGoneIsToldAndTheRestApplies(t *testing.T) {
	t.Parallel()
	saved := stateOf(map[string]string{
		"view": `{"computed":[{"name":"cpc","expression":"cost / clicks"},{"name":"short","expression":"lower(campaign)"}],
			"filters":[{"column":"c1","op":"in","values":["Phone"]},{"column":"x0","op":"range","from":"1"},{"column":"x1","op":"contains","text":"a"}],
			"sort":[{"column":"c2"},{"column":"x1"}]}`,
		"columns": `{"pinned":["c2","x1"]}`,
		"chart":   `{"y":"c2"}`,
		"zone":    `"Europe/Berlin"`,
	})
	require.NoError(t, saved.Check(before))
	less := resultWith("campaign", "text", "cost", "decimal")
	now, lost := saved.Fit(columnsOf(before), less)
	require.NoError(t, now.Check(less))
	require.JSONEq(t, `{"computed":[{"name":"short","expression":"lower(campaign)"}],
		"filters":[{"column":"x0","op":"contains","text":"a"}],"sort":[{"column":"x0"}]}`, string(now["view"]))
	require.JSONEq(t, `{"pinned":["x0"]}`, string(now["columns"]))
	require.NotContains(t, now, "chart")
	require.JSONEq(t, `"Europe/Berlin"`, string(now["zone"]))
	var told []string
	for _, loss := range lost {
		told = append(told, loss.Part+" "+loss.Column)
		require.NotEmpty(t, loss.Reason)
	}
	require.Equal(t, []string{"computed cpc", "filter device", "filter cpc", "sort clicks", "chart clicks"}, told)
}

func TestAGroupKeepsTheKeysAndAggregatesThatAreLeft(t *testing.T) {
	t.Parallel()
	saved := stateOf(map[string]string{"view": `{"group":{"by":["c1","c0"],"aggregates":[{"function":"sum","column":"c2"},{"function":"count"},{"function":"sum","column":"c3"}],
		"pivot":"c1"},"sort":[{"column":"k1"},{"column":"a2","descending":true},{"column":"p0a0"}]}`, "columns": `{"order":["a2","k1","k0"]}`})
	require.NoError(t, saved.Check(before))
	now, lost := saved.Fit(columnsOf(before), resultWith("campaign", "text", "cost", "text"))
	require.JSONEq(t, `{"group":{"by":["c0"],"aggregates":[{"function":"count"}]},"sort":[{"column":"k0"}]}`, string(now["view"]))
	require.JSONEq(t, `{"order":["k0"]}`, string(now["columns"]))
	require.Len(t, lost, 6, "%v", lost)

	now, lost = saved.Fit(columnsOf(before), resultWith("other", "text"))
	require.NotEmpty(t, lost)
	require.JSONEq(t, `{"group":{"aggregates":[{"function":"count"}]}}`, string(now["view"]))
}

func TestAStateIsBounded(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]State{
		"unknown column":  stateOf(map[string]string{"view": `{"sort":[{"column":"c9"}]}`}),
		"unknown member":  stateOf(map[string]string{"view": `{"rows":1}`}),
		"no layout":       stateOf(map[string]string{"columns": `{"order":1}`}),
		"twice":           stateOf(map[string]string{"chart": `{"a":1,"a":2}`}),
		"deep":            stateOf(map[string]string{"chart": `[[[[[[[[[[[[[1]]]]]]]]]]]]]`}),
		"name of a part":  stateOf(map[string]string{"<b>": `1`}),
		"too long a part": {"chart": json.RawMessage(`"` + string(make([]byte, maxState)) + `"`)},
	} {
		require.ErrorIs(t, state.Check(before), errState, name)
	}
	require.NoError(t, stateOf(map[string]string{"chart": `{"title":"a \"[[[[[[[[[[[[[[[\" b"}`}).Check(before))
}

func TestFoldsAreKeptWhileTheKeysAreThoseThatTheyName(t *testing.T) {
	t.Parallel()
	saved := stateOf(map[string]string{"view": `{"group":{"by":["c2","c0"],"aggregates":[{"function":"count"}],"subtotals":true,"folded":true,"except":[["7"],[null]]}}`})
	require.NoError(t, saved.Check(before))
	now, lost := saved.Fit(columnsOf(before), resultWith("clicks", "integer", "campaign", "text"))
	require.Empty(t, lost)
	require.JSONEq(t, `{"group":{"by":["c0","c1"],"aggregates":[{"function":"count"}],"subtotals":true,"folded":true,"except":[["7"],[null]]}}`, string(now["view"]))
	now, _ = saved.Fit(columnsOf(before), resultWith("clicks", "integer"))
	require.JSONEq(t, `{"group":{"by":["c0"],"aggregates":[{"function":"count"}],"subtotals":true}}`, string(now["view"]))
	// 7 is no date.
	now, _ = saved.Fit(columnsOf(before), resultWith("clicks", "date", "campaign", "text"))
	require.JSONEq(t, `{"group":{"by":["c0","c1"],"aggregates":[{"function":"count"}],"subtotals":true}}`, string(now["view"]))
}
