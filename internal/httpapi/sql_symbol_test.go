package httpapi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

const withWideCharacters = "WITH a AS (SELECT 'é🎉' AS x) SELECT a.x FROM a"

func TestReferencesCountInCodePoints(t *testing.T) {
	t.Parallel()
	in := &placeInSQLInput{}
	in.Body.SQL, in.Body.Offset = withWideCharacters, 45 // the last a
	out, err := (&Server{}).referencesSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Equal(t, []TextRange{{1, 6, 1, 7}, {1, 37, 1, 38}, {1, 46, 1, 47}}, out.Body.Ranges)
}

func TestRenameAnswersEditsOrTheReasonWhyNot(t *testing.T) {
	t.Parallel()
	in := &renameInSQLInput{}
	in.Body.SQL, in.Body.Offset, in.Body.Name = withWideCharacters, 5, "first"
	out, err := (&Server{}).renameSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Equal(t, []Edit{{1, 6, 1, 7, "first"}, {1, 37, 1, 38, "first"}, {1, 46, 1, 47, "first"}}, out.Body.Edits)

	in.Body.Name = "1st"
	_, err = (&Server{}).renameSQL(t.Context(), actor.Actor{}, in)
	require.ErrorIs(t, err, errRename)
	var refused *fault.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "/name", refused.Fields[0].Pointer)
}

func TestOutlineActionsAndLineageAnswer(t *testing.T) {
	t.Parallel()
	in := &checkSQLInput{}
	in.Body.SQL = "WITH a AS (SELECT campaign, SUM(spend) AS spend FROM sponsored_ads_traffic GROUP BY 1) SELECT campaign, spend FROM a"
	outline, err := (&Server{}).outlineSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Len(t, outline.Body.Entries, 2)
	require.Equal(t, "table", outline.Body.Entries[0].Kind)
	require.Equal(t, "result", outline.Body.Entries[1].Kind)
	require.Equal(t, "column", outline.Body.Entries[1].Children[0].Kind)

	lineage, err := (&Server{}).lineageSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Len(t, lineage.Body.Outputs, 2)
	last := lineage.Body.Columns[len(lineage.Body.Columns)-1]
	require.Equal(t, []string{"spend", "sponsored_ads_traffic", "source", "LONG"}, []string{last.Name, last.Table, last.How, last.Type})
	require.Nil(t, last.Range)

	at := &rangeInSQLInput{}
	at.Body.SQL, at.Body.Start, at.Body.End = in.Body.SQL, 104, 104
	actions, err := (&Server{}).actionsSQL(t.Context(), actor.Actor{}, at)
	require.NoError(t, err)
	require.Equal(t, "raw-money", actions.Body.Actions[0].Code)

	checked, err := (&Server{}).checkSQL(t.Context(), actor.Actor{}, in)
	require.NoError(t, err)
	require.Equal(t, OutputColumn{Name: "spend", Type: "LONG", Class: "NONE", Unit: "microcents"}, checked.Body.Columns[1])
}
