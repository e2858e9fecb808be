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
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

// clients makes client A with instances i1 to i3 and client B with i4.
func clients(t *testing.T, b bundle, owner access.Person) *plot {
	t.Helper()
	return newPlot(t, b, owner)
}

func TestAdministratorsGiveWhatTheyHaveAndNothingElse(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		p := clients(t, b, owner)
		ann := b.as(t, b.member(t, owner, "ann", access.GrantContent{ClientID: "A", Rank: actor.Administrator}, access.GrantContent{ClientID: "B", Rank: actor.Viewer}))
		ben := b.as(t, b.member(t, owner, "ben", access.GrantContent{InstanceID: "i1", Rank: actor.Administrator}))
		give := func(a actor.Actor, c access.GrantContent) error {
			c.Rank = max(c.Rank, actor.Viewer)
			_, err := b.access.Give(t.Context(), a, access.GiveParams{PersonID: p.people[0], GrantContent: c})
			return err
		}
		require.NoError(t, give(ann, access.GrantContent{ClientID: "A", Rank: actor.Administrator}))
		require.NoError(t, give(ann, access.GrantContent{InstanceID: "i2"}))
		require.NoError(t, give(ben, access.GrantContent{InstanceID: "i1", Rank: actor.Administrator}))
		require.ErrorIs(t, give(ann, access.GrantContent{ClientID: "B"}), access.ErrForbidden, "seen, not administered")
		require.ErrorIs(t, give(ben, access.GrantContent{ClientID: "A"}), access.ErrForbidden, "the client is more than the instance")
		for _, hidden := range []access.GrantContent{{ClientID: "B"}, {InstanceID: "i4"}, {InstanceID: "i2"}, {InstanceID: "nowhere"}} {
			err := give(ben, hidden)
			require.Equal(t, "grant.invalid", fault.Of(err).Code)
			require.Equal(t, "does not exist", fault.Of(err).Fields[0].Message)
		}
		require.Equal(t, "/until", fault.Of(give(ann, access.GrantContent{ClientID: "A", Until: b.clock.Now()})).Fields[0].Pointer)

		owners, err := b.access.Give(t.Context(), owner.Actor(), access.GiveParams{PersonID: p.people[1], GrantContent: access.GrantContent{ClientID: "B", Rank: actor.Manager}})
		require.NoError(t, err)
		require.ErrorIs(t, b.access.EndGrant(t.Context(), ann, owners.ID), access.ErrGrantNotFound, "of what is not administered nothing is known")
		_, err = b.access.UpdateGrant(t.Context(), owner.Actor(), owners.ID, 9, access.GrantChange{})
		require.Equal(t, "grant.version_conflict", fault.Of(err).Code)

		seen, err := b.access.Grants(t.Context(), ben, access.GrantFilter{}, 100)
		require.NoError(t, err)
		for _, g := range seen {
			require.Equal(t, actor.InstanceID("i1"), g.InstanceID)
		}
		require.NotEmpty(t, seen)
	})
}

func TestNothingIsGivenOfAClientThatLeaves(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		p := clients(t, b, owner)
		give := func(to actor.PersonID, c access.GrantContent) (access.Grant, error) {
			c.Rank = actor.Viewer
			return b.access.Give(t.Context(), p.owner, access.GiveParams{PersonID: to, GrantContent: c})
		}
		leaves := func(at any) {
			require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
				_, err := tx.NewRaw("UPDATE client SET off_boarded_at = ? WHERE id = 'A'", at).Exec(ctx)
				return err
			}))
		}
		before, err := give(p.people[1], access.GrantContent{ClientID: "A"})
		require.NoError(t, err)

		leaves(b.clock.Now())
		for pointer, content := range map[string]access.GrantContent{"/clientId": {ClientID: "A"}, "/instanceId": {InstanceID: "i1"}} {
			_, err := give(p.people[0], content)
			require.Equal(t, "grant.invalid", fault.Of(err).Code)
			require.Equal(t, []fault.Field{{Pointer: pointer, Message: "is of a client that is being off-boarded"}}, fault.Of(err).Fields)
		}
		_, err = give(p.people[0], access.GrantContent{ClientID: "B"})
		require.NoError(t, err, "others stay")
		require.NoError(t, b.access.EndGrant(t.Context(), p.owner, before.ID), "what there is can end")

		leaves(nil)
		_, err = give(p.people[0], access.GrantContent{InstanceID: "i1"})
		require.NoError(t, err, "it was taken back")
	})
}

func TestNobodyGivesLongerThanTheyHave(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		p := clients(t, b, owner)
		end := b.clock.Now().Add(time.Hour)
		ann := b.member(t, owner, "ann", access.GrantContent{ClientID: "A", Rank: actor.Administrator, Until: end})
		a := b.as(t, ann)
		give := func(c access.GrantContent) (access.Grant, error) {
			return b.access.Give(t.Context(), a, access.GiveParams{PersonID: p.people[0], GrantContent: c})
		}
		for _, until := range []time.Time{{}, end.Add(time.Second)} {
			for _, c := range []access.GrantContent{{ClientID: "A", Rank: actor.Viewer, Until: until}, {InstanceID: "i1", Rank: actor.Administrator, Until: until}} {
				_, err := give(c)
				require.Equal(t, "grant.invalid", fault.Of(err).Code)
				require.Equal(t, "/until", fault.Of(err).Fields[0].Pointer)
				require.Contains(t, fault.Of(err).Fields[0].Message, "UTC")
			}
		}
		given, err := give(access.GrantContent{ClientID: "A", Rank: actor.Manager, Until: end.Add(-time.Minute)})
		require.NoError(t, err)
		_, err = give(access.GrantContent{InstanceID: "i1", Rank: actor.Administrator, Until: end})
		require.NoError(t, err)

		change := func(id actor.GrantID, revision int, c access.GrantChange) error {
			_, err := b.access.UpdateGrant(t.Context(), a, id, revision, c)
			return err
		}
		var never time.Time
		require.Equal(t, "grant.invalid", fault.Of(change(given.ID, 1, access.GrantChange{Until: &never})).Code)
		require.NoError(t, change(given.ID, 1, access.GrantChange{Until: &end}))

		owners, err := b.access.Give(t.Context(), p.owner, access.GiveParams{PersonID: p.people[1], GrantContent: access.GrantContent{ClientID: "A", Rank: actor.Manager}})
		require.NoError(t, err)
		less, more := actor.Viewer, actor.Administrator
		require.Equal(t, "grant.invalid", fault.Of(change(owners.ID, 1, access.GrantChange{Rank: &more})).Code, "it would last longer than ann's own")
		require.NoError(t, change(owners.ID, 1, access.GrantChange{Rank: &less}), "less may be said of what lasts longer")
	})
}

func TestNobodyWidensWhatTheyHoldThemselves(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		p := clients(t, b, owner)
		end := b.clock.Now().Add(time.Hour)
		soon := b.clock.Now().Add(time.Minute)
		ann := b.member(t, owner, "ann", access.GrantContent{ClientID: "A", Rank: actor.Administrator, Until: end}, access.GrantContent{InstanceID: "i1", Rank: actor.Viewer, Until: soon})
		group, err := b.access.Give(t.Context(), p.owner, access.GiveParams{GroupID: p.groups[0], GrantContent: access.GrantContent{InstanceID: "i2", Rank: actor.Viewer, Until: soon}})
		require.NoError(t, err)
		_, err = b.access.AddMember(t.Context(), p.owner, p.groups[0], ann.ID)
		require.NoError(t, err)
		own, err := b.access.Grants(t.Context(), p.owner, access.GrantFilter{PersonID: ann.ID, InstanceID: "i1"}, 10)
		require.NoError(t, err)
		a := b.as(t, ann)
		more := actor.Manager
		for _, g := range append(own, group) {
			if g.Rank != actor.Viewer {
				continue
			}
			for what, c := range map[string]access.GrantChange{"later": {Until: &end}, "higher": {Rank: &more}} {
				_, err := b.access.UpdateGrant(t.Context(), a, g.ID, 1, c)
				require.ErrorIs(t, err, access.ErrForbidden, what)
				require.NotEmpty(t, fault.Of(err).Next)
			}
		}
		_, err = b.access.UpdateGrant(t.Context(), p.owner, group.ID, 1, access.GrantChange{Rank: &more})
		require.NoError(t, err, "owners may")
	})
}

// Rights that were read when a request began may be gone when it acts.
func TestRightsAreThoseOfTheMomentOfTheChange(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		p := clients(t, b, owner)
		ctx := t.Context()
		admin := access.GrantContent{ClientID: "A", Rank: actor.Administrator}
		ann := b.as(t, b.member(t, owner, "ann", admin, access.GrantContent{InstanceID: "i1", Rank: actor.Viewer}))
		given, err := b.access.Give(ctx, ann, access.GiveParams{PersonID: p.people[0], GrantContent: access.GrantContent{ClientID: "A", Rank: actor.Viewer}})
		require.NoError(t, err)
		own, err := b.access.Grants(ctx, p.owner, access.GrantFilter{PersonID: ann.PersonID}, 10)
		require.NoError(t, err)
		for _, g := range own {
			if g.Rank == actor.Administrator {
				require.NoError(t, b.access.EndGrant(ctx, p.owner, g.ID))
			}
		}
		_, err = b.access.Give(ctx, ann, access.GiveParams{PersonID: p.people[0], GrantContent: access.GrantContent{InstanceID: "i1", Rank: actor.Viewer}})
		require.ErrorIs(t, err, access.ErrForbidden)
		rank := actor.Runner
		_, err = b.access.UpdateGrant(ctx, ann, given.ID, 1, access.GrantChange{Rank: &rank})
		require.ErrorIs(t, err, access.ErrGrantNotFound)
		require.ErrorIs(t, b.access.EndGrant(ctx, ann, given.ID), access.ErrGrantNotFound)

		former := b.member(t, owner, "ben")
		role := actor.Owner
		detail, err := b.access.PersonDetail(ctx, p.owner, former.ID)
		require.NoError(t, err)
		_, err = b.access.UpdatePerson(ctx, p.owner, former.ID, detail.Revision, access.PersonChange{Role: &role})
		require.NoError(t, err)
		stale := b.as(t, former)
		role = actor.Member
		_, err = b.access.UpdatePerson(ctx, p.owner, former.ID, detail.Revision+1, access.PersonChange{Role: &role})
		require.NoError(t, err)
		_, err = b.access.Disable(ctx, stale, owner.ID, "")
		require.ErrorIs(t, err, access.ErrForbidden)
		name := "Renamed"
		_, err = b.access.UpdatePerson(ctx, stale, owner.ID, 1, access.PersonChange{Name: &name})
		require.ErrorIs(t, err, access.ErrForbidden)
		_, _, err = b.access.Invite(ctx, stale, access.InviteParams{Email: "z@agency.example", Role: actor.Owner})
		require.ErrorIs(t, err, access.ErrForbidden)
		require.ErrorIs(t, b.access.Enable(ctx, stale, former.ID), access.ErrForbidden)
		_, err = b.access.AddMember(ctx, stale, p.groups[0], former.ID)
		require.ErrorIs(t, err, access.ErrForbidden)

		_, err = b.access.Disable(ctx, p.owner, former.ID, "")
		require.NoError(t, err)
		_, err = b.access.Give(ctx, stale, access.GiveParams{PersonID: p.people[0], GrantContent: admin})
		require.ErrorIs(t, err, access.ErrForbidden, "of a disabled person")
		narrow := p.owner
		narrow.TokenID, narrow.Scope = "t", actor.ScopeRead
		_, err = b.access.Give(ctx, narrow, access.GiveParams{PersonID: p.people[0], GrantContent: admin})
		require.ErrorIs(t, err, access.ErrForbidden, "a token's scope is kept")
	})
}

func TestTheAccessReviewSaysWhoAndWhy(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		p := clients(t, b, owner)
		until := b.clock.Now().Add(time.Hour)
		ann := b.member(t, owner, "ann",
			access.GrantContent{ClientID: "A", Rank: actor.Viewer, Reason: "the account"},
			access.GrantContent{InstanceID: "i1", Rank: actor.Manager, Until: until, Reason: "holiday cover"})
		_, err := b.access.Give(t.Context(), p.owner, access.GiveParams{GroupID: p.groups[0], GrantContent: access.GrantContent{InstanceID: "i1", Rank: actor.Author}})
		require.NoError(t, err)
		_, err = b.access.AddMember(t.Context(), p.owner, p.groups[0], ann.ID)
		require.NoError(t, err)

		review := func(a actor.Actor, f access.ReviewFilter) []access.ReviewEntry {
			found, err := b.access.Review(t.Context(), a, f)
			require.NoError(t, err)
			return found
		}
		found := review(p.owner, access.ReviewFilter{InstanceID: "i1"})
		require.Len(t, found, 2, "ann and the owner")
		require.Equal(t, ann.ID, found[0].PersonID)
		require.Equal(t, actor.Manager, found[0].Rank)
		require.Zero(t, found[0].Until, "one of its grants does not end")
		require.Len(t, found[0].Grants, 3)
		require.Equal(t, "holiday cover", found[0].Grants[0].Reason)
		require.Equal(t, "G0", found[0].Grants[1].GroupName)
		require.Equal(t, "client", found[0].Grants[2].On())
		require.True(t, found[1].Owner)
		require.Len(t, review(p.owner, access.ReviewFilter{PersonID: ann.ID}), 3)
		require.Empty(t, review(p.owner, access.ReviewFilter{PersonID: ann.ID, ClientID: "B"}))

		b.clock.Advance(2 * time.Hour)
		require.Equal(t, actor.Author, review(p.owner, access.ReviewFilter{InstanceID: "i1"})[0].Rank)
		require.Len(t, review(b.as(t, ann), access.ReviewFilter{ClientID: "A"}), 3, "others than administrators see themselves")
		_, err = b.access.Review(t.Context(), p.owner, access.ReviewFilter{})
		require.Equal(t, "access.review_too_wide", fault.Of(err).Code)
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		s := newSite(t, db)
		b := s.bundle
		owner, err := b.access.PersonByEmail(t.Context(), email)
		require.NoError(t, err)
		first, second := s.browser(t), s.browser(t)
		s.get(t, first, "/in")
		s.get(t, second, "/in")
		a := owner.Actor()
		found, err := b.access.ListSessions(t.Context(), a, owner.ID)
		require.NoError(t, err)
		require.NotEmpty(t, found)
		require.Equal(t, "192.0.2.1", found[0].Origin)
		require.NoError(t, b.access.EndSession(t.Context(), a, owner.ID, found[0].ID))
		require.Equal(t, fault.NotFound, fault.KindOf(b.access.EndSession(t.Context(), a, owner.ID, found[0].ID)))
		left, err := b.access.ListSessions(t.Context(), a, owner.ID)
		require.NoError(t, err)
		require.Len(t, left, len(found)-1)
		ended, err := b.access.EndOtherSessions(t.Context(), a)
		require.NoError(t, err)
		require.Equal(t, len(left), ended)
	})
}

func TestAdministratorsLearnNothingOfGrantsElsewhere(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		p := clients(t, b, owner)
		ann := b.as(t, b.member(t, owner, "ann", access.GrantContent{ClientID: "A", Rank: actor.Administrator}))
		ben := b.as(t, b.member(t, owner, "ben", access.GrantContent{InstanceID: "i1", Rank: actor.Administrator}))
		cay := b.member(t, owner, "cay", access.GrantContent{ClientID: "A", Rank: actor.Viewer}, access.GrantContent{ClientID: "B", Rank: actor.Administrator})
		for _, c := range []access.GrantContent{{ClientID: "A", Rank: actor.Viewer}, {ClientID: "B", Rank: actor.Viewer}, {InstanceID: "i4", Rank: actor.Viewer}} {
			_, err := b.access.Give(t.Context(), p.owner, access.GiveParams{GroupID: p.groups[0], GrantContent: c})
			require.NoError(t, err)
		}
		for _, of := range []struct {
			who    actor.Actor
			grants int
		}{{p.owner, 3}, {ann, 1}, {ben, 0}} {
			found, err := b.access.Group(t.Context(), of.who, p.groups[0])
			require.NoError(t, err)
			require.Equal(t, of.grants, found.Grants, of.who.Name)
		}

		preview := func(a actor.Actor) actor.Actor {
			_, as, err := b.access.PreviewAs(t.Context(), a, cay.ID)
			require.NoError(t, err)
			return as
		}
		require.True(t, preview(p.owner).MayAnywhere(actor.Grant))
		require.False(t, preview(ann).MayAnywhere(actor.Run), "what cay has on B is not ann's to know")
		require.Len(t, preview(ann).Access.Instances, 3)
		require.Equal(t, actor.Viewer, preview(ann).RankOnClient("A"))
		require.Equal(t, []actor.InstanceID{"i1"}, preview(ben).VisibleInstances())
		require.Zero(t, preview(ben).RankOnClient("A"), "ben does not give access to the client")
		require.True(t, b.as(t, cay).MayClient(actor.Grant, "B"), "nothing of it is kept")

		events := []event.Event{}
		require.NoError(t, db.Read(t.Context(), p.owner, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewSelect().Model(&events).Where("kind = ?", event.GrantChanged).Scan(ctx)
		}))
		require.NotEmpty(t, events)
		for _, e := range events {
			require.True(t, (e.ClientID == "") != (e.InstanceID == ""), "each says whose it is")
		}
	})
}
