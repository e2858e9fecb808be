package job

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/database"
)

// Dependencies are what the job engine works with.
type Dependencies struct {
	DB     *database.DB
	Logger *slog.Logger
}

// Config sets the engine's limits; zero values mean the defaults.
type Config struct {
	Queues      map[string]int // workers at once per queue; default: river's default queue with 16
	JobTimeout  time.Duration  // longest run of one job; default 10 min
	RescueAfter time.Duration  // when a running job counts as lost; default 15 min, above JobTimeout
	SoftStop    time.Duration  // how long Stop lets running jobs finish before cancelling them; default 5 s
}

func (c Config) withDefaults() Config {
	if len(c.Queues) == 0 {
		c.Queues = map[string]int{river.QueueDefault: 16}
	}
	c.JobTimeout = cmp.Or(c.JobTimeout, 10*time.Minute)
	c.RescueAfter = cmp.Or(c.RescueAfter, c.JobTimeout+5*time.Minute)
	c.SoftStop = cmp.Or(c.SoftStop, 5*time.Second)
	return c
}

// Client enqueues jobs and, once started, works them.
type Client struct {
	river   *river.Client[*sql.Tx]
	workers *river.Workers
}

// New prepares the engine; nothing runs before Start.
func New(deps Dependencies, config Config) (*Client, error) {
	config = config.withDefaults()
	queues := make(map[string]river.QueueConfig, len(config.Queues))
	for name, workers := range config.Queues {
		queues[name] = river.QueueConfig{MaxWorkers: workers}
	}
	workers := river.NewWorkers()
	engine, err := river.NewClient(driver(deps.DB), &river.Config{
		Logger:               slog.New(quiet{deps.Logger.Handler()}),
		Queues:               queues,
		Workers:              workers,
		JobTimeout:           config.JobTimeout,
		RescueStuckJobsAfter: config.RescueAfter,
		SoftStopTimeout:      config.SoftStop,
		// Notifications wake the fetcher, so this bounds the added delay of
		// each step of an execution, not the load on the database.
		FetchCooldown:     5 * time.Millisecond,
		FetchPollInterval: pollInterval(deps.DB.Dialect()),
	})
	if err != nil {
		return nil, fmt.Errorf("set up jobs: %w", err)
	}
	return &Client{river: engine, workers: workers}, nil
}

// pollInterval is how often a queue looks for jobs that it was not told of. With
// nothing to do it is most of what a process costs. PostgreSQL tells of each job,
// but for a listener that has just lost its session; SQLite tells of none.
func pollInterval(dialect database.Dialect) time.Duration {
	if dialect == database.PostgreSQL {
		return time.Second
	}
	return 500 * time.Millisecond
}

func driver(db *database.DB) riverdriver.Driver[*sql.Tx] {
	if db.Dialect() == database.PostgreSQL {
		return riverdatabasesql.NewWithPgxListener(db.SQL(), db.ListenPool())
	}
	return riversqlite.New(db.SQL())
}

// Register adds the worker for one kind of job. Call it before Start; a kind
// registered twice panics.
func Register[A river.JobArgs](c *Client, worker river.Worker[A]) {
	river.AddWorker(c.workers, worker)
}

// Insert enqueues a job in tx: it exists when tx commits. options may be nil.
// A job refused as a duplicate by its UniqueOpts is no error.
func (c *Client) Insert(ctx context.Context, tx bun.Tx, args river.JobArgs, options *river.InsertOpts) error {
	if _, err := c.river.InsertTx(ctx, tx.Tx, args, options); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), database.Named(err))
	}
	return nil
}

// InsertMany enqueues jobs in tx: they exist when tx commits.
func (c *Client) InsertMany(ctx context.Context, tx bun.Tx, jobs []river.InsertManyParams) error {
	if _, err := c.river.InsertManyFastTx(ctx, tx.Tx, jobs); err != nil {
		return fmt.Errorf("enqueue %d jobs: %w", len(jobs), database.Named(err))
	}
	return nil
}

// InsertNow enqueues jobs, all or none, outside of any transaction of ours. Workers
// of this process are woken at once on either database, where Insert on SQLite
// waits for their next look.
func (c *Client) InsertNow(ctx context.Context, jobs []river.InsertManyParams) error {
	if _, err := c.river.InsertManyFast(ctx, jobs); err != nil {
		return fmt.Errorf("enqueue %d jobs: %w", len(jobs), database.Named(err))
	}
	return nil
}

// Start begins to work jobs until Stop. The context only bounds starting.
func (c *Client) Start(ctx context.Context) error {
	if err := c.river.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	return nil
}

// Stop fetches no more jobs, lets the running ones finish for Config.SoftStop,
// then cancels their contexts and waits for them until ctx ends. A job cut
// short runs again later. Stopping an engine that never started does nothing.
func (c *Client) Stop(ctx context.Context) error {
	if err := c.river.Stop(ctx); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}
