package execution

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"

	"github.com/recomamp/recomamp/internal/database"
)

// standstill knows that nothing can be written down for want of disk space.
// It cannot be written down either, so each process remembers for itself.
type standstill struct{ full atomic.Bool }

// noteWrite learns from a write that worked, or did not.
func (s *Service) noteWrite(ctx context.Context, err error) {
	full := errors.Is(err, database.ErrFull)
	if err != nil && !full {
		return // tells nothing about room
	}
	switch was := s.standstill.full.Swap(full); {
	case full && !was:
		s.logger.ErrorContext(ctx, "the disk is full: executions stand still until there is room", slog.Any("error", err))
	case was && !full:
		s.logger.WarnContext(ctx, "there is room on the disk again: executions go on")
	}
}

// explain shows on an execution when it is tried again, and on one that is not
// final why nothing happens.
func (s *Service) explain(e *Execution) {
	e.Retry = s.retryOf(e)
	if s.standstill.full.Load() && !e.State.IsFinal() && e.Problem.IsZero() {
		e.Problem = diskFull(standsStill)
	}
}
