package access

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrTooMany says that signing in is blocked for a while.
var ErrTooMany = fault.New(fault.Throttled, "session.too_many_attempts", "There were too many attempts to sign in.").
	WithNext("Wait a little, then try again.")

const (
	countFor    = 15 * time.Minute // failures older than this are forgotten
	blockAtLast = 15 * time.Minute // longest block
	blockFirst  = 30 * time.Second // first block; each further failure doubles it
)

// counter is one thing whose failures are counted.
type counter struct {
	key   string
	limit int // failures before it blocks
}

// counters of one attempt. The pair blocks early and hurts only the one who
// fails; the address alone blocks late, so that strangers cannot easily lock a
// person out; the origin catches one who tries many addresses.
func counters(email, origin string) []counter {
	address := digest(emailKey(email))
	return []counter{
		{key: "pair:" + digest(address+"|"+origin), limit: 5},
		{key: "origin:" + digest(origin), limit: 50},
		{key: "address:" + address, limit: 100},
	}
}

type throttleRow struct {
	bun.BaseModel `bun:"table:sign_in_throttle"`

	Key          string    `bun:"key,pk"`
	Failures     int       `bun:"failures"`
	CountedSince time.Time `bun:"counted_since"`
	BlockedUntil time.Time `bun:"blocked_until,nullzero"`
}

// countAttempt counts a failure ahead of an attempt, or answers ErrTooMany
// when one of its counters blocks.
func (s *Service) countAttempt(ctx context.Context, counters []counter) error {
	err := s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		for _, c := range counters {
			if err := s.count(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count attempt to sign in: %w", err)
	}
	return nil
}

func (s *Service) count(ctx context.Context, tx bun.Tx, c counter) error {
	now := s.clock.Now()
	row := throttleRow{Key: c.key, CountedSince: now}
	// The row must exist to be locked: two first attempts would both count one.
	if _, err := tx.NewInsert().Model(&row).On("CONFLICT (key) DO NOTHING").Exec(ctx); err != nil {
		return err
	}
	if err := database.LockRows(tx.NewSelect().Model(&row).WherePK()).Scan(ctx); err != nil {
		return err
	}
	switch {
	case now.Before(row.BlockedUntil):
		return ErrTooMany.WithRetryAfter(row.BlockedUntil.Sub(now))
	case now.Sub(row.CountedSince) > countFor && now.Sub(row.BlockedUntil) > countFor:
		row = throttleRow{Key: c.key, CountedSince: now}
	}
	row.Failures++
	if over := row.Failures - c.limit; over >= 0 {
		row.BlockedUntil = now.Add(min(blockFirst<<min(over, 10), blockAtLast))
	}
	_, err := tx.NewUpdate().Model(&row).WherePK().Exec(ctx)
	return err
}

// forgive takes the attempt back that has succeeded: the pair starts anew, the
// others lose the one failure counted ahead.
func (s *Service) forgive(ctx context.Context, tx bun.Tx, counters []counter) error {
	if _, err := tx.NewDelete().Model(&throttleRow{Key: counters[0].key}).WherePK().Exec(ctx); err != nil {
		return err
	}
	for _, c := range counters[1:] {
		_, err := tx.NewUpdate().Model(&throttleRow{Key: c.key}).WherePK().
			Set("failures = failures - 1, blocked_until = NULL").Where("failures > 0").Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}
