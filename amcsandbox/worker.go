package amcsandbox

import (
	"context"
	"errors"
	"sync"
	"time"
)

// worker is what runs in the background between Start and Stop.
type worker struct {
	cancel context.CancelFunc
	group  sync.WaitGroup
	// kick asks the loop to look for work now.
	kick chan struct{}
}

func (w *worker) init() { w.kick = make(chan struct{}, 1) }

func (w *worker) wake() {
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

// Start begins making the data and moving executions on. The API answers
// before the data are there; executions wait PENDING until then.
func (s *Sandbox) Start(ctx context.Context) {
	ctx, s.work.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.work.group.Go(func() { s.prepareData(ctx) })
}

// Stop ends the work in the background and closes the folder. Executions stay
// where they are and go on at the next Start.
func (s *Sandbox) Stop() error {
	var err error
	s.stopOnce.Do(func() {
		if s.work.cancel != nil {
			s.work.cancel()
		}
		s.work.group.Wait()
		err = errors.Join(s.engine.Close(), s.store.Close())
	})
	return err
}

// prepareData makes the data, again and again until it works.
func (s *Sandbox) prepareData(ctx context.Context) {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		err := s.engine.Prepare(ctx, s.progress.step)
		if err == nil {
			s.progress.finish()
			s.work.wake()
			return
		}
		if ctx.Err() != nil {
			return
		}
		s.progress.failed(err)
		s.config.Logger.ErrorContext(ctx, "sandbox data not made", "error", err, "retryIn", wait)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}
