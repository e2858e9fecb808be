package keyring_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/seal"
)

var owner = actor.Person("p1", "Ada", actor.Owner)

// vault is a keyring over two columns of a table of its own.
type vault struct {
	*keyring.Service

	t    *testing.T
	time *clock.Manual
	path string // of the keyset
}

func on(t *testing.T, test func(t *testing.T, v *vault)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		binary := "BLOB"
		if db.Dialect() == database.PostgreSQL {
			binary = "BYTEA"
		}
		_, err := db.SQL().ExecContext(t.Context(), fmt.Sprintf("CREATE TABLE vault (id TEXT PRIMARY KEY, secret %s, other %s)", binary, binary))
		require.NoError(t, err)
		v := &vault{t: t, time: clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)), path: filepath.Join(t.TempDir(), "keyset.json")}
		v.Service = v.open(db)
		test(t, v)
	})
}

// open is what another process would have.
func (v *vault) open(db *database.DB) *keyring.Service {
	box, err := seal.New(seal.Config{Path: v.path})
	require.NoError(v.t, err)
	return keyring.New(keyring.Dependencies{
		DB: db, Clock: v.time, Events: event.NewLog(v.time), Box: box,
		Columns: []keyring.Column{{Table: "vault", Key: "id", Name: "secret"}, {Table: "vault", Key: "id", Name: "other"}},
	})
}

func write(t *testing.T, db *database.DB, statement string, args ...any) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	}))
}

func (v *vault) put(row, secret string) {
	v.t.Helper()
	sealed, err := v.Box.Seal(secret, seal.Place{Table: "vault", Row: row, Column: "secret"})
	require.NoError(v.t, err)
	write(v.t, v.DB, "INSERT INTO vault (id, secret) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET secret = excluded.secret", row, sealed)
}

func (v *vault) get(row string) string {
	v.t.Helper()
	var sealed []byte
	require.NoError(v.t, v.DB.Read(v.t.Context(), owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT secret FROM vault WHERE id = ?", row).Scan(ctx, &sealed)
	}))
	secret, err := v.Box.Open(sealed, seal.Place{Table: "vault", Row: row, Column: "secret"})
	require.NoError(v.t, err)
	return secret
}

func (v *vault) status() keyring.Status {
	v.t.Helper()
	status, err := v.Status(v.t.Context(), owner)
	require.NoError(v.t, err)
	return status
}

// acts are what the audit log says was done, oldest first.
func (v *vault) acts() (acts []string) {
	err := v.DB.Read(v.t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Table("audit_entry").Column("act").Order("id").Scan(ctx, &acts)
	})
	require.NoError(v.t, err)
	return acts
}

func TestARotationResealsEverythingAndThenTheOldKeyMayGo(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, v *vault) {
		const many = 250 // more than two batches
		for i := range many {
			v.put(fmt.Sprintf("row-%03d", i), fmt.Sprint("secret ", i))
		}
		require.NoError(t, v.Begin(t.Context(), owner, idempotency.Key{}))
		require.Equal(t, many, v.status().Left())
		require.ErrorIs(t, v.Retire(t.Context(), owner, idempotency.Key{}), keyring.ErrInUse)

		resealed := 0
		require.NoError(t, v.Reseal(t.Context(), func(n int) { resealed += n }))
		require.Equal(t, many, resealed)
		status := v.status()
		require.Zero(t, status.Left())
		require.Equal(t, []int{many, 0}, []int{status.Keys[0].Values, status.Keys[1].Values})
		require.Equal(t, v.time.Now(), status.Rotated.UTC())

		require.ErrorIs(t, v.Retire(t.Context(), owner, idempotency.Key{}), keyring.ErrTooSoon)
		v.time.Advance(time.Hour)
		require.NoError(t, v.Retire(t.Context(), owner, idempotency.Key{}))
		require.Len(t, v.status().Keys, 1)
		require.Equal(t, []string{"key.rotated", "key.retired"}, v.acts())
		for i := range many {
			require.Equal(t, fmt.Sprint("secret ", i), v.get(fmt.Sprintf("row-%03d", i)))
		}
	})
}

func TestARotationThatBrokeOffGoesOn(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, v *vault) {
		for i := range 150 {
			v.put(fmt.Sprintf("row-%03d", i), "secret")
		}
		require.NoError(t, v.Begin(t.Context(), owner, idempotency.Key{}))
		ctx, cancel := context.WithCancel(t.Context())
		require.ErrorIs(t, v.Reseal(ctx, func(int) { cancel() }), context.Canceled)
		require.Equal(t, 50, v.status().Left())

		resealed := 0
		require.NoError(t, v.open(v.DB).Reseal(t.Context(), func(n int) { resealed += n }))
		require.Equal(t, 50, resealed)
		require.Zero(t, v.status().Left())
	})
}

func TestAValueThatOpensWithNoKeyStaysAndHoldsNothingUp(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, v *vault) {
		v.put("a", "good")
		v.put("b", "moved")
		v.put("c", "good")
		write(t, v.DB, "UPDATE vault SET id = 'bb' WHERE id = 'b'") // it was sealed for another row
		require.NoError(t, v.Begin(t.Context(), owner, idempotency.Key{}))
		require.ErrorIs(t, v.Reseal(t.Context(), func(int) {}), keyring.ErrUnreadable)
		require.Equal(t, 1, v.status().Left())
		require.Equal(t, "good", v.get("a"))
		require.Equal(t, "good", v.get("c"))
	})
}

func TestKeysThatDoNotBelongToTheDatabaseAreToldAtTheStart(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, v *vault) {
		require.NoError(t, v.Check(t.Context()))
		v.put("a", "secret")
		require.NoError(t, v.Check(t.Context()))
		require.NoError(t, os.Remove(v.path))
		require.ErrorContains(t, v.open(v.DB).Check(t.Context()), "RECOMAMP_KEYSET")
	})
}

// A double click, or a request that is sent again because its answer was lost.
func TestARequestThatIsRepeatedRotatesAndRetiresOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, v *vault) {
		once := func(value, operation string) idempotency.Key {
			key, err := idempotency.NewKey(value, operation, nil)
			require.NoError(t, err)
			return key
		}
		first := v.status().Keys[0].ID
		v.put("a", "secret")
		for range 2 {
			require.NoError(t, v.Begin(t.Context(), owner, once("k1", "rotate")))
		}
		status := v.status()
		require.Len(t, status.Keys, 2)
		require.Equal(t, first, status.Keys[1].ID)
		require.ErrorIs(t, v.Retire(t.Context(), owner, once("k1", "retire")), idempotency.ErrReused)
		require.ErrorIs(t, v.Retire(t.Context(), owner, once("k2", "retire")), keyring.ErrInUse, "what is refused does not use the key up")
		require.NoError(t, v.Reseal(t.Context(), func(int) {}))
		v.time.Advance(time.Hour)
		require.NoError(t, v.Retire(t.Context(), owner, once("k2", "retire")))
		require.Len(t, v.status().Keys, 1)

		require.NoError(t, v.Begin(t.Context(), owner, once("k3", "rotate")))
		require.NoError(t, v.Retire(t.Context(), owner, once("k2", "retire")), "the answer of then")
		require.NoError(t, v.Begin(t.Context(), owner, once("k1", "rotate")), "the rotation of then")
		require.Len(t, v.status().Keys, 2)
	})
}

func TestOnlyAnOwnerSeesToTheKeys(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, v *vault) {
		guest := actor.Person("p2", "Guest", "")
		_, err := v.Status(t.Context(), guest)
		require.Error(t, err)
		require.Error(t, v.Begin(t.Context(), guest, idempotency.Key{}))
		require.Error(t, v.Retire(t.Context(), guest, idempotency.Key{}))
		require.Len(t, v.status().Keys, 1)
	})
}

func TestAKeysetFromASettingIsNotRotated(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, v *vault) {
		encoded, err := seal.Generate()
		require.NoError(t, err)
		v.Box, err = seal.New(seal.Config{Keyset: base64.StdEncoding.EncodeToString(encoded)})
		require.NoError(t, err)
		require.ErrorIs(t, v.Begin(t.Context(), owner, idempotency.Key{}), keyring.ErrFixed)
	})
}

func TestARotationThatWasNotNotedKeepsItsHour(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, v *vault) {
		v.put("a", "secret")
		_, err := v.Box.Rotate(v.status().Keys[0].ID) // and the process ended before it was noted
		require.NoError(t, err)
		require.NoError(t, v.Reseal(t.Context(), func(int) {}))
		require.ErrorIs(t, v.Retire(t.Context(), owner, idempotency.Key{}), keyring.ErrTooSoon)
		v.time.Advance(time.Hour)
		require.NoError(t, v.Retire(t.Context(), owner, idempotency.Key{}))
		require.Equal(t, "secret", v.get("a"))
	})
}
