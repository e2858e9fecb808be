package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Looked is when this process last did what was due in all its rounds; zero when
// one of them has not yet.
func (s *Service) Looked() time.Time {
	var oldest time.Time
	for _, r := range s.rounds {
		at := r.looked.Load()
		if at == 0 {
			return time.Time{}
		}
		if when := time.Unix(0, at); oldest.IsZero() || when.Before(oldest) {
			oldest = when
		}
	}
	return oldest
}

// Overdue counts the schedules whose instant has passed for longer than late
// without anybody accounting for it.
func (s *Service) Overdue(ctx context.Context, late time.Duration) (n int64, err error) {
	err = s.db.Read(ctx, watcher, func(ctx context.Context, tx bun.Tx) error {
		n, err = tx.NewSelect().Model((*dueRow)(nil)).Where("kind = ? AND at <= ?", fireDuty, s.clock.Now().Add(-late)).Count(ctx)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count schedules that are overdue: %w", err)
	}
	return n, nil
}
