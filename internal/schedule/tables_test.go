package schedule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/query"
)

// joined is an uploaded data set whose column is of a type.
func joined(t *testing.T, typ catalog.TypeName) *catalog.Catalog {
	t.Helper()
	made, err := catalog.Default().With(catalog.Dataset{
		Name: "loyalty", Kind: catalog.Dimension, Columns: []catalog.Column{{Name: "joined", Type: catalog.Type{Name: typ}, Nullable: true}},
	})
	require.NoError(t, err)
	return made
}

// A placeholder that nobody declared has the type of the column of the data set
// that the instance has.
func TestPlaceholdersTakeTheirTypesFromTheDataSetsOfEachInstance(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.tables[f.instances[0]], f.tables[f.instances[1]] = joined(t, catalog.Date), joined(t, catalog.String)
		made, err := query.New(query.Dependencies{DB: f.db, Clock: f.time, Events: event.NewLog(f.time)}).Create(t.Context(), f.owner,
			query.Content{Name: "Joined", SQL: "SELECT joined FROM loyalty WHERE joined = {{since}}"}, idempotency.Key{})
		require.NoError(t, err)
		content := f.content()
		content.QueryID, content.Values = made.ID, values(`{"since": "2026-01-05"}`)
		content.Targets = append(content.Targets, Target{InstanceID: f.instances[1]})
		s, err := f.Create(t.Context(), f.owner, content, idempotency.Key{})
		require.NoError(t, err)
		f.advance(30 * time.Second)
		var sent []string
		for _, cell := range f.last(s.ID).Cells {
			filling, err := f.executions.Filling(t.Context(), f.owner, cell.ExecutionID)
			require.NoError(t, err)
			sent = append(sent, filling.SQL)
		}
		require.Equal(t, []string{
			"SELECT joined FROM loyalty WHERE joined = CAST('2026-01-05' AS DATE)",
			"SELECT joined FROM loyalty WHERE joined = '2026-01-05'",
		}, sent)

		content.Values = values(`{"since": "last spring"}`)
		_, err = f.Create(t.Context(), f.owner, content, idempotency.Key{})
		require.ErrorIs(t, err, ErrInvalid)
		require.Equal(t, "/values/since", fault.Of(err).Fields[0].Pointer, "it is checked as it will be filled in")
	})
}
