package access_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/disktest"
)

func TestPeopleAndTokensStayKnownOnAFullDisk(t *testing.T) {
	t.Parallel()
	disktest.Run(t, 4<<20, func(t *testing.T, disk *disktest.Disk) {
		db, err := database.Open(t.Context(), databasetest.SQLiteConfigIn(t, disk.Path))
		require.NoError(t, err)
		defer db.Close()
		s := newSite(t, db)
		browser := s.browser(t)
		s.get(t, browser, "/in")
		owner, err := s.access.PersonByEmail(t.Context(), email)
		require.NoError(t, err)
		_, secret, err := s.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "laptop"})
		require.NoError(t, err)
		// Both are due to be noted as used.
		require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw("UPDATE session SET expires_at = ?", s.clock.Now().Add(time.Hour)).Exec(ctx)
			return err
		}))
		disk.Fill(t, 0)
		for i := 0; err == nil; i++ { // until the file's own reserves are used up
			require.Less(t, i, 1000, "the disk never filled up")
			_, _, err = s.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "another"})
		}
		require.ErrorIs(t, err, database.ErrFull)

		require.Equal(t, http.StatusOK, s.get(t, browser, "/me"))
		known, err := s.access.ActorByToken(t.Context(), secret)
		require.NoError(t, err)
		require.Equal(t, owner.ID, known.PersonID)
	})
}
