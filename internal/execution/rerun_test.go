package execution

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/window"
)

func TestRerunWithChangesKeepsWhatIsNotNamed(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		p := m.params()
		p.Parameters = []query.Parameter{{Name: "id", Type: query.Long}, {Name: "brand", Type: query.String}}
		p.Values = map[string]json.RawMessage{"id": raw("5"), "brand": raw(`"tern"`)}
		first, err := m.Create(t.Context(), m.owner, p)
		require.NoError(t, err)

		second, err := m.Rerun(t.Context(), m.owner, first.ID, RerunParams{
			Values: map[string]json.RawMessage{"brand": raw(`"kestrel"`)}, Origin: CommandLine,
		})
		require.NoError(t, err)
		require.Equal(t, first.ID, second.RerunOf)
		require.Equal(t, CommandLine, second.Origin)
		require.Equal(t, first.SQL, second.SQL)
		require.Equal(t, first.WindowStart, second.WindowStart)
		require.JSONEq(t, `{"id": 5, "brand": "kestrel"}`, string(second.Values))

		third, err := m.Rerun(t.Context(), m.owner, second.ID, RerunParams{
			Window: &window.Spec{From: "2026-01-01", To: "2026-02-01", Zone: "UTC"},
		})
		require.NoError(t, err)
		require.JSONEq(t, string(second.Values), string(third.Values))
		require.Equal(t, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), third.WindowStart)
		require.Equal(t, "2026-02-01T00:00:00", third.LocalEnd)

		_, err = m.Rerun(t.Context(), m.owner, first.ID, RerunParams{Values: map[string]json.RawMessage{"other": raw("1")}})
		require.ErrorIs(t, err, ErrParameters)
	})
}

func TestAnExecutionMayRepeatAnotherWithOtherSQL(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		first := m.create()
		p := m.params()
		p.SQL, p.RerunOf = "SELECT 2", first
		again, err := m.Create(t.Context(), m.owner, p)
		require.NoError(t, err)
		require.Equal(t, first, again.RerunOf)
		require.Equal(t, "SELECT 2", again.SQL)
		p.RerunOf = "nowhere"
		_, err = m.Create(t.Context(), m.owner, p)
		require.ErrorIs(t, err, ErrNotFound)
	})
}

func TestRerunWithChangesFillsPlaceholdersAnew(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		p := m.params()
		p.SQL = "SELECT a FROM t WHERE brand = {{brand}} AND n > {{least}}"
		p.Values = map[string]json.RawMessage{"brand": raw(`"tern"`), "least": raw("5")}
		first, err := m.Create(t.Context(), m.owner, p)
		require.NoError(t, err)

		second, err := m.Rerun(t.Context(), m.owner, first.ID, RerunParams{Values: map[string]json.RawMessage{"brand": raw(`"kestrel"`)}})
		require.NoError(t, err)
		require.Equal(t, first.SQL, second.SQL)
		require.Equal(t, first.TextID, second.TextID, "one text, however it is filled")
		kept, err := m.Filling(t.Context(), m.owner, second.ID)
		require.NoError(t, err)
		require.Equal(t, "SELECT a FROM t WHERE brand = 'kestrel' AND n > 5", kept.SQL)
		require.Equal(t, hashText(kept.SQL), second.SQLHash)
	})
}
