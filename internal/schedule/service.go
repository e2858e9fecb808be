package schedule

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/zone"
)

// Executions makes executions; *execution.Service does.
type Executions interface {
	Prepare(o execution.Order) (*execution.Prepared, error)
	TablesIn(ctx context.Context, tx bun.Tx, id actor.InstanceID, sql string) (*catalog.Catalog, error)
	StoreAll(ctx context.Context, tx bun.Tx, a actor.Actor, all []*execution.Prepared) (refused map[actor.ExecutionID]error, err error)
	Cancel(ctx context.Context, a actor.Actor, id actor.ExecutionID) (*execution.Detail, error)
}

// Notice is something that needs a person.
type Notice struct {
	Kind  NoticeKind
	Cause string // those of one cause are told together
	// Subject, Text and Next are for people: what it is about, what happened,
	// what they can do.
	Subject, Text, Next string
	ScheduleID          actor.ScheduleID
	Name                string // of the schedule
	InstanceIDs         []actor.InstanceID
}

// NoticeKind is what sort of trouble a notice is about.
type NoticeKind string

// The kinds of notice.
const (
	NoticeFailed NoticeKind = "failed" // an occurrence failed
	NoticePaused NoticeKind = "paused" // the schedule has stopped itself
	NoticeLate   NoticeKind = "late"   // a run is missing
	NoticeBroken NoticeKind = "broken" // it cannot be followed
)

// cause is what all notices about one schedule have in common.
func cause(id actor.ScheduleID) string { return "schedule:" + string(id) }

// Notices tells people. Both are part of the transaction tx.
type Notices interface {
	Raise(ctx context.Context, tx bun.Tx, n Notice) error
	// Resolve says that a cause is gone. It may be called for nothing.
	Resolve(ctx context.Context, tx bun.Tx, cause string) error
}

// Dependencies of a Service.
type Dependencies struct {
	DB         *database.DB
	Events     *event.Log
	Executions Executions
	Notices    Notices // nil: nobody is told
	// Actors gives people as actors with what they may do; *access.Service does.
	// Nil: everybody may run everything.
	Actors func(ctx context.Context, tx bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error)
	// Ended hears in tx of each occurrence that has ended. It may be nil.
	Ended  func(ctx context.Context, tx bun.Tx, o Occurrence) error
	Clock  clock.Clock
	Logger *slog.Logger
	Config Config
}

// Config sets patience. The zero value is good.
type Config struct {
	// LookAround bounds how long work waits that nobody was told of. Default 1 s.
	LookAround time.Duration
	// Batch is how many schedules one transaction fires at most. Default 500.
	Batch int
	// Overdue is how late a schedule is before somebody is told. Default 5 min.
	Overdue time.Duration
	// WatchEvery is how often it is checked that nothing was forgotten. Default 1 min.
	WatchEvery time.Duration
}

func (c Config) withDefaults() Config {
	c.LookAround = cmp.Or(c.LookAround, time.Second)
	c.Batch = cmp.Or(c.Batch, 500)
	c.Overdue = cmp.Or(c.Overdue, 5*time.Minute)
	c.WatchEvery = cmp.Or(c.WatchEvery, time.Minute)
	return c
}

// Service keeps schedules and makes their occurrences. It is safe for
// concurrent use, by any number of processes on one database.
type Service struct {
	db         *database.DB
	events     *event.Log
	executions Executions
	notices    Notices
	actors     func(ctx context.Context, tx bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error)
	ended      func(ctx context.Context, tx bun.Tx, o Occurrence) error
	clock      clock.Clock
	logger     *slog.Logger
	config     Config

	// zones is the release of the zone data of this process.
	zones  string
	rounds []*round
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// New builds the service; nothing runs before Start.
func New(d Dependencies) *Service {
	s := &Service{
		db: d.DB, events: d.Events, executions: d.Executions, notices: d.Notices, actors: d.Actors, ended: d.Ended, clock: d.Clock, logger: d.Logger,
		config: d.Config.withDefaults(), zones: zone.Version(),
	}
	s.rounds = []*round{
		newRound(s, "fire", `SELECT at FROM (SELECT at FROM schedule_due WHERE kind = 'schedule' AND at IS NOT NULL ORDER BY at LIMIT 1) a
			UNION ALL SELECT at FROM (SELECT at FROM schedule_due WHERE kind = 'occurrence' AND at IS NOT NULL ORDER BY at LIMIT 1) b`,
			s.fireDue, s.beginDue),
		newRound(s, "look", `SELECT at FROM (SELECT at FROM occurrence_look ORDER BY at LIMIT 1) a
			UNION ALL SELECT at FROM (SELECT at FROM schedule_due WHERE kind = 'backfill' AND at IS NOT NULL ORDER BY at LIMIT 1) b`,
			s.lookAtOccurrences, s.fillBackfills),
	}
	return s
}

// Start begins to look for what is due until Stop. The context only bounds starting.
func (s *Service) Start(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	for _, r := range s.rounds {
		s.done.Go(func() { r.run(ctx) })
	}
	s.done.Go(func() { s.keepWatch(ctx) })
}

// Stop ends the looking. It may be called twice, and before Start.
func (s *Service) Stop() {
	if s.cancel != nil {
		s.cancel()
		s.done.Wait()
	}
}

// poke has this process look for what is due at once.
func (s *Service) poke() {
	for _, r := range s.rounds {
		r.poke()
	}
}

// Told is for execution.Dependencies: an execution of an occurrence has ended,
// or waits for a consent, in tx.
func (s *Service) Told(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) error {
	database.AfterCommit(ctx, s.poke)
	row := &lookRow{OccurrenceID: id, At: s.clock.Now()}
	if _, err := tx.NewInsert().Model(row).Returning("NULL").Exec(ctx); err != nil {
		return fmt.Errorf("have occurrence %s looked at: %w", id, err)
	}
	return nil
}

// The actors of this package's own work.
var (
	follower = actor.System("schedule.follow")
	watcher  = actor.System("schedule.watch")
)

// resolved says that all is well with a schedule again.
func (s *Service) resolved(ctx context.Context, tx bun.Tx, id actor.ScheduleID) error {
	if s.notices == nil {
		return nil
	}
	if err := s.notices.Resolve(ctx, tx, cause(id)); err != nil {
		return fmt.Errorf("resolve notices of schedule %s: %w", id, err)
	}
	return nil
}

// raise tells people, if there is anybody to tell.
func (s *Service) raise(ctx context.Context, tx bun.Tx, n Notice) error {
	if s.notices == nil {
		return nil
	}
	if err := s.notices.Raise(ctx, tx, n); err != nil {
		return fmt.Errorf("raise a notice: %w", err)
	}
	return nil
}
