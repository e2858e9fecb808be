package execution

import (
	"cmp"
	"slices"

	"github.com/recomamp/recomamp/internal/actor"
)

// room is how many slots are free.
type room struct {
	account   int
	instances map[actor.InstanceID]int
}

// holding is how many slots of an account everyone holds.
type holding struct {
	clients map[actor.ClientID]int
	people  map[actor.PersonID]int
}

// take serves the waiting, one after the other, for as long as there is room:
// by priority first; then whose client holds fewest slots, then who holds
// fewest, so that neither a client nor a person can crowd out others; then who
// has waited longest. It changes held and free.
func take(waiting []place, held holding, free room) []place {
	waiting = slices.Clone(waiting)
	var served []place
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

func (h holding) compare(a, b place) int {
	return cmp.Or(
		a.Priority-b.Priority,
		h.clients[a.ClientID]-h.clients[b.ClientID],
		h.people[a.PersonID]-h.people[b.PersonID],
		a.Since.Compare(b.Since),
		cmp.Compare(a.ExecutionID, b.ExecutionID),
	)
}
