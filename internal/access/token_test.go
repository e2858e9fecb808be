package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

func TestATokenActsForItsPersonUntilItEnds(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		token, secret, err := b.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "laptop"})
		require.NoError(t, err)

		a, err := b.access.ActorByToken(t.Context(), secret)
		require.NoError(t, err)
		require.Equal(t, owner.ID, a.PersonID)
		require.Equal(t, token.ID, a.TokenID)
		alive, err := b.access.Alive(t.Context(), a)
		require.NoError(t, err)
		require.True(t, alive)
		tokens, err := b.access.ListTokens(t.Context(), owner.Actor())
		require.NoError(t, err)
		require.Len(t, tokens, 1)
		require.Equal(t, b.clock.Now(), tokens[0].LastUsedAt)

		require.NoError(t, b.access.DeleteToken(t.Context(), owner.Actor(), token.ID))
		_, err = b.access.ActorByToken(t.Context(), secret)
		require.ErrorIs(t, err, access.ErrTokenInvalid)
		alive, err = b.access.Alive(t.Context(), a)
		require.NoError(t, err)
		require.False(t, alive)
	})
}

func TestOnlyTheDigestOfATokenIsStored(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		_, secret, err := b.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "laptop"})
		require.NoError(t, err)
		var stored string
		require.NoError(t, db.Read(t.Context(), owner.Actor(), func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT token_hash FROM api_token").Scan(ctx, &stored)
		}))
		require.NotContains(t, secret, stored)
		_, err = b.access.ActorByToken(t.Context(), stored)
		require.ErrorIs(t, err, access.ErrTokenInvalid)
	})
}

func TestARepeatedRequestMakesNoSecondToken(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		key, err := idempotency.NewKey("k", "createToken", "laptop")
		require.NoError(t, err)
		_, _, err = b.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "laptop", Key: key})
		require.NoError(t, err)
		_, _, err = b.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "laptop", Key: key})
		require.Equal(t, "token.already_made", fault.Of(err).Code)
		tokens, err := b.access.ListTokens(t.Context(), owner.Actor())
		require.NoError(t, err)
		require.Len(t, tokens, 1)
	})
}

func TestADisabledPersonsTokenAndAnotherPersonsTokenAreOutOfReach(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		token, secret, err := b.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "laptop"})
		require.NoError(t, err)
		stranger := actor.Person("stranger", "S", actor.Owner)
		require.Equal(t, fault.NotFound, fault.KindOf(b.access.DeleteToken(t.Context(), stranger, token.ID)))

		require.NoError(t, db.Write(t.Context(), owner.Actor(), func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw("UPDATE person SET disabled_at = ?", b.clock.Now()).Exec(ctx)
			return err
		}))
		_, err = b.access.ActorByToken(t.Context(), secret)
		require.ErrorIs(t, err, access.ErrTokenInvalid)
		_, err = b.access.SignIn(t.Context(), attempt(password))
		require.ErrorIs(t, err, access.ErrSignIn)
	})
}

func TestExpiredThingsAreDeleted(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		_, err := b.access.NewSetupLink(t.Context())
		require.NoError(t, err)
		_, err = b.access.SignIn(t.Context(), attempt("wrong password!"))
		require.ErrorIs(t, err, access.ErrSignIn)
		require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
			return access.DeleteExpired(ctx, tx, b.clock.Now().Add(48*time.Hour))
		}))
		for _, table := range []string{"setup_link", "sign_in_throttle"} {
			var left int
			require.NoError(t, db.Read(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
				return tx.NewSelect().Table(table).ColumnExpr("count(*)").Scan(ctx, &left)
			}))
			require.Zero(t, left, table)
		}
	})
}
