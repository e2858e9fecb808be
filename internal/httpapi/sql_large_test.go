package httpapi

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/internal/actor"
)

func TestAPastedMegabyteIsChecked(t *testing.T) {
	t.Parallel()
	in := &checkSQLInput{}
	in.Body.SQL = analysistest.LongQuery(26_000)
	require.Greater(t, len(in.Body.SQL), 1_000_000)
	out, err := (&Server{}).checkSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.NotEmpty(t, out.Body.Columns, "it is checked to the end")
	for _, d := range out.Body.Diagnostics {
		require.NotEqual(t, string(amcsql.SeverityError), d.Severity, d.Message)
	}

	in.Body.SQL = "SELECT 1 AS a" + strings.Repeat(";", 1<<20)
	out, err = (&Server{}).checkSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Contains(t, codes(out.Body.Diagnostics), amcsql.CodeTooComplex)
}

func codes(diagnostics []Diagnostic) []string {
	list := make([]string, len(diagnostics))
	for i, d := range diagnostics {
		list[i] = d.Code
	}
	return list
}
