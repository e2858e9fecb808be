package result

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"

	"gocloud.dev/blob"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/seal"
)

// Config bounds what results may take of the machine. The zero value is good.
type Config struct {
	// MemoryMB bounds DuckDB while reading pages, again while building views, and by
	// a third of it while whole orders are built ahead of time. Default 192.
	MemoryMB int
	// Threads bounds DuckDB, and how many columns are stored at the same time. Default 2.
	Threads int
	// TempMB bounds what DuckDB may spill to disk. Default 16384.
	TempMB int
	// CacheMB bounds the files kept open for reading. Default 4096.
	CacheMB int64
	// MaxBytes is the largest result taken in, in bytes of text. Default 64 GiB.
	MaxBytes int64
	// MinFreeBytes must remain free on the scratch disk, else nothing is
	// collected. Default 64 MiB.
	MinFreeBytes uint64
	// Ingests is how many results are stored at the same time. Default 2.
	Ingests int
	// Reads is how many pages are read at the same time. Default 8.
	Reads int
}

func (c Config) withDefaults() Config {
	c.MemoryMB = cmp.Or(c.MemoryMB, 192)
	c.Threads = cmp.Or(c.Threads, 2)
	c.TempMB = cmp.Or(c.TempMB, 16<<10)
	c.CacheMB = cmp.Or(c.CacheMB, 4<<10)
	c.MaxBytes = cmp.Or(c.MaxBytes, 64<<30)
	c.MinFreeBytes = cmp.Or(c.MinFreeBytes, 64<<20)
	c.Ingests = cmp.Or(c.Ingests, 2)
	c.Reads = cmp.Or(c.Reads, 8)
	return c
}

// Dependencies of a Service.
type Dependencies struct {
	// Bucket holds the files for good. The caller closes it.
	Bucket *blob.Bucket
	// Keys are what the files are sealed with.
	Keys Keys
	// ScratchDir is a local folder for files in work; processes may share it.
	ScratchDir string
	Clock      clock.Clock
	Config     Config
}

// Keys give the key that the results of an instance's client are sealed with.
// *datakey.Service does.
type Keys interface {
	// Sealing makes it where there is none.
	Sealing(ctx context.Context, instance actor.InstanceID) (actor.DataKeyID, *seal.Stream, error)
	// Opening gives one by its id.
	Opening(ctx context.Context, instance actor.InstanceID, id actor.DataKeyID) (*seal.Stream, error)
}

// Service stores and reads results. It is safe for concurrent use.
type Service struct {
	bucket  *blob.Bucket
	keys    Keys
	clock   clock.Clock
	config  Config
	scratch *scratch
	cache   *cache
	views   *shelf
	pages   pageMaps

	presses   chan string
	groupRows int   // of a stored row group at most
	largeFile int64 // bytes from which the first rows are read before the rest is there
	closing   context.Context
	close     context.CancelFunc
	reads     chan struct{}

	mu     sync.Mutex
	reader *sql.DB
	closed bool
}

// New takes a private folder below ScratchDir and removes those of dead processes.
func New(d Dependencies) (*Service, error) {
	if d.Keys == nil {
		return nil, errors.New("results need keys to be sealed with")
	}
	usePageCodec()
	scratch, err := openScratch(d.ScratchDir)
	if err != nil {
		return nil, err
	}
	files, err := scratch.sub("cache")
	if err != nil {
		return nil, fmt.Errorf("create cache folder: %w", err)
	}
	config := d.Config.withDefaults()
	presses, err := makePresses(scratch, config.Ingests)
	if err != nil {
		return nil, err
	}
	views, err := newShelf(scratch, files, config)
	if err != nil {
		return nil, err
	}
	closing, end := context.WithCancel(context.Background())
	return &Service{
		bucket:    d.Bucket,
		keys:      d.Keys,
		clock:     d.Clock,
		config:    config,
		scratch:   scratch,
		cache:     newCache(files, config.CacheMB<<20),
		views:     views,
		presses:   presses,
		groupRows: groupRows,
		largeFile: largeFile,
		closing:   closing,
		close:     end,
		reads:     make(chan struct{}, config.Reads),
	}, nil
}

// Close removes the private folder. Stored results stay.
func (s *Service) Close() error {
	s.close()
	s.cache.close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	err := s.views.close()
	if s.reader != nil {
		err = errors.Join(err, s.reader.Close())
	}
	return errors.Join(err, s.scratch.close())
}

// engine is the shared DuckDB for reading, started when first needed.
func (s *Service) engine(ctx context.Context) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errors.New("result service is closed")
	}
	if s.reader == nil {
		spill, err := s.scratch.sub("read")
		if err != nil {
			return nil, fmt.Errorf("create spill folder: %w", err)
		}
		if s.reader, err = openEngine(context.WithoutCancel(ctx), s.limits(spill, s.cache.dir)); err != nil {
			return nil, errors.Join(err, os.Remove(spill))
		}
	}
	return s.reader, nil
}

func (s *Service) limits(folders ...string) limits {
	return limits{memoryMB: s.config.MemoryMB, tempMB: s.config.TempMB, threads: s.config.Threads, folders: folders}
}

// enter takes a place in a bounded room.
func enter(ctx context.Context, room chan struct{}) (leave func(), err error) {
	select {
	case room <- struct{}{}:
		return func() { <-room }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
