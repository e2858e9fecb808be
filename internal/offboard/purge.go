package offboard

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/event"
)

const (
	// purgeEvery is how often each process looks whether it has copies to remove
	// when no event has told it to.
	purgeEvery = 30 * time.Second
	// PurgedWithin is from when after the destruction of a key every process that
	// runs has removed its unsealed copies.
	PurgedWithin = time.Minute
)

// Start has this process remove its unsealed copies of clients whose key was
// destroyed: now, on each event that the hub brings, and every so often. The
// context only bounds starting.
func (s *Service) Start(ctx context.Context, hub *event.Hub) {
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.done.Go(func() {
		clock.Repeat(ctx, purgeEvery, s.purge)
	})
	s.done.Go(func() { s.listen(ctx, hub) })
}

// Stop ends the looking. It may be called twice, and before Start.
func (s *Service) Stop() {
	if s.cancel != nil {
		s.cancel()
		s.done.Wait()
	}
}

// listen purges when a client has changed. When it hears nothing any more, the
// look every so often is left.
func (s *Service) listen(ctx context.Context, hub *event.Hub) {
	heard, err := hub.Subscribe(ctx, system, event.Latest)
	if err != nil {
		s.Logger.WarnContext(ctx, "off-boarding hears no events", slog.Any("error", err))
		return
	}
	defer heard.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case e, open := <-heard.Events():
			if !open {
				return
			}
			if e.Kind == event.ClientChanged {
				s.purge(ctx)
			}
		}
	}
}

// purge removes what this process has of clients whose key was destroyed.
func (s *Service) purge(ctx context.Context) {
	var instances []actor.InstanceID
	err := s.DB.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().TableExpr("instance AS i").Join("JOIN off_boarding AS o ON o.client_id = i.client_id").
			Column("i.id").Where("o.destroyed_at IS NOT NULL").Scan(ctx, &instances)
	})
	if err != nil {
		if ctx.Err() == nil {
			s.Logger.WarnContext(ctx, "off-boarded clients could not be read", slog.Any("error", fmt.Errorf("purge: %w", err)))
		}
		return
	}
	for _, id := range instances {
		if n := s.Purge(id); n > 0 {
			s.Logger.InfoContext(ctx, "unsealed copies removed", slog.String("instance", string(id)), slog.Int("copies", n))
		}
	}
}
