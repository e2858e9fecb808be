package audit

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
)

// SealedWithin is how soon after its commit an entry is in the chain, while a
// server runs.
const SealedWithin = 5 * time.Second

// Dependencies are what the service works with.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Logger *slog.Logger
}

// Config sets limits; zero values mean the defaults.
type Config struct {
	SealEvery   time.Duration // how often is looked for what to seal; default 2 s
	MostInBatch int64         // entries of a batch; default 1,000
}

// Service seals, reads and verifies the audit log. It is safe for concurrent use.
type Service struct {
	db     *database.DB
	clock  clock.Clock
	logger *slog.Logger
	config Config

	cancel context.CancelFunc
	done   sync.WaitGroup

	failing bool // of the goroutine that seals
}

// New returns the service; Start has it seal.
func New(deps Dependencies, config Config) *Service {
	config.SealEvery = cmp.Or(config.SealEvery, 2*time.Second)
	config.MostInBatch = cmp.Or(config.MostInBatch, 1000)
	return &Service{db: deps.DB, clock: deps.Clock, logger: deps.Logger, config: config}
}

// Start seals until Finish. Every process does: whichever comes first seals what
// there is, so that none that dies is waited for.
func (s *Service) Start(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.done.Go(func() { clock.Repeat(ctx, s.config.SealEvery, s.sealOrLog) })
}

// Finish ends sealing and seals what is left, for a moment at most: the next
// process seals the rest. It may be called without Start.
func (s *Service) Finish() {
	if s.cancel != nil {
		s.cancel()
		s.done.Wait()
	}
	ctx, cancel := context.WithTimeout(context.Background(), SealedWithin)
	defer cancel()
	s.sealOrLog(ctx)
}

// sealOrLog tells once why it does not seal, and once when it does again.
func (s *Service) sealOrLog(ctx context.Context) {
	_, err := s.Seal(ctx)
	switch {
	case err != nil && ctx.Err() == nil && !s.failing:
		s.failing = true
		s.logger.ErrorContext(ctx, "the audit log is not sealed", slog.Any("error", err))
	case err == nil && s.failing:
		s.failing = false
		s.logger.InfoContext(ctx, "the audit log is sealed again")
	}
}
