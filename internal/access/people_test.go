package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

func TestAnInvitationIsUsedOnce(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		made, secret, err := b.access.Invite(t.Context(), owner.Actor(), access.InviteParams{Email: "Ann@agency.example", Role: actor.Auditor})
		require.NoError(t, err)
		require.Equal(t, access.Invite, made.Kind)
		_, err = b.access.SignIn(t.Context(), access.SignInParams{Email: "ann@agency.example", Password: ""})
		require.ErrorIs(t, err, access.ErrSignIn, "an account without a password lets nobody in")
		found, err := b.access.CheckInvitation(t.Context(), secret, "192.0.2.1")
		require.NoError(t, err)
		require.Equal(t, "Ann@agency.example", found.Email)

		_, err = b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: secret, Password: "short"})
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		ann, err := b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: secret, Name: "Ann Example", Password: password})
		require.NoError(t, err)
		require.Equal(t, "Ann Example", ann.Name)
		require.Equal(t, actor.Auditor, ann.Role)
		_, err = b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: secret, Password: password})
		require.ErrorIs(t, err, access.ErrLink)
		_, err = b.access.SignIn(t.Context(), access.SignInParams{Email: "ann@agency.example", Password: password})
		require.NoError(t, err)

		_, _, err = b.access.Invite(t.Context(), owner.Actor(), access.InviteParams{Email: "ANN@agency.example", Role: actor.Member})
		require.Equal(t, "person.email_taken", fault.Of(err).Code)
	})
}

func TestALinkEndsByTimeByAnotherAndWhenTakenBack(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		a := owner.Actor()
		_, old, err := b.access.Invite(t.Context(), a, access.InviteParams{Email: "ann@agency.example", Role: actor.Member})
		require.NoError(t, err)
		b.clock.Advance(8 * 24 * time.Hour)
		_, err = b.access.CheckInvitation(t.Context(), old, "o")
		require.ErrorIs(t, err, access.ErrLink)
		people, err := b.access.People(t.Context(), a, access.PeopleFilter{State: access.Invited}, 10)
		require.NoError(t, err)
		require.Len(t, people, 1)

		first, secret, err := b.access.Recover(t.Context(), a, people[0].ID, noKey)
		require.NoError(t, err)
		require.Equal(t, access.Invite, first.Kind, "somebody who never came is invited anew")
		_, newer, err := b.access.Recover(t.Context(), a, people[0].ID, noKey)
		require.NoError(t, err)
		_, err = b.access.CheckInvitation(t.Context(), secret, "o")
		require.ErrorIs(t, err, access.ErrLink, "only the newest counts")
		waiting, err := b.access.Invitations(t.Context(), a)
		require.NoError(t, err)
		require.Len(t, waiting, 1)
		require.NoError(t, b.access.DeleteInvitation(t.Context(), a, waiting[0].ID))
		_, err = b.access.CheckInvitation(t.Context(), newer, "o")
		require.ErrorIs(t, err, access.ErrLink)
		_, err = b.access.PersonDetail(t.Context(), a, people[0].ID)
		require.ErrorIs(t, err, access.ErrPersonNotFound, "who never came is forgotten")
	})
}

func TestARepeatedInvitationIsOne(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		key, err := idempotency.NewKey("k", "invite", "ann")
		require.NoError(t, err)
		params := access.InviteParams{Email: "ann@agency.example", Role: actor.Member, Key: key}
		_, _, err = b.access.Invite(t.Context(), owner.Actor(), params)
		require.NoError(t, err)
		_, _, err = b.access.Invite(t.Context(), owner.Actor(), params)
		require.Equal(t, "invitation.already_made", fault.Of(err).Code)
	})
}

func TestDisablingEndsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		a := b.as(t, ann)
		_, secret, err := b.access.CreateToken(t.Context(), a, access.TokenParams{Name: "laptop"})
		require.NoError(t, err)
		alive, err := b.access.Alive(t.Context(), a)
		require.NoError(t, err)
		require.True(t, alive)

		done, err := b.access.Disable(t.Context(), owner.Actor(), ann.ID, "")
		require.NoError(t, err)
		require.Equal(t, 1, done.Tokens)
		_, err = b.access.ActorByToken(t.Context(), secret)
		require.ErrorIs(t, err, access.ErrTokenInvalid)
		_, err = b.access.SignIn(t.Context(), access.SignInParams{Email: ann.Email, Password: password, Origin: "o"})
		require.ErrorIs(t, err, access.ErrSignIn)
		alive, err = b.access.Alive(t.Context(), a)
		require.NoError(t, err)
		require.False(t, alive)

		require.NoError(t, b.access.Enable(t.Context(), owner.Actor(), ann.ID))
		_, err = b.access.SignIn(t.Context(), access.SignInParams{Email: ann.Email, Password: password, Origin: "o"})
		require.NoError(t, err)
		_, err = b.access.ActorByToken(t.Context(), secret)
		require.ErrorIs(t, err, access.ErrTokenInvalid, "a token does not come back")
	})
}

func TestARecoveryEndsSessionsAndTokens(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		_, secret, err := b.access.CreateToken(t.Context(), b.as(t, ann), access.TokenParams{Name: "laptop"})
		require.NoError(t, err)
		_, others, err := b.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "another's"})
		require.NoError(t, err)
		a, err := b.access.ActorByToken(t.Context(), secret)
		require.NoError(t, err)
		_, link, err := b.access.Recover(t.Context(), owner.Actor(), ann.ID, noKey)
		require.NoError(t, err)
		_, err = b.access.ActorByToken(t.Context(), secret)
		require.NoError(t, err, "a link that is not used ends nothing")
		_, err = b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: link, Password: password + "!"})
		require.NoError(t, err)
		_, err = b.access.ActorByToken(t.Context(), secret)
		require.ErrorIs(t, err, access.ErrTokenInvalid)
		alive, err := b.access.Alive(t.Context(), a)
		require.NoError(t, err)
		require.False(t, alive)
		_, err = b.access.ActorByToken(t.Context(), others)
		require.NoError(t, err)
	})
}

func TestWhoNeverCameSucceedsNobody(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann, ben := b.member(t, owner, "ann"), b.member(t, owner, "ben")
		invited, _, err := b.access.Invite(t.Context(), owner.Actor(), access.InviteParams{Email: "later@agency.example", Role: actor.Member})
		require.NoError(t, err)
		for _, to := range []actor.PersonID{invited.PersonID, ann.ID, "nobody"} {
			_, err = b.access.Disable(t.Context(), owner.Actor(), ann.ID, to)
			require.Equal(t, "person.hand_over_invalid", fault.Of(err).Code)
		}
		_, err = b.access.Disable(t.Context(), owner.Actor(), ann.ID, ben.ID)
		require.NoError(t, err)
	})
}

func TestThereIsAlwaysAnOwnerWhoCanSignIn(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		a := owner.Actor()
		_, err := b.access.Disable(t.Context(), a, owner.ID, "")
		require.Equal(t, "person.last_owner", fault.Of(err).Code)
		member := actor.Member
		_, err = b.access.UpdatePerson(t.Context(), a, owner.ID, 1, access.PersonChange{Role: &member})
		require.Equal(t, "person.last_owner", fault.Of(err).Code)
		_, _, err = b.access.Invite(t.Context(), a, access.InviteParams{Email: "two@agency.example", Role: actor.Owner})
		require.NoError(t, err)
		_, err = b.access.Disable(t.Context(), a, owner.ID, "")
		require.Equal(t, "person.last_owner", fault.Of(err).Code, "one who is only invited cannot sign in")

		ann := b.member(t, owner, "ann")
		role := actor.Owner
		_, err = b.access.UpdatePerson(t.Context(), a, ann.ID, 7, access.PersonChange{Role: &role})
		require.Equal(t, "person.version_conflict", fault.Of(err).Code)
		detail, err := b.access.PersonDetail(t.Context(), a, ann.ID)
		require.NoError(t, err)
		_, err = b.access.UpdatePerson(t.Context(), a, ann.ID, detail.Revision, access.PersonChange{Role: &role})
		require.NoError(t, err)
		_, err = b.access.UpdatePerson(t.Context(), a, owner.ID, 1, access.PersonChange{Role: &member})
		require.NoError(t, err)
	})
}

func TestWhoMayNotOrganiseChangesNobody(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		auditor := actor.Person("x", "Auditor", actor.Auditor).With(&actor.Access{})
		readOnly := owner.Actor()
		readOnly.TokenID, readOnly.Scope = "t", actor.ScopeRead
		for _, a := range []actor.Actor{b.as(t, ann), auditor, readOnly} {
			ctx := t.Context()
			_, _, err := b.access.Invite(ctx, a, access.InviteParams{Email: "z@agency.example", Role: actor.Owner})
			require.ErrorIs(t, err, access.ErrForbidden)
			_, err = b.access.Disable(ctx, a, owner.ID, "")
			require.ErrorIs(t, err, access.ErrForbidden)
			require.ErrorIs(t, b.access.Enable(ctx, a, owner.ID), access.ErrForbidden)
			_, _, err = b.access.Recover(ctx, a, owner.ID, noKey)
			require.ErrorIs(t, err, access.ErrForbidden)
			_, err = b.access.CreateGroup(ctx, a, access.GroupContent{Name: "g"}, noKey)
			require.ErrorIs(t, err, access.ErrForbidden)
			require.ErrorIs(t, b.access.EndToken(ctx, a, "somebody", "t"), access.ErrForbidden)
		}
		_, err := b.access.People(t.Context(), b.as(t, ann), access.PeopleFilter{}, 10)
		require.ErrorIs(t, err, access.ErrForbidden)
		people, err := b.access.People(t.Context(), auditor, access.PeopleFilter{}, 10)
		require.NoError(t, err)
		require.Len(t, people, 2)
	})
}

func TestATokenIsBoundByItsScopeAndItsTime(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		for scope, most := range map[actor.Scope]actor.Rank{
			actor.ScopeRead: actor.Viewer, actor.ScopeRun: actor.Runner, actor.ScopeWrite: actor.Manager, actor.ScopeAdminister: actor.Administrator,
		} {
			_, secret, err := b.access.CreateToken(t.Context(), owner.Actor(), access.TokenParams{Name: "x", Scope: scope, ExpiresAt: b.clock.Now().Add(time.Hour)})
			require.NoError(t, err)
			a, err := b.access.ActorByToken(t.Context(), secret)
			require.NoError(t, err)
			for _, rule := range actor.Rights() {
				require.Equal(t, rule.Least <= most, a.May(rule.Right, "any"), "%s with scope %s", rule.Right, scope)
			}
			require.Equal(t, scope == actor.ScopeAdminister, a.MayOrganisation(actor.Organise))
			_, _, err = b.access.CreateToken(t.Context(), a, access.TokenParams{Name: "longer"})
			require.ErrorIs(t, err, access.ErrForbidden, "a token makes none")
			require.NotEmpty(t, fault.Of(err).Next)
			defer func() {
				_, err := b.access.ActorByToken(t.Context(), secret)
				require.ErrorIs(t, err, access.ErrTokenInvalid)
			}()
		}
		b.clock.Advance(time.Hour)
	})
}
