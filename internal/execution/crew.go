package execution

import (
	"context"
	"errors"
	"sync"
	"time"
)

// crew are the workers of this process that bring executions on. It takes on no
// more than it has workers: what is due beyond that is left to other processes,
// or for later. Of its workers only some are at work at once, in the order in
// which they came: a process that is killed has then begun little, and finished
// most of what it began.
type crew struct {
	size   int
	atWork chan struct{}
	closed chan struct{}
	close  sync.Once

	mu      sync.Mutex
	claimed map[claim]time.Time // not begun by a worker here, until when each is ours
	here    int                 // workers that have begun
	full    bool                // somebody was turned away
}

// claim names the claim of an execution's step.
type claim struct {
	id    string
	fence int64
}

func newCrew(workers, atWork int) *crew {
	return &crew{size: workers, atWork: make(chan struct{}, atWork), closed: make(chan struct{}), claimed: map[claim]time.Time{}}
}

// room is how many more steps the crew can take on.
func (c *crew) room(now time.Time) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for l, until := range c.claimed {
		if !until.After(now) { // somebody else has it, or it is claimed anew
			delete(c.claimed, l)
		}
	}
	left := c.size - c.here - len(c.claimed)
	c.full = left <= 0
	return max(left, 0)
}

// promise notes what this process has claimed.
func (c *crew) promise(all []lease) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range all {
		if l.Duty == stepDuty {
			c.claimed[claim{l.ID, l.Fence}] = l.Until
		}
	}
}

// errNoTurn says that the process stops before it was a worker's turn.
var errNoTurn = errors.New("the process stops")

// enter has a worker wait for its turn. Without an error it must leave. It is
// errNoTurn when the process stops before, or the context ends.
func (c *crew) enter(ctx context.Context, l lease) error {
	c.mu.Lock()
	delete(c.claimed, claim{l.ID, l.Fence})
	c.here++
	c.mu.Unlock()
	select {
	case <-c.closed: // also when there is room
		c.gone()
		return errNoTurn
	default:
	}
	select {
	case c.atWork <- struct{}{}:
		return nil
	case <-c.closed:
	case <-ctx.Done():
	}
	c.gone()
	return errNoTurn
}

// leave ends a turn, and reports whether the crew had had to turn work away.
func (c *crew) leave() (missed bool) {
	<-c.atWork
	return c.gone()
}

func (c *crew) gone() (missed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.here--
	missed, c.full = c.full, false
	return missed
}

// stop lets nobody begin any more. It may be called twice.
func (c *crew) stop() { c.close.Do(func() { close(c.closed) }) }
