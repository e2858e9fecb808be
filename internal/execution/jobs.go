package execution

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/job"
)

// Queues are the workers this package needs in each process, by queue.
func Queues() map[string]int {
	return map[string]int{stepQueue: steppers, pollQueue: 24}
}

const (
	// steppers bring executions on at once in each process; no more than
	// collectors of them bring rows. They mostly wait for Amazon, and the pool of
	// database connections bounds what they do besides, so that there are enough
	// for all that a tick of schedules brings.
	steppers, collectors = 512, 16

	stepQueue = "execution_step"
	pollQueue = "execution_poll"
	// longest bounds one job; collecting a huge result takes longest.
	longest = 6 * time.Hour
)

// stepArgs name an execution and the lease under which to bring it on.
type stepArgs struct {
	ExecutionID actor.ExecutionID `json:"executionId"`
	Fence       int64             `json:"fence"`
}

// Kind implements river.JobArgs.
func (stepArgs) Kind() string { return stepQueue }

// pollArgs name an instance and the lease under which to ask about it.
type pollArgs struct {
	InstanceID actor.InstanceID `json:"instanceId"`
	Fence      int64            `json:"fence"`
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
	s.enqueue = func(ctx context.Context, all []lease) error {
		wanted := make([]river.InsertManyParams, len(all))
		for i, l := range all {
			if l.Duty == pollDuty {
				wanted[i] = river.InsertManyParams{Args: pollArgs{actor.InstanceID(l.ID), l.Fence}, InsertOpts: once(pollQueue)}
			} else {
				wanted[i] = river.InsertManyParams{Args: stepArgs{actor.ExecutionID(l.ID), l.Fence}, InsertOpts: once(stepQueue)}
			}
		}
		return jobs.InsertManyNow(ctx, wanted)
	}
}

type stepWorker struct {
	river.WorkerDefaults[stepArgs]

	service *Service
}

// Timeout implements river.Worker.
func (*stepWorker) Timeout(*river.Job[stepArgs]) time.Duration { return longest }

// Work implements river.Worker.
func (w *stepWorker) Work(ctx context.Context, j *river.Job[stepArgs]) error {
	w.service.work(ctx, lease{stepDuty, string(j.Args.ExecutionID), j.Args.Fence})
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
	w.service.work(ctx, lease{pollDuty, string(j.Args.InstanceID), j.Args.Fence})
	return nil
}
