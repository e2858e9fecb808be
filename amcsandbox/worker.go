package amcsandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/lifecycle"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// worker is what runs in the background between Start and Stop.
type worker struct {
	ctx    context.Context //nolint:containedctx // ends with Stop
	cancel context.CancelFunc
	group  sync.WaitGroup
	// kick asks the loop to look for work now.
	kick chan struct{}
	// slots bounds how many executions are computed at once.
	slots chan struct{}

	mu sync.Mutex
	// computing holds what ends the computing of an execution.
	computing map[string]context.CancelFunc
	// computed is closed, and replaced, whenever an outcome was stored.
	computed chan struct{}
}

func (w *worker) init(workers int) {
	w.kick = make(chan struct{}, 1)
	w.slots = make(chan struct{}, workers)
	w.computing = map[string]context.CancelFunc{}
	w.computed = make(chan struct{})
}

func (w *worker) wake() {
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

func (w *worker) announce() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.computed)
	w.computed = make(chan struct{})
}

func (w *worker) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.computed
}

// Start begins making the data and moving executions on. The API answers
// before the data are there; executions wait PENDING until then.
func (s *Sandbox) Start(ctx context.Context) {
	s.work.ctx, s.work.cancel = context.WithCancel(context.WithoutCancel(ctx)) //nolint:fatcontext // the work outlives the call and ends with Stop
	s.work.group.Go(func() { s.prepareData(s.work.ctx) })
	s.work.group.Go(func() { s.move(s.work.ctx) })
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
		err := s.engine.Prepare(ctx, s.now(), s.progress.step)
		if err == nil {
			err = s.noteDataReady(ctx)
		}
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
		if !sleep(ctx, wait) {
			return
		}
	}
}

// sleep reports false when the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// noteDataReady keeps the instant of the first time, from which on the clock
// alone decides when executions start.
func (s *Sandbox) noteDataReady(ctx context.Context) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		text, err := tx.Setting("data ready at", func() string { return s.now().Format(time.RFC3339Nano) })
		if err != nil {
			return err
		}
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return fmt.Errorf("read when data were ready: %w", err)
		}
		s.dataReadyAt.Store(&at)
		return nil
	})
}

// Bounds of the pause between two looks. A clock other than the machine's may
// run at any speed, so it is looked at once a second whatever it says.
const (
	shortestPause = 20 * time.Millisecond
	longestPause  = time.Second
)

// move looks for what is due, at once when kicked and by the clock otherwise.
func (s *Sandbox) move(ctx context.Context) {
	for {
		next, err := s.advance(ctx)
		if err != nil && ctx.Err() == nil {
			s.config.Logger.ErrorContext(ctx, "sandbox executions not moved on", "error", err)
		}
		pause := longestPause
		if !next.IsZero() {
			pause = min(max(next.Sub(s.now()), shortestPause), longestPause)
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-s.work.kick:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

func (s *Sandbox) rules() lifecycle.Rules {
	rules := lifecycle.Rules{
		RunningPerInstance: s.config.Options.RunningPerInstance, RunningPerAccount: s.config.Options.RunningPerAccount,
	}
	if at := s.dataReadyAt.Load(); at != nil {
		rules.DataReadyAt = *at
	}
	return rules
}

// advance moves schedules and executions on to now, begins computing what
// runs, and tells when to look again.
func (s *Sandbox) advance(ctx context.Context) (time.Time, error) {
	if err := s.fireSchedules(ctx); err != nil {
		return time.Time{}, err
	}
	now := s.now()
	var step lifecycle.Step
	look := func(tx *store.Tx) error {
		open, err := tx.OpenExecutions()
		if err == nil {
			step = s.rules().Advance(open, now)
		}
		return err
	}
	if err := s.store.Read(ctx, look); err != nil {
		return time.Time{}, err
	}
	if len(step.Changed) > 0 {
		// What was read may be outdated by now; the writer looks again.
		if err := s.store.Write(ctx, func(tx *store.Tx) error {
			if err := look(tx); err != nil {
				return err
			}
			for _, e := range step.Changed {
				if err := tx.SetExecutionState(e); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return time.Time{}, err
		}
	}
	for _, e := range step.Compute {
		s.beginComputing(e)
	}
	return step.Next, nil
}

// settle moves executions on and, where Options.ReadWait says so, waits for
// the outcome of those that are wanted and due.
func (s *Sandbox) settle(ctx context.Context, wanted func(store.Execution) bool) error {
	deadline := time.NewTimer(s.config.Options.ReadWait)
	defer deadline.Stop()
	for {
		computed := s.work.next()
		if _, err := s.advance(ctx); err != nil {
			return err
		}
		if s.config.Options.ReadWait == 0 || !s.Progress().Ready {
			return nil
		}
		var open []store.Execution
		if err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
			open, err = tx.OpenExecutions()
			return err
		}); err != nil {
			return err
		}
		now := s.now()
		if slices.ContainsFunc(open, func(e store.Execution) bool { return wanted(e) && lifecycle.Over(e, now) }) {
			continue // its outcome was stored since it was moved on
		}
		if !slices.ContainsFunc(open, func(e store.Execution) bool { return wanted(e) && s.isDue(e, now) }) {
			return nil
		}
		select {
		case <-computed:
		case <-deadline.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-s.work.ctx.Done():
			return errStopped
		}
	}
}

var errStopped = errors.New("the sandbox stops")

// isDue reports whether an execution would be over, had it been computed in no
// time.
func (s *Sandbox) isDue(e store.Execution, now time.Time) bool {
	return lifecycle.Due(e, now) || e.StartedAt.IsZero() && e.EndedAt.IsZero() && !e.ReadyAt.Add(e.RunTime).After(now)
}

// cancel ends an execution that has not ended.
func (s *Sandbox) cancel(ctx context.Context, e store.Execution) error {
	now := s.now()
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		current, err := tx.Execution(e.InstanceID, e.ID)
		if err != nil {
			return err
		}
		if !current.EndedAt.IsZero() {
			return badRequest("Workflow execution with ID %s cannot be cancelled because its status is %s.", current.ID, current.Status)
		}
		current.EndedAt, current.Status = now, lifecycle.Cancelled
		current.Outcome = store.Outcome{Status: lifecycle.Cancelled, Reason: "Execution was cancelled by user."}
		if err := tx.SetExecutionState(current); err != nil {
			return err
		}
		return leaveSlotFrom(tx, current, now)
	})
	if err != nil {
		return err
	}
	s.work.mu.Lock()
	if stop := s.work.computing[e.ID]; stop != nil {
		stop()
	}
	s.work.mu.Unlock()
	s.work.wake()
	return nil
}

// leaveSlotFrom keeps those that waited for the slot of a cancelled execution
// from starting before it became free.
func leaveSlotFrom(tx *store.Tx, cancelled store.Execution, now time.Time) error {
	open, err := tx.OpenExecutions()
	if err != nil {
		return err
	}
	for _, e := range open {
		if e.AccountID != cancelled.AccountID || !e.StartedAt.IsZero() || !e.EndedAt.IsZero() || !e.ReadyAt.Before(now) {
			continue
		}
		e.ReadyAt = now
		if err := tx.SetExecutionState(e); err != nil {
			return err
		}
	}
	return nil
}
