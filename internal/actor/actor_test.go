package actor_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

func TestNobodySeesNothing(t *testing.T) {
	t.Parallel()
	var nobody actor.Actor
	require.True(t, nobody.IsNobody())
	require.False(t, nobody.SeesInstance("i"))
	require.False(t, nobody.SeesShared())
	require.Empty(t, nobody.Setting())
}

func TestPersonWithoutRoleSeesNothing(t *testing.T) {
	t.Parallel()
	guest := actor.Person("p", "Guest", "")
	require.False(t, guest.SeesInstance("i"))
	require.True(t, actor.Person("p", "Owner", actor.Owner).SeesInstance("i"))
}

func TestNewIDsAreDistinctAndInOrderOfCreation(t *testing.T) {
	t.Parallel()
	ids := make([]actor.QueryID, 1000)
	for i := range ids {
		ids[i] = actor.NewID[actor.QueryID]()
	}
	require.True(t, slices.IsSorted(ids))
	require.Len(t, slices.Compact(ids), 1000)
}
