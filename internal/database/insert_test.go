package database_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// pebble is a row with a column that may be empty and one with a default.
type pebble struct {
	bun.BaseModel `bun:"table:pebble"`

	ID     string  `bun:"id,pk"`
	Colour *string `bun:"colour"`
	Place  string  `bun:"place,nullzero"`
}

func withPebbles(t *testing.T, act func(ctx context.Context, tx bun.Tx)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		require.NoError(t, db.Write(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw("CREATE TEMPORARY TABLE pebble (id TEXT PRIMARY KEY, colour TEXT, place TEXT DEFAULT 'beach')").Exec(ctx)
			require.NoError(t, err)
			act(ctx, tx)
			return nil
		}))
	})
}

func TestInsertManyLeavesOutWhatNoRowGives(t *testing.T) {
	t.Parallel()
	withPebbles(t, func(ctx context.Context, tx bun.Tx) {
		red := "red"
		grey, red2 := []*pebble{{ID: "a"}, {ID: "b"}}, []*pebble{{ID: "c"}, {ID: "d", Colour: &red, Place: "shelf"}}
		insert := database.InsertMany(tx, &grey)
		require.NotContains(t, insert.String(), "colour")
		_, err := insert.Exec(ctx)
		require.NoError(t, err)
		insert = database.InsertMany(tx, &red2)
		require.Contains(t, insert.String(), "colour")
		_, err = insert.Exec(ctx)
		require.NoError(t, err)
		var found []pebble
		require.NoError(t, tx.NewSelect().Model(&found).Order("id").Scan(ctx))
		require.Len(t, found, 4)
		require.Nil(t, found[0].Colour)
		require.Equal(t, "beach", found[0].Place)
		require.Nil(t, found[2].Colour)
		require.Equal(t, pebble{ID: "d", Colour: &red, Place: "shelf"}, found[3])
	})
}

func TestInsertManyOverwritesWithNothing(t *testing.T) {
	t.Parallel()
	withPebbles(t, func(ctx context.Context, tx bun.Tx) {
		red := "red"
		for _, rows := range [][]*pebble{{{ID: "a", Colour: &red}}, {{ID: "a"}}} {
			_, err := database.InsertMany(tx, &rows).On("CONFLICT (id) DO UPDATE").Set("colour = EXCLUDED.colour").Exec(ctx)
			require.NoError(t, err)
		}
		var found pebble
		require.NoError(t, tx.NewSelect().Model(&found).Where("id = 'a'").Scan(ctx))
		require.Nil(t, found.Colour, "a column that is left out overwrites like any other")
	})
}
