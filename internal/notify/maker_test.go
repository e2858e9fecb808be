package notify

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// people are who the service finds, until the test changes it.
func (f *fixture) people(all ...actor.Actor) map[actor.PersonID]actor.Actor {
	found := map[actor.PersonID]actor.Actor{f.owner.PersonID: f.owner}
	for _, a := range all {
		found[a.PersonID] = a
	}
	f.actors = func(context.Context, bun.Tx, []actor.PersonID) (map[actor.PersonID]actor.Actor, error) {
		return maps.Clone(found), nil
	}
	return found
}

func (f *fixture) channelBy(a actor.Actor, c ChannelChange) Channel {
	f.t.Helper()
	made, err := f.CreateChannel(f.t.Context(), f.granted(a), c, idempotency.Key{})
	require.NoError(f.t, err)
	return made
}

func ofClient(cause string, client actor.ClientID) Raise {
	return Raise{Kind: KindBudget, Severity: Info, Cause: cause, Title: "A budget is spent", ClientID: client}
}

func (f *fixture) openOf(a actor.Actor, kind Kind) []Notice {
	f.t.Helper()
	found, err := f.List(f.t.Context(), a, Filter{State: Open, Kinds: []Kind{kind}}, 10)
	require.NoError(f.t, err)
	return found
}

func TestAClientsChannelEndsWithTheRightOfItsMaker(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(map[actor.PersonID]actor.Actor){
		"the maker is disabled":      func(found map[actor.PersonID]actor.Actor) { delete(found, "bob") },
		"the maker may not announce": func(found map[actor.PersonID]actor.Actor) { found["bob"] = managerOf("bob") },
		"the maker is less than before": func(found map[actor.PersonID]actor.Actor) {
			found["bob"] = actor.Person("bob", "Bob", actor.Member).With(&actor.Access{At: start, Clients: map[actor.ClientID]actor.Rank{"a": actor.Author}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on(t, func(t *testing.T, f *fixture) {
				f.viewerOf(actor.Viewer) // makes the clients
				bob := managerOf("bob", "a")
				found := f.people(bob)
				change := ChannelChange{Name: "Client a", Address: hook, Active: true, Takes: Takes{Clients: []actor.ClientID{"a"}}}
				made := f.channelBy(bob, change)
				f.raise(ofClient("1", "a"))
				require.Len(t, f.after(time.Minute), 1, "while the maker may")

				f.post.answer = failing(false, 0)
				f.raise(ofClient("2", "a"))
				require.Len(t, f.after(time.Minute), 1)
				f.raise(ofClient("3", "a"))
				lose(found)
				require.Empty(t, f.after(2*longWait), "neither what was tried nor what was due")
				f.raise(ofClient("4", "a"))
				require.Empty(t, f.after(time.Minute))
				now, err := f.Channel(t.Context(), f.owner, made.ID)
				require.NoError(t, err)
				require.False(t, now.Active)
				told := f.openOf(f.owner, KindChannel)
				require.Len(t, told, 1)
				require.Contains(t, told[0].Title, "Client a")
				require.EqualValues(t, "a", told[0].ClientID)
				eve := managerOf("eve", "a")
				require.Empty(t, f.openOf(eve, KindChannel))
				f.write(func(ctx context.Context, tx bun.Tx) error {
					_, err := tx.NewRaw("INSERT INTO client_access (person_id, client_id, rank, until) VALUES ('eve', 'a', 4, ?)", start.AddDate(1000, 0, 0)).Exec(ctx)
					return err
				})
				require.Len(t, f.openOf(eve, KindChannel), 1)

				f.post.answer = nil
				taken, err := f.UpdateChannel(t.Context(), f.owner, made.ID, now.Version, change)
				require.NoError(t, err)
				require.True(t, taken.Active)
				require.Empty(t, f.openOf(f.owner, KindChannel))
				f.raise(ofClient("5", "a"))
				require.Len(t, f.after(time.Minute), 1, "it rests on who took it over")
			})
		})
	}
}

func TestAChannelThatNobodyTellsIsSwitchedOffAsWell(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		bob := managerOf("bob", "a", "b")
		found := f.people(bob)
		made := f.channelBy(bob, ChannelChange{Name: "Both", Address: hook, Active: true, Takes: Takes{Clients: []actor.ClientID{"a", "b"}}})
		f.channelBy(f.owner, everything)
		found["bob"] = managerOf("bob", "a")
		told := f.after(time.Minute)
		require.Empty(t, told)
		require.Equal(t, []string{"The channel “Both” is switched off"}, f.titles(f.after(time.Minute)), "to the channels for all")
		now, err := f.Channel(t.Context(), f.owner, made.ID)
		require.NoError(t, err)
		require.False(t, now.Active)
		require.NoError(t, f.DeleteChannel(t.Context(), f.owner, made.ID, now.Version))
		require.Empty(t, f.openOf(f.owner, KindChannel))
	})
}

func TestWhoeverIsDisabledIsToldNothingAndTellsNothing(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		bob := managerOf("bob", "a")
		f.people(bob)
		own := f.channelBy(bob, ChannelChange{Name: "Own", Address: hook, Active: true, Mine: true})
		f.channelBy(bob, ChannelChange{Name: "Client a", Address: hook, Active: true, Takes: Takes{Clients: []actor.ClientID{"a"}}})
		f.channelBy(f.owner, everything)
		f.write(func(ctx context.Context, tx bun.Tx) error { return f.Leave(ctx, tx, f.owner, "bob") })
		mine, err := f.Channel(t.Context(), bob, own.ID)
		require.NoError(t, err)
		require.False(t, mine.Active)
		all, err := f.Channels(t.Context(), f.owner)
		require.NoError(t, err)
		active := map[string]bool{}
		for _, c := range all {
			active[c.Name] = c.Active
		}
		require.Equal(t, map[string]bool{"Client a": false, "Ops": true}, active)
		require.Len(t, f.openOf(f.owner, KindChannel), 1, "of one's own nobody else is told")
	})
}

func TestAnOwnChannelIsNotToldWhatItsPersonNoLongerSees(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		seeing := f.viewerOf(actor.Viewer)
		found := f.people(seeing)
		f.channelBy(seeing, ChannelChange{Name: "Own", Address: hook, Active: true, Mine: true})
		ended := func(id string) {
			require.NoError(t, f.TellWhenDone(t.Context(), seeing, ExecutionEnds, id, true, openYet))
			f.end(Ended{Kind: ExecutionEnds, ID: id, Name: "Reach " + id, Outcome: "succeeded", Well: true, Path: "/executions/" + id, ClientID: "a", InstanceID: "ia"})
		}
		ended("1")
		require.Equal(t, []string{"Reach 1 succeeded"}, f.titles(f.after(time.Minute)))

		f.post.answer = failing(false, 0)
		ended("2")
		require.Len(t, f.after(time.Minute), 1, "tried")
		ended("3") // due
		found["bob"] = actor.Person("bob", "Bob", actor.Member).With(&actor.Access{At: start})
		f.write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw("DELETE FROM instance_access WHERE person_id = 'bob'").Exec(ctx)
			return err
		})
		require.Empty(t, f.after(2*longWait), "neither what was tried nor what was due")
		found["bob"] = seeing
		require.Empty(t, f.after(2*longWait), "nor later")
	})
}

// Of one message that tells two things the one is told that is still seen.
func TestWhatIsStillSeenIsToldWithoutTheRest(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		seeing := f.viewerOf(actor.Viewer)
		f.write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw("INSERT INTO instance_access (person_id, instance_id, client_id, rank, until) VALUES ('bob', 'ib', 'b', 1, ?)", start.AddDate(1000, 0, 0)).Exec(ctx)
			return err
		})
		seeing.Access.Instances["ib"] = actor.Place{ClientID: "b", Rank: actor.Viewer}
		f.people(seeing)
		f.channelBy(seeing, ChannelChange{Name: "Own", Address: hook, Active: true, Mine: true})
		f.post.answer = failing(false, 0)
		for id, client := range map[string]actor.ClientID{"1": "a", "2": "b"} {
			require.NoError(t, f.TellWhenDone(t.Context(), seeing, ExecutionEnds, id, true, openYet))
			f.end(Ended{Kind: ExecutionEnds, ID: id, Name: "Reach " + id, Outcome: "succeeded", Well: true, Path: "/executions/" + id, ClientID: client, InstanceID: actor.InstanceID("i" + client)})
		}
		require.Equal(t, []string{"2 things need you"}, f.titles(f.after(time.Minute)))
		f.write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw("DELETE FROM instance_access WHERE instance_id = 'ib'").Exec(ctx)
			return err
		})
		f.post.answer = nil
		told := f.after(2 * longWait)
		require.Equal(t, []string{"Reach 1 succeeded"}, f.titles(told))
		require.NotContains(t, told[0].Body, "Reach 2")
	})
}
