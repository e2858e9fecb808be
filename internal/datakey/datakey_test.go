package datakey_test

import (
	"bytes"
	"context"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/datakey"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/seal"
)

var (
	start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	test  = actor.System("test")
	place = seal.Place{Table: "result", Row: "e1", Column: "k"}
)

// on runs try on both databases, with the instances i1 of client c1 and i2 of c2.
func on(t *testing.T, try func(t *testing.T, db *database.DB, s *datakey.Service)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		for _, n := range []string{"1", "2"} {
			write(t, db, `INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES (?0, ?0, ?0, 'teal', 1, ?1, ?1)`, "c"+n, start)
			write(t, db, `INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at)
			 VALUES (?0, ?0, ?1, 'E', 'M', 'NA', 'US', 'US', 'STANDARD', 'COMPLETED', 1, ?2, ?2, ?2)`, "i"+n, "c"+n, start)
		}
		try(t, db, open(t, db))
	})
}

// open is a service with encryption keys of its own.
func open(t *testing.T, db *database.DB) *datakey.Service {
	t.Helper()
	box, err := seal.New(seal.Config{Path: t.TempDir() + "/keyset.json"})
	require.NoError(t, err)
	return datakey.New(datakey.Dependencies{DB: db, Clock: clock.NewManual(start), Box: box})
}

func write(t *testing.T, db *database.DB, statement string, args ...any) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	})
}

func inTx(t *testing.T, db *database.DB, fn database.Func) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), test, fn))
}

func destroy(t *testing.T, db *database.DB, client actor.ClientID) (n int) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx bun.Tx) (err error) {
		n, err = datakey.Destroy(ctx, tx, client, start)
		return err
	})
	return n
}

func sealed(t *testing.T, with *seal.Stream, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := with.Seal(&out, place)
	require.NoError(t, err)
	_, err = io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func opened(t *testing.T, with *seal.Stream, closed []byte) string {
	t.Helper()
	r, err := with.Open(bytes.NewReader(closed), place)
	require.NoError(t, err)
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(text)
}

func TestEachClientHasOneKeyWhoeverAsksFirst(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, db *database.DB, s *datakey.Service) {
		ids := make([]actor.DataKeyID, 8)
		var group sync.WaitGroup
		for n := range ids {
			group.Go(func() {
				id, _, err := s.Sealing(t.Context(), "i1")
				if err == nil {
					ids[n] = id
				}
			})
		}
		group.Wait()
		for _, id := range ids {
			require.NotEmpty(t, id)
			require.Equal(t, ids[0], id)
		}
		other, _, err := s.Sealing(t.Context(), "i2")
		require.NoError(t, err)
		require.NotEqual(t, ids[0], other)

		_, err = s.Opening(t.Context(), "i2", ids[0])
		if db.Dialect() == database.PostgreSQL { // row level security keeps the other client's work from it
			require.ErrorIs(t, err, datakey.ErrMissing)
		}
	})
}

func TestWhatADestroyedKeySealedIsGoneAndItsClientGetsNoOther(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, db *database.DB, s *datakey.Service) {
		id, with, err := s.Sealing(t.Context(), "i1")
		require.NoError(t, err)
		closed := sealed(t, with, "cells")
		again, err := s.Opening(t.Context(), "i1", id)
		require.NoError(t, err)
		require.Equal(t, "cells", opened(t, again, closed))
		inTx(t, db, func(ctx context.Context, tx bun.Tx) error { return datakey.Hold(ctx, tx, id) })

		require.Equal(t, 1, destroy(t, db, "c1"))
		_, err = s.Opening(t.Context(), "i1", id)
		require.ErrorIs(t, err, datakey.ErrDestroyed)
		_, _, err = s.Sealing(t.Context(), "i1")
		require.ErrorIs(t, err, datakey.ErrDestroyed)
		require.ErrorIs(t, db.Write(t.Context(), test, func(ctx context.Context, tx bun.Tx) error { return datakey.Hold(ctx, tx, id) }), datakey.ErrDestroyed)
		require.Zero(t, destroy(t, db, "c1"), "again")

		require.Zero(t, destroy(t, db, "c2"), "that had none")
		_, _, err = s.Sealing(t.Context(), "i2")
		require.ErrorIs(t, err, datakey.ErrDestroyed)
	})
}

func TestARotationOfTheKeyringTakesTheKeysOfClientsWithIt(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, db *database.DB, s *datakey.Service) {
		id, with, err := s.Sealing(t.Context(), "i1")
		require.NoError(t, err)
		closed := sealed(t, with, "cells")
		time := clock.NewManual(start)
		ring := keyring.New(keyring.Dependencies{DB: db, Clock: time, Events: event.NewLog(time), Box: s.Box, Columns: datakey.SealedColumns()})
		keys, err := s.Box.Keys()
		require.NoError(t, err)
		primary, err := s.Box.Rotate(keys[0])
		require.NoError(t, err)
		require.NoError(t, ring.Reseal(t.Context(), func(int) {}))
		require.NoError(t, s.Box.Retire(primary))

		again, err := s.Opening(t.Context(), "i1", id)
		require.NoError(t, err)
		require.Equal(t, "cells", opened(t, again, closed))

		destroy(t, db, "c1")
		require.NoError(t, ring.Check(t.Context()), "a destroyed key is none that is missing")
	})
}

func TestLostKeysAreAClearErrorAndMakeRoomForNewOnesWhenGivenUp(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, db *database.DB, s *datakey.Service) {
		id, with, err := s.Sealing(t.Context(), "i1")
		require.NoError(t, err)
		closed := sealed(t, with, "cells")

		wrong := open(t, db)
		_, _, err = wrong.Sealing(t.Context(), "i1")
		require.ErrorIs(t, err, datakey.ErrMissing)
		_, err = wrong.Opening(t.Context(), "i1", id)
		require.ErrorIs(t, err, datakey.ErrMissing)

		lost, err := wrong.GiveUp(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, lost)
		fresh, _, err := wrong.Sealing(t.Context(), "i1")
		require.NoError(t, err)
		require.NotEqual(t, id, fresh)
		lost, err = wrong.GiveUp(t.Context())
		require.NoError(t, err)
		require.Zero(t, lost, "again")

		back, err := s.Opening(t.Context(), "i1", id) // the old keys are found
		require.NoError(t, err)
		require.Equal(t, "cells", opened(t, back, closed))
		require.Equal(t, 2, destroy(t, db, "c1"), "a lost key is destroyed too")
		_, err = s.Opening(t.Context(), "i1", id)
		require.ErrorIs(t, err, datakey.ErrDestroyed)
	})
}
