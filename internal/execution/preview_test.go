package execution

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/query"
)

func TestPreviewIsWhatARunSends(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		p := m.params()
		p.SQL = "SELECT campaign FROM {{table}} WHERE impressions > CUSTOM_PARAMETER('least')"
		p.Parameters = []query.Parameter{{Name: "least", Type: query.Long}, {Name: "ids", Type: query.String, Array: true, Default: raw(`["a"]`)}}
		p.Placeholders = []query.Placeholder{{Name: "table", Type: amcsql.PlaceholderIdentifier}}
		p.Values = map[string]json.RawMessage{"least": raw(`"9007199254740993"`), "table": raw(`"dsp_clicks"`)}
		p.Timeout = 30 * time.Minute

		preview, err := m.Preview(t.Context(), m.owner, p)
		require.NoError(t, err)
		require.Equal(t, json.Number("9007199254740993"), preview.Request.ParameterValues["least"])
		require.Equal(t, time.Date(2026, 2, 1, 5, 0, 0, 0, time.UTC), preview.Window.Start)
		require.Empty(t, m.amazon.calls)
		listed, err := m.List(t.Context(), m.owner, Filter{}, 10)
		require.NoError(t, err)
		require.Empty(t, listed, "a preview stores nothing")

		made, err := m.Create(t.Context(), m.owner, p)
		require.NoError(t, err)
		require.Equal(t, Succeeded, m.untilFinal(made.ID).State)
		sent := m.amazon.runs[0].Execution
		require.NotEmpty(t, markOf(sent))
		delete(sent.ParameterValues, markName)
		require.Equal(t, sent.ParameterValues, preview.Request.ParameterValues)
		require.Equal(t, sent.SQLQuery, preview.Request.Workflow.SQLQuery)
		require.Equal(t, sent.Timeout, preview.Request.Timeout)
		require.Equal(t, sent.OriginalStart, preview.Request.Window.Start.String())
		require.Equal(t, sent.OriginalEnd, preview.Request.Window.End.String())
		require.Equal(t, sent.OriginalZone, preview.Request.Window.Zone)
	})
}

func TestPreviewRefusesWhatCreateRefuses(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		p := m.params()
		p.Parameters = []query.Parameter{{Name: "least", Type: query.Long}}
		_, err := m.Preview(t.Context(), m.owner, p)
		require.ErrorIs(t, err, ErrParameters)
		p = m.params()
		p.Window.To = p.Window.From
		_, err = m.Preview(t.Context(), m.owner, p)
		_, wanted := m.Create(t.Context(), m.owner, p)
		require.Equal(t, wanted, err)
	})
}
