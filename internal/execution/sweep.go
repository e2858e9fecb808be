package execution

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// sweepEvery is how often it is checked that nobody was forgotten.
const sweepEvery = 30 * time.Second

// sweep wakes whoever waits although it is their turn, and work that nobody
// will do. Whatever makes work due says so by itself; this is the net below.
func (s *Service) sweep(ctx context.Context) error {
	return errors.Join(s.sweepQueues(ctx), s.sweepStrays(ctx), s.forgetDead(ctx))
}

func (s *Service) sweepQueues(ctx context.Context) error {
	var accounts []string
	err := s.db.Read(ctx, system("sweep"), func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model((*place)(nil)).Column("account").Where("waiting").Group("account").Order("account").Scan(ctx, &accounts)
	})
	if err != nil {
		return fmt.Errorf("find accounts that are waited for: %w", err)
	}
	for _, account := range accounts {
		err := s.db.Write(ctx, system("sweep"), func(ctx context.Context, tx bun.Tx) error {
			if err := lockAccount(ctx, tx, account); err != nil {
				return err
			}
			return s.serve(ctx, tx, account)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// stray is work that is due at no time although something is to do.
type stray struct {
	Duty       duty             `bun:"kind"`
	ID         string           `bun:"id"`
	InstanceID actor.InstanceID `bun:"instance_id"`
}

// sweepStrays makes work due that was forgotten: on executions that only a step
// brings on, and on instances with open runs that nobody asks about. Each is
// woken by itself, for it takes a lock out of turn.
func (s *Service) sweepStrays(ctx context.Context) error {
	var strays []stray
	err := s.db.Read(ctx, system("sweep"), func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`SELECT kind, id, instance_id FROM execution_work WHERE due_at IS NULL AND lease_until IS NULL AND (
			kind = ? AND NOT parked AND id IN (SELECT id FROM execution WHERE state IN (?, ?, ?, ?)) OR
			kind = ? AND id IN (SELECT instance_id FROM execution WHERE state IN (?, ?))) ORDER BY kind, id`,
			stepDuty, Queued, Submitting, Collecting, Waiting, pollDuty, Pending, Running).Scan(ctx, &strays)
	})
	if err != nil {
		return fmt.Errorf("find forgotten work: %w", err)
	}
	for _, found := range strays {
		s.logger.WarnContext(ctx, "forgotten work was found", slog.String("duty", string(found.Duty)), slog.String("id", found.ID))
		err := s.db.Write(ctx, system("sweep"), func(ctx context.Context, tx bun.Tx) error {
			database.AfterCommit(ctx, s.poke)
			return wakeAt(ctx, tx, found.Duty, found.ID, found.InstanceID, s.clock.Now())
		})
		if err != nil {
			return err
		}
	}
	return nil
}
