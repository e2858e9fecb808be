package datasource_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/datasource"
)

func loyalty(columns ...string) catalog.Dataset {
	d := catalog.Dataset{Name: "loyalty", Kind: catalog.Dimension}
	for _, name := range columns {
		d.Columns = append(d.Columns, catalog.Column{Name: name, Type: catalog.Type{Name: catalog.String}, Nullable: true})
	}
	return d
}

func TestTablesOfAnInstanceFollowItsDataSets(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db, 2, away)
		first, second := b.instances[0].ID, b.instances[1].ID
		has := func(name, column string) bool {
			tables, err := b.sources.Tables(t.Context(), owner, first)
			require.NoError(t, err)
			again, err := b.sources.Tables(t.Context(), owner, first)
			require.NoError(t, err)
			require.Same(t, tables, again, "one catalogue while nothing changed, which documents are kept by")
			table, ok := tables.Table(name)
			if !ok {
				return false
			}
			_, ok = table.Column(column)
			return ok
		}
		require.False(t, has("loyalty", "level"))
		require.True(t, has("dsp_clicks", "campaign"))

		made, err := b.sources.Declare(t.Context(), owner, first, 0, loyalty("Level"))
		require.NoError(t, err)
		require.Equal(t, 1, made.Version)
		require.True(t, has("loyalty", "level"))
		b.clock.Advance(time.Second)
		_, err = b.sources.Declare(t.Context(), owner, first, 1, loyalty("score"))
		require.NoError(t, err)
		require.False(t, has("loyalty", "level"))
		require.True(t, has("loyalty", "score"))
		others, err := b.sources.Tables(t.Context(), owner, second)
		require.NoError(t, err)
		_, ok := others.Table("loyalty")
		require.False(t, ok, "another instance has none of it")

		require.ErrorIs(t, b.sources.Remove(t.Context(), owner, first, "loyalty", 1), datasource.ErrDataSetConflict)
		require.NoError(t, b.sources.Remove(t.Context(), owner, first, "loyalty", 2))
		require.False(t, has("loyalty", "score"))
	})
}

func TestUploadsOfAmazonsListAreTablesUnlessPeopleSayOtherwise(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.SQLite(t), 1, away)
	id := b.instances[0].ID
	crm := source(catalog.UploadedCategory, "crm", "", "user_id", "level")
	crm.Uploaded = true
	bad := source(catalog.UploadedCategory, "not a name", "", "user_id")
	bad.Uploaded = true
	b.keep(t, 0, time.Minute, crm, bad, source("Other", "unknown_table", "", "x"))
	tables, err := b.sources.Tables(t.Context(), owner, id)
	require.NoError(t, err)
	table, ok := tables.Table("CRM")
	require.True(t, ok)
	require.True(t, table.Uploaded)
	user, _ := table.Column("user_id")
	require.Equal(t, catalog.VeryHigh, user.Class)
	_, ok = tables.Table("unknown_table")
	require.False(t, ok, "nobody knows whose it is")

	declared := loyalty("user_id", "tier")
	declared.Name = "crm"
	_, err = b.sources.Declare(t.Context(), owner, id, 0, declared)
	require.NoError(t, err)
	tables, err = b.sources.Tables(t.Context(), owner, id)
	require.NoError(t, err)
	table, _ = tables.Table("crm")
	_, ok = table.Column("tier")
	require.True(t, ok)
	list, err := b.sources.List(t.Context(), owner, id)
	require.NoError(t, err)
	require.Len(t, list.Sources, 3, "the declaration stands in place of Amazon's entry")
}

func TestOnlyWhoSeesAnInstanceSeesItsDataSets(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.SQLite(t), 1, away)
	id := b.instances[0].ID
	_, err := b.sources.Declare(t.Context(), stranger, id, 0, loyalty("level"))
	require.ErrorContains(t, err, "instance")
	_, err = b.sources.DataSets(t.Context(), stranger, id)
	require.ErrorContains(t, err, "instance")
	_, err = b.sources.Tables(t.Context(), stranger, id)
	require.ErrorContains(t, err, "instance")
	require.ErrorContains(t, b.sources.Remove(t.Context(), stranger, id, "loyalty", 1), "instance")
}
