package execution

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

// Somebody with a few instances reads the history off the index of each: what
// they pay is bounded by the page, as for one who sees all.
func TestTheHistoryOfAMemberIsReadOffTheIndexesOfTheirInstances(t *testing.T) {
	t.Parallel()
	places := map[actor.InstanceID]actor.Place{}
	for _, id := range []actor.InstanceID{"i3", "i1", "i5", "i2", "i4"} {
		places[id] = actor.Place{ClientID: "c", Rank: actor.Viewer}
	}
	member := actor.Person("p", "P", actor.Member).With(&actor.Access{Instances: places})
	var asked []branch
	for _, id := range []actor.InstanceID{"i1", "i2", "i3", "i4", "i5"} {
		asked = append(asked, branch{column: "instance_id", value: id})
	}
	require.Equal(t, asked, Filter{}.visibleTo(member).branches())
	require.Equal(t, asked, Filter{Search: "reach"}.visibleTo(member).branches())
	require.Len(t, Filter{States: []State{Failed, Running}}.visibleTo(member).branches(), 10)

	narrowed := Filter{Instances: []actor.InstanceID{"i2", "hidden"}}.visibleTo(member)
	require.Equal(t, []actor.InstanceID{"i2"}, narrowed.Instances)
	none := Filter{}.visibleTo(actor.Person("p", "P", actor.Member).With(&actor.Access{}))
	require.NotNil(t, none.Instances, "nil is all")
	require.Empty(t, none.Instances)
	require.NotNil(t, Filter{}.visibleTo(actor.Actor{}).Instances)
	require.Nil(t, Filter{}.visibleTo(actor.Person("o", "O", actor.Owner)).Instances)
	require.Nil(t, Filter{}.visibleTo(actor.System("test")).Instances)
}
