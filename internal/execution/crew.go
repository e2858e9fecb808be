package execution

import (
	"sync"
	"time"
)

// crew are the workers of this process that bring executions on. It takes on no
// more than it has workers: what is due beyond that is left to other processes,
// or for later.
type crew struct {
	size int

	mu      sync.Mutex
	claimed map[claim]time.Time // not begun by a worker here, until when each is ours
	working int
	full    bool // something was left
	stopped bool
}

// claim names the claim of an execution's step.
type claim struct {
	id    string
	fence int64
}

func newCrew(workers int) *crew { return &crew{size: workers, claimed: map[claim]time.Time{}} }

// room is how many more steps the crew can take on.
func (c *crew) room(now time.Time) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := c.left(now)
	c.full = left == 0
	return left
}

func (c *crew) left(now time.Time) int {
	for l, until := range c.claimed {
		if !until.After(now) { // somebody else has it, or it is claimed anew
			delete(c.claimed, l)
		}
	}
	return max(c.size-c.working-len(c.claimed), 0)
}

// takes promises as many of these new steps as there is room for, the first
// ones, and gives them.
func (c *crew) takes(all []lease, now time.Time) []lease {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return nil
	}
	all = all[:min(len(all), c.left(now))]
	c.note(all)
	return all
}

// promise notes what this process has claimed.
func (c *crew) promise(all []lease) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.note(all)
}

func (c *crew) note(all []lease) {
	for _, l := range all {
		if l.Duty == stepDuty {
			c.claimed[claim{l.ID, l.Fence}] = l.Until
		}
	}
}

// begin reports whether a worker may begin with what was claimed; not once the
// process stops. One that has begun must end.
func (c *crew) begin(l lease) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.claimed, claim{l.ID, l.Fence})
	if c.stopped {
		return false
	}
	c.working++
	return true
}

// end reports whether the crew had had to leave work to others.
func (c *crew) end() (missed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.working--
	missed, c.full = c.full, false
	return missed
}

// stop lets nobody begin any more.
func (c *crew) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
}
