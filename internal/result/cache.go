package result

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// cache keeps files of blob storage where DuckDB can open them: a folder of
// this process, bounded in bytes. The least recently used go first, never one in use.
type cache struct {
	dir      string
	maxBytes int64

	mu      sync.Mutex
	entries map[string]*cached
	recent  *list.List // of *cached, newest first
	bytes   int64
	added   int // names the files
	filling sync.WaitGroup
	closed  bool // nothing is filled any more that nobody waits for
}

// filler writes a file, and tells how many bytes of its beginning are there.
type filler func(path string, came func(bytes int64)) error

type cached struct {
	key, path string
	size      int64
	users     int
	purged    bool          // it is not to be read any more
	arrived   int64         // bytes of its beginning that are there while it is filled
	more      chan struct{} // closed when there are more
	ready     chan struct{} // closed once err and size stand
	err       error
	place     *list.Element
}

// errPurged ends the reading of a file that was taken away.
var errPurged = errors.New("the file was removed while it was opened")

func newCache(dir string, maxBytes int64) *cache {
	return &cache{dir: dir, maxBytes: maxBytes, entries: map[string]*cached{}, recent: list.New()}
}

// open gives the local path of a blob and a release function. The first to ask
// fills the file; others wait for it.
func (c *cache) open(ctx context.Context, key string, fill filler) (string, func(), error) {
	c.mu.Lock()
	entry, found := c.entries[key]
	if !found {
		entry = c.add(key)
	}
	entry.users++
	c.recent.MoveToFront(entry.place)
	c.mu.Unlock()

	if !found {
		c.fill(entry, fill)
	}
	select {
	case <-entry.ready:
	case <-ctx.Done():
		c.release(entry)
		return "", nil, context.Cause(ctx)
	}
	if entry.err != nil {
		c.release(entry)
		if errors.Is(entry.err, context.Canceled) && ctx.Err() == nil {
			return c.open(ctx, key, fill) // the one who filled it gave up, not we
		}
		return "", nil, entry.err
	}
	return entry.path, sync.OnceFunc(func() { c.release(entry) }), nil
}

// adopt takes over a finished file.
func (c *cache) adopt(key, path string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, found := c.entries[key]; found {
		return os.Remove(path)
	}
	entry := c.add(key)
	entry.err = os.Rename(path, entry.path)
	c.finish(entry)
	c.evict()
	return entry.err
}

func (c *cache) add(key string) *cached {
	c.added++
	entry := &cached{
		key:   key,
		path:  filepath.Join(c.dir, fmt.Sprintf("%d.parquet", c.added)), // a purged file of the same key may still be written
		ready: make(chan struct{}), more: make(chan struct{}),
	}
	entry.place = c.recent.PushFront(entry)
	c.entries[key] = entry
	return entry
}

func (c *cache) settle(entry *cached, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry.err = err
	c.finish(entry)
}

func (c *cache) finish(entry *cached) {
	if entry.err == nil && entry.purged {
		entry.err = errPurged
	}
	if entry.err == nil {
		var info os.FileInfo
		if info, entry.err = os.Stat(entry.path); entry.err == nil {
			entry.size = info.Size()
			c.bytes += entry.size
		}
	}
	if entry.err != nil {
		entry.err = fmt.Errorf("open result file: %w", entry.err)
		c.drop(entry)
	}
	close(entry.ready)
}

func (c *cache) release(entry *cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry.users--
	c.evict()
}

func (c *cache) evict() {
	for place := c.recent.Back(); place != nil && c.bytes > c.maxBytes; {
		entry, before := place.Value.(*cached), place.Prev()
		if entry.users == 0 {
			c.bytes -= entry.size
			c.drop(entry)
		}
		place = before
	}
}

// forget removes a file unless it is in use or being filled.
func (c *cache) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if entry, found := c.entries[key]; found && entry.users == 0 {
		c.bytes -= entry.size
		c.drop(entry)
	}
}

// purge removes files at once, those in use and those being filled as well:
// whoever reads one gets an error. It tells how many there were.
func (c *cache) purge(match func(key string) bool) (purged int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, entry := range c.entries {
		if match(key) {
			c.bytes -= entry.size
			entry.purged = true
			c.drop(entry)
			purged++
		}
	}
	return purged
}

func (c *cache) drop(entry *cached) {
	if c.entries[entry.key] == entry {
		c.recent.Remove(entry.place)
		delete(c.entries, entry.key)
	}
	_ = os.Remove(entry.path)
}
