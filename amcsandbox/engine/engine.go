package engine

import (
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // the driver named duckdb

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Data tells which tables instances have and where their rows are.
// Implementations are safe for concurrent use.
type Data interface {
	// Has reports whether an instance can query a table. It may be called
	// before the data are made.
	Has(instanceID string, table *catalog.Table) bool
	// Relation gives the DuckDB relation with at least the rows of the table in
	// [from, to), as text that may stand in FROM. Bounds are zero where the
	// table has no window.
	Relation(instanceID string, table *catalog.Table, from, to time.Time) (string, error)
}

// Config says what an Engine may use. Zero fields take the defaults named.
type Config struct {
	// Data must be set.
	Data Data
	// Dir is the folder below which all files of Data lie; nothing else can be
	// read. It must be set.
	Dir string
	// Threads defaults to the number of CPUs.
	Threads int
	// MemoryLimit is in DuckDB's form, by default 1GiB.
	MemoryLimit string
	// TempDir takes what does not fit in memory; by default a new folder in the
	// system's, removed by Close.
	TempDir string
	// MaxTempSize is in DuckDB's form, by default 4GiB.
	MaxTempSize string
	// Timeout ends a single query; by default 6 hours, as Amazon's does.
	Timeout time.Duration
	// Concurrent is how many queries run at once, by default 4; others wait.
	Concurrent int
	// Catalog defaults to catalog.Default().
	Catalog *catalog.Catalog
	// Logger defaults to one that discards.
	Logger *slog.Logger
}

// Engine runs AMC SQL. It is safe for concurrent use.
type Engine struct {
	config   Config
	db       *sql.DB
	answers  *answers
	cautious func() (*sql.DB, error) // a second DuckDB, opened when it is needed; see query
	opened   atomic.Pointer[sql.DB]  // that one
	scratch  string                  // to remove on Close
}

// Open starts an Engine. Close frees it.
func Open(config Config) (*Engine, error) {
	if config.Data == nil || config.Dir == "" {
		return nil, errors.New("open engine: Data and Dir must be set")
	}
	known, err := newAnswers()
	if err != nil {
		return nil, fmt.Errorf("open engine: %w", err)
	}
	engine := &Engine{config: config.withDefaults(), answers: known}
	if engine.config.TempDir == "" {
		scratch, err := os.MkdirTemp("", "recomamp-engine-")
		if err != nil {
			return nil, fmt.Errorf("make scratch folder: %w", err)
		}
		engine.config.TempDir, engine.scratch = scratch, scratch
	}
	engine.cautious = sync.OnceValues(func() (*sql.DB, error) {
		db, err := openDuckDB(engine.config, doubtfulOptimizers)
		engine.opened.Store(db)
		return db, err
	})
	db, err := openDuckDB(engine.config, brokenOptimizers)
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	engine.db = db
	return engine, nil
}

func (c Config) withDefaults() Config {
	if c.Threads <= 0 {
		c.Threads = runtime.NumCPU()
	}
	if c.MemoryLimit == "" {
		c.MemoryLimit = "1GiB"
	}
	if c.MaxTempSize == "" {
		c.MaxTempSize = "4GiB"
	}
	if c.Timeout <= 0 {
		c.Timeout = 6 * time.Hour
	}
	if c.Concurrent <= 0 {
		c.Concurrent = 4
	}
	if c.Catalog == nil {
		c.Catalog = catalog.Default()
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Close ends the Engine and removes its scratch folder. Running queries fail.
func (e *Engine) Close() error {
	var problems []error
	if e.db != nil {
		problems = append(problems, e.db.Close())
		if db := e.opened.Load(); db != nil {
			problems = append(problems, db.Close())
		}
	}
	if e.scratch != "" {
		problems = append(problems, os.RemoveAll(e.scratch))
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("close engine: %w", err)
	}
	return nil
}
