package execution

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// atWork are the leases that this process works under, with when each runs out.
// It is the only one that knows that work goes on although a renewal is late.
type atWork struct {
	mu    sync.Mutex
	until map[lease]time.Time
}

func (w *atWork) begin(l lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.until == nil {
		w.until = map[lease]time.Time{}
	}
	w.until[l] = l.Until
}

func (w *atWork) end(l lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.until, l)
}

// renewed notes what became of a renewal.
func (w *atWork) renewed(l lease, until time.Time, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, working := w.until[l]; !working {
		return
	}
	switch {
	case err == nil:
		w.until[l] = until
	case errors.Is(err, errLeaseLost):
		delete(w.until, l)
	}
}

// runOut lists the leases that have.
func (w *atWork) runOut(now time.Time) (late []lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for l, until := range w.until {
		if !until.After(now) {
			late = append(late, l)
		}
	}
	return late
}

// keepOwn renews what this process works on and was too slow to renew in time. It
// comes before a look for due work: a machine with too much to do would take its
// work from itself, and begin it anew each time.
func (s *Service) keepOwn(ctx context.Context) error {
	for _, l := range s.atWork.runOut(s.clock.Now()) {
		if err := s.renew(ctx, l); err != nil && !errors.Is(err, errLeaseLost) {
			return fmt.Errorf("renew a lease that ran out: %w", err)
		}
	}
	return nil
}

// keep renews a lease until stopped. The context it gives ends with
// errLeaseLost as soon as the lease cannot be relied on any more.
func (s *Service) keep(ctx context.Context, l lease) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	s.atWork.begin(l)
	done := make(chan struct{})
	go func() {
		defer close(done)
		every := s.config.Lease / 3
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		renewed := time.Now()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			switch err := s.renew(ctx, l); {
			case err == nil:
				renewed = time.Now()
			case errors.Is(err, errLeaseLost), time.Since(renewed) > s.config.Lease:
				cancel(errLeaseLost)
				return
			}
		}
	}()
	return ctx, func() {
		cancel(context.Canceled)
		<-done
		s.atWork.end(l)
	}
}
