package event

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

var system = actor.System("event.hub")

// HubConfig sets a hub's limits; zero values mean the defaults.
type HubConfig struct {
	LookAround time.Duration // how often to look without being told; default 1 s
	Buffer     int           // events a slow subscriber may lag behind; default 256
	Backlog    int64         // events a subscriber may catch up on; default 1000
	// Audiences are asked about events that belong to no instance and no client.
	// Of a kind without one only owners learn.
	Audiences map[Kind]Audience
}

func (c HubConfig) withDefaults() HubConfig {
	c.LookAround = cmp.Or(c.LookAround, time.Second)
	c.Buffer = cmp.Or(c.Buffer, 256)
	c.Backlog = cmp.Or(c.Backlog, 1000)
	return c
}

// Hub hands new events to the subscribers of this process.
type Hub struct {
	db     *database.DB
	log    *Log
	logger *slog.Logger
	config HubConfig
	wake   *signal

	mu          sync.Mutex
	last        int64 // newest event handed out; behind while nobody subscribes
	subscribers map[*Subscription]struct{}

	cancel context.CancelFunc
	done   sync.WaitGroup
}

// NewHub returns a hub that does nothing before Start.
func NewHub(db *database.DB, log *Log, logger *slog.Logger, config HubConfig) *Hub {
	return &Hub{
		db: db, log: log, logger: logger, config: config.withDefaults(), wake: newSignal(),
		subscribers: map[*Subscription]struct{}{},
	}
}

// Start begins to hand out events, those after the newest one of now.
func (h *Hub) Start(ctx context.Context) error {
	last, err := h.newest(ctx)
	if err != nil {
		return err
	}
	h.last = last
	ctx, h.cancel = context.WithCancel(context.WithoutCancel(ctx))
	local, leaveLocal := h.log.wake.join()
	remote, leaveRemote := h.wake.join()
	h.done.Go(func() {
		defer leaveLocal()
		defer leaveRemote()
		h.run(ctx, local, remote)
	})
	if h.db.Dialect() == database.PostgreSQL {
		h.done.Go(func() { h.listen(ctx) })
	}
	return nil
}

// Stop ends all subscriptions and waits for the hub's goroutines. It may be
// called twice, and before Start.
func (h *Hub) Stop() {
	if h.cancel == nil {
		return
	}
	h.cancel()
	h.done.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subscribers {
		h.drop(s)
	}
}

func (h *Hub) run(ctx context.Context, local, remote <-chan struct{}) {
	ticker := time.NewTicker(h.config.LookAround)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-local:
		case <-remote:
		case <-ticker.C:
		}
		if err := h.handOut(ctx); err != nil && ctx.Err() == nil {
			h.logger.WarnContext(ctx, "events could not be read", slog.Any("error", err))
		}
	}
}

// handOut reads what is new and gives it to every subscriber. While there is
// none it reads nothing: the first one to come brings the position forward.
func (h *Hub) handOut(ctx context.Context) error {
	for {
		h.mu.Lock()
		last, idle := h.last, len(h.subscribers) == 0
		partial := h.partial()
		h.mu.Unlock()
		if idle {
			return nil
		}
		events, err := h.after(ctx, last, int64(h.config.Buffer), len(partial) > 0)
		if err != nil || len(events) == 0 {
			return err
		}
		shown, err := h.shown(ctx, events, partial)
		if err != nil {
			return err
		}
		h.give(events, shown)
	}
}

// give hands events, at least one, to every subscriber and moves on behind them.
// It keeps them to itself when somebody has come meanwhile of whom it is not known
// what the database shows them: the events are read again.
func (h *Hub) give(events []seen, shown shown) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id := range h.partial() {
		if _, known := shown[id]; !known {
			return
		}
	}
	for _, e := range events {
		for s := range h.subscribers {
			h.offer(s, e, shown)
		}
	}
	h.last = max(h.last, events[len(events)-1].ID)
}

// offer gives e to s unless it is too slow, which ends its subscription. So does
// an event after which the subscriber may see other things, or nothing.
func (h *Hub) offer(s *Subscription, e seen, shown shown) {
	if e.ID <= s.from {
		return
	}
	ends := e.ends(s.actor)
	if e.Kind == SessionEnded && !ends || !e.visibleTo(s.actor) || !shown.to(s.actor, e.ID) {
		return
	}
	select {
	case s.events <- e.Event:
	default:
		ends = true
	}
	if ends {
		h.drop(s)
	}
}

// partial are the subscribers who do not see everything, by person; h.mu is held.
func (h *Hub) partial() map[actor.PersonID][]actor.Actor {
	found := map[actor.PersonID][]actor.Actor{}
	for s := range h.subscribers {
		if isPartial(s.actor) {
			found[s.actor.PersonID] = append(found[s.actor.PersonID], s.actor)
		}
	}
	return found
}

// drop ends a subscription; h.mu is held.
func (h *Hub) drop(s *Subscription) {
	if _, ok := h.subscribers[s]; ok {
		delete(h.subscribers, s)
		close(s.events)
	}
}

func (h *Hub) newest(ctx context.Context) (id int64, err error) {
	err = h.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT coalesce(max(id), 0) FROM event").Scan(ctx, &id)
	})
	if err != nil {
		return 0, fmt.Errorf("find the newest event: %w", err)
	}
	return id, nil
}

func (h *Hub) after(ctx context.Context, id int64, limit int64, audiences bool) (events []seen, err error) {
	err = h.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		var rows []Event
		err := tx.NewSelect().Model(&rows).Where("id > ?", id).Order("id").Limit(limit).Scan(ctx)
		if err != nil {
			return err
		}
		if audiences {
			events, err = h.withAudiences(ctx, tx, rows)
			return err
		}
		events = make([]seen, len(rows))
		for i, row := range rows {
			events[i].Event = row
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read events after %d: %w", id, err)
	}
	return events, nil
}
