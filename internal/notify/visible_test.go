package notify

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// viewerOf makes somebody who has a role on the only instance of client a;
// client b has one, too.
func (f *fixture) viewerOf(rank actor.Rank) actor.Actor {
	f.t.Helper()
	far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	f.write(func(ctx context.Context, tx bun.Tx) error {
		for _, id := range []string{"a", "b"} {
			_, err := tx.NewRaw(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES (?0, ?0, ?0, 'x', 1, ?1, ?1)`, id, start).Exec(ctx)
			if err != nil {
				return err
			}
			_, err = tx.NewRaw(`INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at)
				VALUES (?0, ?0, ?1, 'E', 'M', 'NA', ?0, ?0, 'STANDARD', 'COMPLETED', 1, ?2, ?2, ?2)`, "i"+id, id, start).Exec(ctx)
			if err != nil {
				return err
			}
		}
		_, err := tx.NewRaw("INSERT INTO instance_access (person_id, instance_id, client_id, rank, until) VALUES ('bob', 'ia', 'a', ?, ?)", rank, far).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("INSERT INTO client_access (person_id, client_id, rank, until) VALUES ('bob', 'a', 0, ?)", far).Exec(ctx)
		return err
	})
	return actor.Person("bob", "Bob", actor.Member).With(&actor.Access{
		At: start, Instances: map[actor.InstanceID]actor.Place{"ia": {ClientID: "a", Rank: rank}}, Clients: map[actor.ClientID]actor.Rank{"a": 0},
	})
}

func TestANoticeIsSeenByWhoSeesWhatItIsAbout(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		bob := f.viewerOf(actor.Viewer)
		one := func(id string) Subject {
			return Subject{Kind: "instance", ID: "i" + id, Name: "instance " + id, ClientID: actor.ClientID(id), InstanceID: actor.InstanceID("i" + id)}
		}
		raise := func(cause, title string, client actor.ClientID, instance actor.InstanceID, subjects ...Subject) {
			f.raise(Raise{
				Kind: KindExecution, Severity: Warning, Cause: cause, Title: title, Body: "About " + title,
				ClientID: client, InstanceID: instance, Subjects: subjects,
			})
		}
		raise("1", "mine", "a", "ia", one("a"))
		raise("2", "theirs", "b", "ib", one("b"))
		raise("3", "the whole client", "a", "", Subject{Kind: "budget", ID: "x", Name: "budget", ClientID: "a"})
		raise("4", "secret words of b", "", "", one("b"), one("a"))
		raise("5", "of nobody", "", "")

		found, err := f.List(t.Context(), bob, Filter{}, 10)
		require.NoError(t, err)
		require.Len(t, found, 2)
		mixed, mine := found[0], found[1]
		require.Equal(t, "mine", mine.Title)
		require.NotContains(t, mixed.Title+mixed.Body, "secret")
		require.Equal(t, 1, mixed.Count)
		require.Len(t, mixed.Subjects, 1)
		require.Equal(t, "instance a", mixed.Subjects[0].Name)
		counts, err := f.Count(t.Context(), bob)
		require.NoError(t, err)
		require.Equal(t, Counts{Open: 2, Unread: 2, Worst: Warning}, counts)
		read, err := f.ReadAll(t.Context(), bob)
		require.NoError(t, err)
		require.Equal(t, 2, read)

		require.ErrorIs(t, f.Settle(t.Context(), bob, mine.ID), access.ErrForbidden)
		require.False(t, MaySettle(bob, &mine))
		require.True(t, MaySettle(f.owner, &mine))
		all, err := f.List(t.Context(), f.owner, Filter{}, 10)
		require.NoError(t, err)
		require.Len(t, all, 5)
		for _, n := range all {
			if n.ID != mine.ID && n.ID != mixed.ID {
				require.ErrorIs(t, f.Settle(t.Context(), bob, n.ID), ErrNotFound)
				_, err := f.Notice(t.Context(), bob, n.ID)
				require.ErrorIs(t, err, ErrNotFound)
			}
		}
	})
}

// What one may not see of a notice does not choose it, is not shown with it, and
// is in no refusal.
func TestTheHiddenPartOfANoticeTellsNothing(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		bob := f.viewerOf(actor.Manager)
		on := func(id string) Subject {
			return Subject{Kind: "instance", ID: "i" + id, Name: id, ClientID: actor.ClientID(id), InstanceID: actor.InstanceID("i" + id)}
		}
		f.raise(Raise{
			Kind: KindExecution, Severity: Warning, Cause: "1", Title: "of b", Body: "of b",
			ClientID: "b", InstanceID: "ib", Subjects: []Subject{on("a"), on("b")},
		})
		f.raise(Raise{Kind: KindExecution, Severity: Warning, Cause: "2", Title: "of b", Body: "of b", ClientID: "b", InstanceID: "ib", Subjects: []Subject{on("a")}})
		list := func(a actor.Actor, client actor.ClientID) []Notice {
			found, err := f.List(t.Context(), a, Filter{ClientID: client}, 10)
			require.NoError(t, err)
			return found
		}
		require.Empty(t, list(bob, "b"))
		require.Empty(t, list(bob, "nowhere"))
		require.Len(t, list(f.owner, "b"), 2)
		require.Len(t, list(f.owner, "a"), 2)
		found := list(bob, "a")
		require.Len(t, found, 2)
		for _, n := range found {
			require.Empty(t, n.ClientID)
			require.Empty(t, n.InstanceID)
			require.NotContains(t, n.Title+n.Body, "of b")
			require.Len(t, n.Subjects, 1)
			err := f.Settle(t.Context(), bob, n.ID)
			require.ErrorIs(t, err, access.ErrForbidden)
			require.NotContains(t, fault.Of(err).Details, "instanceId")
			require.NotContains(t, fault.Of(err).Details, "clientId")
			require.False(t, MaySettle(bob, &n))
		}
	})
}

// A schedule is seen by who sees one of its instances, and may belong to a client
// that they do not see.
func TestASubjectIsShownWithoutAPlaceThatOneDoesNotSee(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		bob := f.viewerOf(actor.Manager)
		f.scheduleOfBoth()
		f.raise(Raise{
			Kind: KindSchedule, Severity: Warning, Cause: "schedule:s", Title: "paused", Body: "x",
			Subjects: []Subject{{Kind: "schedule", ID: "s", Name: "s", ClientID: "b", InstanceID: "ib"}},
		})
		found, err := f.List(t.Context(), bob, Filter{}, 10)
		require.NoError(t, err)
		require.Equal(t, []Subject{{Kind: "schedule", ID: "s", Name: "s"}}, found[0].Subjects)
		all, err := f.List(t.Context(), f.owner, Filter{ClientID: "b"}, 10)
		require.NoError(t, err)
		require.EqualValues(t, "ib", all[0].Subjects[0].InstanceID)
	})
}

// scheduleOfBoth stores a schedule s on the instances of both clients, and an
// occurrence o of it.
func (f *fixture) scheduleOfBoth() {
	f.t.Helper()
	f.write(func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO query (id, name, name_key, description, version, revision, created_by, created_at, updated_by, updated_at)
			VALUES ('q', 'q', 'q', '', 1, 1, 'ada', ?0, 'ada', ?0)`, start).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO schedule (id, query_id, name, name_key, description, parameter_values, window_spec, rule, settle, catch_up, overlap,
			jitter_seconds, timeout_seconds, pause_after, state, failures, pause_cause, pause_class, pause_message, pause_next, responsible_id, version,
			created_by, created_at, updated_by, updated_at) VALUES ('s', 'q', 's', 's', '', '{}', '{}', '{}', 'run', 'none', 'skip', 0, 900, 0, 'active', 0,
			'', '', '', '', 'ada', 1, 'ada', ?0, 'ada', ?0)`, start).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO schedule_target (schedule_id, instance_id, position, parameter_values) VALUES ('s', 'ia', 0, '{}'), ('s', 'ib', 1, '{}')`).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO occurrence (id, schedule_id, series, kind, due_at, through_at, instants, local_due, zone, state, reason_code, reason_message,
			reason_next, start_at, queued, resumes, window_zone, query_id, query_version, timeout_seconds, error_class, created_at)
			VALUES ('o', 's', 'due', 'due', ?0, ?0, 1, '', 'UTC', 'failed', '', '', '', ?0, FALSE, FALSE, '', 'q', 1, 900, '', ?0)`, start).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO occurrence_execution (occurrence_id, instance_id, position, parameter_values, refused_code, refused_message, refused_next)
			VALUES ('o', 'ia', 0, '{}', '', '', ''), ('o', 'ib', 1, '{}', '', '', '')`).Exec(ctx)
		return err
	})
}

func TestAScheduleOfSeveralInstancesIsToldToThoseOfEach(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		bob := f.viewerOf(actor.Manager)
		f.scheduleOfBoth()
		f.raise(Raise{
			Kind: KindSchedule, Severity: Urgent, Cause: "schedule:s", Title: "The schedule s is paused", Body: "A table of b is missing.",
			Subjects: []Subject{{Kind: "schedule", ID: "s", Name: "s"}},
		})
		found, err := f.List(t.Context(), bob, Filter{}, 10)
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.Equal(t, "Schedules need somebody", found[0].Title)
		require.NotContains(t, found[0].Body, "table of b")
		require.Equal(t, "s", found[0].Subjects[0].Name)
		require.Equal(t, 1, found[0].Count)
	})
}

func TestWhoSeesAPartOfWhatEndsIsToldOfThatPart(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		bob := f.viewerOf(actor.Viewer)
		f.scheduleOfBoth()
		outside := actor.Person("eve", "Eve", actor.Member).With(&actor.Access{At: start})
		f.actors = func(context.Context, bun.Tx, []actor.PersonID) (map[actor.PersonID]actor.Actor, error) {
			return map[actor.PersonID]actor.Actor{"ada": f.owner, "bob": bob, "eve": outside}, nil
		}
		for _, a := range []actor.Actor{f.owner, bob, outside} {
			require.NoError(t, f.TellWhenDone(t.Context(), a, OccurrenceEnds, "o", true, openYet))
		}
		f.end(Ended{Kind: OccurrenceEnds, ID: "o", Name: "s", Outcome: "failed", Words: "It was due. A table of b is missing.", PartWords: "It was due."})
		words := func(a actor.Actor) (all []string) {
			found, err := f.List(t.Context(), a, Filter{}, 10)
			require.NoError(t, err)
			for _, n := range found {
				all = append(all, n.Body)
			}
			return all
		}
		require.Equal(t, []string{"It was due. A table of b is missing."}, words(f.owner))
		require.Equal(t, []string{"It was due."}, words(bob))
		require.Empty(t, words(outside))
	})
}

func TestAChannelForAClientIsItsManagers(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		manager := f.granted(actor.Person("bob", "Bob", actor.Member).With(&actor.Access{
			At: start, Instances: map[actor.InstanceID]actor.Place{}, Clients: map[actor.ClientID]actor.Rank{"a": actor.Manager, "b": actor.Author},
		}))
		change := func(name string, clients ...actor.ClientID) ChannelChange {
			return ChannelChange{Name: name, Address: "https://example.com/hook", Active: true, Takes: Takes{Clients: clients}}
		}
		for name, clients := range map[string][]actor.ClientID{"for all": nil, "for b": {"b"}, "for both": {"a", "b"}} {
			_, err := f.CreateChannel(t.Context(), manager, change(name, clients...), idempotency.Key{})
			require.ErrorIs(t, err, access.ErrForbidden, name)
		}
		mine, err := f.CreateChannel(t.Context(), manager, change("for a", "a"), idempotency.Key{})
		require.NoError(t, err)
		_, err = f.UpdateChannel(t.Context(), manager, mine.ID, mine.Version, change("widened"))
		require.ErrorIs(t, err, access.ErrForbidden)
		all, err := f.CreateChannel(t.Context(), f.owner, change("everything"), idempotency.Key{})
		require.NoError(t, err)
		seen, err := f.Channels(t.Context(), manager)
		require.NoError(t, err)
		require.Len(t, seen, 1)
		_, err = f.Channel(t.Context(), manager, all.ID)
		require.ErrorIs(t, err, ErrChannelNotFound)
		require.ErrorIs(t, f.DeleteChannel(t.Context(), manager, all.ID, all.Version), ErrChannelNotFound)
		require.NoError(t, f.DeleteChannel(t.Context(), manager, mine.ID, mine.Version))
	})
}

// A client that one does not see answers like one that does not exist, and a
// refusal names only what one sees.
func TestAChannelForAHiddenClientTellsNothing(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		manager := managerOf("bob", "a")
		refused := func(client actor.ClientID) *fault.Error {
			_, err := f.CreateChannel(t.Context(), manager, ChannelChange{Name: "x", Address: hook, Active: true, Takes: Takes{Clients: []actor.ClientID{"a", client}}}, idempotency.Key{})
			return fault.Of(err)
		}
		f.viewerOf(actor.Viewer) // makes the clients
		hidden := refused("b")
		require.Equal(t, "channel.invalid", hidden.Code)
		require.Equal(t, "/clientIds", hidden.Fields[0].Pointer)
		require.Empty(t, hidden.Details)
		require.Equal(t, refused("nowhere"), hidden)
		manager.Access.Clients["b"] = actor.Viewer
		seen := refused("b")
		require.Equal(t, "access.forbidden", seen.Code)
		require.EqualValues(t, "b", seen.Details["clientId"])
	})
}

// granted stores what somebody has on clients as wholes.
func (f *fixture) granted(a actor.Actor) actor.Actor {
	f.t.Helper()
	if a.Access == nil {
		return a
	}
	f.write(func(ctx context.Context, tx bun.Tx) error {
		for id, rank := range a.Access.Clients {
			_, err := tx.NewRaw(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at)
				VALUES (?0, ?0, ?0, 'x', 1, ?1, ?1) ON CONFLICT DO NOTHING`, id, start).Exec(ctx)
			if err != nil {
				return err
			}
			_, err = tx.NewRaw(`INSERT INTO client_access (person_id, client_id, rank, until) VALUES (?, ?, ?, '9999-12-31 00:00:00+00:00')
				ON CONFLICT DO NOTHING`, a.PersonID, id, rank).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return a
}

// managerOf is somebody who is manager of clients as wholes.
func managerOf(id actor.PersonID, clients ...actor.ClientID) actor.Actor {
	all := map[actor.ClientID]actor.Rank{}
	for _, client := range clients {
		all[client] = actor.Manager
	}
	return actor.Person(id, string(id), actor.Member).With(&actor.Access{At: start, Instances: map[actor.InstanceID]actor.Place{}, Clients: all})
}

func TestAChannelsNameIsTakenOnlyAmongThoseThatOneSees(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		create := func(a actor.Actor, c ChannelChange) error {
			c.Address, c.Active = hook, true
			_, err := f.CreateChannel(t.Context(), f.granted(a), c, idempotency.Key{})
			return err
		}
		forClients := func(ids ...actor.ClientID) Takes { return Takes{Clients: ids} }
		for what, err := range map[string]error{
			"for all":   create(f.owner, ChannelChange{Name: "Ops"}),
			"for a":     create(managerOf("bob", "a"), ChannelChange{Name: "Ops", Takes: forClients("a")}),
			"for b":     create(managerOf("eve", "b"), ChannelChange{Name: "ops", Takes: forClients("b")}),
			"for both":  create(managerOf("bob", "a", "b"), ChannelChange{Name: "Ops", Takes: forClients("b", "a")}),
			"Ada's own": create(f.owner, ChannelChange{Name: "Ops", Mine: true}),
			"Eve's own": create(managerOf("eve"), ChannelChange{Name: "Ops", Mine: true}),
		} {
			require.NoError(t, err, what)
		}
		require.ErrorIs(t, create(f.owner, ChannelChange{Name: "OPS"}), ErrChannelName)
		require.ErrorIs(t, create(f.owner, ChannelChange{Name: "OPS", Takes: forClients("a")}), ErrChannelName)
		require.ErrorIs(t, create(f.owner, ChannelChange{Name: "OPS", Takes: forClients("a", "b", "a")}), ErrChannelName)
		require.ErrorIs(t, create(managerOf("eve"), ChannelChange{Name: "OPS", Mine: true}), ErrChannelName)
	})
}

func TestThereIsATitleThatTellsOfNobodyForEachKind(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		require.NotEmpty(t, partTitles[kind])
	}
}
