package event

import "sync"

// signal wakes any number of waiters; a send while nobody waits is remembered
// by each of them once.
type signal struct {
	mu      sync.Mutex
	waiters map[chan struct{}]struct{}
}

func newSignal() *signal {
	return &signal{waiters: map[chan struct{}]struct{}{}}
}

func (s *signal) send() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for waiter := range s.waiters {
		select {
		case waiter <- struct{}{}:
		default: // it has one waiting already
		}
	}
}

// join returns a channel that receives after each send, and how to leave.
func (s *signal) join() (<-chan struct{}, func()) {
	waiter := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiters[waiter] = struct{}{}
	return waiter, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.waiters, waiter)
	}
}
