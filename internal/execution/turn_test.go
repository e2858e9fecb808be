package execution

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
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

// Reading only the first in line comes to the same as reading everybody.
func TestWhoIsFirstInLineIsFoundWithoutReadingTheWholeLine(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		other, _ := m.addInstance()
		for seed := range uint64(12) {
			random := rand.New(rand.NewPCG(seed, 0))
			m.config.Slots, m.config.AccountSlots = 1+random.IntN(5), 1+random.IntN(9)
			account := fmt.Sprint("account ", seed)
			var all []*place
			for i := range 80 {
				p := waitingPlace(fmt.Sprintf("%d-%02d", seed, i), Priorities()[random.IntN(3)], "client", string(rune('a'+random.IntN(5))), time.Duration(random.IntN(50))*time.Second)
				p.InstanceID, p.Account = []actor.InstanceID{m.instance, other}[random.IntN(2)], account
				all = append(all, &p)
			}
			var turn []place
			require.NoError(t, m.db.Write(t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
				if _, err := tx.NewInsert().Model(&all).Exec(ctx); err != nil {
					return err
				}
				var err error
				turn, err = m.whoseTurn(ctx, tx, all[0], true)
				return err
			}))
			whole := make([]place, len(all))
			for i, p := range all {
				whole[i] = *p
			}
			free := room{account: m.config.AccountSlots, instances: map[actor.InstanceID]int{m.instance: m.config.Slots, other: m.config.Slots}}
			require.Equal(t, idsOf(take(whole, nobody(), free)), idsOf(turn), "seed %d", seed)
		}
	})
}
