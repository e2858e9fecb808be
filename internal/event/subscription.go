package event

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Latest as the last seen event means: only what comes from now on.
const Latest int64 = -1

// Subscription receives events until it is closed by either side.
type Subscription struct {
	hub    *Hub
	actor  actor.Actor
	from   int64
	events chan Event

	// Start is the id after which this subscription begins.
	Start int64
	// Missed holds the events between the one last seen and now, oldest first.
	Missed []Event
	// Gap says that some events since the one last seen are no longer known.
	Gap bool
}

// Subscribe returns the events visible to a that come after lastSeen, an event
// id or Latest: first Missed, then Events.
func (h *Hub) Subscribe(ctx context.Context, a actor.Actor, lastSeen int64) (*Subscription, error) {
	s := &Subscription{hub: h, actor: a, events: make(chan Event, h.config.Buffer)}
	if err := h.admit(ctx, s); err != nil {
		return nil, err
	}
	if err := s.catchUp(ctx, lastSeen); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// admit adds a subscription that begins now.
func (h *Hub) admit(ctx context.Context, s *Subscription) error {
	h.mu.Lock()
	idle := len(h.subscribers) == 0
	h.mu.Unlock()
	var newest int64
	if idle {
		var err error
		if newest, err = h.newest(ctx); err != nil {
			return err
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = max(h.last, newest)
	s.from = h.last
	h.subscribers[s] = struct{}{}
	if idle {
		h.wake.send() // what happened since the newest was read found nobody
	}
	return nil
}

// catchUp collects what lies between lastSeen and the hub's position.
func (s *Subscription) catchUp(ctx context.Context, lastSeen int64) error {
	s.Start = s.from
	if lastSeen == Latest || lastSeen == s.from {
		return nil
	}
	limit := s.hub.config.Backlog
	var oldest int64
	var events []seen
	err := s.hub.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if err := tx.NewRaw("SELECT coalesce(min(id), 0) FROM event").Scan(ctx, &oldest); err != nil {
			return err
		}
		var rows []Event
		err := tx.NewSelect().Model(&rows).Where("id > ? AND id <= ?", lastSeen, s.from).Order("id").Limit(limit + 1).Scan(ctx)
		if err == nil {
			events, err = s.hub.withAudiences(ctx, tx, rows)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read missed events: %w", err)
	}
	if lastSeen < oldest-1 || lastSeen > s.from || int64(len(events)) > limit {
		s.Gap = true
		return nil
	}
	shown, err := s.hub.shown(ctx, events, map[actor.PersonID][]actor.Actor{s.actor.PersonID: {s.actor}})
	if err != nil {
		return err
	}
	s.Start = lastSeen
	for _, e := range events {
		if e.Kind != SessionEnded && e.visibleTo(s.actor) && shown.to(s.actor, e.ID) {
			s.Missed = append(s.Missed, e.Event)
		}
	}
	return nil
}

// Events is closed when the hub stops, when the subscriber fell too far behind,
// and when what the subscriber may see has changed or its session has ended:
// who subscribes again is looked at anew.
func (s *Subscription) Events() <-chan Event { return s.events }

// Close ends the subscription. It may be called twice.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.drop(s)
}
