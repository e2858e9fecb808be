package connection

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/job"
)

const (
	// keepInterval is how often connections are looked after.
	keepInterval = 2 * time.Minute
	// keepAhead is how long before its end an access token is renewed (no more
	// than lwa.TokenSource renews early), so that a withdrawn consent shows
	// before somebody waits for an execution.
	keepAhead = 5 * time.Minute
	// rediscoverAfter is how long a discovery holds.
	rediscoverAfter = 24 * time.Hour
)

// discoverArgs ask for a look around one connection.
type discoverArgs struct {
	ConnectionID actor.ConnectionID `json:"connectionId"`
}

// Kind implements river.JobArgs.
func (discoverArgs) Kind() string { return "connection_discover" }

// keepArgs ask for a look after all connections.
type keepArgs struct{}

// Kind implements river.JobArgs.
func (keepArgs) Kind() string { return "connection_keep" }

func (s *Service) register(jobs *job.Client) {
	job.Register(jobs, &discoverWorker{service: s})
	job.Register(jobs, &keepWorker{service: s})
	jobs.Every(keepInterval, true, func() river.JobArgs { return keepArgs{} })
}

type discoverWorker struct {
	river.WorkerDefaults[discoverArgs]
	service *Service
}

// Work implements river.Worker.
func (w *discoverWorker) Work(ctx context.Context, j *river.Job[discoverArgs]) error {
	_, err := w.service.Discover(ctx, system, j.Args.ConnectionID)
	if kind := fault.KindOf(err); err != nil && (kind == fault.NotFound || kind == fault.Conflict) {
		return river.JobCancel(err) // forgotten, or in need of a person: trying again helps nobody
	}
	return err
}

type keepWorker struct {
	river.WorkerDefaults[keepArgs]
	service *Service
}

// Work implements river.Worker.
func (w *keepWorker) Work(ctx context.Context, _ *river.Job[keepArgs]) error {
	return w.service.keepUp(ctx)
}

// keepUp renews access tokens that end soon, which also finds withdrawn
// consents, and looks around connections anew whose last look is old. One
// connection's trouble is noted in its row and does not stop the others.
func (s *Service) keepUp(ctx context.Context) error {
	var due []connectionRow
	now := s.clock.Now()
	err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		return connections(tx, &due).Where("connection.state IN (?)", bun.List([]State{Healthy, Expired})).Scan(ctx)
	})
	if err != nil {
		return fmt.Errorf("list connections: %w", err)
	}
	var failures error
	for _, row := range due {
		if row.AccessExpiresAt.Before(now.Add(keepAhead)) {
			if _, tokens, err := s.client(row); err != nil {
				failures = errors.Join(failures, err)
			} else if _, err := tokens.Token(ctx); err != nil {
				s.logger.InfoContext(ctx, "token not renewed", slog.String("connectionId", string(row.ID)), slog.Any("error", err))
			}
		}
		if row.DiscoveredAt.Before(now.Add(-rediscoverAfter)) {
			err := s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
				return s.jobs.Insert(ctx, tx, discoverArgs{ConnectionID: row.ID}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: time.Hour}})
			})
			failures = errors.Join(failures, err)
		}
	}
	return failures
}
