package database_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/disktest"
	"github.com/recomamp/recomamp/internal/fault"
)

func TestAFullDiskHasANameAndLosesNothing(t *testing.T) {
	t.Parallel()
	disktest.Run(t, 4<<20, func(t *testing.T, disk *disktest.Disk) {
		config := databasetest.SQLiteConfigIn(t, disk.Path)
		db, err := database.Open(t.Context(), config)
		require.NoError(t, err)
		defer db.Close()
		written := 0
		write := func() error {
			err := db.Write(t.Context(), tester, func(ctx context.Context, tx bun.Tx) error {
				return insertLink(ctx, tx, fmt.Sprint(written))
			})
			if err == nil {
				written++
			}
			return err
		}
		require.NoError(t, write())
		disk.Fill(t, 64<<10)
		for err = write(); err == nil; err = write() {
			require.Less(t, written, 1000, "the disk never filled up")
		}
		for range 3 { // it stays so, with everything readable
			require.ErrorIs(t, err, database.ErrFull)
			told := fault.Of(err)
			require.Equal(t, fault.Unavailable, told.Kind)
			require.NotEmpty(t, told.Next)
			require.Equal(t, written, countLinks(t, db))
			err = write()
		}
		disk.Empty(t)
		require.NoError(t, write())
		require.Equal(t, written, countLinks(t, db))
		var verdict string
		require.NoError(t, db.SQL().QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict))
		require.Equal(t, "ok", verdict)
	})
}

func TestOpeningOnAFullDiskSaysSo(t *testing.T) {
	t.Parallel()
	disktest.Run(t, 4<<20, func(t *testing.T, disk *disktest.Disk) {
		config := databasetest.SQLiteConfigIn(t, disk.Path)
		disk.Fill(t, 0)
		_, err := database.Open(t.Context(), config)
		require.ErrorIs(t, err, database.ErrFull)
		disk.Empty(t)
		db, err := database.Open(t.Context(), config)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
}

func TestNamedKnowsAFullDiskOfPostgreSQL(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, database.Named(&pgconn.PgError{Code: "53100"}), database.ErrFull)
	require.NotErrorIs(t, database.Named(&pgconn.PgError{Code: "53200"}), database.ErrFull)
	require.NoError(t, database.Named(nil))
}
