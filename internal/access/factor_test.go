package access_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/keyring"
)

const origin = "192.0.2.1"

// codeAt is what a generator shows some periods from now.
func (b bundle) codeAt(t *testing.T, secret string, periods int64) string {
	t.Helper()
	code, err := hotp.GenerateCode(secret, uint64(b.clock.Now().Unix()/30+periods)) //nolint:gosec // it is positive
	require.NoError(t, err)
	return code
}

// enrol gives a person a code generator and lets a period pass, so that its next
// code counts. It returns the secret and the recovery codes.
func (b bundle) enrol(t *testing.T, person access.Person) (string, []string) {
	t.Helper()
	here := b.session(t, person)
	begun, err := b.access.BeginGenerator(t.Context(), here, password, origin)
	require.NoError(t, err)
	codes, err := b.access.ConfirmGenerator(t.Context(), here, b.codeAt(t, begun.Secret, 0), origin)
	require.NoError(t, err)
	b.clock.Advance(30 * time.Second)
	return begun.Secret, codes
}

// enter signs a person in, who has proven the password, and gives the secret of
// the step to come, or the actor of the session.
func (b bundle) enter(t *testing.T, person access.Person) (step string, a actor.Actor) {
	t.Helper()
	b.inRequest(t, func(sessions *access.Sessions, r *http.Request) (err error) {
		if step, err = sessions.SignIn(r.Context(), person, access.Device{Origin: origin}); err == nil {
			a, err = sessions.Actor(r.Context())
		}
		return err
	})
	return step, a
}

// give gives a code for a step.
func (b bundle) give(t *testing.T, step, code string) (a actor.Actor, refused error) {
	t.Helper()
	b.inRequest(t, func(sessions *access.Sessions, r *http.Request) (err error) {
		if _, refused = sessions.Complete(r.Context(), step, code, access.Device{Origin: origin}); refused == nil {
			a, err = sessions.Actor(r.Context())
		}
		return err
	})
	return a, refused
}

func (b bundle) inRequest(t *testing.T, do func(*access.Sessions, *http.Request) error) {
	t.Helper()
	sessions := b.access.NewSessions()
	handler := sessions.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := do(sessions, r); err != nil {
			t.Error(err)
		}
	}), isLocal(true), func(_ http.ResponseWriter, _ *http.Request, err error) { t.Error(err) })
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
}

func TestASessionIsMadeOnlyAfterBothFactors(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		here := b.session(t, owner)
		_, err := b.access.BeginGenerator(t.Context(), here, "wrong password!", origin)
		require.Equal(t, "password.wrong", fault.Of(err).Code)
		begun, err := b.access.BeginGenerator(t.Context(), here, password, origin)
		require.NoError(t, err)
		require.Contains(t, begun.URI, begun.Secret)

		step, a := b.enter(t, owner)
		require.Empty(t, step, "it does not count before it is confirmed")
		require.False(t, a.IsNobody())
		_, err = b.access.ConfirmGenerator(t.Context(), here, "000000", origin)
		require.Equal(t, "factor.wrong_code", fault.Of(err).Code)
		codes, err := b.access.ConfirmGenerator(t.Context(), here, b.codeAt(t, begun.Secret, 0), origin)
		require.NoError(t, err)
		require.Len(t, codes, 10)
		alive, err := b.access.Alive(t.Context(), a)
		require.NoError(t, err)
		require.False(t, alive, "what the password alone began has ended")
		_, err = b.access.BeginGenerator(t.Context(), here, password, origin)
		require.Equal(t, "factor.exists", fault.Of(err).Code)

		step, a = b.enter(t, owner)
		require.NotEmpty(t, step)
		require.True(t, a.IsNobody(), "the password alone makes no session any more")
		b.clock.Advance(30 * time.Second)
		a, err = b.give(t, step, b.codeAt(t, begun.Secret, 0))
		require.NoError(t, err)
		require.Equal(t, owner.ID, a.PersonID)
		_, err = b.give(t, step, b.codeAt(t, begun.Secret, 1))
		require.ErrorIs(t, err, access.ErrStep, "a step is finished once")
	})
}

func TestACodeCountsOnceAndForAMomentOnly(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		secret, _ := b.enrol(t, owner)
		give := func(code string) error {
			step, _ := b.enter(t, owner)
			_, err := b.give(t, step, code)
			return err
		}
		b.clock.Advance(5 * time.Minute)
		require.ErrorIs(t, give(b.codeAt(t, secret, -2)), access.ErrCode)
		require.ErrorIs(t, give(b.codeAt(t, secret, 2)), access.ErrCode)
		require.NoError(t, give(b.codeAt(t, secret, -1)), "a clock may be slow")
		require.ErrorIs(t, give(b.codeAt(t, secret, -1)), access.ErrCode, "somebody has looked over the shoulder")
		now := b.codeAt(t, secret, 0)
		require.NoError(t, give(" "+now[:3]+" "+now[3:]), "as apps show it")
		require.NoError(t, give(b.codeAt(t, secret, 1)), "or fast")
		require.ErrorIs(t, give(b.codeAt(t, secret, 0)), access.ErrCode, "an earlier one counts no more")
		require.ErrorIs(t, give(""), access.ErrCode)
	})
}

func TestARecoveryCodeCountsOnceAndOnlyDigestsAreStored(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		_, codes := b.enrol(t, owner)
		give := func(code string) (actor.Actor, error) {
			step, _ := b.enter(t, owner)
			return b.give(t, step, code)
		}
		here, err := give(strings.ToLower(codes[0]))
		require.NoError(t, err)
		_, err = give(codes[0])
		require.ErrorIs(t, err, access.ErrCode)
		_, err = give(strings.ReplaceAll(codes[1], "-", " "))
		require.NoError(t, err)
		have, err := b.access.Factors(t.Context(), here)
		require.NoError(t, err)
		require.Equal(t, 8, have.RecoveryCodes)

		fresh, err := b.access.RenewRecoveryCodes(t.Context(), here, password, origin)
		require.NoError(t, err)
		_, err = give(codes[2])
		require.ErrorIs(t, err, access.ErrCode, "new ones end the old ones")
		_, err = give(fresh[0])
		require.NoError(t, err)

		var stored []string
		require.NoError(t, db.Read(t.Context(), owner.Actor(), func(ctx context.Context, tx bun.Tx) error {
			return tx.NewSelect().Table("recovery_code").Column("code_hash").Scan(ctx, &stored)
		}))
		require.Len(t, stored, 10)
		for _, hash := range stored {
			require.Len(t, hash, 64)
			for _, code := range fresh {
				require.NotContains(t, hash, strings.ReplaceAll(code, "-", ""))
			}
		}
	})
}

func TestGuessingCodesIsThrottled(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		secret, codes := b.enrol(t, owner)
		for range 5 {
			step, _ := b.enter(t, owner) // the right password does not forgive wrong codes
			_, err := b.give(t, step, "123456")
			require.ErrorIs(t, err, access.ErrCode)
		}
		step, _ := b.enter(t, owner)
		for _, code := range []string{b.codeAt(t, secret, 0), codes[0]} {
			_, err := b.give(t, step, code)
			require.ErrorIs(t, err, access.ErrTooMany)
		}
		b.clock.Advance(31 * time.Second)
		_, err := b.give(t, step, b.codeAt(t, secret, 0))
		require.NoError(t, err)
		step, _ = b.enter(t, owner)
		b.clock.Advance(6 * time.Minute)
		_, err = b.give(t, step, b.codeAt(t, secret, 0))
		require.ErrorIs(t, err, access.ErrStep, "a password is not enough for long")
	})
}

func TestTheSecretOfAGeneratorIsSealedAndSurvivesARotation(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		secret, _ := b.enrol(t, owner)
		stored := func() (sealed []byte) {
			require.NoError(t, db.Read(t.Context(), owner.Actor(), func(ctx context.Context, tx bun.Tx) error {
				return tx.NewSelect().Table(access.GeneratorTable).Column(access.GeneratorColumn).Scan(ctx, &sealed)
			}))
			return sealed
		}
		before := stored()
		require.NotContains(t, string(before), secret)

		keys := keyring.New(keyring.Dependencies{DB: db, Clock: b.clock, Events: event.NewLog(b.clock), Box: b.box, Columns: []keyring.Column{
			{Table: access.GeneratorTable, Key: access.GeneratorKey, Name: access.GeneratorColumn},
		}})
		require.NoError(t, keys.Begin(t.Context(), owner.Actor(), noKey))
		require.NoError(t, keys.Reseal(t.Context(), func(int) {}))
		require.NotEqual(t, before, stored())
		b.clock.Advance(time.Hour)
		require.NoError(t, keys.Retire(t.Context(), owner.Actor(), noKey))
		step, _ := b.enter(t, owner)
		_, err := b.give(t, step, b.codeAt(t, secret, 0))
		require.NoError(t, err)
	})
}

func TestWhoseKeyIsLostStillHasRecoveryCodes(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		secret, codes := b.enrol(t, owner)
		other := setup(t, db) // with keys of its own
		step, _ := other.enter(t, owner)
		_, err := other.give(t, step, other.codeAt(t, secret, 0))
		require.ErrorIs(t, err, access.ErrCode)
		_, err = other.give(t, step, codes[0])
		require.NoError(t, err)
	})
}

func TestAnOwnerResetsTheFactorsOfWhoHasLostThem(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		secret, _ := b.enrol(t, ann)
		step, _ := b.enter(t, ann)
		here, err := b.give(t, step, b.codeAt(t, secret, 0))
		require.NoError(t, err)
		half, _ := b.enter(t, ann)

		_, err = b.access.ResetFactors(t.Context(), b.as(t, ann), owner.ID)
		require.ErrorIs(t, err, access.ErrForbidden)
		_, err = b.access.ResetFactors(t.Context(), owner.Actor(), owner.ID)
		require.Equal(t, "factor.own", fault.Of(err).Code)
		ended, err := b.access.ResetFactors(t.Context(), owner.Actor(), ann.ID)
		require.NoError(t, err)
		require.Equal(t, 2, ended, "those of enrol and here")
		alive, err := b.access.Alive(t.Context(), here)
		require.NoError(t, err)
		require.False(t, alive)
		_, err = b.give(t, half, b.codeAt(t, secret, 1))
		require.ErrorIs(t, err, access.ErrStep)
		require.Len(t, *b.told, 1)
		require.Equal(t, ann.ID, (*b.told)[0].PersonID)
		step, a := b.enter(t, ann)
		require.Empty(t, step)
		require.Equal(t, ann.ID, a.PersonID)
	})
}

func TestWhereEverybodyNeedsAFactorNobodyDoesAnythingWithout(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		before := b.session(t, ann)
		require.False(t, before.MustAddFactor)
		_, err := b.access.RequireFactor(t.Context(), owner.Actor(), true)
		require.Equal(t, "factor.own_first", fault.Of(err).Code)
		b.enrol(t, owner)
		_, err = b.access.RequireFactor(t.Context(), b.as(t, ann), true)
		require.ErrorIs(t, err, access.ErrForbidden)
		policy, err := b.access.RequireFactor(t.Context(), owner.Actor(), true)
		require.NoError(t, err)
		require.True(t, policy.FactorRequired)
		require.Equal(t, 1, policy.Without)

		alive, err := b.access.Alive(t.Context(), before)
		require.NoError(t, err)
		require.False(t, alive, "a stream of before ends")
		require.True(t, b.session(t, ann).MustAddFactor)
		b.clock.Advance(time.Minute)
		secret, _ := b.enrol(t, ann)
		step, _ := b.enter(t, ann)
		here, err := b.give(t, step, b.codeAt(t, secret, 0))
		require.NoError(t, err)
		require.False(t, here.MustAddFactor)
		require.NoError(t, b.access.RemoveGenerator(t.Context(), here, password, origin))
		require.True(t, b.session(t, ann).MustAddFactor, "or all could remove them")
		_, err = b.access.RequireFactor(t.Context(), owner.Actor(), false)
		require.NoError(t, err)
		require.False(t, b.session(t, ann).MustAddFactor)
	})
}

func TestRemovingAFactorTakesThePassword(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		secret, _ := b.enrol(t, owner)
		step, _ := b.enter(t, owner)
		here, err := b.give(t, step, b.codeAt(t, secret, 0))
		require.NoError(t, err)
		require.Equal(t, "password.wrong", fault.Of(b.access.RemoveGenerator(t.Context(), here, "wrong password!", origin)).Code)
		byToken := owner.Actor()
		byToken.TokenID = "t"
		require.ErrorIs(t, b.access.RemoveGenerator(t.Context(), byToken, password, origin), access.ErrForbidden)
		require.NoError(t, b.access.RemoveGenerator(t.Context(), here, password, origin))
		have, err := b.access.Factors(t.Context(), here)
		require.NoError(t, err)
		require.Equal(t, access.Factors{HasPassword: true}, have)
		require.Equal(t, "factor.none", fault.Of(b.access.RemoveGenerator(t.Context(), here, password, origin)).Code)
	})
}
