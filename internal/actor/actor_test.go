package actor_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

func TestNobodySeesNothing(t *testing.T) {
	t.Parallel()
	var nobody actor.Actor
	require.True(t, nobody.IsNobody())
	require.False(t, nobody.May(actor.See, "i"))
	require.False(t, nobody.MayAnywhere(actor.See))
	require.False(t, nobody.MayOrganisation(actor.ReadPeople))
	require.False(t, nobody.SeesAll())
	require.Empty(t, nobody.Setting())
}

func TestPersonWithoutRoleSeesNothing(t *testing.T) {
	t.Parallel()
	guest := actor.Person("p", "Guest", "")
	require.False(t, guest.May(actor.See, "i"))
	require.True(t, actor.Person("p", "Owner", actor.Owner).May(actor.Rename, "i"))
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

func TestIDsMadeAtATimeAreInItsOrder(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	var ids []actor.ExecutionID
	for i := range 5000 {
		ids = append(ids, actor.NewIDAt[actor.ExecutionID](noon.Add(time.Duration(i/1000)*time.Millisecond)))
	}
	require.True(t, slices.IsSorted(ids))
	require.Len(t, slices.Compact(slices.Clone(ids)), 5000)
	parsed, err := uuid.Parse(string(ids[0]))
	require.NoError(t, err)
	require.EqualValues(t, 7, parsed.Version())
	require.Equal(t, uuid.RFC4122, parsed.Variant())

	second := actor.FirstIDAt[actor.ExecutionID](noon.Add(time.Millisecond))
	require.Less(t, ids[999], second)
	require.Greater(t, ids[1000], second)
}
