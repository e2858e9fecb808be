package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/clock"
)

// busy is how long is waited for what another process has locked.
const busy = 20 * time.Millisecond

// round is a part of what this package does by itself, in a goroutine of its
// own, so that a part that is slow holds up no other: above all no firing.
type round struct {
	s     *Service
	what  string // for the log
	next  string // SQL for the instants at which there is something to do
	acts  []func(context.Context) (done int, err error)
	poked chan struct{}
	// looked is when it last did what was due, in nanoseconds since 1970; 0 for never.
	looked atomic.Int64
}

func newRound(s *Service, what, next string, acts ...func(context.Context) (int, error)) *round {
	return &round{s: s, what: what, next: next, acts: acts, poked: make(chan struct{}, 1)}
}

func (r *round) poke() {
	select {
	case r.poked <- struct{}{}:
	default: // a look is coming anyway
	}
}

// run does what is due, woken by pokes, by the next due instant and by a slow
// look-around. The clock is asked anew each time, so that one that is set, or a
// machine that slept, is noticed at the latest with the next look-around.
func (r *round) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.poked:
		case <-timer.C:
		}
		wait := r.s.config.LookAround
		_, next, err := r.turn(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			r.s.logger.WarnContext(ctx, "schedules could not be followed", slog.String("round", r.what), slog.Any("error", err))
		default:
			now := r.s.clock.Now()
			r.looked.Store(now.UnixNano())
			if !next.IsZero() {
				wait = min(wait, max(next.Sub(now), busy))
			}
		}
		timer.Reset(wait)
	}
}

// turn does what is due now, says how much that was, and when the next thing
// will be; the zero time for nothing.
func (r *round) turn(ctx context.Context) (done int, next time.Time, err error) {
	for {
		if next, err = r.due(ctx); err != nil || next.IsZero() || next.After(r.s.clock.Now()) {
			return done, next, err
		}
		before := done
		for _, act := range r.acts {
			n, actErr := act(ctx)
			done += n
			err = errors.Join(err, actErr)
		}
		if err != nil || done == before {
			return done, next, err // somebody else holds it
		}
	}
}

// due is when something is to be done; zero when there is nothing.
func (r *round) due(ctx context.Context) (next time.Time, err error) {
	err = r.s.db.Read(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		var found []struct{ At bun.NullTime }
		err := tx.NewRaw(r.next).Scan(ctx, &found)
		for _, row := range found {
			if next.IsZero() || row.At.Before(next) {
				next = row.At.Time
			}
		}
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("find what is due of schedules: %w", err)
	}
	return next, nil
}

// keepWatch looks every so often whether anything was forgotten, and now and
// then whether instants are due by zone data that have become old.
func (s *Service) keepWatch(ctx context.Context) {
	var looked time.Time
	clock.Repeat(ctx, s.config.WatchEvery, func(ctx context.Context) {
		err := guarded(func() error { return s.Watch(ctx) })
		if time.Since(looked) > zonesEvery {
			looked = time.Now()
			err = errors.Join(err, guarded(func() error { return s.followZones(ctx) }))
		}
		if err != nil && ctx.Err() == nil {
			s.logger.WarnContext(ctx, "schedules could not be looked after", slog.Any("error", err))
		}
	})
}

// Turn does what is due now in all rounds and says when the next thing will be;
// the zero time for nothing.
func (s *Service) Turn(ctx context.Context) (next time.Time, err error) {
	for more := true; more && err == nil; {
		more, next = false, time.Time{}
		for _, r := range s.rounds {
			done, at, turnErr := r.turn(ctx)
			more, err = more || done > 0, errors.Join(err, turnErr)
			if next.IsZero() || !at.IsZero() && at.Before(next) {
				next = at
			}
		}
	}
	return next, err
}
