package access

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

// accessTo is access to so many instances.
func accessTo(count int) *actor.Access {
	a := &actor.Access{Instances: make(map[actor.InstanceID]actor.Place, count)}
	for i := range count {
		a.Instances[actor.InstanceID(fmt.Sprint(i))] = actor.Place{}
	}
	return a
}

func TestWhatIsKnownIsBoundedByAllThatItHolds(t *testing.T) {
	t.Parallel()
	var k known
	tenth := accessTo(mostKnown/10 - 1)
	for i := range 35 {
		k.put(actor.PersonID(fmt.Sprint(i)), tenth)
		require.LessOrEqual(t, k.size, mostKnown)
		require.NotNil(t, k.get(actor.PersonID(fmt.Sprint(i)), 0, time.Now()), "the newest is kept")
	}
	require.Len(t, k.kept, 10, "no more is forgotten than must be")
	k.put("34", accessTo(3))
	require.Equal(t, 9*mostKnown/10+4, k.size, "what is read anew counts once")
	k.put("all", accessTo(mostKnown))
	require.Nil(t, k.get("all", 0, time.Now()))
	require.Len(t, k.kept, 10, "what is too much by itself drives nothing out")
}
