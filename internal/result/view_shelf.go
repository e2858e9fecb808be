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

// viewBuilds is how many views are built at the same time for who waits, and
// again ahead of time. Pages are read by another DuckDB in a room of their own,
// so that they never wait for these.
const viewBuilds = 2

// shelf keeps built views in a private folder, bounded in bytes. The least
// recently used go first, never one in use. A view is built once for all who
// ask for it, and no longer than somebody waits, unless it is built ahead of time.
type shelf struct {
	dir         string
	maxBytes    int64
	room, ahead chan struct{}
	start       func(context.Context) (*sql.DB, error)
	// large is from how many rows on the head of an order is shown before the
	// whole; head is how many rows a head has, piece how many rows of an order
	// are fetched together where DuckDB must.
	large, head, piece int64

	mu      sync.Mutex
	builder *sql.DB
	closed  bool
	entries map[string]*built
	recent  *list.List // of *built, newest first
	bytes   int64
	made    int
}

// built is the rows of a view in a file: their numbers in the result (r), or
// the groups themselves.
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
	spill, err := s.sub("build")
	if err != nil {
		return nil, fmt.Errorf("create view folder: %w", err)
	}
	l := limits{memoryMB: c.MemoryMB, tempMB: c.TempMB, threads: c.Threads, folders: []string{spill, files}}
	return &shelf{
		dir: dir, maxBytes: c.CacheMB << 20 / 2, room: make(chan struct{}, viewBuilds), ahead: make(chan struct{}, viewBuilds),
		large: 200_000, head: MaxPage, piece: MaxPage,
		start:   func(ctx context.Context) (*sql.DB, error) { return openEngine(context.WithoutCancel(ctx), l) },
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
		entry = s.add(ctx, s.room, key, blob, build)
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
	entry := s.add(ctx, s.ahead, key, blob, build)
	entry.ahead = true
	entry.users++ // itself, until it is built
}

// add begins to build a view. The lock is held.
func (s *shelf) add(ctx context.Context, room chan struct{}, key, blob string, build builder) *built {
	s.made++
	entry := &built{key: key, blob: blob, path: filepath.Join(s.dir, fmt.Sprintf("%d.parquet", s.made)), ready: make(chan struct{})}
	ctx, entry.stop = context.WithCancelCause(context.WithoutCancel(ctx))
	entry.place = s.recent.PushFront(entry)
	s.entries[key] = entry
	go func() {
		size, err := s.build(ctx, room, entry, build)
		if cause := context.Cause(ctx); err != nil && cause != nil {
			err = cause
		}
		entry.stop(nil)
		s.settle(entry, size, err)
	}()
	return entry
}

// build fills an entry, once there is room, and gives the bytes of its files.
func (s *shelf) build(ctx context.Context, room chan struct{}, entry *built, build builder) (size int64, err error) {
	leave, err := enter(ctx, room)
	if err != nil {
		return 0, err
	}
	defer leave()
	db, err := s.engine(ctx)
	if err != nil {
		return 0, err
	}
	if err := build(ctx, db, entry); err != nil {
		return 0, err
	}
	info, err := os.Stat(entry.path)
	if err != nil {
		return 0, fmt.Errorf("store view: %w", err)
	}
	return info.Size(), nil
}

// engine is the DuckDB that builds, started when first needed.
func (s *shelf) engine(ctx context.Context) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errors.New("result service is closed")
	}
	if s.builder == nil {
		db, err := s.start(ctx)
		if err != nil {
			return nil, err
		}
		s.builder = db
	}
	return s.builder, nil
}

func (s *shelf) settle(entry *built, size int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.err = viewError(err)
	if entry.ahead {
		entry.users--
	}
	if err != nil {
		s.drop(entry)
	} else if !entry.dropped {
		entry.size = size
		s.bytes += size
	}
	if entry.dropped && entry.users == 0 {
		entry.remove()
	}
	close(entry.ready)
	s.evict()
}

func (s *shelf) release(entry *built) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.users--
	if entry.users > 0 {
		return
	}
	select {
	case <-entry.ready:
	default:
		entry.stop(errNobodyWaits)
		s.unlist(entry)
	}
	if entry.dropped {
		entry.remove()
	}
	s.evict()
}

func (s *shelf) evict() {
	for place := s.recent.Back(); place != nil && s.bytes > s.maxBytes; {
		entry, before := place.Value.(*built), place.Prev()
		if entry.users == 0 {
			s.drop(entry)
		}
		place = before
	}
}

// forget removes every view of a blob; one in use goes when it is released.
func (s *shelf) forget(blob string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, entry := range s.entries {
		if entry.blob == blob {
			entry.stop(ErrDropped)
			s.drop(entry)
		}
	}
}

// purge removes every view of some blobs at once, those in use as well: whoever
// reads one gets an error.
func (s *shelf) purge(match func(blob string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, entry := range s.entries {
		if match(entry.blob) {
			entry.stop(ErrDropped)
			s.drop(entry)
			entry.remove()
		}
	}
}

// drop takes an entry off the shelf; its file goes with its last user.
func (s *shelf) drop(entry *built) {
	s.unlist(entry)
	if entry.users == 0 {
		entry.remove()
	}
}

func (s *shelf) unlist(entry *built) {
	if entry.dropped {
		return
	}
	entry.dropped = true
	s.bytes -= entry.size
	s.recent.Remove(entry.place)
	delete(s.entries, entry.key)
}

// close stops what is built and ends the DuckDB.
func (s *shelf) close() error {
	s.mu.Lock()
	s.closed = true
	var building []*built
	for _, entry := range s.entries {
		entry.stop(errors.New("result service is closed"))
		building = append(building, entry)
	}
	db := s.builder
	s.mu.Unlock()
	for _, entry := range building {
		<-entry.ready
	}
	if db == nil {
		return nil
	}
	return db.Close()
}
