package execution

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
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

// served are those whom take serves of the waiting.
func served(tb require.TestingT, waiting []place, held holding, free room) []place {
	taken, err := take(linesOf(waiting), held, free)
	require.NoError(tb, err)
	return taken
}

// takeOneByOne is take by its rules and no more: it compares all that wait,
// once for each that is served.
func takeOneByOne(waiting []place, held holding, free room) (served []place) {
	waiting = slices.Clone(waiting)
	for free.account > 0 {
		best := -1
		for i, p := range waiting {
			if free.instances[p.InstanceID] > 0 && (best < 0 || held.compare(p, waiting[best]) < 0) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		p := waiting[best]
		waiting = slices.Delete(waiting, best, best+1)
		served = append(served, p)
		free.account--
		free.instances[p.InstanceID]--
		held.clients[p.ClientID]++
		held.people[p.PersonID]++
	}
	return served
}

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
	require.Equal(t, []string{"interactive", "scheduled"}, idsOf(served(t, waiting, nobody(), free)))
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
	require.Equal(t, []string{"ada 1", "eve 1", "bea 1", "ada 2"}, idsOf(served(t, waiting, nobody(), free)))

	held := nobody()
	held.people["ada"] = 5
	free = room{account: 1, instances: map[actor.InstanceID]int{"of one": 10, "of two": 0}}
	require.Equal(t, []string{"bea 1"}, idsOf(served(t, waiting, held, free)))
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
		served := served(t, waiting, nobody(), free)
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

func TestServingIsAsFairAsComparingEverybodyEachTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		names, held := []string{"one", "two", "three", "four"}, nobody()
		free := room{account: rapid.IntRange(-1, 30).Draw(t, "account"), instances: map[actor.InstanceID]int{}}
		for _, name := range names {
			free.instances[actor.InstanceID("of "+name)] = rapid.IntRange(-1, 9).Draw(t, "free")
			held.clients[actor.ClientID(name)] = rapid.IntRange(0, 5).Draw(t, "held by client")
			held.people[actor.PersonID(name)] = rapid.IntRange(0, 5).Draw(t, "held by person")
		}
		var waiting []place
		for i := range rapid.IntRange(0, 60).Draw(t, "waiting") {
			p := waitingPlace(fmt.Sprintf("%02d", i), rapid.SampledFrom(Priorities()).Draw(t, "priority"),
				rapid.SampledFrom(names).Draw(t, "client"), rapid.SampledFrom(names).Draw(t, "person"),
				time.Duration(rapid.IntRange(0, 9).Draw(t, "since")))
			p.InstanceID = actor.InstanceID("of " + rapid.SampledFrom(names).Draw(t, "instance")) // it may have changed its client
			waiting = append(waiting, p)
		}
		copied := func() (holding, room) {
			return holding{maps.Clone(held.clients), maps.Clone(held.people)}, room{free.account, maps.Clone(free.instances)}
		}
		simply, roomSimply := copied()
		want := idsOf(takeOneByOne(waiting, simply, roomSimply))
		got, roomLeft := copied()
		require.Equal(t, want, idsOf(served(t, waiting, got, roomLeft)))
		require.Equal(t, simply, got)
		require.Equal(t, roomSimply.instances, roomLeft.instances)
	})
}

// Reading only the first in line comes to the same as reading everybody.
func TestWhoIsFirstInLineIsFoundWithoutReadingTheWholeLine(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		for seed := range uint64(12) {
			random := rand.New(rand.NewPCG(seed, 0))
			m.config.Slots, m.config.AccountSlots = 1+random.IntN(5), 1+random.IntN(9)
			account := fmt.Sprint("account ", seed)
			held, used := nobody(), map[actor.InstanceID]int{}
			var all []*place
			for i := range 80 {
				p := waitingPlace(fmt.Sprintf("%d-%02d", seed, i), Priorities()[random.IntN(3)], "client", string(rune('a'+random.IntN(5))), time.Duration(random.IntN(50))*time.Second)
				p.InstanceID, p.Account = []actor.InstanceID{actor.InstanceID(account + " one"), actor.InstanceID(account + " two")}[random.IntN(2)], account
				if slot := used[p.InstanceID]; random.IntN(20) == 0 && slot < m.config.Slots {
					p.Waiting, p.Slot = false, &slot
					used[p.InstanceID]++
					held.clients[p.ClientID]++
					held.people[p.PersonID]++
				}
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
			free := room{account: m.config.AccountSlots, instances: map[actor.InstanceID]int{}}
			var waiting []place
			for _, p := range all {
				if p.Waiting {
					waiting = append(waiting, *p)
				} else {
					free.account--
				}
				free.instances[p.InstanceID] = m.config.Slots - used[p.InstanceID]
			}
			require.Equal(t, idsOf(takeOneByOne(waiting, held, free)), idsOf(turn), "seed %d", seed)
		}
	})
}
