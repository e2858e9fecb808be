package result

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// viewBuilds is how many views a workshop builds at the same time.
const viewBuilds = 2

// workshop is a DuckDB that builds views, in a room of its own. Pages are read by
// another one, so that they never wait for these.
type workshop struct {
	limits limits
	room   chan struct{}
	db     *sql.DB // nil until it is needed
}

func newWorkshop(l limits) workshop {
	return workshop{limits: l, room: make(chan struct{}, viewBuilds)}
}

func (w *workshop) close() error {
	if w.db == nil {
		return nil
	}
	return w.db.Close()
}

// add begins to build a view. The lock is held.
func (s *shelf) add(ctx context.Context, w *workshop, key, blob string, build builder) *built {
	s.made++
	entry := &built{key: key, blob: blob, path: filepath.Join(s.dir, fmt.Sprintf("%d.parquet", s.made)), ready: make(chan struct{})}
	ctx, entry.stop = context.WithCancelCause(context.WithoutCancel(ctx))
	entry.place = s.recent.PushFront(entry)
	s.entries[key] = entry
	go func() {
		size, err := s.build(ctx, w, entry, build)
		if cause := context.Cause(ctx); err != nil && cause != nil {
			err = cause
		}
		entry.stop(nil)
		s.settle(entry, size, err)
	}()
	return entry
}

// build fills an entry, once there is room, and gives the bytes of its files.
func (s *shelf) build(ctx context.Context, w *workshop, entry *built, build builder) (size int64, err error) {
	leave, err := enter(ctx, w.room)
	if err != nil {
		return 0, err
	}
	defer leave()
	db, err := s.engine(ctx, w)
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

// engine is the DuckDB of a workshop, started when first needed.
func (s *shelf) engine(ctx context.Context, w *workshop) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errors.New("result service is closed")
	}
	if w.db == nil {
		db, err := openEngine(context.WithoutCancel(ctx), w.limits)
		if err != nil {
			return nil, err
		}
		w.db = db
	}
	return w.db, nil
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
