package httpapi

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValuesAreReadWithoutRounding(t *testing.T) {
	t.Parallel()
	values, err := exactValues(json.RawMessage(`{
		"small": 9007199254740991, "large": 9007199254740993, "less": -9007199254740993,
		"ids": [1, 576460752303423488], "share": 0.1, "name": "5", "flag": true, "rows": [["a", 9007199254740993]]
	}`))
	require.NoError(t, err)
	got, err := json.Marshal(values)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"small": 9007199254740991, "large": "9007199254740993", "less": "-9007199254740993",
		"ids": [1, "576460752303423488"], "share": 0.1, "name": "5", "flag": true, "rows": [["a", "9007199254740993"]]
	}`, string(got))
}

func TestADefaultKeepsAllItsDigits(t *testing.T) {
	t.Parallel()
	var declared Parameter
	require.NoError(t, json.Unmarshal([]byte(`{"name": "ids", "type": "LONG", "array": true, "default": [9007199254740993, 1]}`), &declared))
	kept := parametersIn([]Parameter{declared})
	require.JSONEq(t, `[9007199254740993, 1]`, string(kept[0].Default))
	shown, err := json.Marshal(parametersOut(kept)[0])
	require.NoError(t, err)
	require.JSONEq(t, `{"name": "ids", "type": "LONG", "array": true, "default": ["9007199254740993", 1]}`, string(shown))

	none := parametersIn([]Parameter{{Name: "a", Type: "STRING", Default: json.RawMessage("null")}})
	require.False(t, none[0].HasDefault(), "null is no default")
}
