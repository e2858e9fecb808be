package query

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/fault"
)

func TestCheckNamesEveryFieldAtFault(t *testing.T) {
	t.Parallel()
	content := Content{
		Name: " ", ClientID: "c", InstanceID: "i", SQL: "SELECT '\x00'",
		Parameters: []Parameter{
			{Name: "1st", Type: String},
			{Name: "day", Type: Date, Default: json.RawMessage(`"yesterday"`)},
			{Name: "day", Type: "INTERVAL"},
		},
	}
	var refused *fault.Error
	require.ErrorAs(t, content.check(), &refused)
	var pointers []string
	for _, field := range refused.Fields {
		pointers = append(pointers, field.Pointer)
	}
	require.Equal(t, []string{
		"/name", "/clientId", "/sql", "/parameters/0/name", "/parameters/1/default", "/parameters/2/name", "/parameters/2/type",
	}, pointers)
	require.NoError(t, Content{Name: strings.Repeat("é", MaxNameLength)}.check())
}

func TestCheckValue(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typ   Type
		array bool
		value string
		want  string // empty when it fits
	}{
		{String, false, `"a"`, ""},
		{String, false, `1`, "must be text"},
		{String, true, `["a","b"]`, ""},
		{String, true, `[]`, ""},
		{String, true, `null`, ""},
		{String, true, `"a,b"`, "must be a list"},
		{String, true, `["a",2]`, "entry 2 must be text"},
		{Long, false, `9223372036854775807`, ""},
		{Long, false, `"9223372036854775808"`, "is too large for LONG"},
		{Byte, false, `-128`, ""},
		{Byte, false, `128`, "is too large for BYTE"},
		{Integer, false, `1.5`, "must be a whole number"},
		{Integer, false, `true`, "must be a whole number"},
		{Decimal, false, `"1.50"`, ""},
		{Decimal, false, `"1/2"`, "must be a number"},
		{Double, false, `1e5`, ""},
		{Boolean, false, `true`, ""},
		{Boolean, false, `"false"`, ""},
		{Boolean, false, `0`, "must be true or false"},
		{Date, false, `"2026-05-01"`, ""},
		{Date, false, `"2026-02-30"`, "must be a date such as 2026-05-01"},
		{Timestamp, false, `"2026-05-01T06:00:00"`, ""},
		{Timestamp, false, `20260501`, "must be a time such as 2026-05-01T06:00:00"},
		{Date, false, `{`, "is not JSON"},
	} {
		t.Run(string(test.typ)+" "+test.value, func(t *testing.T) {
			t.Parallel()
			err := Parameter{Type: test.typ, Array: test.array}.CheckValue(json.RawMessage(test.value))
			if test.want == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, test.want)
			}
		})
	}
}

func FuzzCheckValueNeverPanics(f *testing.F) {
	f.Add("LONG", false, `"12"`)
	f.Add("DATE", true, `["2026-05-01"]`)
	f.Add("DECIMAL", false, `1e999999999`)
	f.Fuzz(func(_ *testing.T, typ string, array bool, value string) {
		_ = Parameter{Type: Type(typ), Array: array}.CheckValue(json.RawMessage(value)) // only the absence of a panic counts
	})
}
