package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
)

func TestSigningInCountsAsProofForAWhile(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		a := b.session(t, owner)
		require.NoError(t, b.access.NeedProof(t.Context(), a, access.RoleChange, 0))
		b.clock.Advance(14 * time.Minute)
		require.NoError(t, b.access.NeedProof(t.Context(), a, access.RoleChange, 0))
		b.clock.Advance(time.Minute)
		err := b.access.NeedProof(t.Context(), a, access.RoleChange, 0)
		require.ErrorIs(t, err, access.ErrReauthenticate)
		require.Equal(t, []string{"password"}, fault.Of(err).Details["ways"])
		require.Equal(t, "role_change", fault.Of(err).Details["kind"])

		other := b.session(t, owner) // a proof is one session's alone
		require.NoError(t, b.access.NeedProof(t.Context(), other, access.RoleChange, 0))
		require.ErrorIs(t, b.access.NeedProof(t.Context(), a, access.RoleChange, 0), access.ErrReauthenticate)

		until, err := b.access.Prove(t.Context(), a, access.ProofParams{Password: password, Origin: origin})
		require.NoError(t, err)
		require.WithinDuration(t, b.clock.Now().Add(15*time.Minute), until, time.Second)
		require.NoError(t, b.access.NeedProof(t.Context(), a, access.RoleChange, 0))
	})
}

func TestProofIsThrottledAsSigningInIs(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		a := b.session(t, owner)
		b.clock.Advance(time.Hour)
		for range 5 {
			_, err := b.access.Prove(t.Context(), a, access.ProofParams{Password: "not the password", Origin: origin})
			require.Equal(t, "password.wrong", fault.Of(err).Code)
		}
		_, err := b.access.Prove(t.Context(), a, access.ProofParams{Password: password, Origin: origin})
		require.ErrorIs(t, err, access.ErrTooMany)
		_, err = b.access.SignIn(t.Context(), access.SignInParams{Email: email, Password: password, Origin: origin})
		require.ErrorIs(t, err, access.ErrTooMany, "the same counters")
		require.ErrorIs(t, b.access.NeedProof(t.Context(), a, access.RoleChange, 0), access.ErrReauthenticate)
		_, err = b.access.Prove(t.Context(), a, access.ProofParams{Origin: origin})
		require.Equal(t, "proof.missing", fault.Of(err).Code)
	})
}

func TestACodeProvesOnce(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		a := b.session(t, owner)
		_, err := b.access.Prove(t.Context(), a, access.ProofParams{Code: "000000", Origin: origin})
		require.Equal(t, "factor.none", fault.Of(err).Code)
		secret, codes := b.enrol(t, owner)
		step, _ := b.enter(t, owner)
		a, err = b.give(t, step, b.codeAt(t, secret, 0))
		require.NoError(t, err)
		b.clock.Advance(time.Hour)
		err = b.access.NeedProof(t.Context(), a, access.OffBoarding, 0)
		require.Equal(t, []string{"password", "code"}, fault.Of(err).Details["ways"])
		code := b.codeAt(t, secret, 0)
		_, err = b.access.Prove(t.Context(), a, access.ProofParams{Code: code, Origin: origin})
		require.NoError(t, err)
		require.NoError(t, b.access.NeedProof(t.Context(), a, access.OffBoarding, 0))
		_, err = b.access.Prove(t.Context(), a, access.ProofParams{Code: code, Origin: origin})
		require.Equal(t, "proof.wrong_code", fault.Of(err).Code, "a code counts once")
		require.Equal(t, fault.Invalid, fault.KindOf(err), "the session goes on")
		_, err = b.access.Prove(t.Context(), a, access.ProofParams{Code: codes[0], Origin: origin})
		require.NoError(t, err)
	})
}

func TestThePolicyBindsSensitiveActs(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		a := b.session(t, owner)
		read, administer := a, a
		read.SessionID, read.TokenID, read.Scope = "", "t", actor.ScopeRead
		administer.SessionID, administer.TokenID, administer.Scope = "", "t", actor.ScopeAdminister

		need := func(a actor.Actor, kind access.Sensitive, rows int64) string {
			t.Helper()
			if err := b.access.NeedProof(t.Context(), a, kind, rows); err != nil {
				return fault.Of(err).Code
			}
			return ""
		}
		require.Equal(t, "token.sensitive_act", need(read, access.RoleChange, 0))
		require.Empty(t, need(administer, access.RoleChange, 0))
		require.Empty(t, need(read, access.LargeExport, 100_000))
		require.Equal(t, "token.sensitive_act", need(read, access.LargeExport, 100_001))

		_, err := b.access.SetSensitivePolicy(t.Context(), a, access.SensitiveRules{Window: time.Second, Tokens: access.TokensNever})
		require.Equal(t, "sensitive_policy.invalid", fault.Of(err).Code)
		set, err := b.access.SetSensitivePolicy(t.Context(), a, access.SensitiveRules{Window: time.Minute, Tokens: access.TokensNever, ExportRows: 10})
		require.NoError(t, err)
		require.Equal(t, owner.Name, set.ChangedBy)
		require.Equal(t, "token.sensitive_act", need(administer, access.RoleChange, 0))
		require.Empty(t, need(a, access.LargeExport, 11))
		b.clock.Advance(time.Minute)
		require.Equal(t, "session.reauthenticate", need(a, access.LargeExport, 11))
		require.Empty(t, need(a, access.LargeExport, 10))

		_, err = b.access.SetSensitivePolicy(t.Context(), a, access.SensitiveRules{Tokens: access.TokensAdminister})
		require.NoError(t, err)
		require.Empty(t, need(a, access.LargeExport, 11))

		member := b.as(t, b.member(t, owner, "mia"))
		_, err = b.access.SetSensitivePolicy(t.Context(), member, access.SensitiveRules{Tokens: access.TokensNever})
		require.ErrorIs(t, err, access.ErrForbidden)
		_, err = b.access.SensitivePolicy(t.Context(), member)
		require.ErrorIs(t, err, access.ErrForbidden)
	})
}

func TestEachSensitiveActIsOfOneKind(t *testing.T) {
	t.Parallel()
	seen := map[audit.Act]bool{}
	for _, kind := range access.SensitiveKinds() {
		require.NotEmpty(t, kind.Words)
		for _, act := range kind.Acts {
			_, known := audit.Describe(act)
			require.True(t, known, act)
			require.False(t, seen[act], act)
			seen[act] = true
			require.Equal(t, kind.Kind, access.SensitiveAct(act))
		}
	}
}
