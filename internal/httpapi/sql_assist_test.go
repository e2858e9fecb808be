package httpapi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

func TestCompletionCountsInCodePoints(t *testing.T) {
	t.Parallel()
	in := &placeInSQLInput{}
	in.Body.SQL = "SELECT 'é🎉' AS x, camp FROM dsp_clicks"
	in.Body.Offset = 22 // behind "camp"
	out, err := (&Server{}).completeSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Equal(t, 18, out.Body.Start)
	require.Equal(t, 22, out.Body.End)
	require.Equal(t, "campaign", out.Body.Items[0].InsertText)
	require.Equal(t, "0000", out.Body.Items[0].SortText)
}

func TestHoverAnswersEmptyWhereThereIsNothingToTell(t *testing.T) {
	t.Parallel()
	in := &placeInSQLInput{}
	in.Body.SQL = "SELECT COUNT(user_id) AS n FROM dsp_clicks"
	in.Body.Offset = 14
	out, err := (&Server{}).hoverSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Contains(t, out.Body.Contents, "user_id STRING")
	require.Equal(t, []int{1, 14, 1, 21}, []int{out.Body.Line, out.Body.Column, out.Body.EndLine, out.Body.EndColumn})

	in.Body.Offset = 9999
	out, err = (&Server{}).hoverSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Empty(t, out.Body.Contents)
}

func TestSignatureCountsInCodePoints(t *testing.T) {
	t.Parallel()
	in := &callInSQLInput{}
	in.Body.SQL = "SELECT ROUND('é🎉', 2)"
	in.Body.Offset = 19 // behind the comma
	out, err := (&Server{}).signatureSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Equal(t, "ROUND(x [, digits])", out.Body.Label)
	require.Equal(t, []ArgumentRange{{6, 7}, {11, 17}}, out.Body.Arguments)
	require.Equal(t, 1, out.Body.Active)

	in.Body.Offset = 3
	out, err = (&Server{}).signatureSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Empty(t, out.Body.Label)
}

func TestFormatLeavesWhatDoesNotParseAlone(t *testing.T) {
	t.Parallel()
	in := &formatSQLInput{}
	in.Body.SQL = "select 1"
	out, err := (&Server{}).formatSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Equal(t, "SELECT 1\n", out.Body.SQL)
	require.Empty(t, out.Body.Diagnostics)

	in.Body.SQL = "select from"
	out, err = (&Server{}).formatSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Equal(t, "select from", out.Body.SQL)
	require.NotEmpty(t, out.Body.Diagnostics)
}
