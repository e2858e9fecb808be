package assist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/assist"
)

func TestSignatureOfTheCallAroundTheCaret(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, label, active string }{
		{"the first argument", "SELECT ROUND(|", "ROUND(x [, digits])", "x"},
		{"the next argument", "SELECT ROUND(spend, | FROM t", "ROUND(x [, digits])", "digits"},
		{"one argument too many", "SELECT ROUND(1, 2, |)", "ROUND(x [, digits])", ""},
		{"an argument in parentheses", "SELECT ROUND((a + |b), 2)", "ROUND(x [, digits])", "x"},
		{"the call further out, once the inner one is closed", "SELECT ROUND(SUM(a), |)", "ROUND(x [, digits])", "digits"},
		{"an argument that may repeat", "SELECT CONCAT(a, b, c, |)", "CONCAT(value, …)", "value"},
		{"commas in a text do not count", "SELECT ROUND('a,b', |)", "ROUND(x [, digits])", "digits"},
		{"comments do not count", "SELECT ROUND /* x, */ (|", "ROUND(x [, digits])", "x"},
		{"a syntax of its own", "SELECT EXTRACT(DAY FROM |", "EXTRACT(unit FROM when)", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src, offset := cut(t, test.text)
			signature, ok := assist.Open(src, analysis.Options{}).SignatureAt(offset)
			require.True(t, ok)
			require.Equal(t, test.label, signature.Label)
			active := ""
			if signature.Active >= 0 {
				at := signature.Arguments[signature.Active]
				active = string([]rune(signature.Label)[at.Start:at.End])
			}
			require.Equal(t, test.active, active)
			require.NotEmpty(t, signature.Doc)
		})
	}
}

func TestNoSignatureOutsideOfCalls(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"|", "SELECT ROU|ND(1)", "SELECT ROUND(1) |", "SELECT (1 + |", "SELECT 1 IN (|", "SELECT no_such_function(|", "ROUND(1; |", "SELECT 'ROUND(|"} {
		src, offset := cut(t, text)
		_, ok := assist.Open(src, analysis.Options{}).SignatureAt(offset)
		require.False(t, ok, text)
	}
}
