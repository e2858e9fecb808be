package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

const (
	// sweepInterval is how often what everybody forgot is looked for.
	sweepInterval = time.Minute
	// keepFor is how long a resolved notice and an ended message are kept.
	keepFor = 90 * 24 * time.Hour
)

// tellArgs ask to send what is due for a channel.
type tellArgs struct {
	ChannelID actor.ChannelID `json:"channelId"`
}

// Kind implements river.JobArgs.
func (tellArgs) Kind() string { return "notify_tell" }

// sweepArgs ask for a look at everything.
type sweepArgs struct{}

// Kind implements river.JobArgs.
func (sweepArgs) Kind() string { return "notify_sweep" }

type tellWorker struct {
	river.WorkerDefaults[tellArgs]

	service *Service
}

// Work implements river.Worker.
func (w *tellWorker) Work(ctx context.Context, j *river.Job[tellArgs]) error {
	return w.service.tell(ctx, j.Args.ChannelID)
}

type sweepWorker struct {
	river.WorkerDefaults[sweepArgs]

	service *Service
}

// Work implements river.Worker.
func (w *sweepWorker) Work(ctx context.Context, _ *river.Job[sweepArgs]) error {
	return w.service.sweep(ctx)
}

// tellsOpen holds for a message that tells of an open notice. Without it the
// notice would count as one that was not told.
const tellsOpen = `EXISTS (SELECT 1 FROM delivery AS d JOIN notice AS n ON n.id = d.notice_id
	WHERE d.message_id = ?TableAlias.id AND n.resolved_at IS NULL)`

// sweep resolves notices whose time is over, sends what a lost job left behind,
// switches off channels whose makers may not have them told any more, and throws
// away what is old.
func (s *Service) sweep(ctx context.Context) error {
	var late []actor.ChannelID
	now := s.clock.Now()
	err := s.db.Write(ctx, teller, func(ctx context.Context, tx bun.Tx) error {
		ended := tx.NewUpdate().Model((*Notice)(nil)).Set("resolved_at = ?", now).Where("ends_at <= ?", now)
		if err := s.resolve(ctx, teller, ended); err != nil {
			return fmt.Errorf("end notices: %w", err)
		}
		for _, old := range []*bun.DeleteQuery{
			tx.NewDelete().Model((*Notice)(nil)).Where("resolved_at < ?", now.Add(-keepFor)),
			tx.NewDelete().Model((*messageRow)(nil)).Where("ended_at < ?", now.Add(-keepFor)).Where("NOT " + tellsOpen),
		} {
			if _, err := old.Exec(ctx); err != nil {
				return fmt.Errorf("throw away old notices: %w", err)
			}
		}
		err := tx.NewRaw(`SELECT channel_id FROM delivery WHERE due_at <= ?0 AND message_id IS NULL AND dropped = ''
			UNION SELECT channel_id FROM message WHERE state = 'waiting' AND due_at <= ?0 OR state = 'sending' AND lease_until <= ?0`, now).Scan(ctx, &late)
		if err != nil {
			return fmt.Errorf("find what is due: %w", err)
		}
		orphans, err := s.orphans(ctx, tx)
		late = append(late, orphans...)
		return err
	})
	if err != nil {
		return err
	}
	var failures error
	for _, id := range late {
		failures = errors.Join(failures, s.tell(ctx, id))
	}
	return failures
}
