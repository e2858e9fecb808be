package access_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
)

func attempt(password string) access.SignInParams {
	return access.SignInParams{Email: email, Password: password, Origin: "192.0.2.1"}
}

func TestTheRightPasswordSignsInWhateverTheCaseOfTheAddress(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		params := attempt(password)
		params.Email = "  OWNER@Agency.Example "
		got, err := b.access.SignIn(t.Context(), params)
		require.NoError(t, err)
		require.Equal(t, owner, got)
	})
}

func TestUnknownAddressAndWrongPasswordAreAnsweredAlike(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, _ := withOwner(t, db)
		_, wrong := b.access.SignIn(t.Context(), attempt("wrong password!"))
		unknown := attempt("wrong password!")
		unknown.Email = "nobody@agency.example"
		_, missing := b.access.SignIn(t.Context(), unknown)
		require.ErrorIs(t, wrong, access.ErrSignIn)
		require.Equal(t, wrong, missing)
	})
}

func TestFailuresBlockForAWhileAndSuccessForgives(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, _ := withOwner(t, db)
		fail := func() error { _, err := b.access.SignIn(t.Context(), attempt("wrong password!")); return err }
		for range 4 {
			require.ErrorIs(t, fail(), access.ErrSignIn)
		}
		_, err := b.access.SignIn(t.Context(), attempt(password))
		require.NoError(t, err, "four failures do not block")
		for range 5 {
			require.ErrorIs(t, fail(), access.ErrSignIn)
		}
		_, err = b.access.SignIn(t.Context(), attempt(password))
		require.ErrorIs(t, err, access.ErrTooMany, "the right password does not help while blocked")
		require.Equal(t, 30*time.Second, fault.Of(err).RetryAfter)

		elsewhere := attempt(password)
		elsewhere.Origin = "192.0.2.99"
		_, err = b.access.SignIn(t.Context(), elsewhere)
		require.NoError(t, err, "the person is not locked out from elsewhere")

		b.clock.Advance(31 * time.Second)
		_, err = b.access.SignIn(t.Context(), attempt(password))
		require.NoError(t, err)
	})
}

func TestTryingInParallelGainsNothing(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, _ := withOwner(t, db)
		var looked atomic.Int32
		var group sync.WaitGroup
		for range 12 {
			group.Go(func() {
				_, err := b.access.SignIn(t.Context(), attempt("wrong password!"))
				if fault.Of(err).Code == access.ErrSignIn.Code {
					looked.Add(1)
				} else if fault.Of(err).Code != access.ErrTooMany.Code {
					t.Error(err)
				}
			})
		}
		group.Wait()
		require.EqualValues(t, 5, looked.Load())
	})
}
