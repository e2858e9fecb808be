package execution

import (
	"cmp"
	"container/heap"
	"slices"
	"time"

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

// line are executions that only the time they have waited tells apart: of one
// instance, one client and one person, with one priority. Of each line only the
// first can be next.
type line struct {
	waiting []place // the longest waiting first
	// more reads those behind the ones that are known; nil when there are none.
	more func() ([]place, error)
	// first was the standing of the first of them when it was looked at; it can
	// only have become worse.
	first standingInTurn
}

// standingInTurn is what is compared: the lowest is served first.
type standingInTurn struct {
	priority, client, person int
	since                    time.Time
	id                       actor.ExecutionID
}

func (a standingInTurn) compare(b standingInTurn) int {
	return cmp.Or(
		a.priority-b.priority,
		a.client-b.client,
		a.person-b.person,
		a.since.Compare(b.since),
		cmp.Compare(a.id, b.id),
	)
}

func (h holding) standing(p place) standingInTurn {
	return standingInTurn{p.Priority, h.clients[p.ClientID], h.people[p.PersonID], p.Since, p.ExecutionID}
}

func (h holding) compare(a, b place) int { return h.standing(a).compare(h.standing(b)) }

// linesOf sorts the waiting into lines.
func linesOf(waiting []place) []*line {
	byKind := map[place]*line{}
	var lines []*line
	for _, p := range waiting {
		kind := place{InstanceID: p.InstanceID, ClientID: p.ClientID, PersonID: p.PersonID, Priority: p.Priority}
		l := byKind[kind]
		if l == nil {
			l = new(line)
			byKind[kind], lines = l, append(lines, l)
		}
		l.waiting = append(l.waiting, p)
	}
	for _, l := range lines {
		slices.SortFunc(l.waiting, func(a, b place) int {
			return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.ExecutionID, b.ExecutionID))
		})
	}
	return lines
}

// lineHeap has the line in front whose first seems to be next.
type lineHeap []*line

func (h *lineHeap) Len() int           { return len(*h) }
func (h *lineHeap) Less(a, b int) bool { return (*h)[a].first.compare((*h)[b].first) < 0 }
func (h *lineHeap) Swap(a, b int)      { (*h)[a], (*h)[b] = (*h)[b], (*h)[a] }
func (h *lineHeap) Push(l any)         { *h = append(*h, l.(*line)) } //nolint:forcetypeassert // only lines are pushed
func (h *lineHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// take serves the waiting, one after the other, for as long as there is room:
// by priority first; then whose client holds fewest slots, then who holds
// fewest, so that neither a client nor a person can crowd out others; then who
// has waited longest. It changes held and free.
//
// Serving one makes the standing of others only worse. So it is looked at again
// only for whoever seems to be next, and it matters little how many wait.
func take(lines []*line, held holding, free room) (served []place, err error) {
	var next lineHeap
	for _, l := range lines {
		if len(l.waiting) > 0 && free.instances[l.waiting[0].InstanceID] > 0 {
			l.first = held.standing(l.waiting[0])
			next = append(next, l)
		}
	}
	heap.Init(&next)
	for free.account > 0 && len(next) > 0 {
		l := next[0]
		p := l.waiting[0]
		if free.instances[p.InstanceID] <= 0 {
			heap.Pop(&next)
			continue
		}
		if now := held.standing(p); now != l.first {
			l.first = now
			heap.Fix(&next, 0)
			continue
		}
		served = append(served, p)
		free.account--
		free.instances[p.InstanceID]--
		held.clients[p.ClientID]++
		held.people[p.PersonID]++
		l.waiting = l.waiting[1:]
		if len(l.waiting) == 0 && l.more != nil && free.account > 0 && free.instances[p.InstanceID] > 0 {
			if l.waiting, err = l.more(); err != nil {
				return nil, err
			}
			l.more = nil
		}
		if len(l.waiting) == 0 {
			heap.Pop(&next)
			continue
		}
		l.first = held.standing(l.waiting[0])
		heap.Fix(&next, 0)
	}
	return served, nil
}
