package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// spoilt are the faults; together they hit about a fifth of the calls, and end
// some runs inside AMC. The first rule that hits is the one that counts.
func spoilt() []map[string]any {
	const each = 0.025
	var rules []map[string]any
	for seed, action := range []map[string]any{
		{"kind": "throttle", "retryAfter": 1},
		{"kind": "throttle", "retryAfter": -1, "shape": "message"},
		{"kind": "status", "status": 500},
		{"kind": "status", "status": 503, "when": "after"},
		{"kind": "badGateway"},
		{"kind": "timeout"},
		{"kind": "drop"},
		{"kind": "drop", "when": "after"},
		{"kind": "truncate", "bytes": 20},
	} {
		rules = append(rules, map[string]any{
			"name": fmt.Sprintf("chaos %d", seed), "action": action,
			"match": map[string]any{"probability": each, "seed": seed + 1},
		})
	}
	return append(rules, map[string]any{
		"name":   "chaos in AMC",
		"action": map[string]any{"kind": "end", "state": "FAILED", "text": "Internal error. Try again."},
		"match":  map[string]any{"method": "POST", "route": "/workflowExecutions", "probability": each, "seed": 100},
	})
}

func (w *world) spoil(ctx context.Context) error {
	return w.admin(ctx, http.MethodPost, "/admin/faults", map[string]any{"rules": spoilt()}, nil)
}

// calm ends the faults.
func (w *world) calm(ctx context.Context) error {
	return w.admin(ctx, http.MethodDelete, "/admin/faults", nil, nil)
}

// frozenFor is how long processes are frozen, in turn: longer than a lease, so
// that one wakes to find its work in other hands; and longer than it takes to
// settle a lost answer, so that what it was about to send may not go any more.
var frozenFor = []time.Duration{13 * time.Second, 70 * time.Second}

const (
	// restartEvery is how many blows come between two restarts of the database.
	restartEvery = 30
	// freezeEvery is how many blows come between two that freeze.
	freezeEvery = 4
)

// strike hits one process after the other until it is over, and leaves all of
// them running.
func (w *world) strike(ctx context.Context, over <-chan struct{}) error {
	frozen := -1
	var thawAt time.Time
	ticker := time.NewTicker(w.Every)
	defer ticker.Stop()
	blows, turn, freezes := 0, 0, 0
	for {
		select {
		case <-ticker.C:
		case <-over:
			w.Log("%d blows were struck", blows)
			if frozen >= 0 {
				return w.servers[frozen].Thaw()
			}
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		blows++
		if frozen >= 0 && time.Now().After(thawAt) {
			if err := w.servers[frozen].Thaw(); err != nil {
				return err
			}
			frozen = -1
		}
		if w.cluster != nil && blows%restartEvery == 0 {
			if err := w.cluster.Restart(); err != nil {
				return err
			}
			continue
		}
		if turn = (turn + 1) % len(w.servers); turn == frozen {
			turn = (turn + 1) % len(w.servers)
		}
		if frozen < 0 && len(w.servers) > 1 && blows%freezeEvery == 0 {
			frozen, thawAt = turn, time.Now().Add(frozenFor[freezes%len(frozenFor)])
			freezes++
			if err := w.servers[frozen].Freeze(); err != nil {
				return err
			}
			continue
		}
		w.servers[turn].Kill()
		if err := w.start(ctx, w.servers[turn]); err != nil {
			return err
		}
	}
}
