package execution

import (
	"cmp"
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/job"
)

// Queues are the workers this package needs in each process, by queue, when so
// many bring executions on at once; 512 for 0.
func Queues(workers int) map[string]int {
	workers = cmp.Or(workers, steppers)
	return map[string]int{stepQueue: workers, pollQueue: min(max(8, workers/4), 24)}
}

const (
	// steppers bring executions on at once in each process; no more than
	// collectors of them, and half of fewer, bring rows. They mostly wait for
	// Amazon or for their turn at the database, so that there are as many as one
	// tick of schedules brings: each begins at once. A process that is killed is
	// found dead within a second, and what it had begun is taken over.
	steppers, collectors = 512, 16

	stepQueue = "execution_step"
	pollQueue = "execution_poll"
	// longest bounds one job; collecting a huge result takes longest.
	longest = 6 * time.Hour
)

// claimArgs are the lease under which a job does its work.
type claimArgs struct {
	Fence  int64     `json:"fence"`
	Holder string    `json:"holder"`
	Until  time.Time `json:"until"`
	Again  bool      `json:"again,omitempty"`

	Instance actor.InstanceID `json:"instance,omitempty"`
}

func claimOf(l lease) claimArgs { return claimArgs{l.Fence, l.Holder, l.Until, l.Again, l.Instance} }

func (c claimArgs) lease(kind duty, id string) lease {
	return lease{kind, id, c.Fence, c.Holder, c.Until, c.Again, c.Instance}
}

// stepArgs name an execution and the lease under which to bring it on.
type stepArgs struct {
	claimArgs

	ExecutionID actor.ExecutionID `json:"executionId"`
}

// Kind implements river.JobArgs.
func (stepArgs) Kind() string { return stepQueue }

// pollArgs name an instance and the lease under which to ask about it.
type pollArgs struct {
	claimArgs

	InstanceID actor.InstanceID `json:"instanceId"`
}

// Kind implements river.JobArgs.
func (pollArgs) Kind() string { return pollQueue }

// once: the tables know what is still to do; River need not repeat anything.
func once(queue string) *river.InsertOpts {
	return &river.InsertOpts{Queue: queue, MaxAttempts: 1}
}

func (s *Service) register(jobs *job.Client) {
	job.Register(jobs, &stepWorker{service: s})
	job.Register(jobs, &pollWorker{service: s})
	s.enqueue = func(ctx context.Context, leases []lease) error { return jobs.InsertNow(ctx, jobsOf(leases)) }
	if s.db.Dialect() == database.PostgreSQL {
		s.enqueueIn = func(ctx context.Context, tx bun.Tx, leases []lease) error {
			return jobs.InsertMany(ctx, tx, jobsOf(leases))
		}
	}
}

func jobsOf(leases []lease) []river.InsertManyParams {
	all := make([]river.InsertManyParams, len(leases))
	for i, l := range leases {
		all[i] = river.InsertManyParams{Args: stepArgs{claimOf(l), actor.ExecutionID(l.ID)}, InsertOpts: once(stepQueue)}
		if l.Duty == pollDuty {
			all[i] = river.InsertManyParams{Args: pollArgs{claimOf(l), actor.InstanceID(l.ID)}, InsertOpts: once(pollQueue)}
		}
	}
	return all
}

type stepWorker struct {
	river.WorkerDefaults[stepArgs]

	service *Service
}

// Timeout implements river.Worker.
func (*stepWorker) Timeout(*river.Job[stepArgs]) time.Duration { return longest }

// Work implements river.Worker.
func (w *stepWorker) Work(ctx context.Context, j *river.Job[stepArgs]) error {
	w.service.work(ctx, j.Args.lease(stepDuty, string(j.Args.ExecutionID)))
	return nil
}

type pollWorker struct {
	river.WorkerDefaults[pollArgs]

	service *Service
}

// Timeout implements river.Worker.
func (*pollWorker) Timeout(*river.Job[pollArgs]) time.Duration { return longest }

// Work implements river.Worker.
func (w *pollWorker) Work(ctx context.Context, j *river.Job[pollArgs]) error {
	w.service.work(ctx, j.Args.lease(pollDuty, string(j.Args.InstanceID)))
	return nil
}
