package access_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/passkey"
	"github.com/recomamp/recomamp/internal/passkey/passkeytest"
)

// passkeyOf adds a passkey to a person's account from a session.
func (b bundle) passkeyOf(t *testing.T, here actor.Actor, counter uint32) (*passkeytest.Device, access.Passkey, []string) {
	t.Helper()
	device := passkeytest.New(siteURL)
	device.Counter = counter
	asked, err := b.access.AskPasskey(t.Context(), here)
	require.NoError(t, err)
	added, codes, err := b.access.AddPasskey(t.Context(), here, " Laptop ", access.PasskeyAnswer{Secret: asked.Secret, Answer: device.Make(t, asked.Options)})
	require.NoError(t, err)
	require.Equal(t, "Laptop", added.Name)
	require.True(t, added.Usable)
	return device, added, codes
}

// enterBy signs in with a passkey.
func (b bundle) enterBy(t *testing.T, device *passkeytest.Device) (access.Person, error) {
	t.Helper()
	asked, err := b.access.AskSignIn(t.Context())
	require.NoError(t, err)
	return b.access.EnterByPasskey(t.Context(), access.PasskeyAnswer{Secret: asked.Secret, Answer: device.Use(t, asked.Options)}, origin)
}

func TestAPasskeyLetsItsPersonIn(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		here, other := b.session(t, owner), b.session(t, owner)
		device, _, codes := b.passkeyOf(t, here, 0)
		require.Len(t, codes, 10, "whoever loses the first factor needs another way in")
		require.Len(t, *b.told, 1)
		alive, err := b.access.Alive(t.Context(), other)
		require.NoError(t, err)
		require.False(t, alive, "one factor has begun it")
		_, _, again := b.passkeyOf(t, here, 0)
		require.Empty(t, again)

		person, err := b.enterBy(t, device)
		require.NoError(t, err)
		require.Equal(t, owner.ID, person.ID)
		found, err := b.access.Passkeys(t.Context(), here)
		require.NoError(t, err)
		require.Len(t, found, 2)
		require.Equal(t, b.clock.Now(), found[0].UsedAt)
		require.Zero(t, found[1].UsedAt)

		// What was asked counts once, in its browser, for five minutes and for its purpose.
		asked, err := b.access.AskSignIn(t.Context())
		require.NoError(t, err)
		answer := access.PasskeyAnswer{Secret: asked.Secret, Answer: device.Use(t, asked.Options)}
		_, err = b.access.EnterByPasskey(t.Context(), access.PasskeyAnswer{Secret: "another", Answer: answer.Answer}, origin)
		require.Equal(t, "passkey.request", fault.Of(err).Code)
		_, err = b.access.Prove(t.Context(), here, access.ProofParams{Passkey: answer, Origin: origin})
		require.Equal(t, "passkey.request", fault.Of(err).Code)
		_, err = b.access.EnterByPasskey(t.Context(), answer, origin)
		require.Equal(t, "passkey.request", fault.Of(err).Code, "it was tried for something else")
		asked, err = b.access.AskSignIn(t.Context())
		require.NoError(t, err)
		b.clock.Advance(passkey.Lasts)
		_, err = b.access.EnterByPasskey(t.Context(), access.PasskeyAnswer{Secret: asked.Secret, Answer: device.Use(t, asked.Options)}, origin)
		require.Equal(t, "passkey.request", fault.Of(err).Code)
	})
}

func TestUnknownAndDisabledAreAnsweredAlike(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		device, made, _ := b.passkeyOf(t, b.session(t, ann), 0)
		gone, _, _ := b.passkeyOf(t, b.session(t, owner), 0)
		mine, err := b.access.Passkeys(t.Context(), b.session2(t, owner))
		require.NoError(t, err)
		require.Equal(t, "passkey.not_found", fault.Of(b.access.RemovePasskey(t.Context(), b.session2(t, owner), made.ID)).Code, "that of somebody else")
		require.NoError(t, b.access.RemovePasskey(t.Context(), b.session2(t, owner), mine[0].ID))
		_, unknown := b.enterBy(t, gone)
		require.ErrorIs(t, unknown, passkey.ErrRefused)
		_, err = b.access.Disable(t.Context(), b.as(t, owner), ann.ID, "")
		require.NoError(t, err)
		_, disabled := b.enterBy(t, device)
		require.ErrorIs(t, disabled, passkey.ErrRefused)
		require.Equal(t, fault.Of(unknown).Message, fault.Of(disabled).Message)
	})
}

// session2 is a session of somebody whose second factor was given.
func (b bundle) session2(t *testing.T, person access.Person) (a actor.Actor) {
	t.Helper()
	b.inRequest(t, func(sessions *access.Sessions, r *http.Request) (err error) {
		if _, err = sessions.SignIn(r.Context(), person, access.Device{Origin: origin, By: access.ByPasskey, BothFactors: true}); err == nil {
			a, err = sessions.Actor(r.Context())
		}
		return err
	})
	return a
}

func TestAPasskeyIsASecondFactorAndAProof(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		device, made, codes := b.passkeyOf(t, b.session(t, owner), 0)
		step, nobody := b.enter(t, owner)
		require.NotEmpty(t, step, "the password alone lets in no more")
		require.True(t, nobody.IsNobody())
		ways, err := b.access.StepWays(t.Context(), step)
		require.NoError(t, err)
		require.Equal(t, []string{"passkey"}, ways)

		asked, err := b.access.AskFactor(t.Context(), step)
		require.NoError(t, err)
		var here actor.Actor
		b.inRequest(t, func(sessions *access.Sessions, r *http.Request) error {
			answer := access.PasskeyAnswer{Secret: asked.Secret, Answer: device.Use(t, asked.Options)}
			_, err := sessions.CompleteByPasskey(r.Context(), step, answer, access.Device{Origin: origin})
			require.NoError(t, err)
			here, err = sessions.Actor(r.Context())
			return err
		})
		require.Equal(t, owner.ID, here.PersonID)
		step, _ = b.enter(t, owner)
		_, err = b.give(t, step, codes[0])
		require.NoError(t, err, "a recovery code stands for a lost passkey")

		b.clock.Advance(time.Hour)
		refused := b.access.NeedProof(t.Context(), here, access.RoleChange, 0)
		require.Equal(t, []string{"passkey", "password"}, fault.Of(refused).Details["ways"])
		asked, err = b.access.AskProof(t.Context(), here)
		require.NoError(t, err)
		until, err := b.access.Prove(t.Context(), here, access.ProofParams{Origin: origin, Passkey: access.PasskeyAnswer{Secret: asked.Secret, Answer: device.Use(t, asked.Options)}})
		require.NoError(t, err)
		require.Equal(t, b.clock.Now().Add(15*time.Minute), until)
		require.NoError(t, b.access.NeedProof(t.Context(), here, access.RoleChange, 0))

		// Nobody's else's counts, and that of another session neither.
		ann := b.member(t, owner, "ann")
		annHere := b.session(t, ann)
		foreign, _, _ := b.passkeyOf(t, annHere, 0)
		asked, err = b.access.AskProof(t.Context(), here)
		require.NoError(t, err)
		_, err = b.access.Prove(t.Context(), here, access.ProofParams{Origin: origin, Passkey: access.PasskeyAnswer{Secret: asked.Secret, Answer: foreign.Use(t, asked.Options)}})
		require.ErrorIs(t, err, passkey.ErrRefused)
		asked, err = b.access.AskProof(t.Context(), annHere)
		require.NoError(t, err)
		_, err = b.access.Prove(t.Context(), here, access.ProofParams{Origin: origin, Passkey: access.PasskeyAnswer{Secret: asked.Secret, Answer: device.Use(t, asked.Options)}})
		require.Equal(t, "passkey.request", fault.Of(err).Code)

		require.NoError(t, b.access.RemovePasskey(t.Context(), here, made.ID))
		step, again := b.enter(t, owner)
		require.Empty(t, step)
		factors, err := b.access.Factors(t.Context(), again)
		require.NoError(t, err)
		require.Zero(t, factors.RecoveryCodes)
	})
}

func TestAPasskeyThatMayHaveBeenCopiedLetsNobodyInAnyMore(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		here := b.session(t, owner)
		device, _, _ := b.passkeyOf(t, here, 5)
		stolen := device.Copy()
		_, err := b.enterBy(t, device)
		require.NoError(t, err)
		_, err = b.enterBy(t, stolen)
		require.ErrorIs(t, err, passkey.ErrCopied)
		_, err = b.enterBy(t, device)
		require.ErrorIs(t, err, passkey.ErrCopied, "nobody knows which one is the copy")
		require.Len(t, *b.told, 2)
		require.Equal(t, "A passkey of yours may have been copied", (*b.told)[1].Title)
		found, err := b.access.Passkeys(t.Context(), here)
		require.NoError(t, err)
		require.False(t, found[0].Usable)
		require.False(t, found[0].CopiedAt.IsZero())
		step, _ := b.enter(t, owner)
		require.NotEmpty(t, step, "whoever has a copy must not take the second factor away by it")
		ways, err := b.access.StepWays(t.Context(), step)
		require.NoError(t, err)
		require.Empty(t, ways)
	})
}

func TestRecoveryAndResetTakePasskeysAway(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		attackers, _, _ := b.passkeyOf(t, b.session(t, ann), 0)
		_, secret, err := b.access.Recover(t.Context(), b.as(t, owner), ann.ID, noKey)
		require.NoError(t, err)
		_, err = b.enterBy(t, attackers)
		require.NoError(t, err, "a link that nobody has used changes nothing")
		_, err = b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: secret, Password: password})
		require.NoError(t, err)
		_, err = b.enterBy(t, attackers)
		require.ErrorIs(t, err, passkey.ErrRefused)
		step, here := b.enter(t, ann)
		require.Empty(t, step)

		device, _, _ := b.passkeyOf(t, here, 0)
		_, err = b.access.ResetFactors(t.Context(), b.as(t, owner), ann.ID)
		require.NoError(t, err)
		_, err = b.enterBy(t, device)
		require.ErrorIs(t, err, passkey.ErrRefused)
	})
}

func TestAddingAWayInTakesAProofWhateverThePolicySays(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		here := b.session(t, owner)
		_, err := b.access.SetSensitivePolicy(t.Context(), here, access.SensitiveRules{Tokens: access.TokensAdminister})
		require.NoError(t, err)
		b.clock.Advance(time.Hour)
		require.NoError(t, b.access.NeedProof(t.Context(), here, access.RoleChange, 0))
		require.ErrorIs(t, b.access.NeedProof(t.Context(), here, access.OwnSignIn, 0), access.ErrReauthenticate)
	})
}
