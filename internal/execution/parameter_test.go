package execution

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/query"
)

func TestRenderGivesEveryValueItsType(t *testing.T) {
	t.Parallel()
	declared := []query.Parameter{
		{Name: "text", Type: query.String},
		{Name: "id", Type: query.Long},
		{Name: "rate", Type: query.Decimal},
		{Name: "flag", Type: query.Boolean},
		{Name: "day", Type: query.Date},
		{Name: "ids", Type: query.Long, Array: true},
		{Name: "limit", Type: query.Integer, Default: raw("5")},
	}
	got, _, err := subject{parameters: declared}.fillIn(map[string]json.RawMessage{
		"text": raw(`"007"`), "id": raw(`"9223372036854775807"`), "rate": raw(`"+01.50"`), "flag": raw(`"true"`),
		"day": raw(`"2026-05-01"`), "ids": raw(`[1, "9007199254740993"]`),
	})
	require.NoError(t, err)
	require.JSONEq(t, `{"text":"007","id":9223372036854775807,"rate":1.50,"flag":true,"day":"2026-05-01",
		"ids":[1,9007199254740993],"limit":5}`, string(got))
	require.Contains(t, string(got), "9223372036854775807") // not rounded
}

func TestRenderNamesEveryWrongField(t *testing.T) {
	t.Parallel()
	_, _, err := subject{parameters: []query.Parameter{
		{Name: "id", Type: query.Long},
		{Name: "ids", Type: query.Long, Array: true},
		{Name: "missing", Type: query.String},
		{Name: "Recomamp_Attempt", Type: query.String},
		{Name: "odd", Type: "SHAPE"},
	}}.fillIn(map[string]json.RawMessage{"id": raw(`"x"`), "ids": raw(`"1,2"`), "no/such": raw(`1`)})
	require.ErrorIs(t, err, ErrParameters)
	var pointers []string
	for _, f := range fault.Of(err).Fields {
		pointers = append(pointers, f.Pointer)
	}
	require.Equal(t, []string{
		"/parameterValues/id", "/parameterValues/ids", "/parameterValues/missing", "/parameters/3", "/parameters/4", "/parameterValues/no~1such",
	}, pointers)
}

func FuzzJSONNumber(f *testing.F) {
	for _, seed := range []string{"1", "+1", "-0.50", "007", ".5", "5.", "1e10", "-1.5E-3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := query.Parameter{Name: "n", Type: query.Decimal}
		value, err := json.Marshal(text)
		require.NoError(t, err)
		if p.CheckValue(value) != nil || strings.ContainsFunc(text, unicode.IsSpace) {
			return
		}
		rendered, _, err := subject{parameters: []query.Parameter{p}}.fillIn(map[string]json.RawMessage{"n": value})
		require.NoError(t, err, text)
		require.True(t, json.Valid(rendered))
	})
}
