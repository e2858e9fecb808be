package offboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/job"
)

var system = actor.System("offboard")

// lookEvery is how often steps that wait are taken up.
const lookEvery = time.Minute

// stepArgs ask for a look at all who leave.
type stepArgs struct{}

// Kind implements river.JobArgs.
func (stepArgs) Kind() string { return "offboard_step" }

type stepWorker struct {
	river.WorkerDefaults[stepArgs]

	service *Service
}

// Work implements river.Worker.
func (w *stepWorker) Work(ctx context.Context, _ *river.Job[stepArgs]) error {
	return w.service.Advance(ctx)
}

func (s *Service) register(jobs *job.Client) {
	job.Register(jobs, &stepWorker{service: s})
	jobs.Every(lookEvery, true, func() river.JobArgs { return stepArgs{} })
}

// Advance takes every step that can be taken, of all who leave. It may be called
// at any time and by several processes. Trouble of one client is noted at its
// step and holds no other up.
func (s *Service) Advance(ctx context.Context) error {
	var clients []actor.ClientID
	err := s.DB.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Table("off_boarding").Column("client_id").Where("ended_at IS NULL").Order("client_id").Scan(ctx, &clients)
	})
	if err != nil {
		return fmt.Errorf("find clients that leave: %w", err)
	}
	var failures error
	for _, id := range clients {
		if err := s.advance(ctx, id); err != nil {
			failures = errors.Join(failures, fmt.Errorf("off-board client %s: %w", id, err))
		}
	}
	return failures
}

// advance takes the steps of one client until one has to wait.
func (s *Service) advance(ctx context.Context, id actor.ClientID) error {
	for {
		of, name, err := s.next(ctx, id)
		if err != nil || name == "" {
			return err
		}
		step := s.step(name)
		if step == nil {
			return fmt.Errorf("step %s is not known to this version", name)
		}
		progress, err := step.Do(ctx, of)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := errors.Join(err, s.note(ctx, id, name, progress, err)); err != nil || !progress.Done {
			return err
		}
	}
}

// next finds the step to take; none when there is nothing to do now. The last one
// done ends the off-boarding.
func (s *Service) next(ctx context.Context, id actor.ClientID) (of Subject, name string, err error) {
	err = s.DB.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		name = ""
		row, err := find(ctx, tx, id)
		if err != nil || row == nil {
			return err // taken back
		}
		now := s.Clock.Now()
		if of, err = subject(ctx, tx, id, row, now); err != nil {
			return err
		}
		steps, err := stepsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, r := range steps {
			if !r.DoneAt.IsZero() {
				continue
			}
			if step := s.step(r.Name); of.Forced || step != nil && step.Phase == Stop {
				name = r.Name
			}
			return nil
		}
		_, err = tx.NewUpdate().Model(row).Set("ended_at = ?", now).WherePK().Exec(ctx)
		s.Events.Record(ctx, system, event.Change{Kind: event.ClientChanged, SubjectID: string(id), ClientID: id})
		s.Logger.InfoContext(ctx, "client off-boarded", slog.String("client", string(id)))
		return err
	})
	return of, name, err
}

// note writes down how far a step is.
func (s *Service) note(ctx context.Context, id actor.ClientID, name string, p Progress, failure error) error {
	return s.DB.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		update := tx.NewUpdate().Table("off_boarding_step").Where("client_id = ? AND name = ? AND done_at IS NULL", id, name)
		if failure != nil {
			update.Set("problem = ?", fault.Of(failure).Message)
		} else {
			left := p.Left
			if p.Done {
				left = 0
				update.Set("done_at = ?", s.Clock.Now())
			}
			update.Set("left_over = ?, note = ?, problem = ''", left, p.Note)
		}
		if _, err := update.Exec(ctx); err != nil {
			return fmt.Errorf("note step %s: %w", name, err)
		}
		s.Events.Record(ctx, system, event.Change{Kind: event.ClientChanged, SubjectID: string(id), ClientID: id})
		return nil
	})
}
