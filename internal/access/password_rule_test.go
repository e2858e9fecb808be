package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
)

// weak are passwords that Olive Owner of owner@agency.example must not have.
var weak = map[string]string{
	"short":                    "at least 12 characters",
	"1qaz2wsx3edc":             "found in breaches",
	"Football2026!!":           "found in breaches",
	"monkeymonkeymonkey":       "found in breaches",
	"owner@agency.example":     "your address",
	"Olive.Owner.2026":         "your name",
	"RecomAMP-RecomAMP-123":    "name of this program",
	"agency recomamp olive 12": "name of this program",
}

func requireWeak(t *testing.T, err error, words string) {
	t.Helper()
	fields := fault.Of(err).Fields
	require.Len(t, fields, 1, "%v", err)
	require.Equal(t, "/password", fields[0].Pointer)
	require.Contains(t, fields[0].Message, words)
}

func TestAWeakPasswordIsRefusedWhereverOneIsSet(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		secret, err := b.access.NewSetupLink(t.Context())
		require.NoError(t, err)
		for password, words := range weak {
			params := ownerParams(secret)
			params.Password = password
			_, err := b.access.CreateOwner(t.Context(), params)
			requireWeak(t, err, words)
			_, err = b.access.EnsureOwner(t.Context(), email, "owner@agency.example")
			requireWeak(t, err, "your address")
		}
		owner, err := b.access.CreateOwner(t.Context(), ownerParams(secret))
		require.NoError(t, err)

		_, link, err := b.access.Invite(t.Context(), owner.Actor(), access.InviteParams{Email: "owner2@agency.example", Name: "Olive Owner", Role: actor.Member})
		require.NoError(t, err)
		for password, words := range weak {
			_, err := b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: link, Password: password})
			requireWeak(t, err, words)
		}
		_, err = b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: link, Password: password})
		require.NoError(t, err, "a refused password does not use the link up")

		a := owner.Actor()
		a.SessionID = "here"
		for weak, words := range weak {
			_, err := b.access.ChangePassword(t.Context(), a, access.ChangePasswordParams{Current: password, New: weak})
			requireWeak(t, err, words)
		}
	})
}

func TestChangingThePasswordTakesTheOldOneAndEndsOtherSessions(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		here, there := b.session(t, owner), b.session(t, owner)
		change := access.ChangePasswordParams{Current: "wrong password!", New: "seven otters file taxes", Origin: "192.0.2.1"}

		_, err := b.access.ChangePassword(t.Context(), here, change)
		require.Equal(t, "password.wrong", fault.Of(err).Code)
		byToken := owner.Actor()
		byToken.TokenID = "t"
		_, err = b.access.ChangePassword(t.Context(), byToken, change)
		require.ErrorIs(t, err, access.ErrForbidden)

		change.Current = password
		ended, err := b.access.ChangePassword(t.Context(), here, change)
		require.NoError(t, err)
		require.Equal(t, 1, ended)
		for who, wanted := range map[*actor.Actor]bool{&here: true, &there: false} {
			alive, err := b.access.Alive(t.Context(), *who)
			require.NoError(t, err)
			require.Equal(t, wanted, alive)
		}
		_, err = b.access.SignIn(t.Context(), attempt(password))
		require.ErrorIs(t, err, access.ErrSignIn)
		_, err = b.access.SignIn(t.Context(), attempt(change.New))
		require.NoError(t, err)
	})
}

func TestGuessingThePasswordOfAnOpenSessionIsThrottled(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		here := b.session(t, owner)
		guess := access.ChangePasswordParams{Current: "wrong password!", New: "seven otters file taxes", Origin: "192.0.2.1"}
		for range 5 {
			_, err := b.access.ChangePassword(t.Context(), here, guess)
			require.Equal(t, "password.wrong", fault.Of(err).Code)
		}
		guess.Current = password
		_, err := b.access.ChangePassword(t.Context(), here, guess)
		require.ErrorIs(t, err, access.ErrTooMany)
	})
}
