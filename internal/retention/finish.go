package retention

import (
	"context"
	"log/slog"
	"time"

	"github.com/recomamp/recomamp/internal/clock"
)

// finishEvery is how often every process looks for files that a sweep was about
// to delete when its process died. The next sweep would find them too, but the job
// engine gives a dead process's sweep up late, and takes no other one meanwhile.
const finishEvery = 5 * time.Minute

// Start begins to finish what sweeps that were cut short have left, now and every few
// minutes, until Stop. The context only bounds starting.
func (s *Service) Start(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.done.Go(func() {
		clock.Repeat(ctx, finishEvery, func(ctx context.Context) {
			if err := s.deleteFiles(ctx); err != nil && ctx.Err() == nil {
				s.logger.WarnContext(ctx, "files of dropped results could not be deleted", slog.Any("error", err))
			}
		})
	})
}

// Stop ends the looking. It may be called twice, and before Start.
func (s *Service) Stop() {
	if s.cancel != nil {
		s.cancel()
		s.done.Wait()
	}
}
