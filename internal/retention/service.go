package retention

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/notify"
)

// Notice is how long before it is dropped a result is announced.
const Notice = 7 * 24 * time.Hour

// sweepEvery is how often due results are looked for.
const sweepEvery = time.Hour

// Files deletes the file of a result; one that is gone already is no error.
// *result.Service does.
type Files interface {
	Drop(ctx context.Context, key string) error
}

// UsedFunc is the one place that knows what results something rests on. It
// says what uses the result of an execution, empty for nothing; what is used
// is neither announced nor dropped. tx is that of the decision.
type UsedFunc func(ctx context.Context, tx bun.Tx, id actor.ExecutionID) (by string, err error)

// Dependencies of a Service.
type Dependencies struct {
	DB      *database.DB
	Events  *event.Log
	Notices *notify.Service
	Jobs    *job.Client // New registers the sweep with it; nil in tests
	Files   Files
	Used    UsedFunc // nil: nothing rests on results
	Clock   clock.Clock
	Logger  *slog.Logger
}

// Service keeps rules and drops results. It is safe for concurrent use.
type Service struct {
	db      *database.DB
	events  *event.Log
	notices *notify.Service
	files   Files
	used    UsedFunc
	clock   clock.Clock
	logger  *slog.Logger

	cancel context.CancelFunc
	done   sync.WaitGroup
}

// New builds the service and registers its job.
func New(d Dependencies) *Service {
	s := &Service{db: d.DB, events: d.Events, notices: d.Notices, files: d.Files, used: d.Used, clock: d.Clock, logger: d.Logger}
	if s.used == nil {
		s.used = func(context.Context, bun.Tx, actor.ExecutionID) (string, error) { return "", nil }
	}
	if d.Jobs != nil {
		job.Register(d.Jobs, &sweepWorker{service: s})
		d.Jobs.Every(sweepEvery, true, func() river.JobArgs { return sweepArgs{} })
	}
	return s
}

// sweepArgs ask for one look at all results.
type sweepArgs struct{}

// Kind implements river.JobArgs.
func (sweepArgs) Kind() string { return "retention_sweep" }

type sweepWorker struct {
	river.WorkerDefaults[sweepArgs]

	service *Service
}

// Work implements river.Worker.
func (w *sweepWorker) Work(ctx context.Context, _ *river.Job[sweepArgs]) error {
	if err := w.service.Sweep(ctx); err != nil {
		return fmt.Errorf("sweep results: %w", err)
	}
	return nil
}
