package event

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// shown are the events that the database shows people, by row level security, of
// those that are to be handed out. Nil ids are all: SQLite has no such thing.
type shown map[actor.PersonID]map[int64]bool

// isPartial reports whether rows are kept from a, by its role alone: whatever Go
// takes it for, the database asks nobody else.
func isPartial(a actor.Actor) bool { return a.Kind == actor.KindPerson && a.Role != actor.Owner }

// to reports whether the database shows a an event.
func (s shown) to(a actor.Actor, id int64) bool {
	if !isPartial(a) {
		return true
	}
	ids := s[a.PersonID]
	return ids == nil || ids[id]
}

// shown asks the database, as each of some people, which of events they see. It
// asks about those alone that Go would tell them of.
func (h *Hub) shown(ctx context.Context, events []seen, people map[actor.PersonID][]actor.Actor) (shown, error) {
	found := shown{}
	for id, as := range people {
		if h.db.Dialect() != database.PostgreSQL {
			found[id] = nil
			continue
		}
		ids, err := h.shownTo(ctx, events, as)
		if err != nil {
			return nil, err
		}
		found[id] = ids
	}
	return found, nil
}

// shownTo is shown for one person, at least once signed in.
func (h *Hub) shownTo(ctx context.Context, events []seen, as []actor.Actor) (map[int64]bool, error) {
	ids := make([]int64, 0, len(events))
	for _, e := range events {
		if slices.ContainsFunc(as, e.visibleTo) {
			ids = append(ids, e.ID)
		}
	}
	found := make(map[int64]bool, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var rows []int64
	err := h.db.Read(ctx, as[0], func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Table("event").Column("id").Where("id IN (?)", bun.List(ids)).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("ask which events %s sees: %w", as[0].PersonID, err)
	}
	for _, id := range rows {
		found[id] = true
	}
	return found, nil
}
