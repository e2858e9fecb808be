package event

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

// Who may see some instances only needs to know whose a schedule is. One that
// comes while events are read without that must not miss them.
func TestEventsReadWithoutAudiencesAreKeptFromWhoCameMeanwhile(t *testing.T) {
	t.Parallel()
	member := actor.Person("m", "M", actor.Member).With(&actor.Access{Instances: map[actor.InstanceID]actor.Place{"i1": {Rank: actor.Viewer}}})
	hub := &Hub{last: 6, subscribers: map[*Subscription]struct{}{}}
	come := func(a actor.Actor) *Subscription {
		s := &Subscription{hub: hub, actor: a, from: hub.last, events: make(chan Event, 4)}
		hub.subscribers[s] = struct{}{}
		return s
	}
	owner, part := come(actor.Person("o", "O", actor.Owner)), come(member)
	read := seen{Event: Event{ID: 7, Kind: ScheduleChanged, SubjectID: "s1"}}
	hub.give([]seen{read}, shown{})
	require.Empty(t, owner.events)
	require.EqualValues(t, 6, hub.last, "they are read again")

	read.instances = []actor.InstanceID{"i1"}
	hub.give([]seen{read}, shown{"m": nil})
	require.EqualValues(t, 7, hub.last)
	require.Equal(t, "s1", (<-part.events).SubjectID)
	require.Len(t, owner.events, 1)
}

// What the database does not show somebody they are not told, whatever Go says.
func TestWhatTheDatabaseKeepsFromSomebodyTheyAreNotTold(t *testing.T) {
	t.Parallel()
	member := actor.Person("m", "M", actor.Member).With(&actor.Access{Instances: map[actor.InstanceID]actor.Place{"i1": {Rank: actor.Viewer}}})
	hub := &Hub{subscribers: map[*Subscription]struct{}{}}
	s := &Subscription{hub: hub, actor: member, events: make(chan Event, 4)}
	hub.subscribers[s] = struct{}{}
	hub.give([]seen{
		{Event: Event{ID: 1, Kind: ExecutionChanged, SubjectID: "kept", InstanceID: "i1"}},
		{Event: Event{ID: 2, Kind: ExecutionChanged, SubjectID: "told", InstanceID: "i1"}},
	}, shown{"m": {2: true}})
	require.Len(t, s.events, 1)
	require.Equal(t, "told", (<-s.events).SubjectID)
}

func TestAGrantIsHeardOfByWhoGivesAccessThere(t *testing.T) {
	t.Parallel()
	as := func(rank actor.Rank) actor.Actor {
		return actor.Person("m", "M", actor.Member).With(&actor.Access{
			Instances: map[actor.InstanceID]actor.Place{"i1": {ClientID: "A", Rank: rank}, "i2": {ClientID: "A", Rank: rank}},
			Clients:   map[actor.ClientID]actor.Rank{"A": rank},
		})
	}
	onClient := seen{Event: Event{Kind: GrantChanged, SubjectID: "g", ClientID: "A"}}
	onInstance := seen{Event: Event{Kind: GrantChanged, SubjectID: "g", InstanceID: "i1"}}
	elsewhere := []seen{
		{Event: Event{Kind: GrantChanged, SubjectID: "g", ClientID: "B"}},
		{Event: Event{Kind: GrantChanged, SubjectID: "g", InstanceID: "i9"}},
		{Event: Event{Kind: GrantChanged, SubjectID: "g"}},
	}
	require.True(t, onClient.visibleTo(as(actor.Administrator)))
	require.True(t, onInstance.visibleTo(as(actor.Administrator)))
	require.False(t, onClient.visibleTo(as(actor.Manager)))
	require.False(t, onInstance.visibleTo(as(actor.Manager)))
	for _, e := range elsewhere {
		require.False(t, e.visibleTo(as(actor.Administrator)), "%+v", e.Event)
		require.True(t, e.visibleTo(actor.Person("a", "A", actor.Auditor)))
		require.True(t, e.visibleTo(actor.Person("o", "O", actor.Owner)))
	}
}
