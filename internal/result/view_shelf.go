package result

import (
	"container/list"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// shelf keeps built views in a private folder, bounded in bytes. The least
// recently used go first, never one in use. A view is built once for all who
// ask for it, and no longer than somebody waits, unless it is built ahead of time.
type shelf struct {
	dir      string
	maxBytes int64
	// now builds for who waits, ahead what nobody waits for yet.
	now, ahead workshop
	// large is from how many rows on the head of an order is shown before the
	// whole; head is how many rows a head has, piece how many rows of an order
	// are fetched together where DuckDB must.
	large, head, piece int64
	run                int // how many rows are put in order together, where DuckDB need not

	mu      sync.Mutex
	closed  bool
	entries map[string]*built
	recent  *list.List // of *built, newest first
	bytes   int64
	made    int
}

// built is the rows of a view in a file: their numbers in the result, as
// numbersFile writes them, or the groups or rows themselves.
type built struct {
	key, blob, path string
	rows, held      int64 // of the view, and in the file where it is a head of it
	columns         []ViewColumn

	size    int64
	users   int
	ahead   bool // nobody needs to wait for it
	dropped bool
	ready   chan struct{} // closed once err and what it describes stand
	err     error
	stop    context.CancelCauseFunc
	place   *list.Element
}

func (b *built) remove() { _ = os.Remove(b.path) } // it may not have been begun

// newShelf keeps views below the folder of opened results, so that what may
// read these may read those, and what empties it empties both.
func newShelf(s *scratch, files string, c Config) (*shelf, error) {
	dir := filepath.Join(files, "view")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create view folder: %w", err)
	}
	now, err := s.sub("build")
	if err != nil {
		return nil, fmt.Errorf("create view folder: %w", err)
	}
	ahead, err := s.sub("build-ahead")
	if err != nil {
		return nil, fmt.Errorf("create view folder: %w", err)
	}
	return &shelf{
		dir: dir, maxBytes: c.CacheMB << 20 / 2, large: 200_000, head: MaxPage, piece: MaxPage, run: runRows,
		now: newWorkshop(limits{memoryMB: c.MemoryMB, tempMB: c.TempMB, threads: c.Threads, folders: []string{now, files}}),
		// Orders spill well; while one is built, people read its first pages.
		ahead:   newWorkshop(limits{memoryMB: c.MemoryMB / 3, tempMB: c.TempMB, threads: 1, folders: []string{ahead, files}}),
		entries: map[string]*built{}, recent: list.New(),
	}, nil
}

var errNobodyWaits = errors.New("nobody waits for the view any more")

// builder fills a built's path and describes it.
type builder func(context.Context, *sql.DB, *built) error

// open gives what has a name among the views of a blob, and a release function.
func (s *shelf) open(ctx context.Context, blob, name string, build builder) (*built, func(), error) {
	key := blob + "\x00" + name
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, nil, errors.New("result service is closed")
	}
	entry, found := s.entries[key]
	if !found {
		entry = s.add(ctx, &s.now, key, blob, build)
	}
	entry.users++
	s.recent.MoveToFront(entry.place)
	s.mu.Unlock()

	select {
	case <-entry.ready:
	case <-ctx.Done():
		s.release(entry)
		return nil, nil, context.Cause(ctx)
	}
	if entry.err != nil {
		s.release(entry)
		if errors.Is(entry.err, errNobodyWaits) && ctx.Err() == nil {
			return s.open(ctx, blob, name, build) // it was given up just before we came
		}
		return nil, nil, entry.err
	}
	return entry, sync.OnceFunc(func() { s.release(entry) }), nil
}

// ready gives what open would when it is there, else nil.
func (s *shelf) ready(blob, name string) (*built, func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry, found := s.entries[blob+"\x00"+name]
	if !found {
		return nil, nil
	}
	select {
	case <-entry.ready:
	default:
		return nil, nil
	}
	entry.users++
	s.recent.MoveToFront(entry.place)
	return entry, sync.OnceFunc(func() { s.release(entry) })
}

// begin has something built ahead of time, unless it is there or being built.
func (s *shelf) begin(ctx context.Context, blob, name string, build builder) {
	key := blob + "\x00" + name
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, found := s.entries[key]; found || s.closed {
		return
	}
	entry := s.add(ctx, &s.ahead, key, blob, build)
	entry.ahead = true
	entry.users++ // itself, until it is built
}

// close stops what is built and ends the DuckDBs.
func (s *shelf) close() error {
	s.mu.Lock()
	s.closed = true
	var building []*built
	for _, entry := range s.entries {
		entry.stop(errors.New("result service is closed"))
		building = append(building, entry)
	}
	s.mu.Unlock()
	for _, entry := range building {
		<-entry.ready
	}
	return errors.Join(s.now.close(), s.ahead.close())
}
