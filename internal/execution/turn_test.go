package execution

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recomamp/recomamp/internal/actor"
)

func waitingPlace(id string, priority Priority, client, person string, after time.Duration) place {
	return place{
		ExecutionID: actor.ExecutionID(id), InstanceID: actor.InstanceID("of " + client), ClientID: actor.ClientID(client),
		PersonID: actor.PersonID(person), Priority: priority.rank(), Since: simStart.Add(after), Waiting: true,
	}
}

func nobody() holding { return holding{map[actor.ClientID]int{}, map[actor.PersonID]int{}} }

func idsOf(served []place) (ids []string) {
	for _, p := range served {
		ids = append(ids, string(p.ExecutionID))
	}
	return ids
}

func TestPeopleInFrontOfAScreenComeFirst(t *testing.T) {
	t.Parallel()
	waiting := []place{
		waitingPlace("backfill", Backfill, "one", "ada", 0),
		waitingPlace("scheduled", Scheduled, "one", "ada", time.Minute),
		waitingPlace("interactive", Interactive, "one", "ada", time.Hour),
	}
	free := room{account: 10, instances: map[actor.InstanceID]int{"of one": 2}}
	require.Equal(t, []string{"interactive", "scheduled"}, idsOf(take(waiting, nobody(), free)))
}

func TestNobodyCrowdsOutOthers(t *testing.T) {
	t.Parallel()
	waiting := []place{
		waitingPlace("ada 1", Interactive, "one", "ada", 0),
		waitingPlace("ada 2", Interactive, "one", "ada", 1),
		waitingPlace("ada 3", Interactive, "one", "ada", 2),
		waitingPlace("bea 1", Interactive, "one", "bea", time.Hour),
		waitingPlace("eve 1", Interactive, "two", "eve", 2*time.Hour),
	}
	free := room{account: 4, instances: map[actor.InstanceID]int{"of one": 10, "of two": 10}}
	require.Equal(t, []string{"ada 1", "eve 1", "bea 1", "ada 2"}, idsOf(take(waiting, nobody(), free)))

	held := nobody()
	held.people["ada"] = 5
	free = room{account: 1, instances: map[actor.InstanceID]int{"of one": 10, "of two": 0}}
	require.Equal(t, []string{"bea 1"}, idsOf(take(waiting, held, free)))
}

func TestServingKeepsWithinTheRoomAndLeavesNoneUnused(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"one", "two", "three"}
		var waiting []place
		for i := range rapid.IntRange(0, 20).Draw(t, "waiting") {
			waiting = append(waiting, waitingPlace(string(rune('a'+i)), rapid.SampledFrom(Priorities()).Draw(t, "priority"),
				rapid.SampledFrom(names).Draw(t, "client"), rapid.SampledFrom(names).Draw(t, "person"), time.Duration(i)))
		}
		free := room{account: rapid.IntRange(-2, 12).Draw(t, "account"), instances: map[actor.InstanceID]int{}}
		for _, name := range names {
			free.instances[actor.InstanceID("of "+name)] = rapid.IntRange(-2, 6).Draw(t, "free")
		}
		account, instances := free.account, map[actor.InstanceID]int{}
		for id, n := range free.instances {
			instances[id] = n
		}
		served := take(waiting, nobody(), free)
		count := map[actor.InstanceID]int{}
		for _, p := range served {
			count[p.InstanceID]++
		}
		require.LessOrEqual(t, len(served), max(account, 0))
		left := len(served) < account
		for id, n := range count {
			require.LessOrEqual(t, n, instances[id])
		}
		for _, p := range waiting {
			if left && count[p.InstanceID] < instances[p.InstanceID] {
				require.Contains(t, idsOf(served), string(p.ExecutionID), "there was room for it")
			}
		}
	})
}
