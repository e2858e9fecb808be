package database

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// reserved is how many connections of a pool are kept for people.
const reserved = 2

// pool is connections, of which the program's own work takes all but a few. A
// thousand pieces of it that are due at once then wait for each other, and a
// person waits for a few of them at most.
type pool struct {
	*bun.DB

	background chan struct{}
}

func newPool(db *bun.DB, connections int) *pool {
	return &pool{db, make(chan struct{}, max(connections-reserved, 1))}
}

// enter waits until a may take a connection, until leave is called.
func (p *pool) enter(ctx context.Context, a actor.Actor) (leave func(), err error) {
	if a.Kind != actor.KindSystem {
		return func() {}, nil
	}
	select {
	case p.background <- struct{}{}:
		return func() { <-p.background }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("begin transaction: %w", context.Cause(ctx))
	}
}
