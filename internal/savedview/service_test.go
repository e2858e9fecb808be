package savedview_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/savedview"
)

type bundle struct {
	*savedview.Service

	t     *testing.T
	db    *database.DB
	clock *clock.Manual
	on    savedview.On

	owner, author, runner, viewer, stranger actor.Actor
}

// setup has a query that ran on ia, where three people have roles; the stranger has ib.
func setup(t *testing.T, db *database.DB) bundle {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	b := bundle{
		Service: savedview.New(savedview.Dependencies{DB: db, Clock: c, Events: event.NewLog(c)}), t: t, db: db, clock: c,
		owner: actor.Person("olga", "Olga", actor.Owner),
		on: savedview.On{QueryID: "q", InstanceID: "ia", Result: &result.Result{Columns: []result.Column{
			{Name: "campaign", Type: "STRING", Encoding: result.Encoding{Kind: result.Text}}, {Name: "clicks", Type: "LONG", Encoding: result.Encoding{Kind: result.Integer}},
		}}},
	}
	b.execute(`
		INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES
			('olga', 'o', 'o', 'Olga', 'owner', '', ?0, ?0), ('ann', 'a', 'a', 'Ann', 'member', '', ?0, ?0), ('rui', 'r', 'r', 'Rui', 'member', '', ?0, ?0),
			('vic', 'v', 'v', 'Vic', 'member', '', ?0, ?0), ('sam', 's', 's', 'Sam', 'member', '', ?0, ?0);
		INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES
			('ca', 'ca', 'Northwind', '', 1, ?0, ?0), ('cb', 'cb', 'Fabrikam', '', 1, ?0, ?0);
		INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at) VALUES
			('ia', 'amca', 'ca', '', '', 'NA', 'ia', '', '', '', 1, ?0, ?0, ?0), ('ib', 'amcb', 'cb', '', '', 'NA', 'ib', '', '', '', 1, ?0, ?0, ?0);
		INSERT INTO query (id, name, name_key, description, version, revision, created_by, created_at, updated_by, updated_at) VALUES
			('q', 'Reach', 'reach', '', 1, 1, 'olga', ?0, 'olga', ?0), ('other', 'Other', 'other', '', 1, 1, 'olga', ?0, 'olga', ?0)`, c.Now())
	b.author = b.member("ann", "ia", "ca", actor.Author)
	b.runner = b.member("rui", "ia", "ca", actor.Runner)
	b.viewer = b.member("vic", "ia", "ca", actor.Viewer)
	b.stranger = b.member("sam", "ib", "cb", actor.Administrator)
	return b
}

func (b bundle) member(id actor.PersonID, on actor.InstanceID, of actor.ClientID, rank actor.Rank) actor.Actor {
	b.t.Helper()
	b.execute(`INSERT INTO instance_access (person_id, instance_id, client_id, rank, until) VALUES (?0, ?1, ?2, ?3, '9999-12-31');
		INSERT INTO client_access (person_id, client_id, rank, until) VALUES (?0, ?2, 0, '9999-12-31')`, id, on, of, rank)
	return actor.Person(id, string(id), actor.Member).With(&actor.Access{
		At: b.clock.Now(), Instances: map[actor.InstanceID]actor.Place{on: {ClientID: of, Rank: rank}}, Clients: map[actor.ClientID]actor.Rank{of: 0},
	})
}

func (b bundle) execute(statement string, args ...any) {
	b.t.Helper()
	require.NoError(b.t, b.db.Write(b.t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	}))
}

func sorted() savedview.State {
	return savedview.State{"view": json.RawMessage(`{"sort":[{"column":"c1","descending":true}]}`)}
}

func (b bundle) save(a actor.Actor, name string, shared bool) savedview.View {
	b.t.Helper()
	made, err := b.Create(b.t.Context(), a, b.on, savedview.CreateParams{Name: name, Shared: shared, State: sorted()}, idempotency.Key{})
	require.NoError(b.t, err)
	return made
}

func (b bundle) names(a actor.Actor) []string {
	b.t.Helper()
	found, err := b.List(b.t.Context(), a, savedview.Filter{QueryID: "q"}, 100)
	require.NoError(b.t, err)
	names := []string{}
	for _, v := range found {
		names = append(names, v.Name)
	}
	return names
}

func TestAPrivateViewIsItsOwnersAloneAndASharedOneThatOfAllWhoSeeTheInstance(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		mine := b.save(b.viewer, "Mine", false)
		ours := b.save(b.runner, "Ours", true)
		require.Equal(t, []string{"Mine", "Ours"}, b.names(b.viewer))
		require.Equal(t, []string{"Ours"}, b.names(b.author))
		require.Equal(t, []string{"Ours"}, b.names(b.owner), "not even the owner of the organisation reads a private one")
		require.Empty(t, b.names(b.stranger))
		for _, a := range []actor.Actor{b.owner, b.author, b.stranger} {
			_, err := b.Get(t.Context(), a, mine.ID)
			require.ErrorIs(t, err, savedview.ErrNotFound)
			require.ErrorIs(t, b.Delete(t.Context(), a, mine.ID), savedview.ErrNotFound)
			require.ErrorIs(t, b.Choose(t.Context(), a, mine.ID), savedview.ErrNotFound)
		}
		_, err := b.Get(t.Context(), b.stranger, ours.ID)
		require.ErrorIs(t, err, savedview.ErrNotFound)

		_, err = b.Create(t.Context(), b.viewer, b.on, savedview.CreateParams{Name: "For all", Shared: true, State: sorted()}, idempotency.Key{})
		require.ErrorIs(t, err, access.ErrForbidden, "who only looks shares nothing")
		shared := true
		_, err = b.Update(t.Context(), b.viewer, mine.ID, 1, savedview.Patch{Shared: &shared})
		require.ErrorIs(t, err, access.ErrForbidden)
		require.ErrorIs(t, b.Delete(t.Context(), b.viewer, ours.ID), access.ErrForbidden)
		name := "Everybody's"
		renamed, err := b.Update(t.Context(), b.author, ours.ID, 1, savedview.Patch{Name: &name})
		require.NoError(t, err)
		require.Equal(t, 2, renamed.Version)
		_, err = b.Update(t.Context(), b.runner, ours.ID, 1, savedview.Patch{Name: &name})
		require.ErrorIs(t, err, savedview.ErrConflict)
	})
}

func TestADeletedViewCanBeRestoredAndIsRemovedInTheEnd(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		made := b.save(b.viewer, "Weekly", false)
		require.NoError(t, b.Choose(t.Context(), b.viewer, made.ID))
		require.NoError(t, b.Delete(t.Context(), b.viewer, made.ID))
		require.NoError(t, b.Delete(t.Context(), b.viewer, made.ID), "twice is once")
		require.Empty(t, b.names(b.viewer))
		require.ErrorIs(t, b.Choose(t.Context(), b.viewer, made.ID), savedview.ErrNotFound)

		other := b.save(b.viewer, "weekly", false)
		_, err := b.Restore(t.Context(), b.viewer, made.ID)
		require.ErrorIs(t, err, savedview.ErrTaken)
		require.NoError(t, b.Delete(t.Context(), b.viewer, other.ID))
		back, err := b.Restore(t.Context(), b.viewer, made.ID)
		require.NoError(t, err)
		require.True(t, back.Default, "it opens results again")
		require.Equal(t, []string{"Weekly"}, b.names(b.viewer))

		require.NoError(t, b.Delete(t.Context(), b.viewer, made.ID))
		b.clock.Advance(31 * 24 * time.Hour)
		b.save(b.viewer, "Another", false)
		_, err = b.Restore(t.Context(), b.viewer, made.ID)
		require.ErrorIs(t, err, savedview.ErrNotFound)
	})
}

func TestEachPersonChoosesOneViewOfAQuery(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		first, second := b.save(b.runner, "First", true), b.save(b.runner, "Second", true)
		for _, id := range []actor.SavedViewID{first.ID, second.ID} {
			require.NoError(t, b.Choose(t.Context(), b.viewer, id))
		}
		isDefault := func(a actor.Actor, id actor.SavedViewID) bool {
			v, err := b.Get(t.Context(), a, id)
			require.NoError(t, err)
			return v.Default
		}
		require.False(t, isDefault(b.viewer, first.ID))
		require.True(t, isDefault(b.viewer, second.ID))
		require.False(t, isDefault(b.runner, second.ID), "others choose for themselves")
		require.NoError(t, b.Unchoose(t.Context(), b.viewer, second.ID))
		require.False(t, isDefault(b.viewer, second.ID))
	})
}

func TestAViewFitsResultsOfItsQueryOnly(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		made := b.save(b.viewer, "By clicks", false)
		fitted, err := b.FitTo(t.Context(), b.viewer, made.ID, "q", &result.Result{Columns: b.on.Result.Columns[1:]})
		require.NoError(t, err)
		require.JSONEq(t, `{"sort":[{"column":"c0","descending":true}]}`, string(fitted.State["view"]))
		require.Empty(t, fitted.Lost)
		_, err = b.FitTo(t.Context(), b.viewer, made.ID, "other", b.on.Result)
		require.ErrorIs(t, err, savedview.ErrNotFound)

		on := b.on
		on.QueryID = "other"
		_, err = b.Update(t.Context(), b.viewer, made.ID, 1, savedview.Patch{State: sorted(), On: &on})
		require.ErrorContains(t, err, "no view of this result")
		on.QueryID = ""
		_, err = b.Create(t.Context(), b.viewer, on, savedview.CreateParams{Name: "Nowhere", State: sorted()}, idempotency.Key{})
		require.ErrorIs(t, err, savedview.ErrNoQuery)
	})
}

func TestNamesAreTakenOncePerPersonAndQuery(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.save(b.viewer, "Weekly", false)
		b.save(b.runner, "Weekly", true)
		for name, want := range map[string]error{" weekly ": savedview.ErrTaken, "a\nb": nil} {
			_, err := b.Create(t.Context(), b.viewer, b.on, savedview.CreateParams{Name: name, State: sorted()}, idempotency.Key{})
			if want == nil {
				require.Error(t, err)
			} else {
				require.ErrorIs(t, err, want)
			}
		}
	})
}

func TestAClientThatLeavesTakesTheViewsOfItsResultsAlong(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		made := b.save(b.viewer, "Mine", false)
		require.NoError(t, b.Choose(t.Context(), b.viewer, made.ID))
		require.NoError(t, b.db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
			n, err := savedview.Own(ctx, tx, []actor.InstanceID{"ia"})
			require.NoError(t, err)
			require.Equal(t, 1, n)
			return savedview.Forget(ctx, tx, []actor.InstanceID{"ia"})
		}))
		require.Empty(t, b.names(b.viewer))
	})
}
