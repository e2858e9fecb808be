package result

import (
	"context"
	"errors"
	"sync"
)

// beginning gives the local path of a blob as soon as so many bytes of its
// beginning are there, until release; the others come after them, whoever waits
// or not. It gives none where the whole file is there.
func (c *cache) beginning(ctx context.Context, key string, bytes int64, fill filler) (path string, release func(), err error) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return "", nil, errors.New("result service is closed")
	}
	entry, found := c.entries[key]
	if !found {
		entry = c.add(key)
		entry.users++ // the filling
		c.filling.Go(func() {
			c.fill(entry, fill)
			c.release(entry)
		})
	}
	entry.users++
	c.recent.MoveToFront(entry.place)
	c.mu.Unlock()
	release = sync.OnceFunc(func() { c.release(entry) })
	for {
		c.mu.Lock()
		there, more := entry.arrived >= bytes, entry.more
		c.mu.Unlock()
		select {
		case <-entry.ready:
			release()
			return "", nil, entry.err
		default:
		}
		if there {
			return entry.path, release, nil
		}
		select {
		case <-entry.ready:
		case <-more:
		case <-ctx.Done():
			release()
			return "", nil, context.Cause(ctx)
		}
	}
}

// arrived tells how many bytes of a blob's beginning are there while the others
// come; 0 where none do.
func (c *cache) arrived(key string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry, found := c.entries[key]
	if !found {
		return 0
	}
	select {
	case <-entry.ready:
		return 0
	default:
		return entry.arrived
	}
}

// close waits for what is filled, which the caller has ended.
func (c *cache) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.filling.Wait()
}

// fill fills the file of an entry.
func (c *cache) fill(entry *cached, fill filler) {
	c.settle(entry, fill(entry.path, func(bytes int64) {
		c.mu.Lock()
		defer c.mu.Unlock()
		entry.arrived = max(entry.arrived, bytes)
		close(entry.more)
		entry.more = make(chan struct{})
	}))
}
