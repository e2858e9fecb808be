package notify

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/seal"
)

// Courier carries messages to addresses outside.
type Courier interface {
	// Send returns nil when the receiver took the message, and otherwise a
	// *courier.Failure. It may be called again with the same message.
	Send(ctx context.Context, to courier.Address, m courier.Message) error
}

// Dependencies of a Service.
type Dependencies struct {
	DB      *database.DB
	Clock   clock.Clock
	Events  *event.Log
	Jobs    *job.Client // nil: nothing is sent
	Box     *seal.Box
	Courier Courier
	// Actors gives people as actors with what they may do; *access.Service does.
	// Nil: everybody may see everything.
	Actors func(ctx context.Context, tx bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error)
	Logger *slog.Logger
}

// Config sets limits; zero values mean the defaults.
type Config struct {
	SiteURL string        // what links in messages begin with
	Window  time.Duration // what comes within it is told together; default 20 s
	Timeout time.Duration // of sending one message; default 15 s
	Lease   time.Duration // of one message; default Timeout + 45 s
}

func (c Config) withDefaults() Config {
	c.Window = cmp.Or(c.Window, 20*time.Second)
	c.Timeout = cmp.Or(c.Timeout, 15*time.Second)
	c.Lease = cmp.Or(c.Lease, c.Timeout+45*time.Second)
	return c
}

// Service keeps notices and channels and tells the one to the other. It is safe
// for concurrent use.
type Service struct {
	db      *database.DB
	clock   clock.Clock
	events  *event.Log
	box     *seal.Box
	courier Courier
	actors  func(ctx context.Context, tx bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error)
	logger  *slog.Logger
	config  Config
	// enqueue has a channel looked after at an instant, once tx has committed.
	enqueue func(ctx context.Context, tx bun.Tx, args tellArgs, at time.Time) error
}

// New returns the service and registers its workers.
func New(d Dependencies, config Config) *Service {
	s := &Service{
		db: d.DB, clock: d.Clock, events: d.Events, box: d.Box, courier: d.Courier, actors: d.Actors, logger: d.Logger, config: config.withDefaults(),
		enqueue: func(context.Context, bun.Tx, tellArgs, time.Time) error { return nil },
	}
	if d.Jobs != nil {
		s.register(d.Jobs)
	}
	return s
}

func (s *Service) register(jobs *job.Client) {
	job.Register(jobs, &tellWorker{service: s})
	job.Register(jobs, &sweepWorker{service: s})
	jobs.Every(sweepInterval, true, func() river.JobArgs { return sweepArgs{} })
	s.enqueue = func(ctx context.Context, tx bun.Tx, args tellArgs, at time.Time) error {
		return jobs.Insert(ctx, tx, args, &river.InsertOpts{MaxAttempts: 1, ScheduledAt: at})
	}
}
